/** What a call that came in was worth: settled once, when it is over. */
import type { Context } from '../../context.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type CallRow, insertCallEvent } from '../../../sql/calls/calls.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { isDialOpen } from '../../../sql/routing/inbound.ts';
import { buyerTerms, type CallValue, writeValue } from '../../../sql/routing/call-value.ts';
import { settleBid } from '../rtb/auction-request.ts';
import { creditPublisher } from '../publishers/payouts.ts';
import { isSettledByUs } from '../calls/external-calls.ts';

/** The carrier tells of the end of a call and of its last try at once, in two requests. Product time. */
const DIAL_RESULT_MS = 2_000;

/**
 * Writes what the call earned, and whether it converted: by the terms of the bid that took it, or else by its buyer's
 * price. Everything that follows from the value happens in the same transaction; a second time changes nothing. A conversation
 * that is only guessed at earns nothing: the carrier is asked first, and then this runs again.
 */
export async function settleCall(ctx: Context, callId: number): Promise<void> {
  await transaction(ctx, async (tx) => {
    const call = await lockCall(tx.sql, callId);
    if (!call || call.live || !isSettledByUs(call) || call.revenueMicros !== null) return;
    if (await isDialOpen(tx.sql, call))
      return tx.enqueue('dial.reconcile', { callId }, { once: String(callId), delayMs: DIAL_RESULT_MS });
    const { payer, ...value } = await valueOf(tx, call);
    if (!(await writeValue(tx.sql, call.tenantId, call.id, value))) return;
    await insertCallEvent(tx.sql, call, {
      event: value.converted ? 'converted' : 'not_converted',
      message: value.converted ? 'The call counts as a conversion' : 'The call does not count as a conversion',
      metadata: { ...payer, ...value },
      sourceKey: 'settled',
    });
    await creditPublisher(tx, call);
  });
}

type Settled = CallValue & { payer: { targetId: number } | { buyerId: number } | null };

async function valueOf(tx: Tx, call: CallRow): Promise<Settled> {
  const talkSeconds = call.talkTime ?? 0;
  const connected = call.bridgeTime !== null;
  const bid = await settleBid(tx, call, { connected, talkSeconds });
  if (bid) return { converted: bid.converted, revenueMicros: bid.revenueMicros, payer: { targetId: bid.targetId } };
  const terms = call.buyerId === null ? undefined : await buyerTerms(tx.sql, call.tenantId, call.buyerId);
  if (call.buyerId === null || !terms) return { converted: false, revenueMicros: 0, payer: null };
  const converted = connected && talkSeconds >= terms.billableSeconds;
  return { converted, revenueMicros: converted ? terms.priceMicros : 0, payer: { buyerId: call.buyerId } };
}
