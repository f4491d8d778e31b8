/**
 * Applies the results of `<Dial>` attempts, which connect a caller with a destination. The carrier reports a result at
 * the end of each attempt.
 */
import type { Context } from '../../context.ts';
import { OutsideError } from '../../errors.ts';
import { isEndStatus } from '../../rules/calls/status.ts';
import { emitCallUpdate } from '../../live-events.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { releaseBuyer, removeBuyer } from '../../../sql/calls/buyer-claims.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { dialEventKey, insertCallEvent, isDialResultKnown, isDialUnsettled } from '../../../sql/calls/events.ts';
import { callById, lockCall, updateCallOutcome, updateCallProgress } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { insertDialledLeg, listDialledLegSids } from '../../../sql/routing/dial-results.ts';
import { schedulePricePoll } from '../calls/costs.ts';
import { emitCallEnd, scheduleRecordingPoll } from '../calls/end.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { isScreeningPassed } from './screening.ts';
import { dispositionOf } from '../../rules/calls/disposition.ts';
import { notBefore } from '../../rules/calls/duration.ts';

/** The parameters of the carrier's `<Dial>` callback. */
type DialResult = Record<string, string>;

/**
 * Applies the result of a `<Dial>` attempt to a live call. If the caller and the buyer had a conversation, the call
 * counts for the buyer. If the buyer did not answer, or hung up before the legs were bridged, the buyer is removed from
 * the call and pays nothing. The status "completed" alone proves no conversation, because a call that was declined at
 * the whisper also has the status "completed".
 *
 * @returns `next` if the caller still waits, so the next destination can be dialled; otherwise `over`
 */
export async function applyDialResult(tx: Tx, call: CallRow, result: DialResult): Promise<'next' | 'over'> {
  const { sql } = tx;
  const { bridged, duration } = await recordDialResult(tx, call, result);
  if (!bridged) {
    await removeBuyer(sql, call.id);
    return isEndStatus(result.CallStatus ?? 'in-progress') ? 'over' : 'next';
  }
  const connectedAt = notBefore(call.startTime, new Date((await databaseNow(sql)).getTime() - duration * 1000));
  await updateCallProgress(sql, call.id, {
    status: 'in-progress',
    answerTime: connectedAt,
    connectedAt,
    talkTime: duration,
  });
  emitCallUpdate(tx, call, { status: 'in-progress', connectedAt });
  await releaseBuyer(sql, call.id);
  return 'over';
}

/**
 * Applies a `<Dial>` result that arrived after the end of the call, so that the order of the two reports changes nothing.
 * Until the result is known, the call counts as not connected, and no buyer is billed. If this platform did not answer the
 * carrier's webhook, the caller only heard the apology, so there was no conversation.
 */
export async function applyLateDialResult(tx: Tx, call: CallRow, result: DialResult): Promise<void> {
  const { sql } = tx;
  if (call.endTime === null || call.forwardedTo === null || (await isDialResultKnown(sql, call))) return;
  const isUnsettled = await isDialUnsettled(sql, call);
  const { bridged, duration } = await recordDialResult(tx, call, result);
  await schedulePricePoll(tx, call.id);
  if (!isUnsettled) return;
  const talkStart = new Date(call.endTime.getTime() - duration * 1000);
  const connectedAt = bridged ? notBefore(call.startTime, talkStart) : null;
  const disposition = dispositionOf({ ...call, connectedAt }, call.status, call.endTime);
  await updateCallOutcome(sql, call.id, { disposition, connectedAt, talkTime: bridged ? duration : 0 });
  await (bridged ? scheduleRecordingPoll(tx, call.id) : removeBuyer(sql, call.id, 'released'));
  await notifyPoolOfCall(tx, call, 'call.ended');
  if (disposition !== call.disposition) emitCallEnd(tx, call, disposition);
  await tx.enqueue('call.value', { callId: call.id }, { deduplicationKey: String(call.id) });
}

/**
 * Asks the carrier for the result of the last `<Dial>` attempt if the callback with the result was lost. The result is
 * needed so that no buyer or bidder is billed for an assumed conversation.
 *
 * - If the carrier knows the dialled leg, the leg decides.
 * - If the carrier knows the call, but no such leg, there was no conversation: the caller heard only our apology.
 * - If the carrier does not know the call, the signed status callback is all that is known. Its `CallDuration` is then
 *   the conversation, because the carrier answers the caller only when the destination answers (`answerOnBridge`). The
 *   CallCenter Pro document describes this pair of callbacks, voice and status, without a `<Dial>` result.
 *
 * @throws Error while the dialled leg is still live at the carrier, so that the job `dial.reconcile` is retried
 */
export async function reconcileDialResult(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call || call.live || call.callSid === null || !(await isDialUnsettled(ctx.sql, call))) return;
  const result = await fetchDialResult(ctx, { ...call, callSid: call.callSid });
  await transaction(ctx, async (tx) => {
    const lockedCall = await lockCall(tx.sql, callId);
    if (lockedCall) await applyLateDialResult(tx, lockedCall, result);
  });
}

async function fetchDialResult(ctx: Context, call: CallRow & { callSid: string }): Promise<DialResult> {
  const [legs, finishedSids] = await Promise.all([
    ctx.carrier.listDialedCalls(call.callSid),
    listDialledLegSids(ctx.sql, call.id),
  ]);
  // An earlier attempt may have dialed the same destination.
  const leg = legs.find(({ sid, to }) => to === call.forwardedTo && !finishedSids.includes(sid));
  if (leg && !isEndStatus(leg.status))
    throw new OutsideError(`The leg dialled for call ${call.id} is still ${leg.status} at the carrier.`);
  if (leg) return { DialCallStatus: leg.status, DialCallSid: leg.sid, DialCallDuration: leg.duration };
  const isKnown = legs.length > 0 || (await ctx.carrier.fetchCall(call.callSid)) !== undefined;
  if (isKnown) return { DialCallStatus: 'failed' };
  return { DialCallStatus: call.status, DialCallDuration: String(call.duration ?? 0) };
}

/**
 * Inserts the `<Dial>` attempt as a leg of the call and as an event of the call. The returned `duration` is in seconds.
 */
async function recordDialResult(
  { sql }: Tx,
  call: CallRow,
  result: DialResult,
): Promise<{ bridged: boolean; duration: number }> {
  const { DialCallStatus = 'failed', DialCallSid } = result;
  const duration = Math.max(0, Math.trunc(Number(result.DialCallDuration ?? 0)) || 0);
  const bridged =
    wasBridged(result, duration) && (result.DialBridged !== undefined || (await isScreeningPassed(sql, call)));
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

/**
 * Whether the caller and the destination were bridged. If the callback has no `DialBridged`, an attempt that was
 * answered and lasted more than 0 seconds counts as bridged.
 */
function wasBridged({ DialBridged, DialCallStatus }: DialResult, duration: number): boolean {
  if (DialBridged !== undefined) return DialBridged === 'true';
  return (DialCallStatus === 'completed' || DialCallStatus === 'answered') && duration > 0;
}
