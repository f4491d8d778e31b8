/** Purchases of numbers. Those who asked read theirs; jobs work on the purchase whose id they were given. */
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { Capability } from './phone-numbers.ts';

/** See the migration: open are reserved, buying and unknown. */
export type PurchaseStatus = 'reserved' | 'buying' | 'unknown' | 'bought' | 'failed' | 'lost';

export type PurchaseFields = {
  phoneNumber: string;
  friendlyName: string | null;
  /** Null: ours. */
  voiceUrl: string | null;
  statusCallback: string | null;
};

export type PurchaseRow = PurchaseFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  status: PurchaseStatus;
  open: boolean;
  claimedAt: Date | null;
  phoneNumberId: number | null;
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** Fails on `number_purchases_one_open` while anybody is buying this number. */
export async function insertPurchase(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: PurchaseFields,
): Promise<PurchaseRow> {
  const [row] = await sql<[PurchaseRow]>`
    insert into number_purchases ${sql({ ...fields, tenantId, createdBy })} returning *`;
  return row;
}

export async function purchaseByKey(sql: Sql, tenantId: number, key: Key): Promise<PurchaseRow | undefined> {
  const [row] = await sql<PurchaseRow[]>`
    select * from number_purchases p where tenant_id = ${tenantId} and ${keyMatches(sql, 'p', key)}`;
  return row;
}

/** With seconds since it was asked for, since the licence, and since anything was last known of it. */
export type PurchaseAges = { ageSeconds: number; claimedSeconds: number; silentSeconds: number };

export async function purchaseById(sql: Sql, id: number): Promise<(PurchaseRow & PurchaseAges) | undefined> {
  const [row] = await sql<(PurchaseRow & PurchaseAges)[]>`
    select *, extract(epoch from clock_now() - created_at)::float8 as age_seconds,
      coalesce(extract(epoch from clock_now() - licensed_at), 0)::float8 as licensed_seconds,
      extract(epoch from clock_now() - updated_at)::float8 as silent_seconds
    from number_purchases where id = ${id}`;
  return row;
}

/** The only licence to ask the carrier to sell; once for each reservation. */
export async function claimPurchase(sql: Sql, id: number): Promise<boolean> {
  const licensed = await sql`
    update number_purchases set status = 'buying', licensed_at = clock_now(), updated_at = clock_now()
    where id = ${id} and status = 'reserved'`;
  return licensed.count === 1;
}

/** The carrier certainly got nothing: the licence is given back. */
export async function releasePurchaseClaim(sql: Sql, id: number): Promise<void> {
  await sql`
    update number_purchases set status = 'reserved', licensed_at = null, updated_at = clock_now()
    where id = ${id} and status = 'buying'`;
}

export async function markPurchaseUnknown(sql: Sql, id: number): Promise<void> {
  await sql`
    update number_purchases set status = 'unknown', updated_at = clock_now() where id = ${id} and status = 'buying'`;
}

/** Ends it without a number. False when it has ended already. */
export async function endPurchase(
  sql: Sql,
  id: number,
  { status, reason }: { status: 'failed' | 'lost'; reason: string },
): Promise<boolean> {
  const ended = await sql`
    update number_purchases set status = ${status}, reason = ${reason}, updated_at = clock_now()
    where id = ${id} and open`;
  return ended.count === 1;
}

/**
 * The number is the buyer's, once: null when the purchase has ended otherwise meanwhile, or somebody else has the number.
 * One that was given up for lost may turn out to have been bought.
 */
export async function completePurchase(
  sql: Sql,
  { id, tenantId, createdBy, phoneNumber }: PurchaseRow,
  number: { sid: string; friendlyName: string | null; capabilities: Capability[] },
): Promise<number | null> {
  const [row] = await sql<{ phoneNumberId: number }[]>`
    with wanted as (
      select id from number_purchases where id = ${id} and (open or status = 'lost') for update
    ), kept as (
      insert into phone_numbers (tenant_id, created_by, phone_number, phone_number_sid, friendly_name, capabilities)
      select ${tenantId}, ${createdBy}, ${phoneNumber}, ${number.sid}, ${number.friendlyName}, ${number.capabilities}
      from wanted
      on conflict (phone_number) where deleted_at is null do update
        set phone_number_sid = excluded.phone_number_sid, updated_at = clock_now()
        where phone_numbers.tenant_id = excluded.tenant_id
      returning id
    )
    update number_purchases p set status = 'bought', phone_number_id = kept.id, reason = null, updated_at = clock_now()
    from kept where p.id = ${id}
    returning p.phone_number_id`;
  return row?.phoneNumberId ?? null;
}

/** Purchases of this number that were given up without knowing, the latest first. */
export async function lostPurchases(sql: Sql, phoneNumber: string): Promise<PurchaseRow[]> {
  return await sql<PurchaseRow[]>`
    select * from number_purchases where phone_number = ${phoneNumber} and status = 'lost'
    order by id desc limit 10`;
}

export async function openPurchases(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from number_purchases where open and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}
