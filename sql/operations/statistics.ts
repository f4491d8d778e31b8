/**
 * Statistics of calls. The statistics always equal a count over the table `calls`, but the queries read only few rows:
 *
 * - `call_hours` and `call_days` contain sums of ended calls. The job `statistics.update` writes these sums.
 * - If a call changes after the sums were written, a trigger writes the hour of the call to `call_changes`.
 * - A query adds up the sums of days, subtracts the sums of changed hours, and counts the calls of the changed hours
 *   instead. The query is one statement, so all sums belong to the same moment.
 *
 * `shared/rules/operations/call-statistics.ts` defines the figures that are calculated from these sums.
 */
import type { Sql } from '../db.ts';

/** Sums over ended calls. */
export type CallSums = {
  calls: number;
  answered: number;
  converted: number;
  talkSeconds: number;
  /** The revenue in each currency, in millionths. Currencies are never added up. */
  revenue: Record<string, number>;
};

/** A period from `from` until just before `before`. */
export type Period = { from: Date; before: Date };

/**
 * SQL condition: call `c` counts in the statistics. Only ended calls count. A reservation that was never placed is not
 * a call.
 */
export const isCountable = (sql: Sql) => sql`
  not c.live and (c.start_time is not null or c.direction = 'inbound' or c.externally_logged)`;

type StatisticsFilter = { campaignId?: number; buyerId?: number };

const matchesBuyer = (sql: Sql, buyerId: number | undefined) =>
  buyerId === undefined ? sql`` : sql`and buyer_id = ${buyerId}`;

/** The dimensions of the sums. The currency is that of the revenue; calls without revenue have none. */
const dimensions = (sql: Sql) => sql`campaign_id, buyer_id, currency`;

/**
 * Counts the calls of the hours in `changed` by hour, local hour of the day, campaign, buyer and currency. A call counts
 * as a call of the buyer who took the call, and as a missed call of each buyer who was dialled before.
 *
 * The lateral join makes the planner read each hour through the index. Without the lateral join, if there are no table
 * statistics, the planner compares all calls with all hours.
 */
const recount = (
  sql: Sql,
  { period, zone = 'UTC', ...filter }: StatisticsFilter & { period?: Period; zone?: string } = {},
) => sql`
  select h.tenant_id, h.hour, r.*
  from changed h cross join lateral (
    select c.campaign_id, b.buyer_id, b.currency,
      count(*) filter (where b.took) as calls,
      count(*) filter (where b.took and c.disposition = 'answered') as answered,
      count(*) filter (where b.took and c.converted) as converted,
      count(*) filter (where not b.took) as missed,
      coalesce(sum(c.talk_time) filter (where b.took), 0) as talk_seconds,
      coalesce(sum(c.revenue_micros) filter (where b.took), 0) as revenue_micros,
      ${localHour(sql, 'c.created_at', zone)} as local_hour
    from calls c cross join lateral (
      select c.buyer_id, true as took, c.revenue_currency as currency
      union all select unnest(c.tried_buyer_ids), false, null) b
    where c.tenant_id = h.tenant_id and c.created_at >= h.hour and c.created_at < h.hour + interval '1 hour'
      ${period === undefined ? sql`` : sql`and c.created_at >= ${period.from} and c.created_at < ${period.before}`}
      and ${isCountable(sql)}
      ${filter.campaignId === undefined ? sql`` : sql`and c.campaign_id = ${filter.campaignId}`}
      ${filter.buyerId === undefined ? sql`` : sql`and b.buyer_id = ${filter.buyerId}`}
    group by c.campaign_id, b.buyer_id, b.currency, local_hour) r`;

/** SQL expression: the hour of the day in a time zone. */
const localHour = (sql: Sql, column: string, zone: string) =>
  sql`extract(hour from ${sql(column)} at time zone ${zone}::text)::integer`;

