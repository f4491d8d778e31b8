import type { Sql } from '../db.ts';

/** The tenants that have a phone number in any way. Properties are null where no tenant has it in that way. */
export type NumberOwnership = {
  /** The tenant that registered the number, and the row of the number. */
  ownerTenantId: number | null;
  phoneNumberId: number | null;
  /** Where calls to that row's number go. */
  campaignId: number | null;
  poolId: number | null;
  /** The campaign that has the number as its `phoneNumber`. */
  mainTenantId: number | null;
  mainCampaignId: number | null;
  /** The open purchase of the number. */
  purchaserTenantId: number | null;
  purchaseUuid: string | null;
  /** The number was deleted, and the carrier still has to release it. */
  isReleaseDue: boolean;
};

/** @crossTenant A phone number belongs to at most one tenant, so the owner may be another tenant. */
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
 * Whether a registered number has this carrier id. A number that was deleted may have been registered again.
 *
 * @crossTenant The carrier account has the numbers of all tenants.
 */
export async function isSidRegistered(sql: Sql, phoneNumberSid: string): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers where phone_number_sid = ${phoneNumberSid} and deleted_at is null`;
  return row !== undefined;
}
