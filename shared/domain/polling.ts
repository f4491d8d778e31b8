/** Asks the carrier about calls whose reports never came. Callbacks can be lost for good, so this is no optimisation. */
import type { CarrierCall } from '../clients/twilio.ts';
import type { Context } from '../context.ts';
import { transaction } from '../transaction.ts';
import { bindCallSid } from '../../sql/dialing.ts';
import { lockLine, recordLineProgress } from '../../sql/agent-lines.ts';
import { recordLegProgress } from '../../sql/call-progress.ts';
import { isSidBound, type SilentLeg, silentLegs } from '../../sql/system.ts';
import { endLeg } from './agent-legs.ts';
import { endLine } from './agent-lines.ts';
import { endCall } from './call-end.ts';
import { applyReport } from './call-progress.ts';

/** A create that was not answered for this many times as long as the client waits for an answer has lost it. */
const UNPLACED_TIMEOUTS = 1.5;

/** The carrier's list lags behind reality, by less than this: who is not in it by then does not exist. Product seconds. */
const LIST_LAG_SECONDS = 60;

/** A placed call that nothing was heard of for this long is asked about. Product seconds; longer than any ringing. */
const SILENT_SECONDS = 150;

/** The carrier's clock and ours differ a little, and its times have whole seconds. */
const SKEW_MS = 5_000;

export async function pollSilentCalls(ctx: Context, signal: AbortSignal): Promise<void> {
  const timeoutSeconds = (ctx.config.twilio.timeoutMs / 1000) * Math.max(1, ctx.clock.speed);
  const limits = { unplaced: UNPLACED_TIMEOUTS * timeoutSeconds, placed: SILENT_SECONDS };
  for (const leg of await silentLegs(ctx.sql, limits)) {
    if (signal.aborted) return;
    try {
      const found = leg.callSid ? await ctx.carrier.fetchCall(leg.callSid) : await findUnbound(ctx, leg);
      if (found) await apply(ctx, leg, found);
      else if (leg.callSid || mayGiveUp(leg, limits.unplaced)) await giveUp(ctx, leg);
    } catch (error) {
      ctx.log.warn({ err: error, kind: leg.kind, uuid: leg.uuid }, 'the carrier could not be asked');
    }
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
    if (created < leg.startTime.getTime() - SKEW_MS || (await isSidBound(ctx.sql, candidate.sid))) continue;
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
      return recordLegProgress(ctx.sql, id, { callSid });
    case 'line':
      return recordLineProgress(ctx.sql, id, { callSid });
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
    source: kind === 'line' ? 'line-status' : 'status',
    callUuid: callUuid ?? undefined,
    legUuid: kind === 'leg' ? uuid : undefined,
    lineUuid: kind === 'line' ? uuid : undefined,
    params,
    receivedAtMs: ctx.clock.nowMs(),
  });
}

/** The carrier knows no such call. It counts as an attempt, and its lead waits for the usual retry, never less. */
async function giveUp(ctx: Context, { kind, id, uuid, callId }: SilentLeg): Promise<void> {
  ctx.log.warn({ kind, uuid }, 'the carrier knows no such call: lost');
  await transaction(ctx, async (tx) => {
    if (kind === 'call') return endCall(tx, id, { status: 'lost', hangupCause: 'never_placed' });
    if (kind === 'leg' && callId !== null) return endLeg(tx, { id, callId }, { status: 'lost' });
    const line = await lockLine(tx.sql, id);
    if (line) await endLine(tx, line, { status: 'lost' });
  });
}
