import type { Sql } from '../db.ts';

export type PoolFigures = {
  totalNumbers: number;
  /** A visitor has it, or a caller is on it. */
  assignedNumbers: number;
  suspendedNumbers: number;
  /** Since each number came into the pool. */
  totalCalls: number;
  /** Of the days looked at, as are all that follow. */
  leases: number;
  overflowLeases: number;
  peakConcurrentLeases: number;
  /** Visitors in the busiest hour, and for how long on average each held a number; calls where there are no visitors. */
  busiestHourVisits: number;
  meanHoldSeconds: number;
};

/** The pool's own numbers, and those who saw a shared one because none of them was free. */
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

export async function poolFigures(sql: Sql, tenantId: number, poolId: number, days: number): Promise<PoolFigures> {
  const [row] = await sql<[PoolFigures]>`
    with ${traffic(sql, tenantId, poolId, days)}, changes as (
      select began as at, 1 as change from leases where not is_overflow
      union all
      select ended, -1 from leases where not is_overflow
    ), levels as (
      -- Who leaves in the moment in which another comes makes room for them.
      select sum(change) over (order by at, change rows unbounded preceding) as level from changes
    ), hours as (
      select count(*) as visits from visits group by date_trunc('hour', began)
    )
    select
      (select count(*) from numbers) as total_numbers,
      (select count(*) from numbers n where not is_suspended and (
        exists (select from number_leases l where l.phone_number_id = n.id and l.released_at is null
          and not l.is_overflow and l.held_until > clock_now())
        or exists (select from calls c where c.phone_number_id = n.id and c.live))) as assigned_numbers,
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
