/** Values of ended calls. A value is written once and stays, whatever the buyer's price becomes later. */
import type { BuyerTerms } from '../../shared/rules/routing/buyer-revenue.ts';
import type { Sql } from '../db.ts';

export type CallValue = { converted: boolean; revenueMicros: number };

/** False when the call has not ended, or already has a value. */
export async function updateCallValue(sql: Sql, tenantId: number, callId: number, value: CallValue): Promise<boolean> {
  const updated = await sql`
    update calls set converted = ${value.converted}, revenue_micros = ${value.revenueMicros}, updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId} and not live and revenue_micros is null`;
  return updated.count === 1;
}

/** Also returns the terms of a deleted buyer, because earlier calls are still the buyer's. */
export async function buyerTerms(sql: Sql, tenantId: number, buyerId: number): Promise<BuyerTerms | undefined> {
  const [row] = await sql<BuyerTerms[]>`
    select price_micros, billable_seconds from buyers where id = ${buyerId} and tenant_id = ${tenantId}`;
  return row;
}

/**
 * Inbound calls that ended at least `seconds` ago and have no value yet. Until then they also count in the caps of targets.
 *
 * @crossTenant The sweeper repairs the calls of all tenants.
 */
export async function listUnvaluedCallIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where not live and direction = 'inbound' and not externally_logged and revenue_micros is null
      and end_time < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
