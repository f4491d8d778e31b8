/**
 * The payouts to publishers: one credit for each call, and corrections of credits. Each payout is also a transaction of
 * the ledger.
 */
import { type LedgerKind, payoutEntries } from '../../rules/calls/ledger.ts';
import { payoutOf } from '../../rules/publishers/payout.ts';
import type { Tx } from '../../transaction.ts';
import { postTransaction } from '../../../sql/calls/ledger.ts';
import {
  capturePayoutTerms,
  creditedPayout,
  insertPayout,
  lockPayableCall,
  type PayoutEntry,
  publisherOfCall,
  startPayoutOfCall,
} from '../../../sql/publishers/payouts.ts';

export type LedgerChange = { publisherId: number; amountMicros: number };

/**
 * Credits the publisher who sent an ended inbound call. If the call changed after the credit, writes a correction that
 * uses the same terms as the credit.
 *
 * @returns the change of the ledger; undefined if no publisher sent the call or if the ledger is already correct
 */
export async function creditPublisher(
  { sql }: Pick<Tx, 'sql'>,
  { id, tenantId }: { id: number; tenantId: number },
  kind: LedgerKind = 'resettlement',
): Promise<LedgerChange | undefined> {
  const call = await lockPayableCall(sql, tenantId, id);
  if (!call) return undefined;
  const { talkSeconds, campaignId } = call;
  const credited = await creditedPayout(sql, tenantId, id);
  if (credited) {
    const { amountMicros: bookedMicros, ...terms } = credited;
    const due = payoutOf(terms, call);
    // An adjustment may have taken a part of the payout back. The payout of a call is never less than 0.
    const amountMicros = Math.max(due.amountMicros - bookedMicros, -call.paidMicros);
    if (amountMicros === 0) return undefined;
    const correction = { ...terms, callId: id, entry: 'correction' as const, reason: due.reason, talkSeconds };
    await bookPayout(sql, tenantId, kind, { ...correction, amountMicros });
    return { publisherId: terms.publisherId, amountMicros };
  }
  // A call that was never given to a destination has no terms yet.
  if (call.routeAttempt === 0) await capturePayoutTerms(sql, tenantId, id);
  const terms = await publisherOfCall(sql, tenantId, id);
  if (!terms) return undefined;
  const due = payoutOf(terms, call);
  const credit = { ...terms, ...due, campaignId, callId: id, entry: 'credit' as const, talkSeconds };
  await startPayoutOfCall(sql, tenantId, credit);
  await bookPayout(sql, tenantId, 'payout', credit);
  return { publisherId: terms.publisherId, amountMicros: due.amountMicros };
}

/** Writes a payout and posts it to the ledger. */
export async function bookPayout(
  sql: Tx['sql'],
  tenantId: number,
  kind: LedgerKind,
  payout: PayoutEntry,
): Promise<void> {
  await insertPayout(sql, tenantId, payout);
  const entries = payoutEntries(payout.publisherId, payout);
  if (entries.length > 0) await postTransaction(sql, tenantId, { callId: payout.callId, kind, entries });
}
