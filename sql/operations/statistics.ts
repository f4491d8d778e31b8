/**
 * Statistics of calls. They always equal a count over `calls` itself, and they read few rows:
 *
 * - `call_hours` and `call_days` hold sums of ended calls (job `statistics.update`).
 * - A trigger writes each hour whose calls changed later to `call_changes`.
 * - A query adds up the sums of days, subtracts the sums of changed hours, and counts the calls of those hours instead. It
 *   is one statement, so all numbers belong to one moment.
 *
 * `shared/rules/operations/call-statistics.ts` defines the figures that are made of these sums.
 */
import type { Sql } from '../db.ts';

/** Sums over ended calls. */
export type CallSums = {
  calls: number;
  answered: number;
  converted: number;
  talkSeconds: number;
  revenueMicros: number;
};

/** From the start of a day (UTC) until before the start of another. */
export type Period = { from: Date; before: Date };

/** Only ended calls count. A reservation that was never placed is not a call. */
const isCountable = (sql: Sql) => sql`
  not c.live and (c.start_time is not null or c.direction = 'inbound' or c.externally_logged)`;

type StatisticsFilter = { campaignId?: number; buyerId?: number };

const matchesBuyer = (sql: Sql, buyerId: number | undefined) =>
  buyerId === undefined ? sql`` : sql`and buyer_id = ${buyerId}`;

/**
 * Counts the calls of the hours in `changed` by hour, campaign and buyer. A call counts for the buyer who took it, and as
 * missed for each buyer who was dialled before. The lateral join makes the planner read each hour through the index;
 * without it, and without table statistics, the planner compares all calls with all hours.
 */
const recount = (sql: Sql, filter: StatisticsFilter = {}) => sql`
  select h.tenant_id, h.hour, r.*
  from changed h cross join lateral (
    select c.campaign_id, b.buyer_id,
      count(*) filter (where b.took) as calls,
      count(*) filter (where b.took and c.disposition = 'answered') as answered,
      count(*) filter (where b.took and c.converted) as converted,
      count(*) filter (where not b.took) as missed,
      coalesce(sum(c.talk_time) filter (where b.took), 0) as talk_seconds,
      coalesce(sum(c.revenue_micros) filter (where b.took), 0) as revenue_micros
    from calls c cross join lateral (
      select c.buyer_id, true as took union all select unnest(c.tried_buyer_ids), false) b
    where c.tenant_id = h.tenant_id and c.created_at >= h.hour and c.created_at < h.hour + interval '1 hour'
      and ${isCountable(sql)}
      ${filter.campaignId === undefined ? sql`` : sql`and c.campaign_id = ${filter.campaignId}`}
      ${filter.buyerId === undefined ? sql`` : sql`and b.buyer_id = ${filter.buyerId}`}
    group by c.campaign_id, b.buyer_id) r`;

const measures = (sql: Sql) => sql`calls, answered, converted, missed, talk_seconds, revenue_micros`;
const negated = (sql: Sql) => sql`-calls, -answered, -converted, -missed, -talk_seconds, -revenue_micros`;

const changedHours = (sql: Sql, tenantId: number, { from, before }: Period) => sql`
  changed as materialized (
    select distinct tenant_id, hour from call_changes
    where tenant_id = ${tenantId} and hour >= ${from} and hour < ${before})`;

/** Rows `cells` that add up to the sums of a period by campaign and buyer. Some rows are negative. */
const summands = (sql: Sql, tenantId: number, days: Period, filter: StatisticsFilter = {}) => sql`
  ${changedHours(sql, tenantId, days)},
  cells as (
    select campaign_id, buyer_id, ${measures(sql)} from call_days
    where tenant_id = ${tenantId} and day >= (${days.from}::timestamptz at time zone 'UTC')::date
      and day < (${days.before}::timestamptz at time zone 'UTC')::date ${matchesBuyer(sql, filter.buyerId)}
    union all
    select campaign_id, buyer_id, ${negated(sql)} from call_hours
    where tenant_id = ${tenantId} and hour in (select hour from changed) ${matchesBuyer(sql, filter.buyerId)}
    union all
    select campaign_id, buyer_id, ${measures(sql)} from (${recount(sql, filter)}) fresh)`;

