import type { PacingSettings } from '../../shared/rules/campaigns/pacing-settings.ts';
import type { RoutingType } from '../../shared/rules/campaigns/routing-type.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { type Scope, inScope } from '../accounts/scope.ts';
import type { AgentLegs } from '../../shared/rules/campaigns/agent-legs.ts';
import type { CampaignSchedule } from '../../shared/rules/campaigns/hours.ts';
import type { RetryPolicy } from '../../shared/rules/campaigns/retry-policy.ts';
import type { CampaignStatus } from '../../shared/rules/campaigns/status.ts';

/** The outbound settings of a campaign that users set. */
export type CampaignFields = PacingSettings &
  CampaignSchedule & {
    name: string;
    description: string | null;
    callerId: string | null;
    agentGroupId: number | null;
    /** Only agents who have all of these skills get its calls. */
    requiredSkills: string[];
    retryPolicy: RetryPolicy;
    amdEnabled: boolean;
    amdMode: 'sync' | 'async';
    /** The campaign's own setting; `effectiveAgentLegs` says what its dial mode makes of it. */
    agentLegs: AgentLegs;
    voicemailMessageUrl: string | null;
    recordCalls: boolean;
    wrapUpSeconds: number;
    ringSecondsMax: number;
  };

/** How the inbound calls of a campaign are routed. */
export type InboundFields = {
  phoneNumber: string | null;
  /** Null for a campaign that only places calls. */
  routingType: RoutingType | null;
  poolId: number | null;
  rtbRouterId: number | null;
  enableRtb: boolean;
};

export type CampaignRow = CampaignFields &
  InboundFields & {
    /** The campaign's id in bid requests. */
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

/** The campaign, locked against other writers until the end of the transaction. */
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

/** Changes the status, unless another request changed it first. */
export async function updateCampaignStatus(
  sql: Sql,
  tenantId: number,
  id: number,
  from: CampaignStatus,
  to: CampaignStatus,
): Promise<boolean> {
  const updated = await sql`
    update campaigns set status = ${to}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = ${from}`;
  return updated.count === 1;
}

/**
 * Activates a campaign again that was completed because its list was exhausted: a lead is about to become callable. Returns
 * the status after that. The row stays locked, so that the campaign is not completed again before the lead is stored.
 */
export async function reopenExhaustedCampaign(sql: Sql, tenantId: number, id: number): Promise<CampaignStatus> {
  const [campaign] = await sql<[{ status: CampaignStatus; canReopen: boolean }]>`
    select status,
      list_exhausted and coalesce(schedule_end > clock_now(), true) and deleted_at is null as can_reopen
    from campaigns where id = ${id} and tenant_id = ${tenantId} for no key update`;
  if (!campaign.canReopen) return campaign.status;
  await sql`
    update campaigns set status = 'active', list_exhausted = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
  return 'active';
}

export async function countCampaigns(sql: Sql, scope: Scope): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaigns k where ${inScope(sql, 'k', scope)} and k.deleted_at is null`;
  return row.count;
}

/** Marks a campaign as deleted and ends it. Its calls, leads and statistics stay. False while calls of it are live. */
export async function deleteCampaignRow(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const deleted = await sql`
    update campaigns set deleted_at = clock_now(), updated_at = clock_now(),
      status = case when status = 'completed' then status else 'cancelled' end
    where id = ${id} and tenant_id = ${tenantId}
      and not exists (select from calls where campaign_id = ${id} and live)`;
  return deleted.count === 1;
}
