/**
 * The do-not-call lists. Each tenant has a list. The global list is for all tenants, and the rows of the global list
 * have no tenant. A number that was taken off a list keeps its row, with `removedAt`. Every check and every list ignores
 * such rows.
 */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';
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
  /** The name of the user who added the number. */
  createdByName: string | null;
  createdAt: Date;
  removedAt: Date | null;
  removedBy: number | null;
  removalReason: string | null;
};

/** SQL value: the name of the user who added a number. */
const createdByName = (sql: Sql) => sql`
  (select coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username)
   from users u where u.id = dnc_numbers.created_by and u.tenant_id = dnc_numbers.tenant_id)`;

export type NewDncNumber = Pick<DncRow, 'phone' | 'reason' | 'source' | 'createdBy'>;

/**
 * Adds a phone number to a do-not-call list and returns the row of the number. If the number is already on the list,
 * the existing row stays.
 *
 * Lock the leads with the number before. The row then begins after each call that was claimed while the transaction
 * waited, and the row never changes its time.
 */
export async function insertDncNumber(
  sql: Sql,
  tenantId: number,
  number: NewDncNumber,
): Promise<DncRow & { isNew: boolean }> {
  // The update changes nothing, but makes "on conflict" return the existing row. Only an inserted row has no earlier
  // version, so only an inserted row has xmax 0.
  const [row] = await sql<[DncRow & { isNew: boolean }]>`
    insert into dnc_numbers ${sql({ ...number, tenantId })}
    on conflict (tenant_id, phone) where removed_at is null do update set phone = excluded.phone
    returning *, ${createdByName(sql)} as created_by_name, xmax = 0 as is_new`;
  return row;
}

/**
 * Locks a tenant's do-not-call list until the end of the transaction. Changes of the list take the exclusive lock, and
 * imports of leads take the shared lock. So a number gets on the list either before an import checks the number, or
 * after the import has stored the lead. In the second case, the change of the list can mark the stored lead.
 *
 * Take this lock after the lock on a call and before any lock on a lead (see the lock order in
 * `shared/transaction.ts`).
 */
export async function lockDncList(sql: Sql, tenantId: number, mode: 'shared' | 'exclusive'): Promise<void> {
  await (mode === 'shared'
    ? sql`select pg_advisory_xact_lock_shared(hashtext('tenant.dnc'), ${tenantId}::int)`
    : sql`select pg_advisory_xact_lock(hashtext('tenant.dnc'), ${tenantId}::int)`);
}

/**
 * The `set` clause for a lead that must not be called. If the lead is in a call, the status of the lead stays, because
 * the end of the call sets the status.
 */
const doNotCall = (sql: Sql) => sql`
  do_not_call = true, next_call_at = null, status_reason = 'do_not_call', updated_at = clock_now(),
  status = case when status = 'calling' then status else 'dnc' end`;

/** Marks all leads with this phone number, in all campaigns of the tenant, as not to be called. */
export async function markLeadsDoNotCall(sql: Sql, tenantId: number, phone: string): Promise<void> {
  await sql`
    update leads set ${doNotCall(sql)}
    where tenant_id = ${tenantId} and phone_normalized = ${phone} and not (do_not_call and status = 'dnc')`;
}

/**
 * Makes leads with this phone number callable again if the leads were never called. A lead that was called may have
 * opted out, so only a user can make such a lead callable again.
 */
export async function restoreUncalledLeads(sql: Sql, tenantId: number, phone: string): Promise<void> {
  await sql`
    update leads set do_not_call = false, status = 'pending', status_reason = null, updated_at = clock_now()
    where tenant_id = ${tenantId} and phone_normalized = ${phone} and status = 'dnc' and call_attempts = 0`;
}

/** Whether a phone number is on the tenant's do-not-call list or on the global list. */
export async function isOnDncList(sql: Sql, tenantId: number, phone: string): Promise<boolean> {
  const [row] = await sql`
    select from dnc_numbers
    where phone = ${phone} and removed_at is null and (tenant_id = ${tenantId} or tenant_id is null) limit 1`;
  return row !== undefined;
}

