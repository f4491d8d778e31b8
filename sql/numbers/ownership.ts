import type { Sql } from '../db.ts';

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

/** Somebody has taken a number in again that was on its way out. */
export async function isSidOwned(sql: Sql, phoneNumberSid: string): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers where phone_number_sid = ${phoneNumberSid} and deleted_at is null`;
  return row !== undefined;
}
