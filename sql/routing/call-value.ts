/** Values of ended calls. The value of a call is written once and stays, even if the buyer's price changes later. */
import type { BuyerTerms } from '../../shared/rules/routing/buyer-revenue.ts';
import type { Sql } from '../db.ts';

export type CallValue = { converted: boolean; revenueMicros: number };

/** Writes the value of a call. Returns false if the call has not ended or already has a value. */
export async function updateCallValue(sql: Sql, tenantId: number, callId: number, value: CallValue): Promise<boolean> {
  const updated = await sql`
    update calls set converted = ${value.converted}, revenue_micros = ${value.revenueMicros}, updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId} and not live and revenue_micros is null`;
  return updated.count === 1;
}

/** Returns the terms of a buyer, also if the buyer was deleted, because earlier calls still belong to the buyer. */
export async function buyerTerms(sql: Sql, tenantId: number, buyerId: number): Promise<BuyerTerms | undefined> {
  const [row] = await sql<BuyerTerms[]>`
    select price_micros, billable_seconds from buyers where id = ${buyerId} and tenant_id = ${tenantId}`;
  return row;
}

/**
 * Lists inbound calls that ended at least `seconds` ago and have no value yet. A call without a value still counts in
 * the caps of targets.
 *
 * @crossTenant Safe: the sweeper repairs the calls of all tenants.
 */
export async function listUnvaluedCallIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where not live and direction = 'inbound' and not externally_logged and revenue_micros is null
      and end_time < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
