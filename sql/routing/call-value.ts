/** What ended calls were worth. A call's value is written once and stays, whatever its buyer's price becomes. */
import type { Sql } from '../db.ts';

export type CallValue = { converted: boolean; revenueMicros: number };

/** False when the call has not ended, or was settled before. */
export async function writeValue(sql: Sql, tenantId: number, callId: number, value: CallValue): Promise<boolean> {
  const written = await sql`
    update calls set converted = ${value.converted}, revenue_micros = ${value.revenueMicros}, updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId} and not live and revenue_micros is null`;
  return written.count === 1;
}

export type BuyerTerms = { priceMicros: number; billableSeconds: number };

/** Of a buyer who was deleted meanwhile, too: the call was theirs. */
export async function buyerTerms(sql: Sql, tenantId: number, buyerId: number): Promise<BuyerTerms | undefined> {
  const [row] = await sql<BuyerTerms[]>`
    select price_micros, billable_seconds from buyers where id = ${buyerId} and tenant_id = ${tenantId}`;
  return row;
}

/** Calls that came in and ended a while ago, and whose value nobody has settled: with it, what they hold of a target's caps. */
export async function unvaluedCalls(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where not live and direction = 'inbound' and not recorded_by_api and revenue_micros is null
      and end_time < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
