/**
 * Campaigns as inbound calls see them. The carrier names only the dialled number or the number pool, so these statements
 * take no tenant: the row they return names it.
 */
import type { RoutingType } from '../../shared/rules/campaigns/routing-type.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { CampaignStatus } from '../../shared/rules/campaigns/status.ts';

export type InboundCampaign = {
  id: number;
  uuid: string;
  tenantId: number;
  name: string;
  status: CampaignStatus;
  phoneNumber: string | null;
  routingType: RoutingType | null;
  poolId: number | null;
  enableRtb: boolean;
  rtbRouterId: number | null;
  rtbId: string | null;
  ringSecondsMax: number;
  recordCalls: boolean;
};

/** A campaign together with our number that the caller dialled. */
export type DialledCampaign = InboundCampaign & { phoneNumberId: number | null; isSuspended: boolean };

const acceptsCalls = (sql: Sql) => sql`k.deleted_at is null and k.status not in ('completed', 'cancelled')`;

/**
 * The campaign that receives the calls to a number: the one the number (or its pool) is assigned to, or else the one that
 * carries the number itself. When several campaigns share a pool, the oldest active one; attribution may change that later.
 *
 * @crossTenant The carrier names only the dialled number.
 */
export async function campaignByNumber(sql: Sql, phoneNumber: string): Promise<DialledCampaign | undefined> {
  const [row] = await sql<DialledCampaign[]>`
    with dialled as (select * from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null)
    select k.*, (select id from dialled) as phone_number_id,
      coalesce((select is_suspended from dialled), false) as is_suspended
    from campaigns k
    where ${acceptsCalls(sql)} and not exists (select from dialled where tenant_id <> k.tenant_id) and (
      k.id = (select campaign_id from dialled) or k.pool_id = (select pool_id from dialled)
      or k.phone_number = ${phoneNumber}
        and not exists (select from dialled where campaign_id is not null or pool_id is not null))
    order by k.status = 'active' desc, k.id limit 1`;
  return row;
}

/**
 * The campaign that receives a call to a number that is not in our tables: the webhook URL at the carrier names its pool.
 *
 * @crossTenant The carrier names only the pool, by an unguessable id in the webhook URL.
 */
export async function campaignByPool(sql: Sql, pool: Key, phoneNumber: string): Promise<DialledCampaign | undefined> {
  const [row] = await sql<DialledCampaign[]>`
    select k.*, null::bigint as phone_number_id, false as is_suspended
    from campaigns k join number_pools p on p.id = k.pool_id
    where ${acceptsCalls(sql)} and ${keyMatches(sql, 'p', pool)} and p.deleted_at is null
      and not exists (select from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null)
    order by k.status = 'active' desc, k.id limit 1`;
  return row;
}

/** @crossTenant The caller passes the campaign id of a row that it has already read. */
export async function inboundCampaignById(sql: Sql, id: number): Promise<InboundCampaign | undefined> {
  const [row] = await sql<InboundCampaign[]>`select * from campaigns where id = ${id}`;
  return row;
}
