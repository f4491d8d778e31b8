/** The dispositions that a tenant defines for its agents. Ended calls keep deleted dispositions. */
import type { CustomDisposition } from '../../shared/rules/campaigns/custom-disposition.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { Page } from '../page.ts';

export type DispositionRow = CustomDisposition & { id: number; uuid: string; tenantId: number; createdAt: Date };

export async function insertDisposition(
  sql: Sql,
  tenantId: number,
  fields: CustomDisposition,
): Promise<DispositionRow> {
  const [row] = await sql<[DispositionRow]>`insert into dispositions ${sql({ ...fields, tenantId })} returning *`;
  return row;
}

export async function updateDispositionRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: CustomDisposition,
): Promise<DispositionRow> {
  const [row] = await sql<[DispositionRow]>`
    update dispositions set ${sql(fields)} where id = ${id} and tenant_id = ${tenantId} returning *`;
  return row;
}

export async function markDispositionDeleted(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`update dispositions set deleted_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

export async function dispositionByKey(sql: Sql, tenantId: number, key: Key): Promise<DispositionRow | undefined> {
  const [row] = await sql<DispositionRow[]>`
    select d.* from dispositions d
    where d.tenant_id = ${tenantId} and d.deleted_at is null and ${keyMatches(sql, 'd', key)}`;
  return row;
}

/** Returns a disposition, and locks its row until the end of the transaction. */
export async function lockDisposition(sql: Sql, tenantId: number, key: Key): Promise<DispositionRow | undefined> {
  const [row] = await sql<DispositionRow[]>`
    select d.* from dispositions d
    where d.tenant_id = ${tenantId} and d.deleted_at is null and ${keyMatches(sql, 'd', key)} for no key update`;
  return row;
}

export async function dispositionByCode(sql: Sql, tenantId: number, code: string): Promise<DispositionRow | undefined> {
  const [row] = await sql<DispositionRow[]>`
    select * from dispositions where tenant_id = ${tenantId} and deleted_at is null and code = ${code}`;
  return row;
}

export async function countDispositions(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from dispositions where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Lists dispositions by code. No two dispositions of a tenant have the same code, so the code is the position. */
export async function listDispositions(
  sql: Sql,
  tenantId: number,
  { limit, offset, after }: Page<string>,
): Promise<DispositionRow[]> {
  return await sql<DispositionRow[]>`
    select * from dispositions
    where tenant_id = ${tenantId} and deleted_at is null ${after === undefined ? sql`` : sql`and code > ${after}`}
    order by code limit ${limit} offset ${offset}`;
}
