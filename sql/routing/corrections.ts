/** What corrections of the money of a call read and write. The money itself is in the ledger. */
import type { AwardTerms } from '../../shared/rules/rtb/revenue.ts';
import type { Sql } from '../db.ts';

/**
 * Returns the revenue that the outcome of a call explains: the settlement and later changes of the outcome, without
 * adjustments and refunds. A later change of the outcome replaces this part only.
 */
export async function settledRevenueMicros(sql: Sql, tenantId: number, callId: number): Promise<number> {
  const [row] = await sql<[{ micros: number }]>`
    select coalesce(-sum(e.amount_micros), 0)::bigint as micros
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.id and e.account = 'revenue'
    where t.call_id = ${callId} and t.tenant_id = ${tenantId} and t.kind in ('settlement', 'conversion', 'resettlement')`;
  return row.micros;
}

/** Returns the terms of the bidder who took the call. */
export async function awardTermsOfCall(
  sql: Sql,
  tenantId: number,
  callId: number,
): Promise<(AwardTerms & { currency: string }) | undefined> {
  const [row] = await sql<(AwardTerms & { currency: string })[]>`
    select revenue_type, bid_micros, conversion_seconds, conversion_tracking, currency from rtb_awards
    where call_id = ${callId} and tenant_id = ${tenantId} and status = 'completed' order by id desc limit 1`;
  return row;
}

/** Stores whether an ended call converted. A call without a value gets a revenue of 0, if a buyer or bidder pays for the call. */
export async function updateConversion(
  sql: Sql,
  tenantId: number,
  callId: number,
  { converted, hasPayer }: { converted: boolean; hasPayer: boolean },
): Promise<void> {
  await sql`
    update calls set converted = ${converted}, updated_at = clock_now(),
      revenue_micros = case when ${hasPayer} then coalesce(revenue_micros, 0) else revenue_micros end
    where id = ${callId} and tenant_id = ${tenantId} and not live`;
}
