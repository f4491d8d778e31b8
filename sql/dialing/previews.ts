/**
 * Previews: an agent sees a lead before the agent decides to call. If a preview has expired, the agent has no preview.
 */
import type { Sql } from '../db.ts';

export type PreviewRow = { leadId: number; expiresAt: Date };

/**
 * Locks the previews of a campaign until the end of the transaction. Other transactions that open a preview of the
 * campaign wait, so that no two agents get the same lead.
 */
export async function lockPreviews(sql: Sql, campaignId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('campaign.preview'), ${campaignId}::int)`;
}

/** Finds the agent's open preview in a campaign. */
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

/** Opens a preview for an agent. The new preview replaces an earlier preview of the agent. */
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

/**
 * Ends an agent's preview of a lead. Returns false if the agent has no preview of the lead or the preview has expired.
 */
export async function deletePreview(sql: Sql, tenantId: number, agentId: number, leadId: number): Promise<boolean> {
  const ended = await sql`
    delete from lead_previews
    where tenant_id = ${tenantId} and agent_id = ${agentId} and lead_id = ${leadId} and expires_at > clock_now()`;
  return ended.count === 1;
}

/** Postpones a lead that an agent has skipped, so that the agent does not see the lead again at once. */
export async function postponeLead(sql: Sql, tenantId: number, leadId: number, minutes: number): Promise<void> {
  await sql`
    update leads set next_call_at = clock_now() + make_interval(mins => ${minutes}), status_reason = 'skipped',
      updated_at = clock_now()
    where id = ${leadId} and tenant_id = ${tenantId} and status = 'pending'`;
}

/**
 * Reserves an agent for a call and ends the agent's wrap-up. Returns false if the agent is not free or not on a parked
 * leg.
 */
export async function reserveParkedAgent(sql: Sql, tenantId: number, agentId: number): Promise<boolean> {
  const reserved = await sql`
    update agents a set current_calls = current_calls + 1, wrap_up_until = null, last_active_at = clock_now()
    where a.id = ${agentId} and a.tenant_id = ${tenantId} and a.is_active and a.status = 'available' and a.current_calls = 0
      and exists (select from call_legs p
        where p.agent_id = a.id and p.call_id is null and p.live and p.status = 'in-progress' and p.renewed_at is null)`;
  return reserved.count === 1;
}
