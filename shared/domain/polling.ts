/** Asks the carrier about calls whose reports never came. Callbacks can be lost for good, so this is no optimisation. */
import type { CarrierCall } from '../clients/twilio.ts';
import type { Context } from '../context.ts';
import { transaction } from '../transaction.ts';
import { bindCallSid } from '../../sql/dialing.ts';
import { recordLegProgress } from '../../sql/call-progress.ts';
import { isSidBound, type SilentCall, silentCalls } from '../../sql/system.ts';
import { endLeg } from './agent-legs.ts';
import { endCall } from './call-end.ts';
import { applyReport } from './call-progress.ts';

/** A create that has not been settled by now has lost its answer: longer than the client waits for one. Real seconds. */
const UNPLACED_SECONDS = 15;

/** No carrier call found for this long, over several looks at its lagging list: there is none. Real seconds. */
const LOST_SECONDS = 75;

/** A placed call that nothing was heard of for this long is asked about. Product seconds; longer than any ringing. */
const SILENT_SECONDS = 150;

/** The carrier's clock and ours differ a little, and its times have whole seconds. */
const SKEW_MS = 5_000;

export async function pollSilentCalls(ctx: Context, signal: AbortSignal): Promise<void> {
  const realSeconds = Math.max(1, ctx.clock.speed);
  const limits = { unplaced: UNPLACED_SECONDS * realSeconds, placed: SILENT_SECONDS };
  for (const call of await silentCalls(ctx.sql, limits)) {
    if (signal.aborted) return;
    try {
      const carrierCall = call.callSid ? await ctx.carrier.fetchCall(call.callSid) : await findUnbound(ctx, call);
      if (carrierCall) await apply(ctx, call, carrierCall);
      else if (call.callSid || call.silentSeconds > LOST_SECONDS * realSeconds) await giveUp(ctx, call);
    } catch (error) {
      ctx.log.warn({ err: error, callId: call.uuid }, 'the carrier could not be asked');
    }
  }
}

/** The call that a lost answer was about: same numbers, created when we asked, and not yet anybody's. */
async function findUnbound(ctx: Context, call: SilentCall): Promise<CarrierCall | undefined> {
  const candidates = await ctx.carrier.findCalls(call.toNumber, call.fromNumber);
  for (const candidate of candidates) {
    const created = candidate.dateCreated.getTime();
    if (created < call.startTime.getTime() - SKEW_MS || (await isSidBound(ctx.sql, candidate.sid))) continue;
    if (call.legId === null) await bindCallSid(ctx.sql, call.id, candidate.sid);
    else await recordLegProgress(ctx.sql, call.legId, { callSid: candidate.sid });
    return candidate;
  }
  return undefined;
}

/** As if the callback had come: the same rules apply to it. */
async function apply(ctx: Context, call: SilentCall, found: CarrierCall): Promise<void> {
  const params: Record<string, string> = { CallSid: found.sid, CallStatus: found.status };
  if (found.duration) params.CallDuration = found.duration;
  if (found.answeredBy) params.AnsweredBy = found.answeredBy;
  const ended = found.endTime as Date | null;
  if (ended) params.Timestamp = ended.toISOString();
  const receivedAtMs = ctx.clock.nowMs();
  const legUuid = call.legUuid ?? undefined;
  await applyReport(ctx, { source: 'status', callUuid: call.uuid, legUuid, params, receivedAtMs });
}

/** The carrier knows no such call. It counts as an attempt, and its lead waits for the usual retry, never less. */
async function giveUp(ctx: Context, call: SilentCall): Promise<void> {
  ctx.log.warn({ callId: call.uuid, status: call.status }, 'the carrier knows no such call: lost');
  await transaction(ctx, (tx) =>
    call.legId === null
      ? endCall(tx, call.id, { status: 'lost', hangupCause: 'never_placed' })
      : endLeg(tx, call.legId, { status: 'lost' }),
  );
}
