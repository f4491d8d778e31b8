import type { Sql } from '../db.ts';

/**
 * The tenants that have a phone number: by registration, by campaign, and by open purchase. Each of these three ways has
 * its own properties, which are null if no tenant has the number in that way.
 */
export type NumberOwnership = {
  /** The tenant that registered the number, and the id of the number in `phone_numbers`. */
  ownerTenantId: number | null;
  phoneNumberId: number | null;
  /** The campaign or number pool to which the registered number is assigned. */
  campaignId: number | null;
  poolId: number | null;
  /** The campaign that has the number as `phoneNumber`, and the tenant of that campaign. */
  mainTenantId: number | null;
  mainCampaignId: number | null;
  /** The open purchase of the number, and the tenant that buys the number. */
  purchaserTenantId: number | null;
  purchaseUuid: string | null;
  /** True if the number was deleted and the carrier still has to release the number. */
  isReleaseDue: boolean;
};

/**
 * @crossTenant Safe: a phone number belongs to at most one tenant, and the caller must know if another tenant has the
 *   number.
 */
export async function findNumberOwnership(sql: Sql, phoneNumber: string): Promise<NumberOwnership> {
  const [row] = await sql<[NumberOwnership]>`
    select n.tenant_id as owner_tenant_id, n.id as phone_number_id, n.campaign_id, n.pool_id,
      k.tenant_id as main_tenant_id, k.id as main_campaign_id,
      p.tenant_id as purchaser_tenant_id, p.uuid as purchase_uuid,
      exists (select from phone_numbers g where g.phone_number = ${phoneNumber} and g.sync_due = 'release')
        as is_release_due
    from (select 1) one_row
    left join phone_numbers n on n.phone_number = ${phoneNumber} and n.deleted_at is null
    left join campaigns k on k.phone_number = ${phoneNumber} and k.deleted_at is null
      and k.status not in ('completed', 'cancelled')
    left join number_purchases p on p.phone_number = ${phoneNumber} and p.open`;
  return row;
}

/**
 * Whether a registered number has this carrier id. A deleted number may have been registered again under the same
 * carrier id.
 *
 * @crossTenant Safe: the carrier account has the numbers of all tenants.
 */
export async function isSidRegistered(sql: Sql, phoneNumberSid: string): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers where phone_number_sid = ${phoneNumberSid} and deleted_at is null`;
  return row !== undefined;
}
