import type { Pool, Sql } from '../db.ts';
import type { CampaignRow } from './campaigns.ts';
import { firstLeadInCall, firstPendingLead } from './pending-leads.ts';

/** `turn` is the place of the campaign among the active campaigns of its tenant, from 1 on. */
export type ActiveCampaign = { id: number; turn: number };

/**
 * Lists the active campaigns of active tenants: first one campaign of each tenant, then a second of each, and so on.
 *
 * The first campaign of a tenant gets the free agents and the calls per second that the tenant has left. So the order within
 * a tenant is drawn by lot, and the weight of a campaign is its number of lots: a campaign of weight 3 is three times as
 * often before a campaign of weight 1 as behind it. (The draw is the one of Efraimidis and Spirakis, 2006.)
 *
 * A campaign that was exhausted becomes active again without a check of the limit `active_campaigns`. So at most that many
 * campaigns of a tenant get a turn.
 *
 * @param perTenantMax the default of the limit `active_campaigns`
 * @crossTenant Safe: the scheduler runs the ticks of the campaigns of all tenants.
 */
export async function listActiveCampaigns(sql: Sql, perTenantMax: number | null): Promise<ActiveCampaign[]> {
  return await sql<ActiveCampaign[]>`
    select id, turn::int from (
      select k.id, row_number() over (partition by k.tenant_id order by -ln(1 - random()) / k.weight) as turn,
        case when t.limits ? 'active_campaigns' then (t.limits->>'active_campaigns')::float8
          else ${perTenantMax}::float8 end as turns_max
      from campaigns k join tenants t on t.id = k.tenant_id
      where k.status = 'active' and t.status = 'active') k
    where turns_max is null or turn <= turns_max
    order by turn, random()`;
}

/** A campaign with its new status. */
export type ChangedCampaign = Pick<CampaignRow, 'tenantId' | 'uuid' | 'status'>;

/**
 * Activates scheduled campaigns when their start time has come.
 *
 * @crossTenant Safe: the scheduler starts the campaigns of all tenants.
 */
export async function startScheduledCampaigns(sql: Sql): Promise<ChangedCampaign[]> {
  return await sql<ChangedCampaign[]>`
    update campaigns set status = 'active', updated_at = clock_now()
    where status = 'scheduled' and coalesce(schedule_start, '-infinity') <= clock_now()
    returning tenant_id, uuid, status`;
}

/**
 * Completes campaigns if the schedule has ended, or if the lead list is exhausted and no import of leads is running.
 *
 * The statement locks the campaigns and then checks the conditions again. A request that makes a lead callable takes
 * the same lock (see `reopenExhaustedCampaign`). So the request either sees that the campaign is completed, or prevents
 * the completion.
 *
 * @crossTenant Safe: the scheduler completes the campaigns of all tenants.
 */
export async function completeCampaigns(pool: Pool): Promise<ChangedCampaign[]> {
  const completed = await pool.begin(async (sql) => {
    const candidates = await sql<{ id: number }[]>`
      select k.id from campaigns k where ${isOver(sql)} for no key update skip locked`;
    if (candidates.length === 0) return [];
    return await sql<ChangedCampaign[]>`
      update campaigns k set status = 'completed', list_exhausted = coalesce(k.schedule_end > clock_now(), true),
        updated_at = clock_now()
      where k.id = any(${candidates.map(({ id }) => id)}) and ${isOver(sql)}
      returning k.tenant_id, k.uuid, k.status`;
  });
  return completed as ChangedCampaign[];
}

/** SQL condition: campaign `k` is over. */
const isOver = (sql: Sql) => sql`(
  k.status in ('active', 'scheduled', 'paused') and k.schedule_end <= clock_now()
  or k.status = 'active' and k.total_leads > 0 and k.phone_number is null
    and ${firstPendingLead(sql, sql`k.id`)} is null and ${firstLeadInCall(sql, sql`k.id`)} is null
    and not exists (
      select from lead_imports i where i.campaign_id = k.id and i.status in ('uploading', 'pending', 'running')))`;
