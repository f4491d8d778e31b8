import { type Key, keyMatches, type Sql } from '../db.ts';

/** What is decided about a tag: which campaign's numbers the pages that carry it show, and for how long to whom. */
export type TagFields = {
  name: string;
  /** Public: pages send it, and it alone tells whose visit it is. */
  tagCode: string;
  campaignId: number;
  isActive: boolean;
  /** Hosts whose pages may ask, with their subdomains; empty is any. */
  allowedDomains: string[];
  /** The number in the pages that is replaced; null is the campaign's own. */
  swapNumber: string | null;
  idleMinutes: number;
  coolDownMinutes: number;
};

export type TagRow = TagFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  /** The campaign's own number, which pages carry unless the tag says otherwise. */
  campaignNumber: string | null;
  createdAt: Date;
  updatedAt: Date;
};

const selected = (sql: Sql) => sql`
  select g.*, coalesce(k.phone_number, own.phone_number) as campaign_number
  from tracking_tags g join campaigns k on k.id = g.campaign_id
    left join lateral (
      select n.phone_number from phone_numbers n where n.campaign_id = k.id and n.deleted_at is null order by n.id limit 1
    ) own on true`;

/** A code belongs to the tenant who used it first, for good. False when that is another. */
export async function claimTagCode(sql: Sql, tenantId: number, code: string): Promise<boolean> {
  await sql`insert into tag_codes (code, tenant_id) values (${code}, ${tenantId}) on conflict (code) do nothing`;
  const [mine] = await sql`select from tag_codes where code = ${code} and tenant_id = ${tenantId}`;
  return mine !== undefined;
}

/** The code must be claimed. Fails on `tracking_tags_tag_code` when another tag has it. */
export async function insertTag(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: TagFields,
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`
    insert into tracking_tags ${sql({ ...fields, tenantId, createdBy })} returning id`;
  return row;
}

/** Fails as {@link insertTag} does. */
export async function updateTag(sql: Sql, tenantId: number, id: number, fields: Partial<TagFields>): Promise<void> {
  await sql`
    update tracking_tags set ${sql({ ...fields })}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

export async function tagByKey(sql: Sql, tenantId: number, key: Key): Promise<TagRow | undefined> {
  const [row] = await sql<TagRow[]>`
    ${selected(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null and ${keyMatches(sql, 'g', key)}`;
  return row;
}

/** Serialises writers of one tag for the rest of the transaction. */
export async function lockTag(sql: Sql, tenantId: number, key: Key): Promise<TagRow | undefined> {
  const [row] = await sql<TagRow[]>`
    ${selected(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null and ${keyMatches(sql, 'g', key)}
    for update of g`;
  return row;
}

export async function listTags(sql: Sql, tenantId: number, limit: number): Promise<TagRow[]> {
  return await sql<TagRow[]>`
    ${selected(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null order by g.id limit ${limit}`;
}

export async function countTags(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from tracking_tags where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Its pages show their own numbers from now on; visits and calls stay, and numbers run out with their leases. */
export async function deleteTagRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update tracking_tags set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** Where a visit came from and what it saw. */
export type VisitFields = {
  trackingId: string;
  sessionId: string;
  source: string;
  medium: string | null;
  campaign: string | null;
  content: string | null;
  term: string | null;
  domain: string | null;
  page: string | null;
  referrer: string | null;
  userAgent: string | null;
  ipAddress: string;
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

type VisitFilter = { tag: Key | undefined };

const ofTag = (sql: Sql, tenantId: number, { tag }: VisitFilter) =>
  tag === undefined
    ? sql``
    : sql`and v.tag_id = (select g.id from tracking_tags g where g.tenant_id = ${tenantId} and ${keyMatches(sql, 'g', tag)})`;

export async function listVisits(
  sql: Sql,
  tenantId: number,
  { limit, offset, ...filter }: VisitFilter & { limit: number; offset: number },
): Promise<VisitRow[]> {
  return await sql<VisitRow[]>`
    select v.* from visits v where v.tenant_id = ${tenantId} ${ofTag(sql, tenantId, filter)}
    order by v.id desc limit ${limit} offset ${offset}`;
}

export async function countVisits(sql: Sql, tenantId: number, filter: VisitFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from visits v where v.tenant_id = ${tenantId} ${ofTag(sql, tenantId, filter)}`;
  return row.count;
}
