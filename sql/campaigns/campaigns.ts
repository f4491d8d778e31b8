import type { CallerRules } from '../../shared/rules/campaigns/caller-rules.ts';
import type { PacingSettings } from '../../shared/rules/campaigns/pacing-settings.ts';
import type { RoutingType } from '../../shared/rules/campaigns/routing-type.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';
import { type Scope, inScope } from '../accounts/scope.ts';
import type { AgentLegs } from '../../shared/rules/campaigns/agent-leg-mode.ts';
import type { CampaignSchedule } from '../../shared/rules/campaigns/hours.ts';
import type { MachineDetectionSettings } from '../../shared/rules/campaigns/machine-detection.ts';
import type { RetryPolicy } from '../../shared/rules/campaigns/retry-policy.ts';
import type { CampaignStatus } from '../../shared/rules/campaigns/status.ts';

/** The settings for outbound calls that users set for a campaign. */
export type CampaignFields = PacingSettings &
  MachineDetectionSettings &
  CampaignSchedule & {
    name: string;
    description: string | null;
    callerId: string | null;
    /** The share of the campaign in the agents and calls per second of the tenant, beside the other campaigns. */
    weight: number;
    agentGroupId: number | null;
    /** Only agents who have all these skills get calls of the campaign. */
    requiredSkills: string[];
    /** Seconds of conversation that a bid pays for if the bid, its target and the router name no duration. */
    conversionSeconds: number;
    retryPolicy: RetryPolicy;
    amdEnabled: boolean;
    amdMode: 'sync' | 'async';
    /**
     * The setting that the user chose. The function `effectiveAgentLegs` derives the setting that applies from the dial
     * mode.
     */
    agentLegs: AgentLegs;
    voicemailMessageUrl: string | null;
    recordCalls: boolean;
    wrapUpSeconds: number;
    ringSecondsMax: number;
  };

/** The settings for the routing of a campaign's inbound calls. */
export type InboundFields = CallerRules & {
  phoneNumber: string | null;
  routingType: RoutingType;
  poolId: number | null;
  rtbRouterId: number | null;
  enableRtb: boolean;
};

