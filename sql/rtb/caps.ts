/**
 * Caps of targets: concurrent calls are counted from claimed awards, calls per hour, day and month from buckets in the target's
 * time zone. Only `rtb_claim_award` (migrations/0028_rtb.sql) enforces caps. This check saves the request to a bidder that
 * could not get the call.
 */
import type { Sql } from '../db.ts';

/** SQL expression: whether any cap of the target `t` is reached. */
export const isCapped = (sql: Sql) => sql`(
  (t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
    (select count(*) from rtb_awards w where w.target_id = t.id and w.status = 'claimed'))
  or (t.hourly_cap > 0 and t.hourly_cap <= rtb_cap_used(t.id, 'hour', date_trunc('hour', clock_now(), t.timezone)))
  or (t.daily_cap > 0 and t.daily_cap <= rtb_cap_used(t.id, 'day', date_trunc('day', clock_now(), t.timezone)))
  or (t.monthly_cap > 0 and t.monthly_cap <= rtb_cap_used(t.id, 'month', date_trunc('month', clock_now(), t.timezone)))
)`;

/**
 * Deletes buckets that no cap reads any more: caps read the current month at most.
 *
 * @crossTenant Housekeeping of all tenants.
 */
export async function deleteOldCapBuckets(sql: Sql): Promise<void> {
  await sql`delete from rtb_cap_buckets where starts_at < clock_now() - interval '40 days'`;
}
