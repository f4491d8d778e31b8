/**
 * Statistics of calls, always equal to a recount of `calls`. Hours that nothing has changed in since they were counted are
 * sums already; of those that have (`call_changes`) what was counted is taken out, and the calls themselves are counted
 * instead: in one statement, so as of one moment. `shared/rules/call-figures.ts` says what the figures mean.
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

/** Whole days of UTC. */
export type Days = { from: Date; before: Date };

/** Reservations are plans, not calls: nobody's phone rang yet. */
const isCounted = (sql: Sql) => sql`
  not c.live and (c.start_time is not null or c.direction = 'inbound' or c.recorded_by_api)`;

type Only = { campaignId?: number; buyerId?: number };

const only = (sql: Sql, { campaignId, buyerId }: Only) => sql`
  ${campaignId === undefined ? sql`` : sql`and campaign_id = ${campaignId}`}
  ${buyerId === undefined ? sql`` : sql`and buyer_id = ${buyerId}`}`;

/**
 * The calls of the hours in `changed`, counted now, by hour, campaign and buyer. A call is one of the buyer who took it, if
 * any; whoever was tried before without success has missed it. Grouped hour by hour, which leaves no plan but to look each
 * hour up: without statistics of its own the planner would rather compare all calls with all hours.
 */
const recount = (sql: Sql, filter: Only = {}) => sql`
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
      and ${isCounted(sql)}
      ${filter.campaignId === undefined ? sql`` : sql`and c.campaign_id = ${filter.campaignId}`}
      ${filter.buyerId === undefined ? sql`` : sql`and b.buyer_id = ${filter.buyerId}`}
    group by c.campaign_id, b.buyer_id) r`;

const measures = (sql: Sql) => sql`calls, answered, converted, missed, talk_seconds, revenue_micros`;
const negated = (sql: Sql) => sql`-calls, -answered, -converted, -missed, -talk_seconds, -revenue_micros`;

const changed = (sql: Sql, tenantId: number, { from, before }: Days) => sql`
  changed as materialized (
    select distinct tenant_id, hour from call_changes
    where tenant_id = ${tenantId} and hour >= ${from} and hour < ${before})`;

/** `cells`: what adds up to the sums of a period, by campaign and buyer; some of it negative. */
const cells = (sql: Sql, tenantId: number, days: Days, filter: Only = {}) => sql`
  ${changed(sql, tenantId, days)},
  cells as (
    select campaign_id, buyer_id, ${measures(sql)} from call_days
    where tenant_id = ${tenantId} and day >= (${days.from}::timestamptz at time zone 'UTC')::date
      and day < (${days.before}::timestamptz at time zone 'UTC')::date ${only(sql, filter)}
    union all
    select campaign_id, buyer_id, ${negated(sql)} from call_hours
    where tenant_id = ${tenantId} and hour in (select hour from changed) ${only(sql, filter)}
    union all
    select campaign_id, buyer_id, ${measures(sql)} from (${recount(sql, filter)}) fresh)`;

/** The same of one campaign, by the hour of the day (UTC) and buyer: few rows, whatever the period. */
const hourlyCells = (sql: Sql, tenantId: number, days: Days, campaignId: number) => sql`
  ${changed(sql, tenantId, days)},
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

/** @param of what counts as a call: of buyers, calls that they were offered and missed are calls that did not go well. */
const sums = (sql: Sql, of: 'taken' | 'offered' = 'taken') => sql`
  coalesce(sum(${of === 'offered' ? sql`calls + missed` : sql`calls`}), 0)::bigint as calls,
  coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(converted), 0)::bigint as converted,
  coalesce(sum(talk_seconds), 0)::bigint as talk_seconds, coalesce(sum(revenue_micros), 0)::bigint as revenue_micros`;

export type NamedSums = CallSums & { id: number; name: string };

type Breakdown = { total: CallSums; top: NamedSums[] };

type BreakdownRow = CallSums & { id: number | null; name: string | null };

/** The row over everything is the one without a name, and there always is one. */
function breakdownOf(rows: BreakdownRow[]): Breakdown {
  const named = rows.flatMap(({ id, name, ...row }) => (id === null || name === null ? [] : [{ id, name, ...row }]));
  return { total: rows.find(({ id }) => id === null)!, top: named };
}

/** `cells` as a whole, and the campaigns with the most calls. */
const byCampaign = (sql: Sql, topMax: number, of: 'taken' | 'offered' = 'taken') => sql`
  grouped as (
    select campaign_id, grouping(campaign_id) = 1 as is_total, ${sums(sql, of)} from cells
    group by grouping sets ((), (campaign_id)))
  select g.campaign_id as id, k.name, g.calls, g.answered, g.converted, g.talk_seconds, g.revenue_micros
  from grouped g left join campaigns k on k.id = g.campaign_id
  where g.is_total or g.campaign_id is not null and g.calls > 0
  order by g.is_total desc, g.calls desc, g.campaign_id limit ${topMax + 1}`;

/** Everything of a tenant, and the campaigns with the most calls. */
export async function tenantStats(sql: Sql, tenantId: number, days: Days, topMax: number): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${cells(sql, tenantId, days)}, ${byCampaign(sql, topMax)}`,
  );
}

/** Everything of a tenant, and the buyers who took the most calls. */
export async function tenantStatsByBuyer(sql: Sql, tenantId: number, days: Days, topMax: number): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${cells(sql, tenantId, days)},
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

/** One buyer's calls, and the campaigns that they were offered the most of. */
export async function buyerStats(
  sql: Sql,
  tenantId: number,
  buyerId: number,
  days: Days,
  topMax: number,
): Promise<Breakdown> {
  return breakdownOf(
    await sql<BreakdownRow[]>`
      with ${cells(sql, tenantId, days, { buyerId })}, ${byCampaign(sql, topMax, 'offered')}`,
  );
}

export type HourSums = Pick<CallSums, 'calls' | 'answered'> & { hour: number };

/** One campaign's calls, the buyers who were offered the most of them, and all of them by the hour of the day (UTC). */
export async function campaignStats(
  sql: Sql,
  tenantId: number,
  campaignId: number,
  days: Days,
  topMax: number,
): Promise<Breakdown & { hours: HourSums[] }> {
  const rows = await sql<(BreakdownRow & { hour: number | null })[]>`
    with ${hourlyCells(sql, tenantId, days, campaignId)},
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

/** Calls of a tenant that the carrier has and that have not ended. */
export async function countActiveCalls(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from calls where live and tenant_id = ${tenantId} and status not in ('reserved', 'dialing')`;
  return row.count;
}

/** The agents who talked in the most calls that began in a period and have ended. */
export async function topAgents(
  sql: Sql,
  tenantId: number,
  { from, before }: Days,
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

/** One counting at a time; false while another is at it. Held until the transaction ends. */
export async function lockCounting(sql: Sql): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('stats.count')) as locked`;
  return row.locked;
}

/**
 * Counts hours in which something has changed, and returns how many there were. Marks are taken away before their hours are
 * counted: a change that commits in between may be counted now, and its mark stays for the next time.
 */
export async function countChangedHours(sql: Sql, hoursMax: number): Promise<number> {
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
