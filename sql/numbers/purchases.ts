/**
 * Purchases of phone numbers from the carrier. shared/domain/numbers/purchases.ts explains the states of a purchase.
 */
import type { Capability } from '../../shared/rules/numbers/capabilities.ts';
import { isTenantActive } from '../accounts/tenants.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';

export type PurchaseStatus = 'reserved' | 'buying' | 'unknown' | 'bought' | 'failed' | 'lost';

export type PurchaseFields = {
  phoneNumber: string;
  friendlyName: string | null;
  /** The webhook URL for calls to the number. Null for the URL of this deployment. */
  voiceUrl: string | null;
  statusCallback: string | null;
};

export type PurchaseRow = PurchaseFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  status: PurchaseStatus;
  /** True while the status is `reserved`, `buying` or `unknown`. */
  open: boolean;
  claimedAt: Date | null;
  phoneNumberId: number | null;
  /** The reason why the purchase failed, as text for the user. */
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/**
 * Inserts a purchase. Violates `number_purchases_one_open` if any tenant has an open purchase of the same phone number.
 */
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

/**
 * Seconds of product time (the product's clock) since the purchase was created, claimed and last updated.
 * `sinceClaimSeconds` is 0 if the purchase was not claimed.
 */
export type PurchaseAges = { sinceCreationSeconds: number; sinceClaimSeconds: number; sinceUpdateSeconds: number };

/** @crossTenant Safe: the job `number.purchase` names the purchase by id. */
export async function purchaseById(sql: Sql, id: number): Promise<(PurchaseRow & PurchaseAges) | undefined> {
  const [row] = await sql<(PurchaseRow & PurchaseAges)[]>`
    select *, extract(epoch from clock_now() - created_at)::float8 as since_creation_seconds,
      coalesce(extract(epoch from clock_now() - claimed_at), 0)::float8 as since_claim_seconds,
      extract(epoch from clock_now() - updated_at)::float8 as since_update_seconds
    from number_purchases where id = ${id}`;
  return row;
}

/**
 * Claims the exclusive right to send the purchase request to the carrier. Returns false if another worker has the
 * claim, or if the tenant is not active.
 *
 * @crossTenant Safe: the job `number.purchase` names the purchase by id.
 */
export async function claimPurchase(sql: Sql, id: number): Promise<boolean> {
  const claimed = await sql`
    update number_purchases set status = 'buying', claimed_at = clock_now(), updated_at = clock_now()
    where id = ${id} and status = 'reserved' and ${isTenantActive(sql, 'number_purchases.tenant_id')}`;
  return claimed.count === 1;
}

/**
 * Releases the claim of a purchase after a request that certainly did not reach the carrier.
 *
 * @crossTenant Safe: the job `number.purchase` names the purchase by id.
 */
export async function releasePurchaseClaim(sql: Sql, id: number): Promise<void> {
  await sql`
    update number_purchases set status = 'reserved', claimed_at = null, updated_at = clock_now()
    where id = ${id} and status = 'buying'`;
}

/** @crossTenant Safe: the job `number.purchase` names the purchase by id. */
export async function markPurchaseUnknown(sql: Sql, id: number): Promise<void> {
  await sql`
    update number_purchases set status = 'unknown', updated_at = clock_now() where id = ${id} and status = 'buying'`;
}

/**
 * Ends an open purchase for which no phone number was bought.
 *
 * @crossTenant Safe: the job `number.purchase` names the purchase by id.
 */
export async function endPurchase(
  sql: Sql,
  id: number,
  { status, reason }: { status: 'failed' | 'lost'; reason: string },
): Promise<void> {
  await sql`
    update number_purchases set status = ${status}, reason = ${reason}, updated_at = clock_now()
    where id = ${id} and open`;
}

/**
 * Completes an open or lost purchase: grants the bought phone number to the tenant and registers the number. Returns the
 * id of the registered number. Returns null if the purchase has ended in another way, or if another tenant has the
 * number.
 */
export async function completePurchase(
  sql: Sql,
  { id, tenantId, createdBy, phoneNumber }: PurchaseRow,
  number: { sid: string; friendlyName: string | null; capabilities: Capability[] },
): Promise<number | null> {
  const [row] = await sql<{ phoneNumberId: number }[]>`
    with purchase as (
      select id from number_purchases where id = ${id} and (open or status = 'lost') for update
    ), granted as (
      insert into number_grants (tenant_id, phone_number, phone_number_sid, source)
      select ${tenantId}, ${phoneNumber}, ${number.sid}, 'purchase' from purchase
      on conflict (phone_number) where revoked_at is null do update set phone_number_sid = excluded.phone_number_sid
        where number_grants.tenant_id = excluded.tenant_id
      returning id
    ), registered as (
      insert into phone_numbers (tenant_id, created_by, phone_number, phone_number_sid, friendly_name, capabilities)
      select ${tenantId}, ${createdBy}, ${phoneNumber}, ${number.sid}, ${number.friendlyName}, ${number.capabilities}
      from granted
      on conflict (phone_number) where deleted_at is null do update
        set phone_number_sid = excluded.phone_number_sid, updated_at = clock_now()
        where phone_numbers.tenant_id = excluded.tenant_id
      returning id
    )
    update number_purchases p set status = 'bought', phone_number_id = registered.id, reason = null, updated_at = clock_now()
    from registered where p.id = ${id}
    returning p.phone_number_id`;
  return row?.phoneNumberId ?? null;
}

/**
 * Lists the lost purchases of a phone number, latest purchase first.
 *
 * @crossTenant Safe: an earlier purchase of the same number may belong to another tenant.
 */
export async function lostPurchases(sql: Sql, phoneNumber: string): Promise<PurchaseRow[]> {
  return await sql<PurchaseRow[]>`
    select * from number_purchases where phone_number = ${phoneNumber} and status = 'lost'
    order by id desc limit 10`;
}

/**
 * Lists the ids of open purchases that have not been updated for `seconds` of product time.
 *
 * @crossTenant Safe: the sweeper repairs the purchases of all tenants.
 */
export async function openPurchases(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from number_purchases where open and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by updated_at limit 200`;
  return rows.map(({ id }) => id);
}
