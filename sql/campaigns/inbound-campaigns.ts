/**
 * The campaigns that receive inbound calls. The carrier names only the dialled number or the number pool, so these
 * statements have no parameter for the tenant. The returned campaign names the tenant.
 */
import type { CallerRules } from '../../shared/rules/campaigns/caller-rules.ts';
import type { RoutingType } from '../../shared/rules/campaigns/routing-type.ts';
import type { TenantStatus } from '../../shared/rules/accounts/standing.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { CampaignStatus } from '../../shared/rules/campaigns/status.ts';

export type InboundCampaign = CallerRules & {
  id: number;
  uuid: string;
  tenantId: number;
  name: string;
  status: CampaignStatus;
  phoneNumber: string | null;
  routingType: RoutingType;
  poolId: number | null;
  enableRtb: boolean;
  rtbRouterId: number | null;
  rtbId: string | null;
  ringSecondsMax: number;
  recordCalls: boolean;
  tenantStatus: TenantStatus;
};

/** A campaign, and the registered phone number that the caller dialled. */
export type DialledCampaign = InboundCampaign & { phoneNumberId: number | null; isSuspended: boolean };

const acceptsCalls = (sql: Sql) => sql`k.deleted_at is null and k.status not in ('completed', 'cancelled')`;

/**
 * Finds the campaign that receives the calls to a phone number. If the number or the number's pool is assigned to a
 * campaign, that campaign is returned. Otherwise, the campaign that has the number as `phoneNumber` is returned.
 *
 * Only campaigns of the tenant to which the number is granted get the call. If several campaigns share a pool, the oldest active campaign is returned. Later, the attribution of the call to a
 * visitor may choose another campaign of the pool.
 *
 * @crossTenant Safe: the carrier names only the dialled number, and a number belongs to one tenant.
 */
export async function campaignByNumber(sql: Sql, phoneNumber: string): Promise<DialledCampaign | undefined> {
  const [row] = await sql<DialledCampaign[]>`
    with owner as (select tenant_id from number_grants where phone_number = ${phoneNumber} and revoked_at is null),
    dialled as (
      select n.* from phone_numbers n join owner o on o.tenant_id = n.tenant_id
      where n.phone_number = ${phoneNumber} and n.deleted_at is null)
    select k.*, t.status as tenant_status, (select id from dialled) as phone_number_id,
      coalesce((select is_suspended from dialled), false) as is_suspended
    from campaigns k join owner o on o.tenant_id = k.tenant_id join tenants t on t.id = k.tenant_id
    where ${acceptsCalls(sql)} and (
      k.id = (select campaign_id from dialled) or k.pool_id = (select pool_id from dialled)
      or k.phone_number = ${phoneNumber}
        and not exists (select from dialled where campaign_id is not null or pool_id is not null))
    order by k.status = 'active' desc, k.id limit 1`;
  return row;
}

/**
 * Finds the campaign that receives a call to a number that is not in the table `phone_numbers`. The webhook URL at the
 * carrier names the number pool. A tenant can make the carrier request any URL, so the number must be granted to the
 * tenant of the pool.
 *
 * @crossTenant Safe: the carrier names only the dialled number and the pool. A number is granted to one tenant.
 */
export async function campaignByPool(sql: Sql, pool: Key, phoneNumber: string): Promise<DialledCampaign | undefined> {
  const [row] = await sql<DialledCampaign[]>`
    select k.*, t.status as tenant_status, null::bigint as phone_number_id, false as is_suspended
    from campaigns k join number_pools p on p.id = k.pool_id join tenants t on t.id = k.tenant_id
    join number_grants g on g.tenant_id = p.tenant_id and g.phone_number = ${phoneNumber} and g.revoked_at is null
    where ${acceptsCalls(sql)} and ${keyMatches(sql, 'p', pool)} and p.deleted_at is null
      and not exists (select from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null)
    order by k.status = 'active' desc, k.id limit 1`;
  return row;
}

/** @crossTenant Safe: the caller passes the campaign id of a row that the caller has read before. */
export async function inboundCampaignById(sql: Sql, id: number): Promise<InboundCampaign | undefined> {
  const [row] = await sql<InboundCampaign[]>`
    select k.*, t.status as tenant_status from campaigns k join tenants t on t.id = k.tenant_id where k.id = ${id}`;
  return row;
}
