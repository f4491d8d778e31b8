/** The demo's disputes: a bidder gets a part of a call's revenue back, and another bidder still waits for the answer. */
import { type CallCenterProClient, dataOf } from '../../api/client/client.ts';
import { fromMicros } from '../../shared/rules/values/money.ts';
import type { Pool } from '../../sql/db.ts';
import { formatAmount } from './amounts.ts';

/** Dollars. No round amount, so that a sum with a rounded amount would show. */
const REFUND = 3.33;

type PaidCall = { id: number; bidder: string; currency: string; micros: number };

/** @param api A client that has logged in as the owner of the demo's tenant. */
export async function disputeCalls(api: CallCenterProClient, sql: Pool): Promise<void> {
  const [settled, open] = [await findPaidCall(sql, 'USD'), await findPaidCall(sql, 'EUR')];
  const outcomes: string[] = [];
  if (settled) {
    const dispute = await openDispute(api, settled, 'The caller had called by mistake');
    const body = { outcome: 'accepted', amount: REFUND, reversePayout: true, note: 'Half-way agreement' } as const;
    await dataOf(api.POST('/disputes/{id}/resolve', { params: { path: { id: dispute.id } }, body }));
    outcomes.push(`${settled.bidder} got $${REFUND} of ${formatAmount(settled)} back`);
  }
  if (open) {
    await openDispute(api, open, 'The caller was not a new customer');
    outcomes.push(`${open.bidder} disputes ${formatAmount(open)}`);
  }
  console.log(`\nDisputes about calls: ${outcomes.join('; ') || 'none, because no bidder has to pay'}.`);
}

const openDispute = (api: CallCenterProClient, { id, micros }: PaidCall, reason: string) =>
  dataOf(api.POST('/calls/{id}/disputes', { params: { path: { id } }, body: { amount: fromMicros(micros), reason } }));

/** Returns the oldest call of a bidder that earned revenue in the currency, and for which a publisher is paid. */
async function findPaidCall(sql: Pool, currency: string): Promise<PaidCall | undefined> {
  const [call] = await sql<PaidCall[]>`
    select c.id, t.name as bidder, c.revenue_currency as currency, c.revenue_micros as micros
    from calls c join rtb_targets t on t.id = c.target_id
    where c.revenue_currency = ${currency} and c.revenue_micros > 0 and c.payout_micros > 0 order by c.id limit 1`;
  return call;
}
