/** Polls the carrier about calls and legs whose callbacks are overdue, because a callback may be lost for good. */
import { randomInt, randomUUID } from 'node:crypto';
import type { CarrierCall } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { transaction } from '../../transaction.ts';
import { bindCallSid } from '../../../sql/calls/claims.ts';
import { isParkedLeg, lockLeg, updateLegProgress } from '../../../sql/calls/legs.ts';
import { isCallSidBound, listSilentLegs, type SilentLeg } from '../../../sql/calls/silent-calls.ts';
import { endAgentLeg } from './agent-legs.ts';
import { endCall } from './end.ts';
import { endGuestLeg } from './guest-legs.ts';
import { endParkedLeg } from './parked-legs.ts';
import { applyReport } from './status-callbacks.ts';

/** The reply to a request to place a call counts as lost after the timeout of the carrier client times this factor. */
const UNPLACED_TIMEOUTS = 1.5;

/**
 * Seconds of product time. A placed call appears in the carrier's list of calls within this time. If a call is not in
 * the list after this time, the call does not exist.
 */
const LIST_LAG_SECONDS = 60;

/**
 * Seconds of product time. If a placed call has sent no callback for so long, the poller asks the carrier about the
 * call. No phone rings for so long.
 */
const SILENT_SECONDS = 150;

/**
 * Seconds of product time. If a person answered and the assigned agent was not connected within this time, the poller
 * asks the carrier about the leg of the agent. The longest usual wait is a phone that rings on demand: 15 seconds of
 * ringing and 10 seconds of whisper.
 */
const UNCONNECTED_SECONDS = 30;

/**
 * The carrier's creation time of a call may be earlier than our start time by this many milliseconds. The reason is
 * that the two clocks differ a little, and that the carrier's times have whole seconds.
 */
const SKEW_MS = 5_000;

/**
 * Milliseconds of real time. A poll starts no further request to the carrier after this time, because the list of
 * silent calls is out of date by then.
 */
const POLL_MS_MAX = 15_000;

/**
 * Polls the carrier about the silent calls, one call after another. Does nothing while another process polls. Otherwise
 * a slow carrier would get each request twice.
 */
export async function pollSilentCalls(ctx: Context, signal: AbortSignal, pollMsMax = POLL_MS_MAX): Promise<void> {
  await runExclusively(ctx, pollMsMax, async () => {
    const timeoutSeconds = (ctx.config.twilio.timeoutMs / 1000) * Math.max(1, ctx.clock.speed);
    const limits = {
      unplaced: UNPLACED_TIMEOUTS * timeoutSeconds,
      placed: SILENT_SECONDS,
      unconnected: UNCONNECTED_SECONDS,
    };
    const legs = rotateRandomly(await listSilentLegs(ctx.sql, limits));
    const deadlineMs = performance.now() + pollMsMax;
    for (const leg of legs) {
      if (signal.aborted || performance.now() > deadlineMs) return;
      await pollLeg(ctx, leg, limits.unplaced);
    }
  });
}

/**
 * Rotates the items by a random number. The poll then starts at another call each time, so calls for which the carrier
 * never answers cannot starve the rest.
 */
function rotateRandomly<T>(items: T[]): T[] {
  const first = randomInt(items.length + 1);
  return [...items.slice(first), ...items.slice(0, first)];
}

/**
 * The lock lasts longer than a poll by this many timeouts of the carrier client. The last request of the poll may take
 * a whole timeout, and the result must be stored afterwards.
 */
const LOCK_EXTRA_TIMEOUTS = 2;

