/**
 * The campaigns that receive inbound calls. The carrier names only the dialled number or the number pool, so these
 * statements have no parameter for the tenant. The returned campaign names the tenant.
 */
import type { CallerRules } from '../../shared/rules/campaigns/caller-rules.ts';
import type { RoutingType } from '../../shared/rules/campaigns/routing-type.ts';
import type { Limits } from '../../shared/rules/accounts/limits.ts';
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
  /** The limits that the operator has changed for the tenant. */
  tenantLimits: Partial<Limits>;
  /** How long the campaign's router waits for bids; null if the campaign has no active router. */
  biddingTimeoutMs: number | null;
};

/** A campaign, and the registered phone number that the caller dialled. */
export type DialledCampaign = InboundCampaign & {
  phoneNumberId: number | null;
  isSuspended: boolean;
  /** Whether the number pool of the dialled number has a webhook, which learns of each call. */
  notifiesPool: boolean;
};

const columns = (sql: Sql) => sql`
  k.id, k.uuid, k.tenant_id, k.name, k.status, k.phone_number, k.routing_type, k.pool_id, k.enable_rtb,
  k.rtb_router_id, k.rtb_id, k.ring_seconds_max, k.record_calls, k.duplicate_window_seconds, k.duplicate_action,
  k.duplicate_billable, k.duplicate_payable, k.hidden_callers, k.caller_calls_per_hour_max, k.blocked_callers,
  k.allowed_callers, t.status as tenant_status, t.limits as tenant_limits, (
    select r.bidding_timeout_ms from rtb_routers r
    where r.id = k.rtb_router_id and r.tenant_id = k.tenant_id and r.is_active and r.deleted_at is null
  ) as bidding_timeout_ms`;

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
    select ${columns(sql)}, (select id from dialled) as phone_number_id,
      coalesce((select is_suspended from dialled), false) as is_suspended,
      exists (select from number_pools p
        where p.id = (select pool_id from dialled) and p.webhook_url is not null and p.deleted_at is null)
        as notifies_pool
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
    select ${columns(sql)}, null::bigint as phone_number_id, false as is_suspended, false as notifies_pool
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
    select ${columns(sql)} from campaigns k join tenants t on t.id = k.tenant_id where k.id = ${id}`;
  return row;
}
