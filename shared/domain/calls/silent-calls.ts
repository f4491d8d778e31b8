/** Polls the carrier about calls and legs whose callbacks are overdue: callbacks can be lost for good. */
import { randomInt, randomUUID } from 'node:crypto';
import type { CarrierCall } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { transaction } from '../../transaction.ts';
import { bindCallSid } from '../../../sql/calls/claims.ts';
import { isParkedLeg, lockLeg, updateLegProgress } from '../../../sql/calls/legs.ts';
import { isCallSidBound, listSilentLegs, type SilentLeg } from '../../../sql/calls/silent-calls.ts';
import { endAgentLeg } from './agent-legs.ts';
import { endCall } from './end.ts';
import { endParkedLeg } from './parked-legs.ts';
import { applyReport } from './status-callbacks.ts';

/** The reply to a request to place a call is lost after this multiple of the client's timeout. */
const UNPLACED_TIMEOUTS = 1.5;

/** Product seconds. The carrier's list of calls is less than this behind: a call that is missing then does not exist. */
const LIST_LAG_SECONDS = 60;

/** Product seconds without a callback after which a placed call is polled. Longer than any ringing. */
const SILENT_SECONDS = 150;

/** The carrier's clock differs a little from ours, and its times have whole seconds. */
const SKEW_MS = 5_000;

/** Real ms. A poll starts no further request after this time, because its list of silent calls is old by then. */
const POLL_MS_MAX = 15_000;

/** Polls one silent call after another. Does nothing while another process polls: a slow carrier would get the same questions twice. */
export async function pollSilentCalls(ctx: Context, signal: AbortSignal, pollMsMax = POLL_MS_MAX): Promise<void> {
  await runExclusively(ctx, pollMsMax, async () => {
    const timeoutSeconds = (ctx.config.twilio.timeoutMs / 1000) * Math.max(1, ctx.clock.speed);
    const limits = { unplaced: UNPLACED_TIMEOUTS * timeoutSeconds, placed: SILENT_SECONDS };
    const legs = rotateRandomly(await listSilentLegs(ctx.sql, limits));
    const deadlineMs = performance.now() + pollMsMax;
    for (const leg of legs) {
      if (signal.aborted || performance.now() > deadlineMs) return;
      await pollLeg(ctx, leg, limits.unplaced);
    }
  });
}

/** Starts at a random position, so that calls the carrier never answers for cannot starve the rest. */
function rotateRandomly<T>(items: T[]): T[] {
  const first = randomInt(items.length + 1);
  return [...items.slice(first), ...items.slice(0, first)];
}

/** Timeouts of the client that the lock outlasts a poll: the last request may take its whole time, and its result is stored. */
const LOCK_EXTRA_TIMEOUTS = 2;

/** Deletes the lock, unless another process holds it by now. */
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`;

/**
 * Runs one poll at a time in all processes. The lock is in Redis, so that no Postgres connection waits for the carrier. If the lock is
 * lost, a call is polled twice. The lock of a process that died expires as late as the longest poll would end.
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
 * A lead's phone may be ringing although the carrier's list does not show it yet, and must not be rung twice, so a call waits for the
 * list. A leg does not wait: the called person needs the next agent, and an agent who answers a lost leg is hung up on.
 */
function mayGiveUp({ kind, silentSeconds }: SilentLeg, unplacedSeconds: number): boolean {
  return kind !== 'call' || silentSeconds > unplacedSeconds + LIST_LAG_SECONDS;
}

/** Finds and binds the carrier call of a lost reply: same numbers, created after our request, and not bound to another call. */
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

/** Applies the state of a carrier call by the same rules as a status callback. */
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

/** The carrier knows no such call. A lost call counts as an attempt, and its lead waits for the usual retry. */
async function giveUpAsLost(ctx: Context, { kind, id, uuid, callId }: SilentLeg): Promise<void> {
  ctx.log.warn({ kind, uuid }, 'the carrier knows no such call, given up as lost');
  await transaction(ctx, async (tx) => {
    if (kind === 'call') return endCall(tx, id, { status: 'lost', hangupCause: 'never_placed' });
    if (callId !== null) return endAgentLeg(tx, { id, callId }, { status: 'lost' });
    const leg = await lockLeg(tx.sql, id);
    if (leg && isParkedLeg(leg)) await endParkedLeg(tx, leg, { status: 'lost' });
  });
}
