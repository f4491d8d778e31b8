/** What became of a try to connect a caller, as the carrier tells at its end. */
import type { Tx } from '../transaction.ts';
import { type CallRow, insertCallEvent, isCarrierEnd } from '../../sql/calls.ts';
import { recordProgress } from '../../sql/call-progress.ts';
import { databaseNow } from '../../sql/clock.ts';
import { freeBuyer, insertForwardedLeg, refundBuyer } from '../../sql/routing.ts';
import { notBefore } from './call-end.ts';

/**
 * A conversation counts for its buyer. Whoever did not answer, or hung up before they were connected, gets the call
 * refunded: "completed" alone proves nothing, as a declined call is completed, too.
 *
 * @returns whether somebody else is to be dialled for the caller, who is still there.
 */
export async function settleDial(tx: Tx, call: CallRow, params: Record<string, string>): Promise<'next' | 'over'> {
  const { sql } = tx;
  const { DialCallStatus = 'failed', DialCallSid, CallStatus = 'in-progress' } = params;
  const duration = Math.max(0, Math.trunc(Number(params.DialCallDuration ?? 0)) || 0);
  const bridged = wasBridged(params, duration);
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
    sourceKey: `dial-${call.routeAttempt}`,
  });
  if (!bridged) {
    await refundBuyer(sql, call.id);
    return isCarrierEnd(CallStatus) ? 'over' : 'next';
  }
  const bridgeTime = notBefore(call.startTime, new Date((await databaseNow(sql)).getTime() - duration * 1000));
  await recordProgress(sql, call.id, { status: 'in-progress', answerTime: bridgeTime, bridgeTime, talkTime: duration });
  await freeBuyer(sql, call.id);
  return 'over';
}

/** Carriers that do not say whether they were connected are taken by the seconds that they were. */
function wasBridged({ DialBridged, DialCallStatus }: Record<string, string>, duration: number): boolean {
  if (DialBridged !== undefined) return DialBridged === 'true';
  return (DialCallStatus === 'completed' || DialCallStatus === 'answered') && duration > 0;
}
