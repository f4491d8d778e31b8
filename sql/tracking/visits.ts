/** Visits of pages, as their tags tell of them, and what became of them. A tag's public code tells the tenant. */
import type { TagRow, VisitFields, VisitRow } from './tags.ts';
import type { Sql } from '../db.ts';

/** A tag with what its pages may show at this moment. */
export type ShowingTag = Pick<
  TagRow,
  'id' | 'tenantId' | 'tagCode' | 'campaignId' | 'allowedDomains' | 'idleMinutes' | 'coolDownMinutes'
> & {
  campaignName: string;
  /** Null when everybody is shown the campaign's own number. */
  poolId: number | null;
  /** Null when the campaign has none. */
  ownNumber: string | null;
  ownNumberId: number | null;
};

/** Undefined too when the tag is not active or its campaign is over. */
export async function showingTag(sql: Sql, tagCode: string): Promise<ShowingTag | undefined> {
  const [row] = await sql<ShowingTag[]>`
    select g.id, g.tenant_id, g.tag_code, g.campaign_id, g.allowed_domains, g.idle_minutes, g.cool_down_minutes,
      k.name as campaign_name, p.id as pool_id, coalesce(k.phone_number, own.phone_number) as own_number,
      own.id as own_number_id
    from tracking_tags g
      join campaigns k on k.id = g.campaign_id and k.deleted_at is null and k.status not in ('completed', 'cancelled')
      left join number_pools p on p.id = k.pool_id and p.is_active and p.deleted_at is null
      left join lateral (
        select n.id, n.phone_number from phone_numbers n
        where n.tenant_id = g.tenant_id and n.deleted_at is null
          and (n.phone_number = k.phone_number or k.phone_number is null and n.campaign_id = k.id and not n.is_suspended)
        order by n.id limit 1
      ) own on true
    where g.tag_code = ${tagCode} and g.is_active and g.deleted_at is null`;
  return row;
}

/** One request of a visitor at a time: a page that asks twice at once has one visit and one number. */
export async function lockVisitor(sql: Sql, tagId: number, sessionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`visitor ${tagId} ${sessionId}`}, 0))`;
}

/** The visit goes on. Undefined when there is none, or the last one ended by being away. */
export async function continueVisit(
  sql: Sql,
  {
    id,
    tenantId,
    idleMinutes,
    coolDownMinutes,
  }: Pick<ShowingTag, 'id' | 'tenantId' | 'idleMinutes' | 'coolDownMinutes'>,
  sessionId: string,
): Promise<VisitRow | undefined> {
  const [row] = await sql<VisitRow[]>`
    update visits set last_seen_at = clock_now()
    where tenant_id = ${tenantId} and id = (
        select v.id from visits v where v.tag_id = ${id} and v.session_id = ${sessionId}
        order by v.id desc limit 1)
      and last_seen_at > clock_now() - make_interval(mins => ${idleMinutes + coolDownMinutes})
    returning *`;
  return row;
}

export async function insertVisit(
  sql: Sql,
  { id, tenantId, campaignId }: Pick<ShowingTag, 'id' | 'tenantId' | 'campaignId'>,
  fields: VisitFields,
): Promise<VisitRow> {
  const [row] = await sql<[VisitRow]>`
    insert into visits ${sql({ ...fields, tagId: id, tenantId, campaignId })} returning *`;
  return row;
}

export async function noteNumberShown(
  sql: Sql,
  tenantId: number,
  visitId: number,
  phoneNumberId: number | null,
): Promise<void> {
  await sql`
    update visits set phone_number_id = ${phoneNumberId} where id = ${visitId} and tenant_id = ${tenantId}`;
}

type AnalysisFilter = { campaignId: number | undefined; days: number };

/** Visits that began within the days before now, and the calls that were attributed to them. */
const visits = (sql: Sql, tenantId: number, { campaignId, days }: AnalysisFilter) => sql`
  select v.session_id, v.source, v.page,
    (select count(*) from calls c where c.visit_id = v.id) as calls
  from visits v
  where v.tenant_id = ${tenantId} and v.created_at > clock_now() - make_interval(days => ${days})
    ${campaignId === undefined ? sql`` : sql`and v.campaign_id = ${campaignId}`}`;

export type VisitTotals = { sessions: number; visitors: number; calls: number };

export async function visitTotals(sql: Sql, tenantId: number, filter: AnalysisFilter): Promise<VisitTotals> {
  const [row] = await sql<[VisitTotals]>`
    select count(*) as sessions, count(distinct session_id) as visitors, coalesce(sum(calls), 0)::bigint as calls
    from (${visits(sql, tenantId, filter)}) v`;
  return row;
}

export type VisitGroup = { name: string; sessions: number; calls: number };

/** Those with the most visits first. Visits that tell no page are in no group of pages. */
export async function topVisits(
  sql: Sql,
  tenantId: number,
  { by, limit, ...filter }: AnalysisFilter & { by: 'source' | 'page'; limit: number },
): Promise<VisitGroup[]> {
  return await sql<VisitGroup[]>`
    select ${sql(by)} as name, count(*) as sessions, sum(calls)::bigint as calls
    from (${visits(sql, tenantId, filter)}) v where ${sql(by)} is not null
    group by 1 order by sessions desc, calls desc, name limit ${limit}`;
}

/** Calls stay, and forget where they came from. */
export async function deleteOldVisits(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from visits where id in (
      select v.id from visits v
      where v.created_at < clock_now() - make_interval(days => ${days})
        and v.last_seen_at < clock_now() - make_interval(days => ${days})
      order by v.created_at limit ${limit})`;
  return deleted.count;
}