/** Redis script that deletes the lock if this process still holds the lock. */
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`;

/**
 * Runs the poll unless another process already runs a poll. The lock is in Redis, so no Postgres connection stays open
 * while the carrier is slow. If Redis loses the lock, a call may be polled twice. If a process dies, the lock expires
 * when the longest possible poll would end.
 */
async function runExclusively(ctx: Context, pollMsMax: number, poll: () => Promise<void>): Promise<void> {
  const key = `${ctx.keyPrefix}:calls.poll`;
  const token = randomUUID();
  const lockMs = pollMsMax + LOCK_EXTRA_TIMEOUTS * ctx.config.twilio.timeoutMs;
  if (!(await ctx.redis.set(key, token, 'PX', lockMs, 'NX'))) return;
  try {
    await poll();
  } finally {
    await ctx.redis.eval(UNLOCK, 1, key, token);
  }
}

async function pollLeg(ctx: Context, leg: SilentLeg, unplacedSeconds: number): Promise<void> {
  try {
    const carrierCall = leg.callSid ? await ctx.carrier.fetchCall(leg.callSid) : await bindPlacedCall(ctx, leg);
    if (carrierCall) await applyCarrierCall(ctx, leg, carrierCall);
    else if (leg.callSid || mayGiveUp(leg, unplacedSeconds)) await giveUpAsLost(ctx, leg);
  } catch (error) {
    ctx.log.warn({ err: error, kind: leg.kind, uuid: leg.uuid }, 'poll of a silent call failed, tried again later');
  }
}

/**
 * Whether a call to a lead, or a leg to an agent, may be given up as lost if the carrier's id is unknown. A call is
 * given up only when the carrier's list of calls is complete; otherwise the lead could be dialed twice. A leg is given
 * up at once, because the lead is waiting and another agent must be dialed. If the first agent answers later, the
 * product hangs up.
 */
function mayGiveUp({ kind, silentSeconds }: SilentLeg, unplacedSeconds: number): boolean {
  return kind !== 'call' || silentSeconds > unplacedSeconds + LIST_LAG_SECONDS;
}

/**
 * Finds the carrier call that belongs to a call or leg without a carrier id, and stores the id. The carrier call must
 * have the same numbers, must be created after our request, and must not belong to another call or leg.
 */
async function bindPlacedCall(ctx: Context, leg: SilentLeg): Promise<CarrierCall | undefined> {
  for (const candidate of await ctx.carrier.listCalls(leg.toNumber, leg.fromNumber)) {
    const createdMs = candidate.dateCreated.getTime();
    if (createdMs < leg.startTime.getTime() - SKEW_MS || (await isCallSidBound(ctx.sql, candidate.sid))) continue;
    if (leg.kind === 'call') await bindCallSid(ctx.sql, leg.id, candidate.sid);
    else await updateLegProgress(ctx.sql, leg.id, { callSid: candidate.sid });
    return candidate;
  }
  return undefined;
}

/** Applies the current state of a carrier call as if the carrier had sent a status callback. */
async function applyCarrierCall(ctx: Context, leg: SilentLeg, carrierCall: CarrierCall): Promise<void> {
  const params: Record<string, string> = { CallSid: carrierCall.sid, CallStatus: carrierCall.status };
  if (carrierCall.duration) params.CallDuration = carrierCall.duration;
  if (carrierCall.answeredBy) params.AnsweredBy = carrierCall.answeredBy;
  const endTime = carrierCall.endTime as Date | null;
  if (endTime) params.Timestamp = endTime.toISOString();
  await applyReport(ctx, {
    source: leg.kind === 'parked_leg' ? 'parked-leg-status' : 'status',
    callUuid: leg.callUuid ?? undefined,
    legUuid: leg.kind === 'agent_leg' ? leg.uuid : undefined,
    parkedLegUuid: leg.kind === 'parked_leg' ? leg.uuid : undefined,
    params,
    receivedAtMs: ctx.clock.nowMs(),
  });
}

/**
 * Ends a call or leg that the carrier does not know. A lost call counts as an attempt, and the lead waits for the usual
 * retry.
 */
async function giveUpAsLost(ctx: Context, { kind, id, uuid, callId }: SilentLeg): Promise<void> {
  ctx.log.warn({ kind, uuid }, 'the carrier knows no such call, given up as lost');
  await transaction(ctx, async (tx) => {
    if (kind === 'call') return endCall(tx, id, { status: 'lost', hangupCause: 'never_placed' });
    if (callId !== null) {
      await endGuestLeg(tx, { id, callId }, { status: 'lost' });
      return endAgentLeg(tx, { id, callId }, { status: 'lost' });
    }
    const leg = await lockLeg(tx.sql, id);
    if (leg && isParkedLeg(leg)) await endParkedLeg(tx, leg, { status: 'lost' });
  });
}
