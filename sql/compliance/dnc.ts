/** Numbers that must not be called: a tenant's own, and those of everybody where `tenant_id` is null. */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { copyLines, toCopyLine } from '../copy.ts';
import type { DncSource } from '../../shared/rules/compliance/dnc.ts';

export type DncRow = {
  id: number;
  uuid: string;
  tenantId: number | null;
  phone: string;
  reason: string | null;
  source: DncSource;
  createdBy: number | null;
  createdAt: Date;
};

export type NewDncNumber = Pick<DncRow, 'phone' | 'reason' | 'source' | 'createdBy'>;

/** The row of this number, which stays as it was when it is there already. */
export async function insertDncNumber(
  sql: Sql,
  tenantId: number,
  number: NewDncNumber,
): Promise<DncRow & { isNew: boolean }> {
  // An update that changes nothing makes "on conflict" return the row; only an inserted one has no earlier version.
  const [row] = await sql<[DncRow & { isNew: boolean }]>`
    insert into dnc_numbers ${sql({ ...number, tenantId })}
    on conflict (tenant_id, phone) do update set phone = excluded.phone
    returning *, xmax = 0 as is_new`;
  return row;
}

/**
 * Orders changes of a tenant's list against imports of its leads, which hold the lock shared: a number is listed either
 * before a batch looks, or after the batch's leads are there to be taken out. Take it before any lock on a lead.
 */
export async function lockDncList(sql: Sql, tenantId: number, mode: 'shared' | 'exclusive'): Promise<void> {
  await (mode === 'shared'
    ? sql`select pg_advisory_xact_lock_shared(hashtext('tenant.dnc'), ${tenantId}::int)`
    : sql`select pg_advisory_xact_lock(hashtext('tenant.dnc'), ${tenantId}::int)`);
}

/** A call under way goes on to its end, which then decides about its lead. */
const doNotCall = (sql: Sql) => sql`
  do_not_call = true, next_call_at = null, status_reason = 'do_not_call', updated_at = clock_now(),
  status = case when status = 'calling' then status else 'dnc' end`;

/** In any campaign of the tenant. */
export async function markLeadsDoNotCall(sql: Sql, tenantId: number, phone: string): Promise<void> {
  await sql`
    update leads set ${doNotCall(sql)}
    where tenant_id = ${tenantId} and phone_normalized = ${phone} and not (do_not_call and status = 'dnc')`;
}

/** Leads that were never called are as if the number had never been listed; the others stay out until someone decides. */
export async function restoreUncalledLeads(sql: Sql, tenantId: number, phone: string): Promise<void> {
  await sql`
    update leads set do_not_call = false, status = 'pending', status_reason = null, updated_at = clock_now()
    where tenant_id = ${tenantId} and phone_normalized = ${phone} and status = 'dnc' and call_attempts = 0`;
}

/** Whether a number may not be called, by the tenant's list or everybody's. */
export async function isOnDncList(sql: Sql, tenantId: number, phone: string): Promise<boolean> {
  const [row] = await sql`
    select from dnc_numbers where phone = ${phone} and (tenant_id = ${tenantId} or tenant_id is null) limit 1`;
  return row !== undefined;
}

/**
 * Everybody's list may hold hundreds of millions of numbers, so it is not listed; asked for one number, it is told as well.
 */
const filtered = (sql: Sql, tenantId: number, phone: string | undefined) =>
  phone === undefined
    ? sql`tenant_id = ${tenantId}`
    : sql`phone = ${phone} and (tenant_id = ${tenantId} or tenant_id is null)`;

export async function listDncNumbers(
  sql: Sql,
  tenantId: number,
  filter: { phone?: string; limit: number; offset: number },
): Promise<DncRow[]> {
  return await sql<DncRow[]>`
    select * from dnc_numbers where ${filtered(sql, tenantId, filter.phone)}
    order by id desc limit ${filter.limit} offset ${filter.offset}`;
}

export async function countDncNumbers(sql: Sql, tenantId: number, filter: { phone?: string }): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from dnc_numbers where ${filtered(sql, tenantId, filter.phone)}`;
  return row.count;
}

/** Of the tenant's own list only: nobody takes a number off everybody's. */
export async function deleteDncRow(sql: Sql, tenantId: number, key: Key): Promise<DncRow | undefined> {
  const [row] = await sql<DncRow[]>`
    delete from dnc_numbers d where d.tenant_id = ${tenantId} and ${keyMatches(sql, 'd', key)} returning *`;
  return row;
}

/** A number as the staging table takes it. */
export function dncCopyLine(row: number, number: { phone: string; reason: string | null }): string {
  return toCopyLine([row, number.phone, number.reason]);
}

export async function stageDncNumbers(sql: Sql, lines: string[]): Promise<void> {
  await sql`
    create temporary table if not exists staged_dnc_numbers (row integer not null, phone text not null, reason text)
    on commit delete rows`;
  await copyLines(sql`copy staged_dnc_numbers (row, phone, reason) from stdin`, lines);
}

export async function insertStagedDncNumbers(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
): Promise<{ inserted: number; duplicates: number }> {
  const [counts] = await sql<[{ staged: number; inserted: number }]>`
    with inserted as (
      insert into dnc_numbers (tenant_id, phone, reason, source, created_by, created_at)
      select distinct on (phone) ${tenantId}::bigint, phone, reason, 'import', ${createdBy}::bigint, (select clock_now())
      from staged_dnc_numbers order by phone, row
      on conflict (tenant_id, phone) do nothing
      returning 1
    )
    select (select count(*) from staged_dnc_numbers) as staged, (select count(*) from inserted) as inserted`;
  return { inserted: counts.inserted, duplicates: counts.staged - counts.inserted };
}

/** Those with numbers staged now. */
export async function markLeadsOfStagedNumbers(sql: Sql, tenantId: number): Promise<void> {
  await sql`
    update leads set ${doNotCall(sql)}
    where tenant_id = ${tenantId} and phone_normalized in (select phone from staged_dnc_numbers)
      and not (do_not_call and status = 'dnc')`;
}
