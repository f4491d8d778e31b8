/** Numbers whose settings at the carrier differ, or may differ, from ours. */
import type { Sql } from '../db.ts';
import type { PhoneNumberRow } from './phone-numbers.ts';

export type SyncNumberRow = Omit<PhoneNumberRow, 'mainCampaignId'>;

/**
 * The number, also after it was deleted, because the carrier account may still have it.
 *
 * @crossTenant The job names the number by its id.
 */
export async function phoneNumberToSync(sql: Sql, id: number): Promise<SyncNumberRow | undefined> {
  const [row] = await sql<SyncNumberRow[]>`select * from phone_numbers where id = ${id}`;
  return row;
}

/**
 * Returns false when the number has changed since `number` was read, so that another sync is due.
 *
 * @crossTenant The job names the number by its id.
 */
export async function markSynced(
  sql: Sql,
  { id, settingsVersion }: Pick<SyncNumberRow, 'id' | 'settingsVersion'>,
): Promise<boolean> {
  const marked = await sql`
    update phone_numbers set sync_due = null where id = ${id} and settings_version = ${settingsVersion}`;
  return marked.count === 1;
}

/**
 * Ids of numbers whose sync has been due for longer than `seconds` of product time.
 *
 * @crossTenant The sweeper repairs the numbers of all tenants.
 */
export async function unsyncedNumbers(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from phone_numbers
    where sync_due is not null and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}