/** Rows `cells` of one campaign by hour of the day (UTC) and buyer. There are few of them, even for a long period. */
const hourlySummands = (sql: Sql, tenantId: number, days: Period, campaignId: number) => sql`
  ${changedHours(sql, tenantId, days)},
  cells as materialized (
    select extract(hour from hour at time zone 'UTC')::integer as hour, buyer_id, sum(calls) as calls,
      sum(answered) as answered, sum(converted) as converted, sum(missed) as missed, sum(talk_seconds) as talk_seconds,
      sum(revenue_micros) as revenue_micros
    from (
      select hour, buyer_id, ${measures(sql)} from call_hours
      where tenant_id = ${tenantId} and campaign_id = ${campaignId} and hour >= ${days.from} and hour < ${days.before}
        and hour not in (select hour from changed)
      union all
      select hour, buyer_id, ${measures(sql)} from (${recount(sql, { campaignId })}) fresh) each
    group by 1, 2)`;

/** Sums over `cells`. With `offered`, calls that a buyer missed count as calls too. */
const sums = (sql: Sql, of: 'taken' | 'offered' = 'taken') => sql`
  coalesce(sum(${of === 'offered' ? sql`calls + missed` : sql`calls`}), 0)::bigint as calls,
  coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(converted), 0)::bigint as converted,
  coalesce(sum(talk_seconds), 0)::bigint as talk_seconds, coalesce(sum(revenue_micros), 0)::bigint as revenue_micros`;

export type NamedSums = CallSums & { id: number; name: string };

type Breakdown = { total: CallSums; top: NamedSums[] };

type BreakdownRow = CallSums & { id: number | null; name: string | null };

/** Splits the rows into the total (the row without an id, which always exists) and the named rows. */
function breakdownOf(rows: BreakdownRow[]): Breakdown {
  const named = rows.flatMap(({ id, name, ...row }) => (id === null || name === null ? [] : [{ id, name, ...row }]));
  return { total: rows.find(({ id }) => id === null)!, top: named };
}

/** Selects the total of `cells` and the campaigns with the most calls. */
const byCampaign = (sql: Sql, topMax: number, of: 'taken' | 'offered' = 'taken') => sql`
  grouped as (
    select campaign_id, grouping(campaign_id) = 1 as is_total, ${sums(sql, of)} from cells
    group by grouping sets ((), (campaign_id)))
  select g.campaign_id as id, k.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue_micros
  from grouped g left join campaigns k on k.id = g.campaign_id
  where g.is_total or g.campaign_id is not null and g.calls > 0
  order by g.is_total desc, g.calls desc, g.campaign_id limit ${topMax + 1}`;

/** Sums over all calls of a tenant, and its campaigns with the most calls. */
export async function tenantStatistics(sql: Sql, tenantId: number, days: Period, topMax: number): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${summands(sql, tenantId, days)}, ${byCampaign(sql, topMax)}`,
  );
}

/** Sums over all calls of a tenant, and its buyers with the most answered calls. */
export async function tenantStatisticsByBuyer(
  sql: Sql,
  tenantId: number,
  days: Period,
  topMax: number,
): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${summands(sql, tenantId, days)},
      grouped as (
        select null::bigint as buyer_id, ${sums(sql)} from cells
        union all
        select buyer_id, ${sums(sql, 'offered')} from cells where buyer_id is not null group by buyer_id)
      select g.buyer_id as id, b.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue_micros
      from grouped g left join buyers b on b.id = g.buyer_id
      where g.buyer_id is null or g.answered > 0
      order by g.buyer_id is not null, g.answered desc, g.buyer_id limit ${topMax + 1}`,
  );
}

