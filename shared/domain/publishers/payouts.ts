/** The ledger of what publishers have earned. */
import { payoutOf } from '../../rules/publishers/payout.ts';
import type { Tx } from '../../transaction.ts';
import {
  creditOfCall,
  insertPayout,
  lockPayableCall,
  publisherOfCall,
  setCallPublisher,
} from '../../../sql/publishers/payouts.ts';

export type PayoutChange = { publisherId: number; amountMicros: number };

/**
 * Credits the publisher who sent a call that came in and is over, once its conversion is known. Again, it corrects the ledger
 * if the call has changed since, on the terms of the first time; otherwise it does nothing.
 *
 * @returns what was written; undefined when nothing was: nobody sent the call, or all stands as it should.
 */
export async function creditPublisher(
  { sql }: Pick<Tx, 'sql'>,
  { id, tenantId }: { id: number; tenantId: number },
): Promise<PayoutChange | undefined> {
  const call = await lockPayableCall(sql, tenantId, id);
  if (!call) return undefined;
  const { talkSeconds, campaignId } = call;
  const credited = await creditOfCall(sql, tenantId, id);
  if (credited) {
    const { amountMicros: stood, ...terms } = credited;
    const due = payoutOf(terms, call);
    const amountMicros = due.amountMicros - stood;
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
