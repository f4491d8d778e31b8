import { ABANDON_AFTER_MS, type Disposition, dispositionOf } from '../../rules/calls/disposition.ts';
import { estimatedCost } from '../../rules/values/money.ts';
import type { CallOutcome } from '../../rules/pacing/types.ts';
import { FIRST_LOOK_MS } from '../../rules/calls/poll-delays.ts';
import type { Tx } from '../../transaction.ts';
import { releaseAgent } from '../../../sql/agents/availability.ts';
import { type CallRow, type CallStatus, insertCallEvent } from '../../../sql/calls/calls.ts';
import { countCompleted, finishCall, lockCall } from '../../../sql/calls/progress.ts';
import { cancelReservedLegs, legsOfCall } from '../../../sql/calls/agent-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { Sql } from '../../../sql/db.ts';
import { dialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { freeBuyer, refundBuyer } from '../../../sql/routing/inbound.ts';
import { announceAgent } from '../agents/agents.ts';
import { countAnswered, ringSecondsOf, teach } from '../pacing/pacing.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { isSettledByUs } from './external-calls.ts';

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
  const campaign = call.campaignId === null ? undefined : await dialingCampaign(tx.sql, call.campaignId);
  const endTime = notBefore(call.answerTime ?? call.startTime, ending.endTime ?? (await databaseNow(tx.sql)));
  const disposition = dispositionAt(call, ending.status, endTime);
  const answeredSeconds = ending.answeredSeconds ?? secondsBetween(call.answerTime, endTime);
  const duration = durationOf(call, endTime, ending.answeredSeconds);
  const talkTime = talkTimeOf(call, { disposition, endTime, duration });
  await finishCall(tx.sql, call.id, {
    status: ending.status,
    disposition,
    endTime,
    duration: Math.max(duration, talkTime),
    talkTime,
    hangupCause: ending.hangupCause ?? null,
    cost: estimatedCost({ answeredSeconds, amd: isPlacedByUs(call) && campaign?.amdEnabled === true }),
    // Carriers set no price on calls that nobody answered; should one come after all, it replaces this.
    costSource: ending.status === 'completed' && !call.recordedByApi ? 'estimated' : 'unrated',
  });
  if (call.campaignId !== null && isPlacedByUs(call) && ending.status === 'completed')
    await countCompleted(tx.sql, call.campaignId);
  await insertCallEvent(tx.sql, call, {
    event: 'call_ended',
    message: `The call ended: ${disposition}`,
    metadata: { disposition, status: ending.status, abandonAfterMs: ABANDON_AFTER_MS },
    sourceKey: 'ended',
    occurredAt: endTime,
  });
  if (isPlacedByUs(call)) await teachEnd(tx, call, disposition, endTime, campaign?.wrapUpSeconds ?? 0);
  await countOutcome(tx.sql, call, endTime, disposition);
  await freeAgent(tx, call, endTime, campaign?.wrapUpSeconds ?? 0);
  await (call.bridgeTime ? freeBuyer(tx.sql, call.id) : refundBuyer(tx.sql, call.id));
  await followUp(tx, call, disposition);
}

function isPlacedByUs({ direction, recordedByApi }: CallRow): boolean {
  return direction === 'outbound' && !recordedByApi;
}

/**
 * Of a call that we placed we know when it began, so its ringing counts: the carrier's seconds, which begin with the answer,
 * are only the least. When any other call began or ended we are told, perhaps late: there the carrier's word stands alone.
 */
function durationOf(call: CallRow, endTime: Date, answeredSeconds: number | undefined): number {
  const seconds = secondsBetween(call.startTime, endTime);
  if (answeredSeconds === undefined) return seconds;
  return isPlacedByUs(call) ? Math.max(seconds, answeredSeconds) : answeredSeconds;
}

/** Seconds of conversation. Nobody tells when the one of a call began that others carried: all of it counts. */
export function talkTimeOf(
  call: CallRow,
  { disposition, endTime, duration }: { disposition: Disposition; endTime: Date; duration: number },
): number {
  if (call.recordedByApi) return disposition === 'answered' ? duration : 0;
  if (!call.bridgeTime) return 0;
  // What the carrier told of whom it dialled for the caller, or what was counted before.
  if (call.talkTime) return call.talkTime;
  // Of a call that lasted longer than we know of, our own times tell nothing.
  if (duration > secondsBetween(call.startTime, endTime)) return duration;
  return Math.min(duration, secondsBetween(call.answerTime ?? call.bridgeTime, endTime));
}

