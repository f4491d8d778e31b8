import { type Key, keyMatches, type Sql } from '../db.ts';

/** Settings of a tracking tag. */
export type TagFields = {
  name: string;
  /** Public code that pages send. It identifies the tenant. */
  tagCode: string;
  campaignId: number;
  isActive: boolean;
  /** Domains whose pages may use the tag, with subdomains. An empty list allows every domain. */
  allowedDomains: string[];
  /** The number in the pages that is replaced; null means the campaign's own number. */
  swapNumber: string | null;
  idleMinutes: number;
  coolDownMinutes: number;
};

export type TagRow = TagFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  /** The campaign's own number. */
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

/** Claims a code. It belongs for ever to the tenant who claimed it first. False when that is another tenant. */
export async function claimTagCode(sql: Sql, tenantId: number, code: string): Promise<boolean> {
  await sql`insert into tag_codes (code, tenant_id) values (${code}, ${tenantId}) on conflict (code) do nothing`;
  const [mine] = await sql`select from tag_codes where code = ${code} and tenant_id = ${tenantId}`;
  return mine !== undefined;
}

/** The code must be claimed. Fails on the index `tracking_tags_tag_code` when another tag has the code. */
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

/** Fails on the index `tracking_tags_tag_code` when another tag has the code. */
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

/** Locks the tag against other writers until the transaction ends. */
export async function lockTag(sql: Sql, tenantId: number, key: Key): Promise<TagRow | undefined> {
  const [row] = await sql<TagRow[]>`
    ${selectTag(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null and ${keyMatches(sql, 'g', key)}
    for update of g`;
  return row;
}

export async function listTags(sql: Sql, tenantId: number, limit: number): Promise<TagRow[]> {
  return await sql<TagRow[]>`
    ${selectTag(sql)} where g.tenant_id = ${tenantId} and g.deleted_at is null order by g.id limit ${limit}`;
}

export async function countTags(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from tracking_tags where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Marks the tag as deleted. Visits and calls stay, and leases end by themselves. */
export async function deleteTagRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update tracking_tags set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}
