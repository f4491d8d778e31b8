/** Reads what the audit of money compares: statements over the API, and calls, entries and costs from the database. */
import { parse } from 'csv-parse/sync';
import { type CallCenterProClient, dataOf } from '../../api/client/client.ts';
import { toMicros } from '../../shared/rules/values/money.ts';
import type { Pool } from '../../sql/db.ts';
import type { Ledger } from '../simulator/control/ledger.ts';
import type { Amount } from './amounts.ts';
import type { Check } from './audit.ts';
import {
  type BookedCost,
  type BookedInboundCall,
  checkCarrierBill,
  checkDuplicates,
  checkPayouts,
  checkStatements,
  checkVariety,
  type PartyMoney,
  type PublisherCall,
  type Variety,
} from './money-checks.ts';

const PARTIES = {
  target: { table: 'rtb_targets', path: '/rtb/targets', name: 'invoices of bidders' },
  buyer: { table: 'buyers', path: '/buyers', name: 'invoices of buyers' },
  publisher: { table: 'publishers', path: '/publishers', name: 'statements of publishers' },
} as const;
type PartyKind = keyof typeof PARTIES;

/**
 * @param api A client that has logged in as the owner of the demo's tenant.
 * @param costs the carrier's charges in the books, read before the ledger: a price that comes between the two reads is then
 *   in the ledger only, where it does not count yet
 */
export async function auditMoney(
  api: CallCenterProClient,
  sql: Pool,
  { ledger, costs }: { ledger: Ledger; costs: BookedCost[] },
): Promise<Check[]> {
  const checkParties = async (kind: PartyKind) =>
    checkStatements(PARTIES[kind].name, await readParties(api, sql, kind));
  return [
    await checkParties('target'),
    await checkParties('buyer'),
    await checkParties('publisher'),
    checkPayouts(await readPublisherCalls(sql), ledger),
    checkDuplicates(await readInboundCalls(sql), ledger),
    checkVariety(await readVariety(sql)),
    checkCarrierBill(costs, ledger),
  ];
}

async function readParties(api: CallCenterProClient, sql: Pool, kind: PartyKind): Promise<PartyMoney[]> {
  const rows = await sql<{ id: number }[]>`select id from ${sql(PARTIES[kind].table)} order by id`;
  const parties: PartyMoney[] = [];
  for (const { id } of rows)
    parties.push({ ...(await readStatement(api, kind, id)), ...(await readBooks(sql, kind, id)) });
  return parties;
}

async function readStatement(api: CallCenterProClient, kind: PartyKind, id: number) {
  const { path } = PARTIES[kind];
  const params = { path: { id } };
  const { totals } = await dataOf(api.GET(`${path}/{id}/statement`, { params }));
  const file = await dataOf(api.GET(`${path}/{id}/statement.csv`, { params, parseAs: 'text' }));
  const lines = parse<{ currency: string; amount: string }>(file, { columns: true });
  return {
    closing: totals.map(({ currency, closing }) => ({ currency, micros: toMicros(closing) })),
    disputed: totals.map(({ currency, disputed }) => ({ currency, micros: toMicros(disputed) })),
    lines: lines.map(({ currency, amount }) => ({ currency, micros: toMicros(Number(amount)) })),
  };
}

/** In the ledger, what a publisher is owed is negative. On statements and calls it is positive. */
async function readBooks(sql: Pool, kind: PartyKind, id: number) {
  const party = sql(`${kind}_id`);
  // A call that a bidder took can also have a buyer, but only the bidder pays for it.
  const calls = await sql<Amount[]>`
    select ${sql(kind === 'publisher' ? 'payout_currency' : 'revenue_currency')} as currency,
      ${sql(kind === 'publisher' ? 'payout_micros' : 'revenue_micros')} as micros
    from calls where ${party} = ${id} ${kind === 'buyer' ? sql`and target_id is null` : sql``}`;
  const entries = await sql<Amount[]>`
    select currency, ${kind === 'publisher' ? -1 : 1} * amount_micros as micros from ledger_entries where ${party} = ${id}`;
  return { calls: calls.filter(({ micros }) => micros !== null), entries };
}

async function readPublisherCalls(sql: Pool): Promise<PublisherCall[]> {
  const rows = await sql<(Omit<PublisherCall, 'terms' | 'paid'> & PublisherCall['terms'] & { paidMicros: number })[]>`
    select c.call_sid, t.payout_type, t.payout_micros, t.min_seconds, t.currency, c.is_payable,
      coalesce(c.converted, false) as converted, coalesce(c.payout_micros, 0) as paid_micros,
      coalesce(c.revenue_micros, 0) + coalesce(d.refunded_micros, 0) as earned_micros,
      coalesce(d.refunded_micros, 0) as refunded_micros
    from payout_terms t join calls c on c.id = t.call_id
    left join (select call_id, sum(refunded_micros)::bigint as refunded_micros from disputes group by call_id) d
      on d.call_id = c.id
    order by c.id`;
  return rows.map(({ payoutType, payoutMicros, minSeconds, currency, paidMicros, ...call }) => ({
    ...call,
    terms: { payoutType, payoutMicros, minSeconds, currency },
    paid: { currency, micros: paidMicros },
  }));
}

async function readInboundCalls(sql: Pool): Promise<BookedInboundCall[]> {
  return await sql<BookedInboundCall[]>`
    select c.call_sid, e.call_sid as duplicate_of_sid, coalesce('bidder ' || c.target_id, 'buyer ' || c.buyer_id) as destination,
      coalesce(c.revenue_micros, 0) as revenue_micros, coalesce(c.payout_micros, 0) as payout_micros
    from calls c left join calls e on e.id = c.duplicate_of where c.direction = 'inbound' order by c.id`;
}

async function readVariety(sql: Pool): Promise<Variety> {
  const [row] = await sql<[Variety]>`
    select (select count(*) from disputes where status = 'accepted') as settled_disputes,
      (select count(*) from disputes where status = 'open') as open_disputes,
      (select count(*) from calls where duplicate_of is not null) as duplicates,
      (select count(distinct revenue_currency) from calls where revenue_micros > 0) as currencies`;
  return row;
}

/** Reads the carrier's charges from the ledger, without fees. The price of a parked leg comes some time after its end. */
export async function readCosts(sql: Pool): Promise<BookedCost[]> {
  const booked = sql`
    select t.call_id, t.leg_id, sum(e.amount_micros)::bigint as micros
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.id and e.account = 'carrier_cost'
    group by 1, 2`;
  return await sql<BookedCost[]>`
    with booked as (${booked})
    select array_remove(array(select c.call_sid union all select call_sid from call_legs where call_id = c.id
        union all select recording_sid from recordings where call_id = c.id), null) as sids,
      (coalesce(b.micros, 0) - c.carrier_fees * 1000000)::bigint as micros
    from calls c left join booked b on b.call_id = c.id
    union all
    select array[g.call_sid], case when not g.live and g.next_poll_at is null
        then (coalesce(b.micros, 0) - g.carrier_fees * 1000000)::bigint end
    from call_legs g left join booked b on b.leg_id = g.id where g.call_id is null and g.call_sid is not null`;
}
