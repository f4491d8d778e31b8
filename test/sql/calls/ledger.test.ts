/** Tests what the database itself guarantees about the ledger. */
import { expect, test } from 'vitest';
import { payoutEntries, revenueEntries } from '../../../shared/rules/calls/ledger.ts';
import { postTransaction } from '../../../sql/calls/ledger.ts';
import { createTenant } from '../../helpers/api/client.ts';
import { insertEndedCall } from '../../helpers/fixtures/ended-calls.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const client = await createTenant(system);
const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${client.user.tenant_id}`;
const { id: buyerId } = await insertRow.buyers(sql, tenantId);
const { id: publisherId } = await insertRow.publishers(sql, tenantId);

async function insertCall() {
  const fields = { tenantId, direction: 'inbound', disposition: 'answered', buyerId, converted: true };
  return (await insertEndedCall(sql, fields)).id;
}

const moneyOf = async (id: number) =>
  (
    await sql`
      select revenue_micros, revenue_currency, payout_micros, payout_currency, carrier_cost_micros
      from calls where id = ${id}`
  )[0];

test('a posted transaction is the money of its call', async () => {
  const callId = await insertCall();
  const [usd, eur] = [
    { currency: 'USD', amountMicros: 12_500_000 },
    { currency: 'EUR', amountMicros: 4_000_000 },
  ];
  const entries = [...revenueEntries({ buyerId }, usd), ...payoutEntries(publisherId, eur)];
  const settlement = { callId, kind: 'settlement' as const, sourceKey: `settlement:${callId}`, entries };
  expect(await postTransaction(sql, tenantId, settlement)).toMatchObject({ id: expect.any(Number) });
  expect(await postTransaction(sql, tenantId, settlement)).toBeUndefined();
  const refund = revenueEntries({ buyerId }, { currency: 'USD', amountMicros: -2_500_000 });
  await postTransaction(sql, tenantId, { callId, kind: 'adjustment', reason: 'Wrong area', entries: refund });
  expect(await moneyOf(callId)).toEqual({
    revenueMicros: 10_000_000,
    revenueCurrency: 'USD',
    payoutMicros: 4_000_000,
    payoutCurrency: 'EUR',
    carrierCostMicros: 0,
  });
});

test('the database refuses a transaction that does not balance in each currency', async () => {
  const callId = await insertCall();
  const post = (entries: Parameters<typeof postTransaction>[2]['entries']) =>
    postTransaction(sql, tenantId, { callId, kind: 'adjustment', entries });
  const owed = { account: 'buyer' as const, buyerId, currency: 'USD', amountMicros: 5 };
  const earned = { account: 'revenue' as const, currency: 'USD', amountMicros: -5 };
  await expect(post([owed, { ...earned, amountMicros: -4 }])).rejects.toThrow('does not balance');
  await expect(post([owed, { ...earned, currency: 'EUR' }])).rejects.toThrow('does not balance');
  await expect(post([owed])).rejects.toThrow('does not balance');
  await expect(post([])).rejects.toThrow('does not balance');
  const { buyerId: _, ...nobody } = owed;
  await expect(post([nobody, earned])).rejects.toThrow('ledger_entries_check');
  await post([owed, earned]);
  const other = revenueEntries({ buyerId }, { currency: 'EUR', amountMicros: 1 });
  await expect(post(other)).rejects.toThrow('the revenue of this call is in USD, not in EUR');
  await expect(post(revenueEntries({ buyerId }, { currency: 'USD', amountMicros: -6 }))).rejects.toThrow(
    'calls_revenue_micros_check',
  );
  expect(await moneyOf(callId)).toMatchObject({ revenueMicros: 5 });
});

test('an entry that is added later is refused, and nothing on the ledger changes', async () => {
  const callId = await insertCall();
  const entries = revenueEntries({ buyerId }, { currency: 'USD', amountMicros: 5 });
  const posted = await postTransaction(sql, tenantId, { callId, kind: 'settlement', entries });
  await expect(sql`
    insert into ledger_entries (tenant_id, transaction_id, account, currency, amount_micros)
    values (${tenantId}, ${posted!.id}, 'carrier', 'USD', 1)`).rejects.toThrow('does not balance');
  await expect(sql`update ledger_entries set amount_micros = 7`).rejects.toThrow('stays unchanged');
  await expect(sql`delete from ledger_transactions`).rejects.toThrow('stays unchanged');
  await expect(sql`truncate ledger_entries`).rejects.toThrow('stays unchanged');
  for (const column of ['revenue_micros', 'payout_micros', 'carrier_cost_micros'])
    await expect(sql`update calls set ${sql(column)} = 7 where id = ${callId}`).rejects.toThrow('follows the ledger');
});

test('the ledger has what the carrier charges, and no estimate', async () => {
  const callId = await insertCall();
  const setCost = (cost: number, source: string) =>
    sql`update calls set cost = ${cost}, cost_source = ${source} where id = ${callId}`;
  const posted = async () =>
    (
      await sql<{ micros: number }[]>`
      select e.amount_micros as micros from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where t.call_id = ${callId} and e.account = 'carrier' order by e.id`
    ).map(({ micros }) => micros);
  await setCost(0.02, 'estimated');
  expect(await posted()).toEqual([]);
  await setCost(0.01425, 'rated');
  await setCost(0.01425, 'estimated');
  await setCost(0.015, 'rated');
  expect(await posted()).toEqual([-14_250, -750]);
  expect(await moneyOf(callId)).toMatchObject({ carrierCostMicros: 15_000 });
  // Without a price of the carrier, the cost is only an estimate.
  await setCost(0.02, 'unrated');
  expect(await posted()).toEqual([-14_250, -750, 15_000]);
});
