import type { Sql } from '../db.ts';
import type { PhoneNumberRow } from './phone-numbers.ts';

export type CarrierNumberRow = Omit<PhoneNumberRow, 'mainCampaignId'>;

/** Jobs work on the number whose id they were given. Also of one that was deleted, which the carrier may still have. */
export async function carrierNumberRow(sql: Sql, id: number): Promise<CarrierNumberRow | undefined> {
  const [row] = await sql<CarrierNumberRow[]>`select * from phone_numbers where id = ${id}`;
  return row;
}

/** False when something else was decided meanwhile, which the carrier must be told too. */
export async function carrierTold(sql: Sql, { id, carrierVersion }: CarrierNumberRow): Promise<boolean> {
  const told = await sql`
    update phone_numbers set carrier_due = null where id = ${id} and carrier_version = ${carrierVersion}`;
  return told.count === 1;
}

/** Numbers of which the carrier should have been told something a while ago. */
export async function untoldNumbers(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from phone_numbers
    where carrier_due is not null and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}
