/** Results of the `<Dial>` attempts that connect a caller, as the carrier reports them at the end of each attempt. */
import type { Context } from '../../context.ts';
import { isEndStatus } from '../../rules/calls/status.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { releaseBuyer, removeBuyer } from '../../../sql/calls/buyer-claims.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { callById, lockCall, updateCallOutcome, updateCallProgress } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { dialEventKey, insertDialledLeg, isDialResultMissing } from '../../../sql/routing/dial-results.ts';
import { schedulePricePoll } from '../calls/costs.ts';
import { dispositionOf } from '../../rules/calls/disposition.ts';
import { notBefore } from '../../rules/calls/duration.ts';

/** The parameters of the carrier's `<Dial>` callback. */
type DialResult = Record<string, string>;

/**
 * Applies the result of an attempt to a live call. A conversation counts for its buyer. A buyer who did not answer, or hung up
 * before the legs were bridged, loses the call and pays nothing. The status "completed" alone proves no conversation: a call
 * declined at the whisper is completed, too.
 *
 * @returns `next`: the caller still waits, so the next destination can be dialled
 */
export async function applyDialResult(tx: Tx, call: CallRow, result: DialResult): Promise<'next' | 'over'> {
  const { sql } = tx;
  const { bridged, duration } = await recordDialResult(tx, call, result);
  if (!bridged) {
    await removeBuyer(sql, call.id);
    return isEndStatus(result.CallStatus ?? 'in-progress') ? 'over' : 'next';
  }
  const bridgeTime = notBefore(call.startTime, new Date((await databaseNow(sql)).getTime() - duration * 1000));
  await updateCallProgress(sql, call.id, {
    status: 'in-progress',
    answerTime: bridgeTime,
    bridgeTime,
    talkTime: duration,
  });
  await releaseBuyer(sql, call.id);
  return 'over';
}

/**
 * Applies a result that came after the end of the call, and corrects what the end had to assume. A caller who only heard our
 * apology, because the webhook was not answered, had no conversation.
 */
export async function applyLateDialResult(tx: Tx, call: CallRow, result: DialResult): Promise<void> {
  const { sql } = tx;
  if (call.endTime === null || !(await isDialResultMissing(sql, call))) return;
  const { bridged, duration } = await recordDialResult(tx, call, result);
  const talkStart = new Date(call.endTime.getTime() - duration * 1000);
  const bridgeTime = bridged ? notBefore(call.startTime, talkStart) : null;
  const disposition = dispositionOf({ ...call, bridgeTime }, call.status, call.endTime);
  await updateCallOutcome(sql, call.id, { disposition, bridgeTime, talkTime: bridged ? duration : 0 });
  if (!bridged) await removeBuyer(sql, call.id, 'released');
  await schedulePricePoll(tx, call.id);
  await tx.enqueue('call.value', { callId: call.id }, { deduplicationKey: String(call.id) });
}

/**
 * Asks the carrier for the result of the last attempt when the callback was lost, so that no buyer or bidder is billed for an
 * assumed conversation.
 *
 * @throws Error while the dialled leg is still live at the carrier, so that the job is retried
 */
export async function reconcileDialResult(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call || call.live || call.callSid === null || !(await isDialResultMissing(ctx.sql, call))) return;
  const legs = await ctx.carrier.listDialedCalls(call.callSid);
  const leg = legs.find(({ to }) => to === call.forwardedTo);
  if (leg && !isEndStatus(leg.status))
    throw new Error(`The leg dialled for call ${callId} is still ${leg.status} at the carrier.`);
  const result: DialResult = leg
    ? { DialCallStatus: leg.status, DialCallSid: leg.sid, DialCallDuration: leg.duration }
    : { DialCallStatus: 'failed' };
  await transaction(ctx, async (tx) => {
    const lockedCall = await lockCall(tx.sql, callId);
    if (lockedCall) await applyLateDialResult(tx, lockedCall, result);
  });
}

/** Adds the attempt to the call's legs and its events. `duration` is in seconds. */
async function recordDialResult(
  { sql }: Tx,
  call: CallRow,
  result: DialResult,
): Promise<{ bridged: boolean; duration: number }> {
  const { DialCallStatus = 'failed', DialCallSid } = result;
  const duration = Math.max(0, Math.trunc(Number(result.DialCallDuration ?? 0)) || 0);
  const bridged = wasBridged(result, duration);
  if (DialCallSid && call.forwardedTo !== null) {
    const status = isEndStatus(DialCallStatus) ? DialCallStatus : 'completed';
    await insertDialledLeg(sql, call, { callSid: DialCallSid, to: call.forwardedTo, status, duration });
  }
  await insertCallEvent(sql, call, {
    event: bridged ? 'conversation_ended' : 'not_connected',
    message: bridged
      ? `The conversation lasted ${duration} seconds`
      : `${call.forwardedTo} was not connected: ${DialCallStatus}`,
    metadata: { buyerId: call.buyerId, status: DialCallStatus, bridged, duration, attempt: call.routeAttempt },
    sourceKey: dialEventKey(call),
  });
  return { bridged, duration };
}

/** Without `DialBridged` in the callback, a duration above 0 s means that the legs were bridged. */
function wasBridged({ DialBridged, DialCallStatus }: DialResult, duration: number): boolean {
  if (DialBridged !== undefined) return DialBridged === 'true';
  return (DialCallStatus === 'completed' || DialCallStatus === 'answered') && duration > 0;
}
