/** Leads that agents look at before they call. A lease that is over counts as none. */
import type { Sql } from '../db.ts';

export type PreviewRow = { leadId: number; expiresAt: Date };

/** Agents of a campaign are shown leads one after the other: what one was shown, the next must see as taken. */
export async function lockPreviews(sql: Sql, campaignId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('campaign.preview'), ${campaignId}::int)`;
}

/** The lead that an agent holds, of this campaign. */
export async function findPreview(
  sql: Sql,
  { tenantId, agentId, campaignId }: { tenantId: number; agentId: number; campaignId: number },
): Promise<PreviewRow | undefined> {
  const [row] = await sql<PreviewRow[]>`
    select p.lead_id, p.expires_at from lead_previews p join leads l on l.id = p.lead_id
    where p.tenant_id = ${tenantId} and p.agent_id = ${agentId} and l.campaign_id = ${campaignId} and l.status = 'pending'
      and p.expires_at > clock_now()`;
  return row;
}

/** Replaces whatever the agent held before. */
export async function insertPreview(
  sql: Sql,
  preview: { tenantId: number; leadId: number; agentId: number; seconds: number },
): Promise<PreviewRow> {
  const { tenantId, leadId, agentId, seconds } = preview;
  await sql`
    delete from lead_previews
    where tenant_id = ${tenantId} and (agent_id = ${agentId} or lead_id = ${leadId} and expires_at <= clock_now())`;
  const [row] = await sql<[PreviewRow]>`
    insert into lead_previews (lead_id, tenant_id, agent_id, expires_at)
    values (${leadId}, ${tenantId}, ${agentId}, clock_now() + make_interval(secs => ${seconds}))
    returning lead_id, expires_at`;
  return row;
}

/** Gives a lead back that the agent holds; false when they do not, or no longer. */
export async function deletePreview(sql: Sql, tenantId: number, agentId: number, leadId: number): Promise<boolean> {
  const ended = await sql`
    delete from lead_previews
    where tenant_id = ${tenantId} and agent_id = ${agentId} and lead_id = ${leadId} and expires_at > clock_now()`;
  return ended.count === 1;
}

/** Has a lead wait, so that whoever gave it back is not shown it again at once. */
export async function postponeLead(sql: Sql, tenantId: number, leadId: number, minutes: number): Promise<void> {
  await sql`
    update leads set next_call_at = clock_now() + make_interval(mins => ${minutes}), status_reason = 'skipped',
      updated_at = clock_now()
    where id = ${leadId} and tenant_id = ${tenantId} and status = 'pending'`;
}

/** Takes this very agent for a call, ending a wrap-up; false unless they are free and on the line. */
export async function reserveParkedAgent(sql: Sql, tenantId: number, agentId: number): Promise<boolean> {
  const taken = await sql`
    update agents a set current_calls = current_calls + 1, wrap_up_until = null, last_active_at = clock_now()
    where a.id = ${agentId} and a.tenant_id = ${tenantId} and a.is_active and a.status = 'available' and a.current_calls = 0
      and exists (select from call_legs p
        where p.agent_id = a.id and p.call_id is null and p.live and p.status = 'in-progress')`;
  return taken.count === 1;
}
