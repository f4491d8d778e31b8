/** Asks the carrier about calls whose reports never came. Callbacks can be lost for good, so this is no optimisation. */
import { randomInt, randomUUID } from 'node:crypto';
import type { CarrierCall } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { transaction } from '../../transaction.ts';
import { bindCallSid } from '../../../sql/calls/claims.ts';
import { lockParkedLeg, updateParkedLegProgress } from '../../../sql/calls/parked-legs.ts';
import { updateLegProgress } from '../../../sql/calls/agent-legs.ts';
import { isCallSidBound, type SilentLeg, listSilentLegs } from '../../../sql/calls/silent-calls.ts';
import { endAgentLeg } from './agent-legs.ts';
import { endParkedLeg } from './parked-legs.ts';
import { endCall } from './end.ts';
import { applyReport } from './status-callbacks.ts';

/** A create that was not answered for this many times as long as the client waits for an answer has lost it. */
const UNPLACED_TIMEOUTS = 1.5;

/** The carrier's list lags behind reality, by less than this: who is not in it by then does not exist. Product seconds. */
const LIST_LAG_SECONDS = 60;

/** A placed call that nothing was heard of for this long is asked about. Product seconds; longer than any ringing. */
const SILENT_SECONDS = 150;

/** The carrier's clock and ours differ a little, and its times have whole seconds. */
const SKEW_MS = 5_000;

/** A poll asks about no further call after this long, lest it act on what was true minutes ago. Real ms. */
const POLL_MS_MAX = 15_000;

/** Asks about one call after another, unless another poll is at it: while the carrier hangs, all would ask the same. */
export async function pollSilentCalls(ctx: Context, signal: AbortSignal, pollMsMax = POLL_MS_MAX): Promise<void> {
  await alone(ctx, pollMsMax, async () => {
    const timeoutSeconds = (ctx.config.twilio.timeoutMs / 1000) * Math.max(1, ctx.clock.speed);
    const limits = { unplaced: UNPLACED_TIMEOUTS * timeoutSeconds, placed: SILENT_SECONDS };
    const legs = fromAnywhere(await listSilentLegs(ctx.sql, limits));
    const lateMs = performance.now() + pollMsMax;
    for (const leg of legs) {
      if (signal.aborted || performance.now() > lateMs) return;
      await askAbout(ctx, leg, limits.unplaced);
    }
  });
}

/** All in a circle: those about whom no answer comes must not be the first each time, and the only ones. */
function fromAnywhere<T>(items: T[]): T[] {
  const first = randomInt(items.length + 1);
  return [...items.slice(first), ...items.slice(0, first)];
}

/** The last answer may take its whole time, and be written down. */
const LAST_ANSWER_TIMEOUTS = 2;

/** Gives a lock back, unless it is somebody else's by now. */
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`;

/**
 * One poll at a time in all processes. The lock is Redis's, so that no connection to Postgres waits for the carrier; should
 * it be lost, a call is asked about twice. A poll that dies holds up others no longer than a slow one would.
 */
async function alone(ctx: Context, pollMsMax: number, poll: () => Promise<void>): Promise<void> {
  const key = `${ctx.keyPrefix}:calls.poll`;
  const mine = randomUUID();
  const heldMs = pollMsMax + LAST_ANSWER_TIMEOUTS * ctx.config.twilio.timeoutMs;
  if (!(await ctx.redis.set(key, mine, 'PX', heldMs, 'NX'))) return;
  try {
    await poll();
  } finally {
    await ctx.redis.eval(UNLOCK, 1, key, mine);
  }
}

async function askAbout(ctx: Context, leg: SilentLeg, unplacedSeconds: number): Promise<void> {
  try {
    const found = leg.callSid ? await ctx.carrier.fetchCall(leg.callSid) : await findUnbound(ctx, leg);
    if (found) await apply(ctx, leg, found);
    else if (leg.callSid || mayGiveUp(leg, unplacedSeconds)) await giveUp(ctx, leg);
  } catch (error) {
    ctx.log.warn({ err: error, kind: leg.kind, uuid: leg.uuid }, 'the carrier could not be asked');
  }
}

/**
 * A lead's phone may be ringing unseen, and must not be rung again meanwhile. An agent's may: somebody on the line waits for
 * the next agent, and whoever picks up a leg that was given up hears it hung up.
 */
function mayGiveUp({ kind, silentSeconds }: SilentLeg, unplacedSeconds: number): boolean {
  return kind !== 'call' || silentSeconds > unplacedSeconds + LIST_LAG_SECONDS;
}

/** The call that a lost answer was about: same numbers, created when we asked, and not yet anybody's. */
async function findUnbound(ctx: Context, leg: SilentLeg): Promise<CarrierCall | undefined> {
  for (const candidate of await ctx.carrier.findCalls(leg.toNumber, leg.fromNumber)) {
    const created = candidate.dateCreated.getTime();
    if (created < leg.startTime.getTime() - SKEW_MS || (await isCallSidBound(ctx.sql, candidate.sid))) continue;
    await bind(ctx, leg, candidate.sid);
    return candidate;
  }
  return undefined;
}

async function bind(ctx: Context, { kind, id }: SilentLeg, callSid: string): Promise<void> {
  switch (kind) {
    case 'call':
      await bindCallSid(ctx.sql, id, callSid);
      return;
    case 'leg':
      return updateLegProgress(ctx.sql, id, { callSid });
    case 'line':
      return updateParkedLegProgress(ctx.sql, id, { callSid });
  }
}

/** As if the callback had come: the same rules apply to it. */
async function apply(ctx: Context, { kind, uuid, callUuid }: SilentLeg, found: CarrierCall): Promise<void> {
  const params: Record<string, string> = { CallSid: found.sid, CallStatus: found.status };
  if (found.duration) params.CallDuration = found.duration;
  if (found.answeredBy) params.AnsweredBy = found.answeredBy;
  const ended = found.endTime as Date | null;
  if (ended) params.Timestamp = ended.toISOString();
  await applyReport(ctx, {
    source: kind === 'line' ? 'parked-leg-status' : 'status',
    callUuid: callUuid ?? undefined,
    legUuid: kind === 'leg' ? uuid : undefined,
    parkedLegUuid: kind === 'line' ? uuid : undefined,
    params,
    receivedAtMs: ctx.clock.nowMs(),
  });
}

/** The carrier knows no such call. It counts as an attempt, and its lead waits for the usual retry, never less. */
async function giveUp(ctx: Context, { kind, id, uuid, callId }: SilentLeg): Promise<void> {
  ctx.log.warn({ kind, uuid }, 'the carrier knows no such call: lost');
  await transaction(ctx, async (tx) => {
    if (kind === 'call') return endCall(tx, id, { status: 'lost', hangupCause: 'never_placed' });
    if (kind === 'leg' && callId !== null) return endAgentLeg(tx, { id, callId }, { status: 'lost' });
    const line = await lockParkedLeg(tx.sql, id);
    if (line) await endParkedLeg(tx, line, { status: 'lost' });
  });
}
