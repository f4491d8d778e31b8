/**
 * The value of an inbound call: the call's revenue, and whether the call is a conversion. The value is written once,
 * after the call has ended, and settled in the ledger. Later corrections are further transactions of the ledger.
 */
import type { Context } from '../../context.ts';
import { emitCallValue } from '../../live-events.ts';
import { type Payer, revenueEntries } from '../../rules/calls/ledger.ts';
import { buyerRevenueOf } from '../../rules/routing/buyer-revenue.ts';
import { fromMicros } from '../../rules/values/money.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent, isDialUnsettled } from '../../../sql/calls/events.ts';
import { postTransaction } from '../../../sql/calls/ledger.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { buyerTermsOfCall, updateCallValue } from '../../../sql/routing/call-value.ts';
import { isValuedByUs } from '../../rules/calls/conversion.ts';
import { creditPublisher } from '../publishers/payouts.ts';
import { sendToIntegrations } from '../calls/end.ts';
import { completeAward } from '../rtb/awards.ts';

/**
 * How long to wait for the `<Dial>` result after the end of the call. The carrier sends the `<Dial>` result and the end
 * of the call at the same time, and either may arrive first. Milliseconds of product time (the product's clock).
 */
const DIAL_RESULT_WAIT_MS = 2_000;

/**
 * Records the value of an ended call, and credits the publisher in the same transaction. The terms of the winning bid
 * determine the value. If no bid won the call, the terms of the buyer determine the value. A second run changes
 * nothing.
 *
 * If the `<Dial>` result is missing, this function records no value and enqueues the job `dial.reconcile`. The job
 * `dial.reconcile` fetches the `<Dial>` result and then enqueues the job `call.value` again.
 */
export async function recordCallValue(ctx: Context, callId: number): Promise<void> {
  await transaction(ctx, async (tx) => {
    const call = await lockCall(tx.sql, callId);
    if (!call || call.live || !isValuedByUs(call) || call.revenueMicros !== null) return;
    if (await isDialUnsettled(tx.sql, call)) {
      const once = { deduplicationKey: String(callId), delayMs: DIAL_RESULT_WAIT_MS };
      return tx.enqueue('dial.reconcile', { callId }, once);
    }
    const { payer, ...value } = await computeValue(tx, call);
    const { converted, revenueMicros: amountMicros, currency } = value;
    const targetId = payer && 'targetId' in payer ? payer.targetId : null;
    if (!(await updateCallValue(tx.sql, call.tenantId, call.id, { converted, targetId }))) return;
    if (payer && currency !== null && amountMicros > 0)
      await postTransaction(tx.sql, call.tenantId, {
        callId: call.id,
        kind: 'settlement',
        sourceKey: `settlement:${call.id}`,
        entries: revenueEntries(payer, { currency, amountMicros }),
      });
    await insertCallEvent(tx.sql, call, {
      event: value.converted ? 'converted' : 'not_converted',
      message: value.converted ? 'The call counts as a conversion' : 'The call does not count as a conversion',
      metadata: { ...payer, converted, revenue: fromMicros(amountMicros), currency },
      sourceKey: 'value',
    });
    await creditPublisher(tx, call);
    emitCallValue(tx, call);
    await sendToIntegrations(tx, call);
  });
}

type PaidValue = { converted: boolean; revenueMicros: number; currency: string | null; payer: Payer | null };

async function computeValue(tx: Tx, call: CallRow): Promise<PaidValue> {
  const conversation = { connected: call.connectedAt !== null, talkSeconds: call.talkTime ?? 0 };
  const award = await completeAward(tx, call, { ...conversation, isBillable: call.isBillable });
  if (award) {
    const { targetId, ...value } = award;
    return { ...value, payer: { targetId } };
  }
  const terms = call.buyerId === null ? undefined : await buyerTermsOfCall(tx.sql, call.tenantId, call.id);
  if (call.buyerId === null || !terms) return { converted: false, revenueMicros: 0, currency: null, payer: null };
  const { currency } = terms;
  if (!call.isBillable) return { converted: false, revenueMicros: 0, currency, payer: { buyerId: call.buyerId } };
  return { ...buyerRevenueOf(conversation, terms), currency, payer: { buyerId: call.buyerId } };
}
