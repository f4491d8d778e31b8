/**
 * Sources of a publisher: phone numbers and tracking tags. A call that arrives through a source was sent by the
 * publisher of the source.
 */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

export type SourceKind = 'phone_numbers' | 'tracking_tags';

/** `code` is the phone number, or the public code of the tracking tag. */
export type SourceRow = { id: number; code: string; name: string | null };

const sourceColumns = (sql: Sql, kind: SourceKind) =>
  kind === 'phone_numbers'
    ? sql`s.id, s.phone_number as code, s.friendly_name as name`
    : sql`s.id, s.tag_code as code, s.name`;

export async function listSources(
  sql: Sql,
  tenantId: number,
  kind: SourceKind,
  publisherId: number,
  page: Page,
): Promise<SourceRow[]> {
  return await sql<SourceRow[]>`
    select ${sourceColumns(sql, kind)} from ${sql(kind)} s
    where tenant_id = ${tenantId} and publisher_id = ${publisherId} and deleted_at is null ${oldestFirst(sql, 's', page)}`;
}

export async function countSources(sql: Sql, tenantId: number, kind: SourceKind, publisherId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from ${sql(kind)}
    where tenant_id = ${tenantId} and publisher_id = ${publisherId} and deleted_at is null`;
  return row.count;
}

/** Assigns a source to a publisher. Returns undefined if the source does not exist or belongs to another publisher. */
export async function setSourcePublisher(
  sql: Sql,
  tenantId: number,
  kind: SourceKind,
  source: Key,
  publisherId: number,
): Promise<SourceRow | undefined> {
  const [row] = await sql<SourceRow[]>`
    update ${sql(kind)} s set publisher_id = ${publisherId}, updated_at = clock_now()
    where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 's', source)}
      and (publisher_id is null or publisher_id = ${publisherId})
    returning ${sourceColumns(sql, kind)}`;
  return row;
}

export async function clearSourcePublisher(
  sql: Sql,
  tenantId: number,
  kind: SourceKind,
  source: Key,
  publisherId: number,
): Promise<boolean> {
  const cleared = await sql`
    update ${sql(kind)} s set publisher_id = null, updated_at = clock_now()
    where tenant_id = ${tenantId} and publisher_id = ${publisherId} and deleted_at is null and ${keyMatches(sql, 's', source)}`;
  return cleared.count === 1;
}

/** Unassigns all sources of a publisher. */
export async function clearAllSources(sql: Sql, tenantId: number, publisherId: number): Promise<void> {
  for (const kind of ['phone_numbers', 'tracking_tags'] as const)
    await sql`
      update ${sql(kind)} set publisher_id = null, updated_at = clock_now()
      where publisher_id = ${publisherId} and tenant_id = ${tenantId}`;
}

export async function isSourceOfTenant(sql: Sql, tenantId: number, kind: SourceKind, source: Key): Promise<boolean> {
  const [row] = await sql`
    select from ${sql(kind)} s where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 's', source)}`;
  return row !== undefined;
}
