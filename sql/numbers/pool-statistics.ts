import type { Sql } from '../db.ts';

export type PoolStatisticsRow = {
  totalNumbers: number;
  /** Number of phone numbers that are leased to a visitor or have a live call. */
  inUseNumbers: number;
  suspendedNumbers: number;
  /** Number of calls to the pool's phone numbers. A call counts if the phone number was in the pool at that time. */
  totalCalls: number;
  /** Number of leases of phone numbers in the last `days`. The properties below cover the same period. */
  leases: number;
  overflowLeases: number;
  peakConcurrentLeases: number;
  /** Number of visitors in the busiest hour. If the pool has no leases, the number of calls in the busiest hour. */
  busiestHourVisits: number;
  /** Mean number of seconds for which a visitor occupied a phone number. */
  meanHoldSeconds: number;
};

/**
 * Common table expressions (`with` clauses): the numbers of the pool, the leases of these numbers, the overflow leases
 * of the pool's campaigns, and the visits behind all these leases. If the pool has no leases, each call counts as a
 * visit.
 */
const traffic = (sql: Sql, tenantId: number, poolId: number, days: number) => sql`
  numbers as (
    select * from phone_numbers where tenant_id = ${tenantId} and pool_id = ${poolId} and deleted_at is null
  ), leases as (
    select l.is_overflow, l.leased_at as began,
      greatest(l.leased_at, least(coalesce(l.released_at, clock_now()), l.held_until)) as ended
    from number_leases l
    where l.tenant_id = ${tenantId} and l.leased_at > clock_now() - make_interval(days => ${days})
      and case when l.is_overflow
        then l.tag_id in (select t.id from tracking_tags t join campaigns k on k.id = t.campaign_id
          where t.tenant_id = ${tenantId} and k.pool_id = ${poolId})
        else l.phone_number_id in (select id from numbers) end
  ), visits as (
    select began, ended from leases
    union all
    select c.created_at, coalesce(c.end_time, clock_now())
    from calls c join numbers n on n.id = c.phone_number_id
    where not exists (select from leases) and c.created_at >= n.assigned_at
      and c.created_at > clock_now() - make_interval(days => ${days})
  )`;

/**
 * Returns statistics of a number pool.
 *
 * @param days leases and visits of the last `days` count
 */
export async function readPoolStatistics(
  sql: Sql,
  tenantId: number,
  poolId: number,
  days: number,
): Promise<PoolStatisticsRow> {
  const [row] = await sql<[PoolStatisticsRow]>`
    with ${traffic(sql, tenantId, poolId, days)}, changes as (
      select began as at, 1 as change from leases where not is_overflow
      union all
      select ended, -1 from leases where not is_overflow
    ), levels as (
      -- If one lease ends at the moment at which another lease begins, the end counts before the beginning.
      select sum(change) over (order by at, change rows unbounded preceding) as level from changes
    ), hours as (
      select count(*) as visits from visits group by date_trunc('hour', began)
    )
    select
      (select count(*) from numbers) as total_numbers,
      (select count(*) from numbers n where not is_suspended and (
        exists (select from number_leases l where l.phone_number_id = n.id and l.released_at is null
          and not l.is_overflow and l.held_until > clock_now())
        or exists (select from calls c where c.phone_number_id = n.id and c.live))) as in_use_numbers,
      (select count(*) from numbers where is_suspended) as suspended_numbers,
      (select count(*) from calls c join numbers n on n.id = c.phone_number_id
        where c.created_at >= n.assigned_at) as total_calls,
      (select count(*) from leases) as leases,
      (select count(*) from leases where is_overflow) as overflow_leases,
      (select coalesce(max(level), 0)::bigint from levels) as peak_concurrent_leases,
      (select coalesce(max(visits), 0)::bigint from hours) as busiest_hour_visits,
      (select coalesce(avg(extract(epoch from ended - began)), 0)::float8 from visits) as mean_hold_seconds`;
  return row;
}