/**
 * SQL condition: all numbers on the tenant's do-not-call list. With `phone`, the condition selects the rows of that
 * number on the tenant's list and on the global list.
 *
 * Without `phone`, the global list is left out, because the global list may have hundreds of millions of numbers.
 */
const filtered = (sql: Sql, tenantId: number, phone: string | undefined) =>
  phone === undefined
    ? sql`tenant_id = ${tenantId} and removed_at is null`
    : sql`phone = ${phone} and removed_at is null and (tenant_id = ${tenantId} or tenant_id is null)`;

export async function listDncNumbers(sql: Sql, tenantId: number, filter: { phone?: string } & Page): Promise<DncRow[]> {
  return await sql<DncRow[]>`
    select *, ${createdByName(sql)} as created_by_name from dnc_numbers
    where ${filtered(sql, tenantId, filter.phone)} ${newestFirst(sql, 'dnc_numbers', filter)}`;
}

export async function countDncNumbers(sql: Sql, tenantId: number, filter: { phone?: string }): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from dnc_numbers where ${filtered(sql, tenantId, filter.phone)}`;
  return row.count;
}

/**
 * Takes a number off the tenant's do-not-call list. The row stays, as a proof that the number was on the list. No tenant
 * can change the global list.
 */
export async function removeDncRow(
  sql: Sql,
  tenantId: number,
  key: Key,
  removal: { userId: number; reason: string | null },
): Promise<DncRow | undefined> {
  const [row] = await sql<DncRow[]>`
    update dnc_numbers
    set removed_at = clock_now(), removed_by = ${removal.userId}, removal_reason = ${removal.reason}
    where tenant_id = ${tenantId} and removed_at is null and ${keyMatches(sql, 'dnc_numbers', key)}
    returning *, ${createdByName(sql)} as created_by_name`;
  return row;
}

/** Returns a do-not-call number as one line for {@link stageDncNumbers}. */
export function dncCopyLine(row: number, number: { phone: string; reason: string | null }): string {
  return toCopyLine([row, number.phone, number.reason]);
}

/** Copies lines with do-not-call numbers into a temporary table. */
export async function stageDncNumbers(sql: Sql, lines: string[]): Promise<void> {
  await sql`
    create temporary table if not exists staged_dnc_numbers (row integer not null, phone text not null, reason text)
    on commit delete rows`;
  await copyLines(sql`copy staged_dnc_numbers (row, phone, reason) from stdin`, lines);
}

/**
 * Adds the numbers of the temporary table to the tenant's do-not-call list. If several rows have the same number, the
 * first row counts.
 */
export async function insertStagedDncNumbers(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
): Promise<{ inserted: number; duplicates: number }> {
  const [counts] = await sql<[{ staged: number; inserted: number }]>`
    with inserted as (
      insert into dnc_numbers (tenant_id, phone, reason, source, created_by, created_at)
      select distinct on (phone) ${tenantId}::bigint, phone, reason, 'import', ${createdBy}::bigint, (select clock_moment())
      from staged_dnc_numbers order by phone, row
      on conflict (tenant_id, phone) where removed_at is null do nothing
      returning 1
    )
    select (select count(*) from staged_dnc_numbers) as staged, (select count(*) from inserted) as inserted`;
  return { inserted: counts.inserted, duplicates: counts.staged - counts.inserted };
}

/** Marks leads as not to be called, in all campaigns of the tenant, if their phone number is in the temporary table. */
export async function markLeadsOfStagedNumbers(sql: Sql, tenantId: number): Promise<void> {
  await sql`
    update leads set ${doNotCall(sql)}
    where tenant_id = ${tenantId} and phone_normalized in (select phone from staged_dnc_numbers)
      and not (do_not_call and status = 'dnc')`;
}
