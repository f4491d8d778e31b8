/** What tells that a publisher sent a call: the number that was dialled, or the tag of the page whose visitor calls. */
import { type Key, matches, type Sql } from '../db.ts';

export type SourceKind = 'phone_numbers' | 'tracking_tags';

/** `code` is the phone number, or what pages know the tag by. */
export type SourceRow = { id: number; code: string; name: string | null };

const shown = (sql: Sql, kind: SourceKind) =>
  kind === 'phone_numbers'
    ? sql`s.id, s.phone_number as code, s.friendly_name as name`
    : sql`s.id, s.tag_code as code, s.name`;

export async function sourcesOfPublisher(
  sql: Sql,
  tenantId: number,
  kind: SourceKind,
  publisherId: number,
  limit: number,
): Promise<SourceRow[]> {
  return await sql<SourceRow[]>`
    select ${shown(sql, kind)} from ${sql(kind)} s
    where tenant_id = ${tenantId} and publisher_id = ${publisherId} and deleted_at is null order by id limit ${limit}`;
}

/** Undefined when there is no such source, or it is another publisher's. */
export async function giveSource(
  sql: Sql,
  tenantId: number,
  kind: SourceKind,
  source: Key,
  publisherId: number,
): Promise<SourceRow | undefined> {
  const [row] = await sql<SourceRow[]>`
    update ${sql(kind)} s set publisher_id = ${publisherId}, updated_at = clock_now()
    where tenant_id = ${tenantId} and deleted_at is null and ${matches(sql, 's', source)}
      and (publisher_id is null or publisher_id = ${publisherId})
    returning ${shown(sql, kind)}`;
  return row;
}

export async function takeSource(
  sql: Sql,
  tenantId: number,
  kind: SourceKind,
  source: Key,
  publisherId: number,
): Promise<boolean> {
  const taken = await sql`
    update ${sql(kind)} s set publisher_id = null, updated_at = clock_now()
    where tenant_id = ${tenantId} and publisher_id = ${publisherId} and deleted_at is null and ${matches(sql, 's', source)}`;
  return taken.count === 1;
}

/** The publisher is gone. */
export async function takeAllSources(sql: Sql, tenantId: number, publisherId: number): Promise<void> {
  for (const kind of ['phone_numbers', 'tracking_tags'] as const)
    await sql`
      update ${sql(kind)} set publisher_id = null, updated_at = clock_now()
      where publisher_id = ${publisherId} and tenant_id = ${tenantId}`;
}

export async function isSourceOfTenant(sql: Sql, tenantId: number, kind: SourceKind, source: Key): Promise<boolean> {
  const [row] = await sql`
    select from ${sql(kind)} s where tenant_id = ${tenantId} and deleted_at is null and ${matches(sql, 's', source)}`;
  return row !== undefined;
}