/** Sums over the calls that were offered to a buyer, and the campaigns that offered most of them. */
export async function buyerStatistics(
  sql: Sql,
  tenantId: number,
  buyerId: number,
  days: Period,
  topMax: number,
): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${summands(sql, tenantId, days, { buyerId })}, ${byCampaign(sql, topMax, 'offered')}`,
  );
}

export type HourSums = Pick<CallSums, 'calls' | 'answered'> & { hour: number };

/** Sums over the calls of a campaign, its buyers with the most offered calls, and the calls by hour of the day (UTC). */
export async function campaignStatistics(
  sql: Sql,
  tenantId: number,
  campaignId: number,
  days: Period,
  topMax: number,
): Promise<Breakdown & { hours: HourSums[] }> {
  const rows = await sql<(BreakdownRow & { hour: number | null })[]>`
    with ${hourlySummands(sql, tenantId, days, campaignId)},
    grouped as (
      select null::integer as hour, null::bigint as buyer_id, ${sums(sql)} from cells
      union all
      select hour, null, ${sums(sql)} from cells group by hour
      union all
      (select null, buyer_id, ${sums(sql, 'offered')} from cells where buyer_id is not null
        group by buyer_id having sum(calls + missed) > 0 order by sum(calls + missed) desc, buyer_id limit ${topMax}))
    select g.hour, g.buyer_id as id, b.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue_micros
    from grouped g left join buyers b on b.id = g.buyer_id
    order by g.hour nulls first, g.calls desc, g.buyer_id`;
  const hours = rows.flatMap(({ hour, calls, answered }) =>
    hour === null || calls === 0 ? [] : [{ hour, calls, answered }],
  );
  return { ...breakdownOf(rows.filter(({ hour }) => hour === null)), hours };
}

/** Counts the calls that are at the carrier now. */
export async function countActiveCalls(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from calls where live and tenant_id = ${tenantId} and status not in ('reserved', 'dialing')`;
  return row.count;
}

/** The agents with the most answered calls among the ended calls that began in the period. */
export async function topAgents(
  sql: Sql,
  tenantId: number,
  { from, before }: Period,
  topMax: number,
): Promise<{ id: number; name: string; calls: number }[]> {
  return await sql<{ id: number; name: string; calls: number }[]>`
    select a.id, a.name, c.calls
    from agents a cross join lateral (
      select count(*) as calls from calls c
      where c.agent_id = a.id and c.created_at >= ${from} and c.created_at < ${before} and c.disposition = 'answered' and not c.live) c
    where a.tenant_id = ${tenantId} and c.calls > 0
    order by c.calls desc, a.id limit ${topMax}`;
}

export async function countActiveCampaigns(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaigns where tenant_id = ${tenantId} and status = 'active' and deleted_at is null`;
  return row.count;
}

/** Locks the sums until the transaction ends. Returns false when another transaction holds the lock. */
export async function lockStatistics(sql: Sql): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('statistics.update')) as locked`;
  return row.locked;
}

/**
 * Counts again the hours that `call_changes` names, at most `hoursMax`, and returns their number. The names are deleted
 * before the hours are counted. A change that commits in between adds its hour again, so the next run counts it once more.
 *
 * @crossTenant One job keeps the sums of all tenants.
 */
export async function updateChangedHours(sql: Sql, hoursMax: number): Promise<number> {
  const taken = await sql<{ tenantId: number; hour: Date }[]>`
    with picked as (select distinct tenant_id, hour from call_changes order by tenant_id, hour limit ${hoursMax}),
    taken as (
      delete from call_changes m using picked p where m.tenant_id = p.tenant_id and m.hour = p.hour
      returning m.tenant_id, m.hour)
    select distinct tenant_id, hour from taken`;
  if (taken.length === 0) return 0;
  const hours = sql`
    changed as materialized (
      select * from unnest(${taken.map(({ tenantId }) => tenantId)}::bigint[],
        ${taken.map(({ hour }) => hour.toISOString())}::timestamptz[]) as h (tenant_id, hour))`;
  const days = sql`
    days as materialized (select distinct tenant_id, (hour at time zone 'UTC')::date as day from changed)`;
  await sql`
    with ${hours} delete from call_hours r using changed h where r.tenant_id = h.tenant_id and r.hour = h.hour`;
  await sql`
    with ${hours}
    insert into call_hours (tenant_id, hour, campaign_id, buyer_id, ${measures(sql)}) ${recount(sql)}`;
  await sql`
    with ${hours}, ${days} delete from call_days r using days d where r.tenant_id = d.tenant_id and r.day = d.day`;
  await sql`
    with ${hours}, ${days}
    insert into call_days (tenant_id, day, campaign_id, buyer_id, ${measures(sql)})
    select d.tenant_id, d.day, r.campaign_id, r.buyer_id, sum(calls), sum(answered), sum(converted), sum(missed),
      sum(talk_seconds), sum(revenue_micros)
    from days d join call_hours r on r.tenant_id = d.tenant_id and r.hour >= d.day::timestamp at time zone 'UTC'
      and r.hour < (d.day + 1)::timestamp at time zone 'UTC'
    group by d.tenant_id, d.day, r.campaign_id, r.buyer_id`;
  return taken.length;
}