const measures = (sql: Sql) => sql`calls, answered, converted, missed, talk_seconds, revenue_micros`;
const negated = (sql: Sql) => sql`-calls, -answered, -converted, -missed, -talk_seconds, -revenue_micros`;

/**
 * Common table expression: the hours of a period that are counted from `calls`. They are the changed hours, and the hours
 * that are only partly in the period, because days of some time zones begin at half past.
 */
const changedHours = (sql: Sql, tenantId: number, { from, before }: Period) => sql`
  changed as materialized (
    select distinct tenant_id, hour from call_changes
    where tenant_id = ${tenantId} and hour >= date_trunc('hour', ${from}::timestamptz, 'UTC') and hour < ${before}
    union
    select ${tenantId}::bigint, date_trunc('hour', edge, 'UTC') from unnest(array[${from}, ${before}]::timestamptz[]) edge
    where edge <> date_trunc('hour', edge, 'UTC'))`;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const roundUp = (date: Date, unitMs: number) => new Date(Math.ceil(date.getTime() / unitMs) * unitMs);
const roundDown = (date: Date, unitMs: number) => new Date(Math.floor(date.getTime() / unitMs) * unitMs);

/** The part of a period that `call_days` has (whole days of UTC), and the part that `call_hours` has (whole hours). */
function wholePartsOf({ from, before }: Period): { days: Period; hours: Period } {
  const hours = { from: roundUp(from, HOUR_MS), before: roundDown(before, HOUR_MS) };
  const days = { from: roundUp(from, DAY_MS), before: roundDown(before, DAY_MS) };
  return { hours, days: days.from < days.before ? days : { from: hours.from, before: hours.from } };
}

/**
 * Common table expressions: the rows of `cells` add up to the sums of a period by campaign, buyer and currency. Some rows
 * are negative, because these rows subtract the stored sums of changed hours.
 */
const summands = (sql: Sql, tenantId: number, period: Period, filter: StatisticsFilter = {}) => {
  const { days, hours } = wholePartsOf(period);
  return sql`
  ${changedHours(sql, tenantId, period)},
  cells as (
    select ${dimensions(sql)}, ${measures(sql)} from call_days
    where tenant_id = ${tenantId} and day >= (${days.from}::timestamptz at time zone 'UTC')::date
      and day < (${days.before}::timestamptz at time zone 'UTC')::date ${matchesBuyer(sql, filter.buyerId)}
    union all
    select ${dimensions(sql)}, ${negated(sql)} from call_hours
    where tenant_id = ${tenantId} and hour in (select hour from changed where hour >= ${days.from} and hour < ${days.before})
      ${matchesBuyer(sql, filter.buyerId)}
    union all
    select ${dimensions(sql)}, ${measures(sql)} from call_hours
    where tenant_id = ${tenantId} and (hour >= ${hours.from} and hour < ${days.from}
      or hour >= ${days.before} and hour < ${hours.before}) and hour not in (select hour from changed)
      ${matchesBuyer(sql, filter.buyerId)}
    union all
    select ${dimensions(sql)}, ${measures(sql)} from (${recount(sql, { ...filter, period })}) fresh)`;
};

/**
 * Common table expressions: the rows of `cells` are the sums of one campaign by local hour of the day, buyer and
 * currency. Even for a long period, `cells` has few rows.
 *
 * @param splitsHours whether local hours begin within hours of UTC, so that every hour must be counted from `calls`
 */
