import { type Disposition, dispositionOf } from '../../rules/calls/disposition.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import { estimateCallCost } from '../../rules/calls/cost.ts';
import type { CallOutcome } from '../../rules/pacing/inputs.ts';
import { FIRST_POLL_MS } from '../../rules/calls/poll-delays.ts';
import type { Tx } from '../../transaction.ts';
import { type CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { type CallStatus } from '../../rules/calls/status.ts';
import { countCompletedCall, markCallEnded, lockCall, updateCallOutcome } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { Sql } from '../../../sql/db.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { releaseBuyer, removeBuyer } from '../../../sql/calls/buyer-claims.ts';
import { updateAbandonLedger } from '../pacing/abandon-ledger.ts';
import { ringSecondsUntil } from '../pacing/pacing-events.ts';
import { recordPacingEvent } from '../pacing/pacing-events.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { isValuedByUs } from './external-calls.ts';
import { durationOf, isPlacedByUs, notBefore, secondsBetween, talkTimeOf } from '../../rules/calls/duration.ts';
import { releaseAgentOfCall } from './wrap-up.ts';

const unanswered: { [D in Disposition]?: CallOutcome } = {
  no_answer: 'no_answer',
  busy: 'busy',
  failed: 'failed',
  cancelled: 'cancelled',
};

export type Ending = {
  status: CallStatus;
  endTime?: Date;
  /** How long it lasted after its answer, if the carrier says so. */
  answeredSeconds?: number;
  hangupCause?: string;
};

/**
 * Ends a call, once, and starts all that follows: the agent is free again, the lead's next attempt is planned, the
 * recording fetched, the price polled. A second ending changes nothing.
 */
export async function endCall(tx: Tx, callId: number, ending: Ending): Promise<void> {
  const call = await lockCall(tx.sql, callId);
  if (!call?.live) return;
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  const endTime = notBefore(call.answerTime ?? call.startTime, ending.endTime ?? (await databaseNow(tx.sql)));
  const disposition = dispositionAt(call, ending.status, endTime);
  const answeredSeconds = ending.answeredSeconds ?? secondsBetween(call.answerTime, endTime);
  const duration = durationOf(call, endTime, ending.answeredSeconds);
  const talkTime = talkTimeOf(call, { disposition, endTime, duration });
  await markCallEnded(tx.sql, call.id, {
    status: ending.status,
    disposition,
    endTime,
    duration: Math.max(duration, talkTime),
    talkTime,
    hangupCause: ending.hangupCause ?? null,
    cost: estimateCallCost({ answeredSeconds, amd: isPlacedByUs(call) && campaign?.amdEnabled === true }),
    // Carriers set no price on calls that nobody answered; should one come after all, it replaces this.
    costSource: ending.status === 'completed' && !call.externallyLogged ? 'estimated' : 'unrated',
  });
  if (call.campaignId !== null && isPlacedByUs(call) && ending.status === 'completed')
    await countCompletedCall(tx.sql, call.campaignId);
  await insertCallEvent(tx.sql, call, {
    event: 'call_ended',
    message: `The call ended: ${disposition}`,
    metadata: { disposition, status: ending.status, abandonAfterMs: ABANDON_AFTER_MS },
    sourceKey: 'ended',
    occurredAt: endTime,
  });
  if (isPlacedByUs(call)) await teachEnd(tx, call, disposition, endTime, campaign?.wrapUpSeconds ?? 0);
  await countCallOutcome(tx.sql, call, endTime, disposition);
  await releaseAgentOfCall(tx, call, endTime, campaign?.wrapUpSeconds ?? 0);
  await (call.bridgeTime ? releaseBuyer(tx.sql, call.id) : removeBuyer(tx.sql, call.id));
  await followUp(tx, call, disposition);
}

/** The share of abandoned calls is one of those that we placed: no other call says anything of it. */
export async function countCallOutcome(sql: Sql, call: CallRow, endTime: Date, disposition: Disposition): Promise<void> {
  if (isPlacedByUs(call)) await updateAbandonLedger(sql, call, endTime, disposition);
}

/** The pacer learns how long a call rang that nobody answered, and how long an agent was taken by one that was. */
async function teachEnd(
  tx: Tx,
  call: CallRow,
  disposition: Disposition,
  endTime: Date,
  wrapSeconds: number,
): Promise<void> {
  const atSeconds = endTime.getTime() / 1000;
  if (call.bridgeTime) {
    const talkSeconds = secondsBetween(call.bridgeTime, endTime);
    return recordPacingEvent(tx, call.campaignId, { kind: 'handled', atSeconds, talkSeconds, wrapSeconds });
  }
  // The person gave up waiting before the message began.
  if (disposition === 'abandoned' && call.abandonedAt === null)
    return recordPacingEvent(tx, call.campaignId, { kind: 'abandoned', atSeconds });
  const outcome = unanswered[disposition];
  if (outcome && call.callSid !== null && call.answerTime === null)
    await recordPacingEvent(tx, call.campaignId, {
      kind: 'resolved',
      atSeconds,
      outcome,
      ringSeconds: ringSecondsUntil(call, endTime),
    });
}

/** How a call that ended like this went. One that others carried was a conversation if it was completed: we know no more. */
export function dispositionAt(call: CallRow, status: CallStatus, endTime: Date): Disposition {
  return dispositionOf({
    status,
    isCaller: call.direction === 'inbound' && !call.externallyLogged,
    answeredBy: call.answeredBy,
    answeredAtMs: call.answerTime?.getTime() ?? null,
    bridgedAtMs: (call.externallyLogged ? endTime : call.bridgeTime)?.getTime() ?? null,
    abandonedAtMs: call.abandonedAt?.getTime() ?? null,
    endedAtMs: endTime.getTime(),
  });
}

async function followUp(tx: Tx, call: CallRow, disposition: Disposition): Promise<void> {
  const id = String(call.id);
  if (call.leadId !== null) await tx.enqueue('retry.schedule', { callId: call.id }, { id });
  // What the carrier never placed has no price.
  if (call.callSid !== null && !call.externallyLogged)
    await tx.enqueue('cost.reconcile', { callId: call.id }, { id: `${id}-0`, delayMs: FIRST_POLL_MS });
  if (call.bridgeTime) await scheduleRecordingPoll(tx, call);
  if (isValuedByUs(call)) await tx.enqueue('call.value', { callId: call.id }, { id });
  if (call.direction === 'inbound') await notifyPoolOfCall(tx, call, 'call.ended');
  tx.emit({
    tenantId: call.tenantId,
    event: 'call:ended',
    agentId: call.agentId,
    data: { callId: call.uuid, disposition },
  });
}

/** A conversation is recorded if its campaign is: should the carrier not report the recording, it is asked for. */
export async function scheduleRecordingPoll(tx: Tx, call: CallRow): Promise<void> {
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(tx.sql, call.campaignId);
  if (campaign?.recordCalls) await tx.enqueue('recording.reconcile', { callId: call.id }, { delayMs: FIRST_POLL_MS });
}

/** A late report may tell that an ended call went otherwise than it seemed; what follows from it is planned again. */
export async function correctEndedCall(tx: Tx, before: CallRow): Promise<void> {
  if (before.live) return;
  const call = await lockCall(tx.sql, before.id);
  if (!call?.endTime) return;
  const disposition = dispositionAt(call, call.status, call.endTime);
  const bridgedAfterAll = before.bridgeTime === null && call.bridgeTime !== null;
  if (disposition === call.disposition && !bridgedAfterAll) return;
  await countCallOutcome(tx.sql, call, call.endTime, disposition);
  const { endTime, duration } = call;
  const talkTime = talkTimeOf(call, { disposition, endTime, duration: duration ?? 0 });
  await updateCallOutcome(tx.sql, call.id, { disposition, talkTime });
  await tx.enqueue('retry.schedule', { callId: call.id });
  if (bridgedAfterAll) await scheduleRecordingPoll(tx, call);
}
