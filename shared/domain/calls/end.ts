/** The end of a call and all effects of the end, and corrections of an ended call by late callbacks. */
import { isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import { isValuedByUs } from '../../rules/calls/conversion.ts';
import { estimateCallCost } from '../../rules/calls/cost.ts';
import { type Disposition, dispositionOf } from '../../rules/calls/disposition.ts';
import { durationOf, isPlacedByUs, notBefore, secondsBetween, talkTimeOf } from '../../rules/calls/duration.ts';
import { FIRST_POLL_MS } from '../../rules/calls/poll-delays.ts';
import type { CallStatus } from '../../rules/calls/status.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import type { CallOutcome } from '../../rules/pacing/inputs.ts';
import type { Tx } from '../../transaction.ts';
import { releaseBuyer, removeBuyer } from '../../../sql/calls/buyer-claims.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { findConversation, insertAgentTalk } from '../../../sql/calls/conversations.ts';
import { isDialUnsettled } from '../../../sql/calls/events.ts';
import { hasActiveIntegration, lockCall, markCallEnded, updateCallOutcome } from '../../../sql/calls/progress.ts';
import { lacksRecording } from '../../../sql/calls/recordings.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { Sql } from '../../../sql/db.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { updateAbandonLedger } from '../pacing/abandon-ledger.ts';
import { recordPacingEvent, ringSecondsUntil } from '../pacing/pacing-events.ts';
import { closeConversation, releaseAgentOfCall } from './wrap-up.ts';

export type CallEnd = {
  status: CallStatus;
  /** The end time of the call. If the carrier reported no time, the current time is used. */
  endTime?: Date;
  /** Seconds from the answer to the end of the call, if the carrier reported the seconds. */
  answeredSeconds?: number;
  hangupCause?: string;
};

/**
 * Ends a call: releases the agent and the buyer, and plans the retry of the lead, the polls for recording and price,
 * and the value of the call. Does nothing if the call has already ended.
 */
export async function endCall(tx: Tx, callId: number, end: CallEnd): Promise<void> {
  const call = await lockCall(tx.sql, callId);
  if (!call?.live) return;
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  const wrapUpSeconds = campaign?.wrapUpSeconds ?? 0;
  const endTime = notBefore(call.answerTime ?? call.startTime, end.endTime ?? (await databaseNow(tx.sql)));
  const disposition = dispositionOf(call, end.status, endTime);
  const outcome = { ...end, endTime, disposition, hasAmd: campaign?.amdEnabled === true };
  const talkSeconds = await updateEndedCall(tx, call, outcome);
  if (isPlacedByUs(call)) await recordEndForPacing(tx, call, disposition, endTime, wrapUpSeconds);
  await countCallOutcome(tx.sql, call, endTime, { ...call, disposition });
  const conversation = call.connectedAt === null ? undefined : await findConversation(tx.sql, call.id);
  // Agents before a transfer have got the seconds of their own talk.
  const since = conversation?.agentSince ?? null;
  const agentTalkSeconds = since === null ? talkSeconds : Math.min(talkSeconds, secondsBetween(since, endTime));
  await releaseAgentOfCall(tx, call, { talkSeconds: agentTalkSeconds, wrapUpSeconds });
  if (since !== null && call.agentId !== null)
    await insertAgentTalk(tx.sql, {
      tenantId: call.tenantId,
      callId: call.id,
      agentId: call.agentId,
      talkSeconds: agentTalkSeconds,
    });
  if (conversation) await closeConversation(tx, call);
  const duration = durationOf(call, endTime, end.answeredSeconds);
  const isUnsettled = await isDialUnsettled(tx.sql, { ...call, status: end.status, duration });
  if (call.direction === 'inbound')
    await (call.connectedAt || isUnsettled ? releaseBuyer(tx.sql, call.id) : removeBuyer(tx.sql, call.id));
  await startFollowUp(tx, call, end.status, disposition);
  // The receiver of the pool's webhook gets one event with the final outcome. `applyLateDialResult` sends the event of an
  // unsettled call.
  if (call.direction === 'inbound' && !isUnsettled) await notifyPoolOfCall(tx, call, 'call.ended');
}

/** Stores the end of the call. Returns the seconds of conversation. */
async function updateEndedCall(
  tx: Tx,
  call: CallRow,
  end: CallEnd & { endTime: Date; disposition: Disposition; hasAmd: boolean },
): Promise<number> {
  const { status, endTime, disposition } = end;
  const duration = durationOf(call, endTime, end.answeredSeconds);
  const talkTime = talkTimeOf(call, { disposition, endTime, duration });
  const answeredSeconds = end.answeredSeconds ?? secondsBetween(call.answerTime, endTime);
  const hungUpEarly = isPlacedByUs(call) && disposition === 'no_answer' && call.answerTime !== null;
  const fields = {
    status,
    disposition,
    endTime,
    duration: Math.max(duration, talkTime),
    talkTime,
    hangupCause: end.hangupCause ?? null,
    cost: estimateCallCost({ answeredSeconds, amd: isPlacedByUs(call) && end.hasAmd }),
    // The carrier sets no price for a call without an answer. If the carrier sets a price anyway, the price replaces
    // this cost.
    costSource: status === 'completed' && !call.externallyLogged ? ('estimated' as const) : ('unrated' as const),
  };
  const event = {
    event: 'call_ended',
    message: `The call ended: ${disposition}${hungUpEarly ? ' (the person hung up within two seconds)' : ''}`,
    metadata: { disposition, status, abandonAfterMs: ABANDON_AFTER_MS },
    sourceKey: 'ended',
  };
  await markCallEnded(tx.sql, call.id, fields, event, isPlacedByUs(call) && status === 'completed');
  return talkTime;
}

/**
 * Counts the outcome of a call for the abandonment rate. Only calls that this platform placed count.
 *
 * @param before the call with the outcome that was counted so far
 */
export async function countCallOutcome(
  sql: Sql,
  before: CallRow,
  endTime: Date,
  after: Pick<CallRow, 'disposition' | 'connectDelayMs'>,
): Promise<void> {
  if (isPlacedByUs(before)) await updateAbandonLedger(sql, before, endTime, after);
}

/** The outcome that the pacer counts for each disposition of an unanswered call. */
const UNANSWERED_OUTCOMES: { [D in Disposition]?: CallOutcome } = {
  no_answer: 'no_answer',
  busy: 'busy',
  failed: 'failed',
  cancelled: 'cancelled',
};

/**
 * Records an event for the pacer: how long an unanswered call rang, or how long an answered call kept the agent busy.
 */
async function recordEndForPacing(
  tx: Tx,
  call: CallRow,
  disposition: Disposition,
  endTime: Date,
  wrapUpSeconds: number,
): Promise<void> {
  const atSeconds = endTime.getTime() / 1000;
  if (call.connectedAt) {
    // The agent was released earlier, when the carrier found an answering machine.
    if (call.agentId === null) return;
    const talkSeconds = secondsBetween(call.connectedAt, endTime);
    const wrapSeconds = isAnsweringMachine(call.answeredBy) ? 0 : wrapUpSeconds;
    return recordPacingEvent(tx, call.campaignId, { kind: 'handled', atSeconds, talkSeconds, wrapSeconds });
  }
  // If the person hung up before the abandonment message began, `abandonCall` did not run and recorded no event.
  if (disposition === 'abandoned' && call.abandonedAt === null)
    return recordPacingEvent(tx, call.campaignId, { kind: 'abandoned', atSeconds });
  const outcome = UNANSWERED_OUTCOMES[disposition];
  if (outcome && call.callSid !== null && call.answerTime === null)
    await recordPacingEvent(tx, call.campaignId, {
      kind: 'resolved',
      atSeconds,
      outcome,
      ringSeconds: ringSecondsUntil(call, endTime),
    });
}

async function startFollowUp(tx: Tx, call: CallRow, status: CallStatus, disposition: Disposition): Promise<void> {
  const id = String(call.id);
  if (call.leadId !== null)
    await tx.enqueue('retry.schedule', { callId: call.id }, { id, isSwept: isPlacedByUs(call) });
  // A call without an answer costs nothing, and Twilio sets no price for it. So the carrier is not asked. The job also
  // fetches the recording if the carrier's report about it is lost.
  if (call.callSid !== null && !call.externallyLogged && (status === 'completed' || call.answerTime !== null))
    await tx.enqueue(
      'cost.reconcile',
      { callId: call.id },
      { id: `${id}-0`, delayMs: FIRST_POLL_MS, isSwept: status === 'completed' },
    );
  else await scheduleRecordingPoll(tx, call.id);
  if (isValuedByUs(call)) await tx.enqueue('call.value', { callId: call.id }, { id, isSwept: true });
  else await sendToIntegrations(tx, call);
  emitCallEnd(tx, call, disposition);
}

/** Starts the syncs of the tenant's CRM platforms, after the end of a call and its value are stored. */
export async function sendToIntegrations(tx: Tx, { tenantId }: Pick<CallRow, 'tenantId'>): Promise<void> {
  if (await hasActiveIntegration(tx.sql, tenantId)) await tx.enqueue('integration.calls', { tenantId });
}

/** Tells clients that a call has ended, or that the disposition of an ended call was corrected. */
export function emitCallEnd(tx: Tx, { tenantId, agentId, uuid }: CallRow, disposition: Disposition): void {
  tx.emit({ tenantId, event: 'call:ended', agentId, data: { callId: uuid, disposition } });
}

/**
 * If the carrier recorded the ended call, plans a poll for the recording. The poll is needed because the carrier's report
 * about the recording may be lost.
 */
export async function scheduleRecordingPoll(tx: Tx, callId: number): Promise<void> {
  if (await lacksRecording(tx.sql, callId))
    await tx.enqueue('recording.reconcile', { callId }, { delayMs: FIRST_POLL_MS });
}

/**
 * Corrects the disposition and talk time of an ended call after a late callback. If the disposition changed, the retry
 * of the lead is planned again.
 *
 * @param before the call as it was before the callback was applied
 */
export async function correctEndedCall(tx: Tx, before: CallRow): Promise<void> {
  if (before.live) return;
  const call = await lockCall(tx.sql, before.id);
  if (!call?.endTime) return;
  const { endTime, duration } = call;
  const disposition = dispositionOf(call, call.status, endTime);
  const wasConnectedAfterAll = before.connectedAt === null && call.connectedAt !== null;
  await countCallOutcome(tx.sql, before, endTime, { ...call, disposition });
  if (disposition === call.disposition && !wasConnectedAfterAll) return;
  const talkTime = talkTimeOf(call, { disposition, endTime, duration: duration ?? 0 });
  await updateCallOutcome(tx.sql, call.id, { disposition, talkTime });
  await tx.enqueue('retry.schedule', { callId: call.id });
  if (wasConnectedAfterAll) await scheduleRecordingPoll(tx, call.id);
}