/** The share of abandoned calls is one of those that we placed: no other call says anything of it. */
export async function countOutcome(sql: Sql, call: CallRow, endTime: Date, disposition: Disposition): Promise<void> {
  if (isPlacedByUs(call)) await countAnswered(sql, call, endTime, disposition);
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
    return teach(tx, call.campaignId, { kind: 'handled', atSeconds, talkSeconds, wrapSeconds });
  }
  // The person gave up waiting before the message began.
  if (disposition === 'abandoned' && call.abandonedAt === null)
    return teach(tx, call.campaignId, { kind: 'abandoned', atSeconds });
  const outcome = unanswered[disposition];
  if (outcome && call.callSid !== null && call.answerTime === null)
    await teach(tx, call.campaignId, {
      kind: 'resolved',
      atSeconds,
      outcome,
      ringSeconds: ringSecondsOf(call, endTime),
    });
}

/** How a call that ended like this went. One that others carried was a conversation if it was completed: we know no more. */
export function dispositionAt(call: CallRow, status: CallStatus, endTime: Date): Disposition {
  return dispositionOf({
    status,
    isCaller: call.direction === 'inbound' && !call.recordedByApi,
    answeredBy: call.answeredBy,
    answeredAtMs: call.answerTime?.getTime() ?? null,
    bridgedAtMs: (call.recordedByApi ? endTime : call.bridgeTime)?.getTime() ?? null,
    abandonedAtMs: call.abandonedAt?.getTime() ?? null,
    endedAtMs: endTime.getTime(),
  });
}

/** The agent wraps up if they talked; a leg that still rings is hung up. */
async function freeAgent(tx: Tx, call: CallRow, endTime: Date, wrapUpSeconds: number): Promise<void> {
  if (call.agentId !== null) {
    const talkSeconds = secondsBetween(call.bridgeTime, endTime);
    await releaseAgent(tx.sql, call.agentId, { wrapUpSeconds, talkSeconds, handled: call.bridgeTime !== null });
    await announceAgent(tx, call.tenantId, call.agentId);
  }
  await cancelReservedLegs(tx.sql, call.id);
  const legs = await legsOfCall(tx.sql, call.id);
  if (legs.some((leg) => leg.live)) await tx.enqueue('call.hangup', { callId: call.id }, { once: String(call.id) });
}

async function followUp(tx: Tx, call: CallRow, disposition: Disposition): Promise<void> {
  const id = String(call.id);
  if (call.leadId !== null) await tx.enqueue('retry.schedule', { callId: call.id }, { id });
  // What the carrier never placed has no price.
  if (call.callSid !== null && !call.recordedByApi)
    await tx.enqueue('cost.reconcile', { callId: call.id }, { id: `${id}-0`, delayMs: FIRST_LOOK_MS });
  if (call.bridgeTime) await expectRecording(tx, call);
  if (isSettledByUs(call)) await tx.enqueue('call.settle', { callId: call.id }, { id });
  if (call.direction === 'inbound') await notifyPoolOfCall(tx, call, 'call.ended');
  tx.emit({
    tenantId: call.tenantId,
    event: 'call:ended',
    agentId: call.agentId,
    data: { callId: call.uuid, disposition },
  });
}

/** A conversation is recorded if its campaign is: should the carrier not report the recording, it is asked for. */
export async function expectRecording(tx: Tx, call: CallRow): Promise<void> {
  const campaign = call.campaignId === null ? undefined : await dialingCampaign(tx.sql, call.campaignId);
  if (campaign?.recordCalls) await tx.enqueue('recording.reconcile', { callId: call.id }, { delayMs: FIRST_LOOK_MS });
}

function secondsBetween(from: Date | null, to: Date): number {
  return from ? Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000)) : 0;
}

/** A moment that is reckoned, or comes from another clock, and cannot lie before one that is known. */
export function notBefore(earliest: Date | null, moment: Date): Date {
  return earliest && moment < earliest ? earliest : moment;
}
