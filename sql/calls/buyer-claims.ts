/**
 * Claims on the limits of buyers. A claimed call counts as one of the buyer's concurrent calls, as one of the calls of
 * the hour, the day and the month, and with its price in the revenue caps. `claimBuyer` checks all limits in the same
 * statement that counts the call, so the calls of several campaigns together cannot exceed the limits.
 * `recountBuyerCalls` (sql/routing/buyers.ts) repairs counts that no longer match the calls.
 */
import type { Sql } from '../db.ts';
import type { CallRow } from './calls.ts';

/**
 * Claims a buyer for a call and sets the buyer's phone as the call's destination, if the buyer is active and below all
 * limits. The call keeps the buyer's terms of this moment, so a later change of the buyer does not change its price.
 * Returns the call; undefined if the buyer was not claimed.
 *
 * Until the call has a value, its price counts in the revenue caps. Afterwards the trigger `count_buyer_revenue`
 * (migrations/0150_buyers.sql) counts what the call earned.
 *
 * @crossTenant Safe: routing has read the call and the buyer as rows of one campaign.
 */
export async function claimBuyer(
  sql: Sql,
  callId: number,
  buyer: { id: number; phoneNumber: string },
): Promise<CallRow | undefined> {
  const [call] = await sql<CallRow[]>`
    with terms as (
      select y.id, p.hour, p.day, p.month, case when c.is_billable then y.price_micros else 0 end as price
      from buyers y cross join lateral buyer_periods(y) p, calls c where y.id = ${buyer.id} and c.id = ${callId}
    ), claimed as (
      update buyers b set current_calls = current_calls + 1, counted_at = clock_now(),
        calls_hour = t.hour, calls_day = t.day,
        calls_this_hour = 1 + case when calls_hour = t.hour then calls_this_hour else 0 end,
        calls_today = 1 + case when calls_day = t.day then calls_today else 0 end,
        calls_this_month = 1 + case when month_of(calls_day) = t.month then calls_this_month else 0 end,
        revenue_today_micros = t.price + case when calls_day = t.day then revenue_today_micros else 0 end,
        revenue_this_month_micros = t.price
          + case when month_of(calls_day) = t.month then revenue_this_month_micros else 0 end
      from terms t
      where b.id = t.id and is_active and deleted_at is null
        and (max_concurrent_calls = 0 or current_calls < max_concurrent_calls)
        and (hourly_call_limit = 0 or calls_hour is distinct from t.hour or calls_this_hour < hourly_call_limit)
        and (daily_call_limit = 0 or calls_day is distinct from t.day or calls_today < daily_call_limit)
        and (monthly_call_limit = 0 or month_of(calls_day) is distinct from t.month
          or calls_this_month < monthly_call_limit)
        and (daily_revenue_cap_micros = 0
          or t.price + case when calls_day = t.day then revenue_today_micros else 0 end <= daily_revenue_cap_micros)
        and (monthly_revenue_cap_micros = 0
          or t.price + case when month_of(calls_day) = t.month then revenue_this_month_micros else 0 end
            <= monthly_revenue_cap_micros)
      returning b.id, t.hour, t.day, b.price_micros, b.billable_seconds, b.currency,
        case when b.requires_accept then 'accept' when b.whisper is not null then 'whisper' end as screening)
    update calls c set buyer_id = claimed.id, buyer_claimed = true, buyer_day = claimed.day, buyer_hour = claimed.hour,
      buyer_price_micros = claimed.price_micros, buyer_billable_seconds = claimed.billable_seconds,
      buyer_currency = claimed.currency, buyer_screening = claimed.screening,
      forwarded_to = ${buyer.phoneNumber}, route_attempt = c.route_attempt + 1, updated_at = clock_now()
    from claimed where c.id = ${callId}
    returning c.*`;
  return call;
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
      update calls c set buyer_claimed = false, buyer_id = null, buyer_day = null, buyer_hour = null,
        buyer_price_micros = null, buyer_billable_seconds = null, buyer_currency = null, buyer_screening = null,
        tried_buyer_ids = c.tried_buyer_ids || c.buyer_id, updated_at = clock_now()
      from (select x.id, x.buyer_id, x.buyer_day, x.buyer_hour, buyer_reserved_micros(x) as reserved from calls x
        where x.id = ${callId} and x.buyer_id is not null and x.buyer_claimed = ${isClaimed} for update) before
      where c.id = before.id
      returning before.buyer_id, before.buyer_day, before.buyer_hour, before.reserved)
    update buyers b set current_calls = greatest(b.current_calls - ${isClaimed ? 1 : 0}::int, 0), counted_at = clock_now(),
      calls_this_hour = greatest(0, b.calls_this_hour - case when b.calls_hour = r.buyer_hour then 1 else 0 end),
      calls_today = greatest(0, b.calls_today - case when b.calls_day = r.buyer_day then 1 else 0 end),
      calls_this_month = greatest(0, b.calls_this_month
        - case when month_of(b.calls_day) = month_of(r.buyer_day) then 1 else 0 end),
      revenue_today_micros = greatest(0, b.revenue_today_micros
        - case when b.calls_day = r.buyer_day then r.reserved else 0 end),
      revenue_this_month_micros = greatest(0, b.revenue_this_month_micros
        - case when month_of(b.calls_day) = month_of(r.buyer_day) then r.reserved else 0 end)
    from removed r where b.id = r.buyer_id`;
}
