/** Visits of web pages that carry a tracking tag. */
import type { TagRow } from './tags.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

/** An active tracking tag, and the numbers that pages with the tag may show now. */
export type ActiveTag = Pick<
  TagRow,
  'id' | 'tenantId' | 'tagCode' | 'campaignId' | 'allowedDomains' | 'idleMinutes' | 'coolDownMinutes'
> & {
  campaignName: string;
  /** The number pool of the campaign. Null if all visitors see the campaign's own number. */
  poolId: number | null;
  /** The phone number of the campaign itself. Null if the campaign has no phone number. */
  ownNumber: string | null;
  ownNumberId: number | null;
};

/**
 * Finds an active tracking tag. Returns undefined if the tag does not exist, if the tag is not active, or if the
 * campaign of the tag has ended.
 *
 * @crossTenant Safe: a page identifies the tag only by the public code.
 */
export async function activeTagByCode(sql: Sql, tagCode: string): Promise<ActiveTag | undefined> {
  const [row] = await sql<ActiveTag[]>`
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

/**
 * Makes the requests of one visitor wait for each other, so that two concurrent requests get the same visit and the
 * same number.
 */
export async function lockVisitor(sql: Sql, tagId: number, sessionId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`visitor ${tagId} ${sessionId}`}, 0))`;
}

/**
 * Updates the newest visit of a visitor's session. Returns undefined if the session has no visit, or if the visit ended
 * because the visitor was away. A robot never continues the visit of a person, and the other way round.
 */
export async function continueVisit(
  sql: Sql,
  {
    id,
    tenantId,
    idleMinutes,
    coolDownMinutes,
  }: Pick<ActiveTag, 'id' | 'tenantId' | 'idleMinutes' | 'coolDownMinutes'>,
  { sessionId, isRobot }: Pick<VisitFields, 'sessionId' | 'isRobot'>,
): Promise<VisitRow | undefined> {
  const [row] = await sql<VisitRow[]>`
    update visits set last_seen_at = clock_now()
    where tenant_id = ${tenantId} and id = (
        select v.id from visits v where v.tag_id = ${id} and v.session_id = ${sessionId} and v.is_robot = ${isRobot}
        order by v.id desc limit 1)
      and last_seen_at > clock_now() - make_interval(mins => ${idleMinutes + coolDownMinutes})
    returning *`;
  return row;
}

export async function insertVisit(
  sql: Sql,
  { id, tenantId, campaignId }: Pick<ActiveTag, 'id' | 'tenantId' | 'campaignId'>,
  fields: VisitFields,
): Promise<VisitRow> {
  const [row] = await sql<[VisitRow]>`
    insert into visits ${sql({ ...fields, tags: sql.json(fields.tags), tagId: id, tenantId, campaignId })} returning *`;
  return row;
}

export async function setNumberShown(
  sql: Sql,
  tenantId: number,
  visitId: number,
  phoneNumberId: number | null,
): Promise<void> {
  await sql`
    update visits set phone_number_id = ${phoneNumberId} where id = ${visitId} and tenant_id = ${tenantId}`;
}

type AnalyticsFilter = { campaignId: number | undefined; days: number };

/**
 * Selects the visits of people that began within the last `days` days, with the number of calls that were attributed to
 * each visit.
 */
const visitsInPeriod = (sql: Sql, tenantId: number, { campaignId, days }: AnalyticsFilter) => sql`
  select v.session_id, v.source, v.page,
    (select count(*) from calls c where c.visit_id = v.id) as calls
  from visits v
  where v.tenant_id = ${tenantId} and v.created_at > clock_now() - make_interval(days => ${days}) and not v.is_robot
    ${campaignId === undefined ? sql`` : sql`and v.campaign_id = ${campaignId}`}`;

export type VisitTotals = { sessions: number; visitors: number; calls: number };

export async function visitTotals(sql: Sql, tenantId: number, filter: AnalyticsFilter): Promise<VisitTotals> {
  const [row] = await sql<[VisitTotals]>`
    select count(*) as sessions, count(distinct session_id) as visitors, coalesce(sum(calls), 0)::bigint as calls
    from (${visitsInPeriod(sql, tenantId, filter)}) v`;
  return row;
}

export type VisitGroup = { name: string; sessions: number; calls: number };

/** Lists the groups of visits with the most visits first. A visit without a page is in no group of pages. */
export async function topVisits(
  sql: Sql,
  tenantId: number,
  { by, limit, ...filter }: AnalyticsFilter & { by: 'source' | 'page'; limit: number },
): Promise<VisitGroup[]> {
  return await sql<VisitGroup[]>`
    select ${sql(by)} as name, count(*) as sessions, sum(calls)::bigint as calls
    from (${visitsInPeriod(sql, tenantId, filter)}) v where ${sql(by)} is not null
    group by 1 order by sessions desc, calls desc, name limit ${limit}`;
}

/**
 * Deletes old visits. The calls of the visits stay, without a visit.
 *
 * @crossTenant Safe: the sweeper deletes the old visits of all tenants.
 */
export async function deleteOldVisits(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from visits where id in (
      select v.id from visits v
      where v.created_at < clock_now() - make_interval(days => ${days})
        and v.last_seen_at < clock_now() - make_interval(days => ${days})
      order by v.created_at limit ${limit})`;
  return deleted.count;
}

/** The data that a page sent about a visit. */
export type VisitFields = {
  trackingId: string;
  sessionId: string;
  source: string;
  medium: string | null;
  campaign: string | null;
  content: string | null;
  term: string | null;
  /** The click ids of Google, Meta and Microsoft. */
  gclid: string | null;
  fbclid: string | null;
  msclkid: string | null;
  /** Further values that the page sent about the visitor, such as a ZIP code or a sub-id. */
  tags: Record<string, string>;
  domain: string | null;
  page: string | null;
  referrer: string | null;
  userAgent: string | null;
  ipAddress: string;
  isRobot: boolean;
};

export type VisitRow = VisitFields & {
  id: number;
  uuid: string;
  tenantId: number;
  tagId: number;
  campaignId: number;
  phoneNumberId: number | null;
  lastSeenAt: Date;
  createdAt: Date;
};

export type VisitFilter = { tag: Key | undefined };

export const matchesTag = (sql: Sql, tenantId: number, { tag }: VisitFilter) =>
  tag === undefined
    ? sql``
    : sql`and v.tag_id = (select g.id from tracking_tags g where g.tenant_id = ${tenantId} and ${keyMatches(sql, 'g', tag)})`;

export async function listVisits(sql: Sql, tenantId: number, filter: VisitFilter & Page): Promise<VisitRow[]> {
  return await sql<VisitRow[]>`
    select v.* from visits v where v.tenant_id = ${tenantId} ${matchesTag(sql, tenantId, filter)}
    ${newestFirst(sql, 'v', filter)}`;
}

export async function countVisits(sql: Sql, tenantId: number, filter: VisitFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from visits v where v.tenant_id = ${tenantId} ${matchesTag(sql, tenantId, filter)}`;
  return row.count;
}