export type CampaignRow = CampaignFields &
  InboundFields & {
    /** The id that bid requests contain instead of the campaign's own id. */
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

/** The newest changes of the call counters are not in the campaign's row yet, see {@link addCallCounts}. */
const selected = (sql: Sql) => sql`
  select k.*, k.calls_made + n.made as calls_made, k.calls_completed + n.completed as calls_completed,
    t.uuid as tenant_uuid, g.uuid as agent_group_uuid
  from campaigns k join tenants t on t.id = k.tenant_id left join agent_groups g on g.id = k.agent_group_id
  cross join lateral (
    select coalesce(sum(made), 0)::int as made, coalesce(sum(completed), 0)::int as completed
    from campaign_call_counts where campaign_id = k.id) n`;

/**
 * Adds the changes of the call counters to the campaigns' rows. A call that begins or ends only inserts a change, because
 * an update of the campaign's row would make the calls of the campaign wait for each other.
 *
 * @crossTenant Safe: the job `statistics.update` counts the calls of all tenants.
 */
export async function addCallCounts(sql: Sql): Promise<void> {
  await sql`
    with changes as (delete from campaign_call_counts returning campaign_id, made, completed),
    sums as (select campaign_id, sum(made) as made, sum(completed) as completed from changes group by campaign_id)
    update campaigns k set calls_made = k.calls_made + sums.made, calls_completed = k.calls_completed + sums.completed
    from sums where k.id = sums.campaign_id`;
}

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

/** Lists the different caller IDs of the tenant's campaigns. */
export async function listCallerIds(sql: Sql, tenantId: number): Promise<string[]> {
  const rows = await sql<{ callerId: string }[]>`
    select distinct caller_id from campaigns
    where tenant_id = ${tenantId} and caller_id is not null and deleted_at is null limit 100`;
  return rows.map(({ callerId }) => callerId);
}

export async function campaignByKey(sql: Sql, scope: Scope, key: Key): Promise<CampaignRow | undefined> {
  const [row] = await sql<CampaignRow[]>`
    ${selected(sql)} where ${inScope(sql, 'k', scope)} and k.deleted_at is null and ${keyMatches(sql, 'k', key)}`;
  return row;
}

/** Returns the campaign and locks the campaign's row against other writers until the end of the transaction. */
export async function lockCampaign(sql: Sql, scope: Scope, key: Key): Promise<CampaignRow | undefined> {
  const [row] = await sql<CampaignRow[]>`
    ${selected(sql)} where ${inScope(sql, 'k', scope)} and k.deleted_at is null and ${keyMatches(sql, 'k', key)}
    for update of k`;
  return row;
}

/** Selects campaigns with one of the statuses, or all campaigns. */
type CampaignFilter = { statuses?: readonly CampaignStatus[] | undefined };

const hasStatus = (sql: Sql, { statuses }: CampaignFilter) =>
  statuses ? sql`and k.status = any(${[...statuses]})` : sql``;

export async function listCampaigns(sql: Sql, scope: Scope, filter: CampaignFilter & Page): Promise<CampaignRow[]> {
  return await sql<CampaignRow[]>`
    ${selected(sql)}
    where ${inScope(sql, 'k', scope)} and k.deleted_at is null ${hasStatus(sql, filter)}
    ${newestFirst(sql, 'k', filter)}`;
}

/**
 * Changes the status of a campaign from `from` to `to`. Returns false if the status is not `from` any more, because
 * another request has changed the status.
 */
export async function updateCampaignStatus(
  sql: Sql,
  tenantId: number,
  id: number,
  from: CampaignStatus,
  to: CampaignStatus,
): Promise<boolean> {
  const updated = await sql`
    update campaigns set status = ${to}, list_exhausted = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = ${from}`;
  return updated.count === 1;
}

/**
 * Counts the active and scheduled campaigns of a tenant. Until the end of the transaction, other transactions that start
 * a campaign of the tenant wait.
 */
export async function lockStartedCampaigns(sql: Sql, tenantId: number): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('tenant.campaigns'), ${tenantId}::int)`;
  return countStartedCampaigns(sql, tenantId);
}

export async function countStartedCampaigns(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaigns
    where tenant_id = ${tenantId} and status in ('active', 'scheduled') and deleted_at is null`;
  return row.count;
}

/**
 * Reactivates a campaign that was completed because the lead list was exhausted. Call this function before a lead
 * becomes callable again. Returns the campaign with its status, and whether it was reactivated.
 *
 * The campaign's row stays locked, so that the scheduler does not complete the campaign again before the lead is
 * stored.
 */
export async function reopenExhaustedCampaign(
  sql: Sql,
  tenantId: number,
  id: number,
): Promise<{ uuid: string; status: CampaignStatus; reopened: boolean }> {
  const [campaign] = await sql<[{ uuid: string; status: CampaignStatus; canReopen: boolean }]>`
    select uuid, status,
      list_exhausted and coalesce(schedule_end > clock_now(), true) and deleted_at is null as can_reopen
    from campaigns where id = ${id} and tenant_id = ${tenantId} for no key update`;
  const { uuid, status, canReopen } = campaign;
  if (!canReopen) return { uuid, status, reopened: false };
  await sql`
    update campaigns set status = 'active', list_exhausted = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
  return { uuid, status: 'active', reopened: true };
}

export async function countCampaigns(sql: Sql, scope: Scope, filter: CampaignFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaigns k
    where ${inScope(sql, 'k', scope)} and k.deleted_at is null ${hasStatus(sql, filter)}`;
  return row.count;
}

/**
 * Marks a campaign as deleted and ends the campaign. The calls, leads and statistics of the campaign stay. Returns
 * false if the campaign has live calls.
 */
export async function deleteCampaignRow(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const deleted = await sql`
    update campaigns set deleted_at = clock_now(), updated_at = clock_now(),
      status = case when status = 'completed' then status else 'cancelled' end
    where id = ${id} and tenant_id = ${tenantId}
      and not exists (select from calls where campaign_id = ${id} and live)`;
  return deleted.count === 1;
}