const hourlySummands = (
  sql: Sql,
  tenantId: number,
  period: Period,
  { campaignId, zone, splitsHours }: { campaignId: number; zone: string; splitsHours: boolean },
) => {
  const { hours } = wholePartsOf(period);
  const stored = sql`
    from call_hours where tenant_id = ${tenantId} and campaign_id = ${campaignId} and hour >= ${hours.from}
      and hour < ${hours.before}`;
  return sql`
  ${changedHours(sql, tenantId, period)},
  cells as materialized (
    select hour, buyer_id, currency, sum(calls) as calls, sum(answered) as answered, sum(converted) as converted,
      sum(missed) as missed, sum(talk_seconds) as talk_seconds, sum(revenue_micros) as revenue_micros
    from (
      select ${localHour(sql, 'hour', zone)} as hour, buyer_id, currency, ${measures(sql)} ${stored}
        and not ${splitsHours} and hour not in (select hour from changed)
      union all
      select local_hour, buyer_id, currency, ${measures(sql)} from (
        with changed as (select tenant_id, hour from changed
          union select ${tenantId}::bigint, hour ${stored} and ${splitsHours})
        ${recount(sql, { campaignId, period, zone })}) fresh) each
    group by 1, 2, 3)`;
};

/** The columns that sum up `cells`. With `offered`, calls that a buyer missed count as calls too. */
const sums = (sql: Sql, of: 'taken' | 'offered' = 'taken') => sql`
  coalesce(sum(${of === 'offered' ? sql`calls + missed` : sql`calls`}), 0)::bigint as calls,
  coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(converted), 0)::bigint as converted,
  coalesce(sum(talk_seconds), 0)::bigint as talk_seconds, sum(revenue_micros)::bigint as revenue_micros`;

/** The columns that add up rows of one currency each. The revenue stays apart by currency. */
const acrossCurrencies = (sql: Sql) => sql`
  sum(calls)::bigint as calls, sum(answered)::bigint as answered, sum(converted)::bigint as converted,
  sum(talk_seconds)::bigint as talk_seconds,
  coalesce(jsonb_object_agg(currency, revenue_micros) filter (where currency is not null and revenue_micros <> 0), '{}') as revenue`;

const NO_CALLS: CallSums = { calls: 0, answered: 0, converted: 0, talkSeconds: 0, revenue: {} };

export type NamedSums = CallSums & { id: number; uuid: string; name: string };

type Breakdown = { total: CallSums; top: NamedSums[] };

type BreakdownRow = CallSums & { id: number | null; uuid: string | null; name: string | null };

/** Splits the result rows into the total and the named rows. The total is the row without an id. */
function breakdownOf(rows: BreakdownRow[]): Breakdown {
  const named = rows.flatMap(({ id, uuid, name, ...row }) =>
    id === null || uuid === null || name === null ? [] : [{ id, uuid, name, ...row }],
  );
  return { total: rows.find(({ id }) => id === null) ?? NO_CALLS, top: named };
}

/** Selects the total of `cells` and the campaigns with the most calls. */
const byCampaign = (sql: Sql, topMax: number, of: 'taken' | 'offered' = 'taken') => sql`
  by_currency as (
    select campaign_id, currency, grouping(campaign_id) = 1 as is_total, ${sums(sql, of)} from cells
    group by grouping sets ((currency), (campaign_id, currency))),
  grouped as (select campaign_id, is_total, ${acrossCurrencies(sql)} from by_currency group by 1, 2)
  select g.campaign_id as id, k.uuid, k.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue
  from grouped g left join campaigns k on k.id = g.campaign_id
  where g.is_total or g.campaign_id is not null and g.calls > 0
  order by g.is_total desc, g.calls desc, g.campaign_id limit ${topMax + 1}`;

/** Returns the sums over all calls of a tenant, and the campaigns of the tenant with the most calls. */
export async function tenantStatistics(sql: Sql, tenantId: number, days: Period, topMax: number): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${summands(sql, tenantId, days)}, ${byCampaign(sql, topMax)}`,
  );
}

/** Returns the sums over all calls of a tenant, and the buyers of the tenant with the most answered calls. */
export async function tenantStatisticsByBuyer(
  sql: Sql,
  tenantId: number,
  days: Period,
  topMax: number,
): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${summands(sql, tenantId, days)},
      by_currency as (
        select null::bigint as buyer_id, currency, ${sums(sql)} from cells group by currency
        union all
        select buyer_id, currency, ${sums(sql, 'offered')} from cells where buyer_id is not null group by 1, 2),
      grouped as (select buyer_id, ${acrossCurrencies(sql)} from by_currency group by buyer_id)
      select g.buyer_id as id, b.uuid, b.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue
      from grouped g left join buyers b on b.id = g.buyer_id
      where g.buyer_id is null or g.answered > 0
      order by g.buyer_id is not null, g.answered desc, g.buyer_id limit ${topMax + 1}`,
  );
}

