/** What became of a try to connect a caller, as the carrier tells at its end. */
import type { Context } from '../../context.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type CallRow, insertCallEvent, isCarrierEnd } from '../../../sql/calls/calls.ts';
import { callById, lockCall, recordProgress, reviseOutcome } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { dialKey, freeBuyer, insertForwardedLeg, isDialOpen, refundBuyer } from '../../../sql/routing/inbound.ts';
import { dispositionAt, notBefore } from '../calls/end.ts';
import { awaitPrice } from '../calls/costs.ts';

/** What the carrier says of a try, in the parameters of its `<Dial>` callback. */
type DialResult = Record<string, string>;

/**
 * A conversation counts for its buyer. Whoever did not answer, or hung up before they were connected, gets the call
 * refunded: "completed" alone proves nothing, as a declined call is completed, too.
 *
 * @returns whether somebody else is to be dialled for the caller, who is still there.
 */
export async function settleDial(tx: Tx, call: CallRow, result: DialResult): Promise<'next' | 'over'> {
  const { sql } = tx;
  const { bridged, duration } = await noteDial(tx, call, result);
  if (!bridged) {
    await refundBuyer(sql, call.id);
    return isCarrierEnd(result.CallStatus ?? 'in-progress') ? 'over' : 'next';
  }
  const bridgeTime = notBefore(call.startTime, new Date((await databaseNow(sql)).getTime() - duration * 1000));
  await recordProgress(sql, call.id, { status: 'in-progress', answerTime: bridgeTime, bridgeTime, talkTime: duration });
  await freeBuyer(sql, call.id);
  return 'over';
}

/**
 * {@link settleDial} for a call that is over: its end, which came first, had to guess. A caller who heard a word of regret,
 * because nobody answered while we were away, talked to nobody.
 */
export async function settleLateDial(tx: Tx, call: CallRow, result: DialResult): Promise<void> {
  const { sql } = tx;
  if (call.endTime === null || !(await isDialOpen(sql, call))) return;
  const { bridged, duration } = await noteDial(tx, call, result);
  const began = new Date(call.endTime.getTime() - duration * 1000);
  const bridgeTime = bridged ? notBefore(call.startTime, began) : null;
  const disposition = dispositionAt({ ...call, bridgeTime }, call.status, call.endTime);
  await reviseOutcome(sql, call.id, { disposition, bridgeTime, talkTime: bridged ? duration : 0 });
  if (!bridged) await refundBuyer(sql, call.id, false);
  await awaitPrice(tx, call.id);
  await tx.enqueue('call.settle', { callId: call.id }, { once: String(call.id) });
}

/**
 * Asks the carrier how the last try went, where its word was lost: while we were away, or with the process that was to
 * hear it. Nobody is billed for a guess.
 *
 * @throws Error while whoever was dialled is still on the line for the carrier, so that the job comes again.
 */
export async function reconcileDial(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call || call.live || call.callSid === null || !(await isDialOpen(ctx.sql, call))) return;
  const legs = await ctx.carrier.dialledFor(call.callSid);
  const leg = legs.find(({ to }) => to === call.forwardedTo);
  if (leg && !isCarrierEnd(leg.status))
    throw new Error(`The leg that was dialled for call ${callId} is ${leg.status}.`);
  const result: DialResult = leg
    ? { DialCallStatus: leg.status, DialCallSid: leg.sid, DialCallDuration: leg.duration }
    : { DialCallStatus: 'failed' };
  await transaction(ctx, async (tx) => {
    const locked = await lockCall(tx.sql, callId);
    if (locked) await settleLateDial(tx, locked, result);
  });
}

/** To the call's log, and among its legs. */
async function noteDial(
  { sql }: Tx,
  call: CallRow,
  result: DialResult,
): Promise<{ bridged: boolean; duration: number }> {
  const { DialCallStatus = 'failed', DialCallSid } = result;
  const duration = Math.max(0, Math.trunc(Number(result.DialCallDuration ?? 0)) || 0);
  const bridged = wasBridged(result, duration);
  if (DialCallSid && call.forwardedTo !== null) {
    const status = isCarrierEnd(DialCallStatus) ? DialCallStatus : 'completed';
    await insertForwardedLeg(sql, call, { callSid: DialCallSid, to: call.forwardedTo, status, duration });
  }
  await insertCallEvent(sql, call, {
    event: bridged ? 'conversation_ended' : 'not_connected',
    message: bridged
      ? `They talked for ${duration} seconds`
      : `${call.forwardedTo} was not connected: ${DialCallStatus}`,
    metadata: { buyerId: call.buyerId, status: DialCallStatus, bridged, duration, attempt: call.routeAttempt },
    sourceKey: dialKey(call),
  });
  return { bridged, duration };
}

/** Carriers that do not say whether they were connected are taken by the seconds that they were. */
function wasBridged({ DialBridged, DialCallStatus }: DialResult, duration: number): boolean {
  if (DialBridged !== undefined) return DialBridged === 'true';
  return (DialCallStatus === 'completed' || DialCallStatus === 'answered') && duration > 0;
}
