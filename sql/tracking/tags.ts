import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

/** Settings of a tracking tag. */
export type TagFields = {
  name: string;
  /** The public code that web pages send. The code identifies the tenant. */
  tagCode: string;
  campaignId: number;
  isActive: boolean;
  /** The domains on which pages may use the tag. Subdomains are included. An empty list allows every domain. */
  allowedDomains: string[];
  /** The phone number that is replaced in the pages. If null, the campaign's own number is replaced. */
  swapNumber: string | null;
  idleMinutes: number;
  coolDownMinutes: number;
};

export type TagRow = TagFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  /** The phone number of the campaign itself. */
  campaignNumber: string | null;
  createdAt: Date;
  updatedAt: Date;
};

const selectTag = (sql: Sql) => sql`
  select g.*, coalesce(k.phone_number, own.phone_number) as campaign_number
  from tracking_tags g join campaigns k on k.id = g.campaign_id
    left join lateral (
      select n.phone_number from phone_numbers n where n.campaign_id = k.id and n.deleted_at is null order by n.id limit 1
    ) own on true`;

/**
 * Claims a tag code for a tenant. The code belongs for ever to the tenant who claimed the code first. Returns false if
 * another tenant has claimed the code.
 */
export async function claimTagCode(sql: Sql, tenantId: number, code: string): Promise<boolean> {
  await sql`insert into tag_codes (code, tenant_id) values (${code}, ${tenantId}) on conflict (code) do nothing`;
  const [mine] = await sql`select from tag_codes where code = ${code} and tenant_id = ${tenantId}`;
  return mine !== undefined;
}

/**
 * Inserts a tracking tag. The tenant must have claimed the tag code before. Fails on the index `tracking_tags_tag_code`
 * if another tag has the code.
 */
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

/** Updates a tracking tag. Fails on the index `tracking_tags_tag_code` if another tag has the code. */
export async function updateTagRow(sql: Sql, tenantId: number, id: number, fields: Partial<TagFields>): Promise<void> {
  await sql`
    update tracking_tags set ${sql({ ...fields })}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

export async function tagByKey(sql: Sql, tenantId: number, key: Key): Promise<TagRow | undefined> {
  const [row] = await sql<TagRow[]>`
    ${selectTag(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null and ${keyMatches(sql, 'g', key)}`;
  return row;
}

/** Returns a tracking tag and locks the tag's row against other writers until the end of the transaction. */
export async function lockTag(sql: Sql, tenantId: number, key: Key): Promise<TagRow | undefined> {
  const [row] = await sql<TagRow[]>`
    ${selectTag(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null and ${keyMatches(sql, 'g', key)}
    for update of g`;
  return row;
}

export async function listTags(sql: Sql, tenantId: number, page: Page): Promise<TagRow[]> {
  return await sql<TagRow[]>`
    ${selectTag(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null ${oldestFirst(sql, 'g', page)}`;
}

export async function countTags(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from tracking_tags where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/**
 * Marks a tracking tag as deleted. The visits and calls of the tag stay, and the number leases of the tag end by
 * themselves.
 */
export async function deleteTagRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update tracking_tags set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}