/**
 * Returns the sums over the calls that were offered to a buyer, and the campaigns that offered the most calls to the
 * buyer.
 */
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

/**
 * Returns the sums over the calls of a campaign, the campaign's buyers with the most offered calls, and the calls by
 * hour of the day in a time zone.
 */
export async function campaignStatistics(
  sql: Sql,
  tenantId: number,
  {
    period,
    topMax,
    ...hourly
  }: { campaignId: number; zone: string; splitsHours: boolean; period: Period; topMax: number },
): Promise<Breakdown & { hours: HourSums[] }> {
  const rows = await sql<(BreakdownRow & { hour: number | null })[]>`
    with ${hourlySummands(sql, tenantId, period, hourly)},
    by_currency as (
      select null::integer as hour, null::bigint as buyer_id, currency, ${sums(sql)} from cells group by currency
      union all
      select hour, null, currency, ${sums(sql)} from cells group by hour, currency
      union all
      select null, buyer_id, currency, ${sums(sql, 'offered')} from cells
        where buyer_id in (select buyer_id from cells where buyer_id is not null
          group by buyer_id having sum(calls + missed) > 0 order by sum(calls + missed) desc, buyer_id limit ${topMax})
        group by buyer_id, currency),
    grouped as (select hour, buyer_id, ${acrossCurrencies(sql)} from by_currency group by 1, 2)
    select g.hour, g.buyer_id as id, b.uuid, b.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue
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

type AgentCalls = { id: number; uuid: string; name: string; calls: number };

/** Lists the agents with the most answered calls among the ended calls that began in the period. */
export async function topAgents(
  sql: Sql,
  tenantId: number,
  { from, before }: Period,
  topMax: number,
): Promise<AgentCalls[]> {
  return await sql<AgentCalls[]>`
    select a.id, a.uuid, a.name, c.calls
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

/**
 * Locks the sums in `call_hours` and `call_days` until the end of the transaction. Returns false if another transaction
 * has the lock.
 */
export async function lockStatistics(sql: Sql): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('statistics.update')) as locked`;
  return row.locked;
}

/**
 * Takes at most `hoursMax` hours from `call_changes`, counts the calls of these hours again, and returns the number of
 * these hours.
 *
 * The statement deletes the hours from `call_changes` before the calls are counted. If a change commits in between, the
 * trigger adds the hour again, and the next run counts the hour once more.
 *
 * @crossTenant Safe: the job `statistics.update` writes the sums of all tenants.
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
    insert into call_hours (tenant_id, hour, ${dimensions(sql)}, ${measures(sql)})
    select tenant_id, hour, ${dimensions(sql)}, ${measures(sql)} from (${recount(sql)}) fresh`;
  await sql`
    with ${hours}, ${days} delete from call_days r using days d where r.tenant_id = d.tenant_id and r.day = d.day`;
  await sql`
    with ${hours}, ${days}
    insert into call_days (tenant_id, day, ${dimensions(sql)}, ${measures(sql)})
    select d.tenant_id, d.day, r.campaign_id, r.buyer_id, r.currency, sum(calls), sum(answered), sum(converted), sum(missed),
      sum(talk_seconds), sum(revenue_micros)
    from days d join call_hours r on r.tenant_id = d.tenant_id and r.hour >= d.day::timestamp at time zone 'UTC'
      and r.hour < (d.day + 1)::timestamp at time zone 'UTC'
    group by d.tenant_id, d.day, r.campaign_id, r.buyer_id, r.currency`;
  return taken.length;
}
