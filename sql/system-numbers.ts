/**
 * The statements about phone numbers that cross tenants. The carrier's account is one for all of them and a number rings for
 * one, so whoever wants a number is held against everybody; and the sweeper derives what is due from the rows of all.
 */
import type { PhoneNumberRow } from './phone-numbers.ts';
import type { Sql } from './db.ts';

/** Everybody who has a number or is about to; null is nobody. */
export type NumberHolders = {
  /** Whose row it is. */
  ownerTenantId: number | null;
  ownerId: number | null;
  /** Where that row says its calls go. */
  campaignId: number | null;
  poolId: number | null;
  /** The campaign that has it as its own number. */
  mainTenantId: number | null;
  mainCampaignId: number | null;
  /** Who is buying it, and under what name they may ask about it. */
  buyerTenantId: number | null;
  purchaseUuid: string | null;
  /** It was deleted, and the carrier has not taken it back yet. */
  isLeaving: boolean;
};

export async function holdersOf(sql: Sql, phoneNumber: string): Promise<NumberHolders> {
  const [row] = await sql<[NumberHolders]>`
    select n.tenant_id as owner_tenant_id, n.id as owner_id, n.campaign_id, n.pool_id,
      k.tenant_id as main_tenant_id, k.id as main_campaign_id, p.tenant_id as buyer_tenant_id, p.uuid as purchase_uuid,
      exists (select from phone_numbers g where g.phone_number = ${phoneNumber} and g.carrier_due = 'release') as is_leaving
    from (select 1) one
    left join phone_numbers n on n.phone_number = ${phoneNumber} and n.deleted_at is null
    left join campaigns k on k.phone_number = ${phoneNumber} and k.deleted_at is null
      and k.status not in ('completed', 'cancelled')
    left join number_purchases p on p.phone_number = ${phoneNumber} and p.open`;
  return row;
}

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

/** Somebody has taken a number in again that was on its way out. */
export async function isSidOwned(sql: Sql, phoneNumberSid: string): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers where phone_number_sid = ${phoneNumberSid} and deleted_at is null`;
  return row !== undefined;
}

export async function openPurchases(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from number_purchases where open and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}

/** Numbers of which the carrier should have been told something a while ago. */
export async function untoldNumbers(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from phone_numbers
    where carrier_due is not null and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}

export async function overdueDeliveries(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from pool_webhook_deliveries
    where status = 'pending' and next_attempt_at < clock_now() - make_interval(secs => ${seconds})
    order by next_attempt_at limit 500`;
  return rows.map(({ id }) => id);
}

/** They tell what was sent; after so long nobody asks any more. */
export async function deleteOldDeliveries(sql: Sql, days: number): Promise<void> {
  await sql`
    delete from pool_webhook_deliveries where id in (
      select id from pool_webhook_deliveries
      where status <> 'pending' and created_at < clock_now() - make_interval(days => ${days}) limit 1000)`;
}

/** For the carrier, who names the pool when one of its numbers is called. */
export async function poolUuidOf(sql: Sql, poolId: number): Promise<string | undefined> {
  const [row] = await sql<{ uuid: string }[]>`select uuid from number_pools where id = ${poolId}`;
  return row?.uuid;
}
