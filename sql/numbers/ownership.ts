import type { Sql } from '../db.ts';

/** How the tenants of this deployment have a phone number, as one tenant sees it. */
export type NumberOwnership = {
  /** The tenant to which the number is granted. Null if the number is granted to no tenant. */
  grantedTenantId: number | null;
  /** The id of the number in the tenant's `phone_numbers`. Null if the tenant has not registered the number. */
  phoneNumberId: number | null;
  /** The campaign or number pool to which the tenant's number is assigned. */
  campaignId: number | null;
  poolId: number | null;
  /** The tenant's open purchase of the number. */
  purchaseUuid: string | null;
  /** True if the tenant has deleted the number and the carrier still has to release the number. */
  isReleaseDue: boolean;
  /** True if another tenant has registered the number, buys the number, or releases the number. */
  isUsedByOther: boolean;
};

/**
 * Counts the phone numbers of a tenant, and the numbers that the tenant is buying. Until the end of the transaction,
 * other transactions that add a number to the tenant wait.
 */
export async function lockNumbersOfTenant(sql: Sql, tenantId: number): Promise<NumberCounts> {
  await sql`select pg_advisory_xact_lock(hashtext('tenant.numbers'), ${tenantId}::int)`;
  return countNumbersOfTenant(sql, tenantId);
}

export type NumberCounts = { registered: number; purchases: number };

export async function countNumbersOfTenant(sql: Sql, tenantId: number): Promise<NumberCounts> {
  const [row] = await sql<[NumberCounts]>`
    select (select count(*) from phone_numbers where tenant_id = ${tenantId} and deleted_at is null) as registered,
      (select count(*) from number_purchases where tenant_id = ${tenantId} and open) as purchases`;
  return row;
}

/**
 * @crossTenant Safe: a phone number belongs to at most one tenant, and the caller must know if another tenant has the
 *   number.
 */
export async function findNumberOwnership(sql: Sql, tenantId: number, phoneNumber: string): Promise<NumberOwnership> {
  const [row] = await sql<[NumberOwnership]>`
    select g.tenant_id as granted_tenant_id, n.id as phone_number_id, n.campaign_id, n.pool_id,
      p.uuid as purchase_uuid,
      exists (select from phone_numbers d
        where d.phone_number = ${phoneNumber} and d.sync_due = 'release' and d.tenant_id = ${tenantId}) as is_release_due,
      exists (select from phone_numbers o where o.phone_number = ${phoneNumber} and o.tenant_id <> ${tenantId}
        and (o.deleted_at is null or o.sync_due = 'release'))
      or exists (select from number_purchases o
        where o.phone_number = ${phoneNumber} and o.tenant_id <> ${tenantId} and o.open) as is_used_by_other
    from (select 1) one_row
    left join number_grants g on g.phone_number = ${phoneNumber} and g.revoked_at is null
    left join phone_numbers n on n.phone_number = ${phoneNumber} and n.tenant_id = ${tenantId} and n.deleted_at is null
    left join number_purchases p on p.phone_number = ${phoneNumber} and p.tenant_id = ${tenantId} and p.open`;
  return row;
}

/**
 * Whether a registered number has this carrier id and these digits. A deleted number may have been registered again
 * under the same carrier id.
 *
 * @crossTenant Safe: the carrier account has the numbers of all tenants.
 */
export async function isCarrierNumberRegistered(
  sql: Sql,
  { sid, phoneNumber }: { sid: string; phoneNumber: string },
): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers
    where phone_number_sid = ${sid} and phone_number = ${phoneNumber} and deleted_at is null`;
  return row !== undefined;
}
