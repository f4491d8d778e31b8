/**
 * Values of ended calls. The value of a call begins with a revenue of 0. The ledger adds what the call earned
 * (`sql/calls/ledger.ts`).
 */
import type { BuyerTerms } from '../../shared/rules/routing/buyer-revenue.ts';
import type { Sql } from '../db.ts';

export type CallValue = { converted: boolean; targetId: number | null };

/** Writes the value of a call. Returns false if the call has not ended or already has a value. */
export async function updateCallValue(sql: Sql, tenantId: number, callId: number, value: CallValue): Promise<boolean> {
  const updated = await sql`
    update calls set converted = ${value.converted}, target_id = ${value.targetId}, revenue_micros = 0,
      updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId} and not live and revenue_micros is null`;
  return updated.count === 1;
}

/** Returns the terms of the buyer who took the call, as they were when the buyer got the call. */
export async function buyerTermsOfCall(sql: Sql, tenantId: number, callId: number): Promise<BuyerTerms | undefined> {
  const [row] = await sql<BuyerTerms[]>`
    select coalesce(c.buyer_price_micros, b.price_micros) as price_micros,
      coalesce(c.buyer_billable_seconds, b.billable_seconds) as billable_seconds,
      coalesce(c.buyer_currency, b.currency) as currency
    from calls c join buyers b on b.id = c.buyer_id where c.id = ${callId} and c.tenant_id = ${tenantId}`;
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
