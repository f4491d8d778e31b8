/** Phone numbers with settings at the carrier that differ, or may differ, from the settings in our tables. */
import type { Sql } from '../db.ts';
import type { PhoneNumberRow } from './phone-numbers.ts';

export type SyncNumberRow = Omit<PhoneNumberRow, 'mainCampaignId'>;

/**
 * Finds a phone number, also if the number was deleted, because the carrier account may still have the number.
 *
 * @crossTenant Safe: the job `number.sync` names the phone number by id.
 */
export async function phoneNumberToSync(sql: Sql, id: number): Promise<SyncNumberRow | undefined> {
  const [row] = await sql<SyncNumberRow[]>`select * from phone_numbers where id = ${id}`;
  return row;
}

/**
 * Marks a phone number as synced to the carrier. Returns false if the settings have changed since `number` was read, so
 * that another sync is due.
 *
 * @param problem why the carrier does not have the settings; null if the carrier has confirmed them
 * @crossTenant Safe: the job `number.sync` names the phone number by id.
 */
export async function markSynced(
  sql: Sql,
  { id, settingsVersion }: Pick<SyncNumberRow, 'id' | 'settingsVersion'>,
  problem: string | null,
): Promise<boolean> {
  const marked = await sql`
    update phone_numbers set sync_due = null, sync_problem = ${problem},
      synced_at = case when ${problem}::text is null then clock_now() end
    where id = ${id} and settings_version = ${settingsVersion}`;
  return marked.count === 1;
}

/**
 * Stores why the last sync of a phone number failed. The sync stays due.
 *
 * @crossTenant Safe: the job `number.sync` names the phone number by id.
 */
export async function storeSyncProblem(sql: Sql, id: number, problem: string): Promise<void> {
  await sql`update phone_numbers set sync_problem = ${problem} where id = ${id}`;
}

/** Stores whether the carrier has the settings of a phone number. */
export async function updateSyncedAt(sql: Sql, tenantId: number, id: number, isSynced: boolean): Promise<void> {
  await sql`
    update phone_numbers set synced_at = case when ${isSynced} then clock_now() end, sync_problem = null
    where id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Lists the ids of phone numbers for which a sync has been due for longer than `seconds` of product time (the product's
 * clock).
 *
 * @crossTenant Safe: the sweeper repairs the phone numbers of all tenants.
 */
export async function unsyncedNumbers(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from phone_numbers
    where sync_due is not null and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}
