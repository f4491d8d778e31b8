/**
 * Caps of targets. The number of concurrent calls is counted from claimed awards. The numbers of calls per hour, day
 * and month are counted in buckets that begin in the target's time zone.
 *
 * Only the SQL function `rtb_claim_award` (migrations/0230_target_locked_last.sql) enforces caps. The check in this file saves a
 * request to a bidder that could not get the call.
 */
import type { Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

/** SQL condition: a cap of the target `t` is reached. */
export const isCapped = (sql: Sql) => sql`(
  (t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
    (select count(*) from rtb_awards w where w.target_id = t.id and w.status = 'claimed'))
  or (t.hourly_cap > 0 and t.hourly_cap <= rtb_cap_used(t.id, 'hour', date_trunc('hour', clock_now(), t.timezone)))
  or (t.daily_cap > 0 and t.daily_cap <= rtb_cap_used(t.id, 'day', date_trunc('day', clock_now(), t.timezone)))
  or (t.monthly_cap > 0 and t.monthly_cap <= rtb_cap_used(t.id, 'month', date_trunc('month', clock_now(), t.timezone)))
)`;

export type TargetUsageRow = {
  id: number;
  uuid: string;
  isCapped: boolean;
  liveCalls: number;
  callsThisHour: number;
  callsToday: number;
  callsThisMonth: number;
};

/** Lists how many calls count in the caps of each target now. */
export async function listTargetUsage(sql: Sql, tenantId: number, page: Page): Promise<TargetUsageRow[]> {
  return await sql<TargetUsageRow[]>`
    select t.id, t.uuid, ${isCapped(sql)} as is_capped,
      (select count(*) from rtb_awards w where w.target_id = t.id and w.status = 'claimed') as live_calls,
      rtb_cap_used(t.id, 'hour', date_trunc('hour', clock_now(), t.timezone)) as calls_this_hour,
      rtb_cap_used(t.id, 'day', date_trunc('day', clock_now(), t.timezone)) as calls_today,
      rtb_cap_used(t.id, 'month', date_trunc('month', clock_now(), t.timezone)) as calls_this_month
    from rtb_targets t where t.tenant_id = ${tenantId} and t.deleted_at is null ${oldestFirst(sql, 't', page)}`;
}

/**
 * Deletes old buckets. Caps read at most the current month, so no cap reads a bucket that is older than 40 days.
 *
 * @crossTenant Safe: the cleanup deletes the old buckets of all tenants.
 */
export async function deleteOldCapBuckets(sql: Sql): Promise<void> {
  await sql`delete from rtb_cap_buckets where starts_at < clock_now() - interval '40 days'`;
}
