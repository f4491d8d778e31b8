/** The value of an inbound call: what it earned and whether it converted, written once after its end. */
import type { Context } from '../../context.ts';
import { buyerRevenueOf } from '../../rules/routing/buyer-revenue.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { buyerTerms, type CallValue, updateCallValue } from '../../../sql/routing/call-value.ts';
import { isDialResultMissing } from '../../../sql/routing/dial-results.ts';
import { isValuedByUs } from '../../rules/calls/conversion.ts';
import { creditPublisher } from '../publishers/payouts.ts';
import { completeAward } from '../rtb/awards.ts';

/** How long to wait for the `<Dial>` result: the carrier sends it and the end of the call at the same time. Product time. */
const DIAL_RESULT_WAIT_MS = 2_000;

/**
 * Records the value of a call that has ended, on the terms of the bid that won it or else of its buyer, and credits the
 * publisher in the same transaction. A second run changes nothing. When the `<Dial>` result is missing, the call has no value
 * yet: the job `dial.reconcile` fetches the result first, and this runs again.
 */
export async function recordCallValue(ctx: Context, callId: number): Promise<void> {
  await transaction(ctx, async (tx) => {
    const call = await lockCall(tx.sql, callId);
    if (!call || call.live || !isValuedByUs(call) || call.revenueMicros !== null) return;
    if (await isDialResultMissing(tx.sql, call)) {
      const once = { deduplicationKey: String(callId), delayMs: DIAL_RESULT_WAIT_MS };
      return tx.enqueue('dial.reconcile', { callId }, once);
    }
    const { payer, ...value } = await computeValue(tx, call);
    if (!(await updateCallValue(tx.sql, call.tenantId, call.id, value))) return;
    await insertCallEvent(tx.sql, call, {
      event: value.converted ? 'converted' : 'not_converted',
      message: value.converted ? 'The call counts as a conversion' : 'The call does not count as a conversion',
      metadata: { ...payer, ...value },
      sourceKey: 'value',
    });
    await creditPublisher(tx, call);
  });
}

type PaidValue = CallValue & { payer: { targetId: number } | { buyerId: number } | null };

async function computeValue(tx: Tx, call: CallRow): Promise<PaidValue> {
  const conversation = { connected: call.bridgeTime !== null, talkSeconds: call.talkTime ?? 0 };
  const award = await completeAward(tx, call, conversation);
  if (award) {
    const { targetId, ...value } = award;
    return { ...value, payer: { targetId } };
  }
  const terms = call.buyerId === null ? undefined : await buyerTerms(tx.sql, call.tenantId, call.buyerId);
  if (call.buyerId === null || !terms) return { converted: false, revenueMicros: 0, payer: null };
  return { ...buyerRevenueOf(conversation, terms), payer: { buyerId: call.buyerId } };
}
