/** The ledger of payouts to publishers: one credit for each call, and corrections of credits. */
import { payoutOf } from '../../rules/publishers/payout.ts';
import type { Tx } from '../../transaction.ts';
import {
  creditedPayout,
  insertPayout,
  lockPayableCall,
  publisherOfCall,
  setCallPublisher,
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
): Promise<LedgerChange | undefined> {
  const call = await lockPayableCall(sql, tenantId, id);
  if (!call) return undefined;
  const { talkSeconds, campaignId } = call;
  const credited = await creditedPayout(sql, tenantId, id);
  if (credited) {
    const { amountMicros: bookedMicros, ...terms } = credited;
    const due = payoutOf(terms, call);
    const amountMicros = due.amountMicros - bookedMicros;
    if (amountMicros === 0) return undefined;
    const correction = { ...terms, callId: id, entry: 'correction' as const, reason: due.reason, talkSeconds };
    await insertPayout(sql, tenantId, { ...correction, amountMicros });
    return { publisherId: terms.publisherId, amountMicros };
  }
  const sender = await publisherOfCall(sql, tenantId, id);
  if (!sender?.isActive) return undefined;
  const { isActive: _, ...terms } = sender;
  const due = payoutOf(terms, call);
  const credit = { ...terms, ...due, campaignId, callId: id, entry: 'credit' as const, talkSeconds };
  await insertPayout(sql, tenantId, credit);
  await setCallPublisher(sql, tenantId, id, terms.publisherId);
  return { publisherId: terms.publisherId, amountMicros: due.amountMicros };
}
