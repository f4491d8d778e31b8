/**
 * Claims on the limits of buyers. A claimed call counts as one of the buyer's concurrent calls and as one of the
 * buyer's calls of the day. `claimBuyer` checks both limits in the same statement that counts the call, so the calls of
 * several campaigns together cannot exceed the limits. `recountBuyerCalls` (sql/routing/buyers.ts) repairs counts that
 * no longer match the calls.
 */
import type { Sql } from '../db.ts';

/**
 * SQL expression: the current day of a buyer's daily limit, in the zone of the buyer or of the account. `table` is the
 * alias of the table `buyers`.
 */
export const buyerToday = (sql: Sql, table: string) => sql`buyer_today(${sql(table)})`;

/**
 * Claims a buyer for a call and sets the buyer's phone as the call's destination, if the buyer is active and below both
 * limits. The call keeps the buyer's terms of this moment, so a later change of the buyer does not change its price.
 *
 * @crossTenant Safe: routing has read the call and the buyer as rows of one campaign.
 */
export async function claimBuyer(
  sql: Sql,
  callId: number,
  buyer: { id: number; phoneNumber: string },
): Promise<boolean> {
  const claimed = await sql`
    with claimed as (
      update buyers b set current_calls = current_calls + 1,
        calls_today = case when calls_day = ${buyerToday(sql, 'b')} then calls_today + 1 else 1 end,
        calls_day = ${buyerToday(sql, 'b')}, counted_at = clock_now()
      where id = ${buyer.id} and is_active and deleted_at is null
        and (max_concurrent_calls = 0 or current_calls < max_concurrent_calls)
        and (daily_call_limit = 0 or calls_day is distinct from ${buyerToday(sql, 'b')} or calls_today < daily_call_limit)
      returning id, calls_day, price_micros, billable_seconds, currency)
    update calls c set buyer_id = claimed.id, buyer_claimed = true, buyer_day = claimed.calls_day,
      buyer_price_micros = claimed.price_micros, buyer_billable_seconds = claimed.billable_seconds,
      buyer_currency = claimed.currency,
      forwarded_to = ${buyer.phoneNumber}, route_attempt = c.route_attempt + 1, updated_at = clock_now()
    from claimed where c.id = ${callId}`;
  return claimed.count === 1;
}

/**
 * Releases the buyer's concurrent call. The call stays the buyer's call and still counts as a call of the day. Does
 * nothing if the concurrent call was released before.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function releaseBuyer(sql: Sql, callId: number): Promise<void> {
  await sql`
    with released as (update calls set buyer_claimed = false where id = ${callId} and buyer_claimed returning buyer_id)
    update buyers set current_calls = greatest(current_calls - 1, 0), counted_at = clock_now()
    from released where buyers.id = released.buyer_id`;
}

/**
 * Takes the call away from a buyer who did not answer. The call then counts in none of the buyer's limits, and the
 * buyer is not tried again for this call.
 *
 * @param claim `claimed` if the buyer's concurrent call is still claimed, `released` if {@link releaseBuyer} has
 *   released the concurrent call
 * @crossTenant Safe: the caller has locked the call.
 */
export async function removeBuyer(sql: Sql, callId: number, claim: 'claimed' | 'released' = 'claimed'): Promise<void> {
  const isClaimed = claim === 'claimed';
  await sql`
    with removed as (
      update calls c set buyer_claimed = false, buyer_id = null, buyer_day = null, buyer_price_micros = null,
        buyer_billable_seconds = null, buyer_currency = null,
        tried_buyer_ids = c.tried_buyer_ids || c.buyer_id, updated_at = clock_now()
      from (select id, buyer_id, buyer_day from calls
        where id = ${callId} and buyer_id is not null and buyer_claimed = ${isClaimed} for update) before
      where c.id = before.id
      returning before.buyer_id, before.buyer_day)
    update buyers b set current_calls = greatest(b.current_calls - ${isClaimed ? 1 : 0}::int, 0), counted_at = clock_now(),
      calls_today = case when b.calls_day = r.buyer_day then greatest(b.calls_today - 1, 0) else b.calls_today end
    from removed r where b.id = r.buyer_id`;
}
