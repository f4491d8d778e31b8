import type { PacingSettings } from '../../shared/rules/campaigns/pacing-settings.ts';
import type { RoutingType } from '../../shared/rules/campaigns/routing-type.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { type Scope, inScope } from '../accounts/scope.ts';
import type { RetryPolicy } from '../../shared/rules/campaigns/retry-policy.ts';
import type { CampaignStatus } from '../../shared/rules/campaigns/status.ts';

/** What its owner decides about a campaign. */
export type CampaignFields = PacingSettings & {
  name: string;
  description: string | null;
  callerId: string | null;
  scheduleStart: Date | null;
  scheduleEnd: Date | null;
  timezone: string;
  callingHoursStart: string;
  callingHoursEnd: string;
  agentGroupId: number | null;
  /** Only agents who have all of them are given its calls. */
  requiredSkills: string[];
  retryPolicy: RetryPolicy;
  amdEnabled: boolean;
  amdMode: 'sync' | 'async';
  agentLegs: 'on_demand' | 'parked';
  voicemailMessageUrl: string | null;
  recordCalls: boolean;
  wrapUpSeconds: number;
  ringSecondsMax: number;
};

/** How calls that come in on the campaign's number are routed. */
export type InboundFields = {
  phoneNumber: string | null;
  /** Null while the campaign only dials. */
  routingType: RoutingType | null;
  poolId: number | null;
  rtbRouterId: number | null;
  enableRtb: boolean;
};

export type CampaignRow = CampaignFields &
  InboundFields & {
    /** What bidders know the campaign by. */
    rtbId: string | null;
    id: number;
    uuid: string;
    tenantId: number;
    tenantUuid: string;
    agentGroupUuid: string | null;
    createdBy: number | null;
    status: CampaignStatus;
    totalLeads: number;
    callsMade: number;
    callsCompleted: number;
    createdAt: Date;
    updatedAt: Date;
  };

const selected = (sql: Sql) => sql`
  select k.*, t.uuid as tenant_uuid, g.uuid as agent_group_uuid
  from campaigns k join tenants t on t.id = k.tenant_id left join agent_groups g on g.id = k.agent_group_id`;

export async function insertCampaign(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: CampaignFields & Partial<InboundFields> & { rtbId?: string },
): Promise<{ id: number }> {
  const [row] = await sql<
    [{ id: number }]
  >`insert into campaigns ${sql({ ...fields, tenantId, createdBy })} returning id`;
  return row;
}

export async function updateCampaignRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<CampaignFields & InboundFields>,
) {
  await sql`
    update campaigns set ${sql({ ...fields })}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

export async function campaignByKey(sql: Sql, scope: Scope, key: Key): Promise<CampaignRow | undefined> {
  const [row] = await sql<CampaignRow[]>`
    ${selected(sql)} where ${inScope(sql, 'k', scope)} and k.deleted_at is null and ${keyMatches(sql, 'k', key)}`;
  return row;
}

/** Serialises writers of one campaign for the rest of the transaction. */
export async function lockCampaign(sql: Sql, scope: Scope, key: Key): Promise<CampaignRow | undefined> {
  const [row] = await sql<CampaignRow[]>`
    ${selected(sql)} where ${inScope(sql, 'k', scope)} and k.deleted_at is null and ${keyMatches(sql, 'k', key)}
    for update of k`;
  return row;
}

export async function listCampaigns(
  sql: Sql,
  scope: Scope,
  filter: { status?: CampaignStatus; limit: number; offset: number },
): Promise<CampaignRow[]> {
  return await sql<CampaignRow[]>`
    ${selected(sql)}
    where ${inScope(sql, 'k', scope)} and k.deleted_at is null ${filter.status ? sql`and k.status = ${filter.status}` : sql``}
    order by k.created_at desc, k.id desc limit ${filter.limit} offset ${filter.offset}`;
}

/** Moves a campaign on if it still stands where the caller saw it. */
export async function updateCampaignStatus(
  sql: Sql,
  tenantId: number,
  id: number,
  from: CampaignStatus,
  to: CampaignStatus,
): Promise<boolean> {
  const moved = await sql`
    update campaigns set status = ${to}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = ${from}`;
  return moved.count === 1;
}

/**
 * Lets a campaign that ran dry go on, as there is somebody to call again. Returns what it is now; its row stays locked, so
 * that it does not run dry before the lead is there.
 */
export async function reopenDryCampaign(sql: Sql, tenantId: number, id: number): Promise<CampaignStatus> {
  const [campaign] = await sql<[{ status: CampaignStatus; ranDry: boolean }]>`
    select status, ran_dry and coalesce(schedule_end > clock_now(), true) and deleted_at is null as ran_dry
    from campaigns where id = ${id} and tenant_id = ${tenantId} for no key update`;
  if (!campaign.ranDry) return campaign.status;
  await sql`
    update campaigns set status = 'active', ran_dry = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
  return 'active';
}

export async function countCampaigns(sql: Sql, scope: Scope): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaigns k where ${inScope(sql, 'k', scope)} and k.deleted_at is null`;
  return row.count;
}

/** Takes a campaign out of sight and out of work; its calls, leads and statistics stay. False while calls are live. */
export async function deleteCampaignRow(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const deleted = await sql`
    update campaigns set deleted_at = clock_now(), updated_at = clock_now(),
      status = case when status = 'completed' then status else 'cancelled' end
    where id = ${id} and tenant_id = ${tenantId}
      and not exists (select from calls where campaign_id = ${id} and live)`;
  return deleted.count === 1;
}
