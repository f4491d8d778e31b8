/**
 * Call-backs that belong to an agent. The agent is first to call the lead. If the agent does not, any agent of the campaign
 * may, after a grace period.
 */
import { type FreeAgentQuery, isEligible } from '../agents/availability.ts';
import type { Sql } from '../db.ts';

/**
 * How long a call-back waits for the agent who owns it. Afterwards any agent of the campaign may call. The person
 * expects the call at the agreed time, so the wait is short. Seconds of product time.
 */
export const CALL_BACK_GRACE_SECONDS = 10 * 60;

/**
 * SQL condition: the call-back of lead `l` belongs to another agent, who may still call. An agent who was deactivated owns
 * no call-back, so such a lead waits for no one.
 *
 * @param agentId the agent who asks; undefined for the dialer, which asks for all agents
 */
export const belongsToOther = (sql: Sql, agentId: number | undefined) => sql`(
  l.call_back and l.call_back_agent_id is not null and l.call_back_agent_id <> ${agentId ?? 0}
  and l.next_call_at > clock_now() - make_interval(secs => ${CALL_BACK_GRACE_SECONDS})
  and exists (select from agents o where o.id = l.call_back_agent_id and o.is_active))`;

/** SQL condition: lead `l` has a call-back that is due and belongs to an agent. */
const isOwnedAndDue = (sql: Sql, campaignId: number) => sql`
  l.campaign_id = ${campaignId} and l.call_back and l.call_back_agent_id is not null and l.next_call_at <= clock_now()
  and l.status = 'pending'`;

/** SQL value: whether the campaign has due call-backs that belong to an agent. */
export const hasOwnedCallBacks = (sql: Sql, campaignId: number) => sql`
  exists (select from leads l where ${isOwnedAndDue(sql, campaignId)})`;

/** A due call-back and the agent who owns it. */
export type OwnedCallBack = { leadId: number; agentId: number };

/**
 * Lists due call-backs whose agents are free on their parked legs: the first one of each agent.
 *
 * @param query the agents who may take the calls of the campaign
 */
export async function listOwnedCallBacks(
  sql: Sql,
  campaignId: number,
  query: Pick<FreeAgentQuery, 'tenantId' | 'groupId' | 'skills'>,
  limit: number,
): Promise<OwnedCallBack[]> {
  return await sql<OwnedCallBack[]>`
    select distinct on (a.id) l.id as lead_id, a.id as agent_id
    from leads l join agents a on a.id = l.call_back_agent_id
    where ${isOwnedAndDue(sql, campaignId)} and ${isEligible(sql, query)} and a.current_calls = 0
      and (a.wrap_up_until is null or a.wrap_up_until <= clock_now())
    order by a.id, l.next_call_at, l.id limit ${limit}`;
}

/** Returns the ids of an agent's due call-backs in a campaign, the earliest first. */
export async function listCallBacksOfAgent(
  sql: Sql,
  { campaignId, tenantId, agentId }: { campaignId: number; tenantId: number; agentId: number },
  limit: number,
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select l.id from leads l
    where ${isOwnedAndDue(sql, campaignId)} and l.tenant_id = ${tenantId} and l.call_back_agent_id = ${agentId}
    order by l.next_call_at, l.id limit ${limit}`;
  return rows.map(({ id }) => id);
}
