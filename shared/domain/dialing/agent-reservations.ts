/** Reserves calls together with the agent who will talk: calls from a preview, and call-backs that belong to an agent. */
import { assignAgentToCall } from '../../../sql/calls/agent-legs.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { lockDueLead, updateRefusedLeads } from '../../../sql/dialing/due-leads.ts';
import { listCallBacksOfAgent, listOwnedCallBacks } from '../../../sql/dialing/owned-call-backs.ts';
import { reserveParkedAgent } from '../../../sql/dialing/previews.ts';
import { releaseReservation, type Reservation, reserveCalls } from '../../../sql/dialing/reservations.ts';
import type { Sql } from '../../../sql/db.ts';
import { callRefusal } from '../../rules/dialing/call-gate.ts';
import type { Tx } from '../../transaction.ts';
import { emitAgentStatus } from '../agents/agents.ts';

/** The campaign with the countries that the tenant may call; null allows every country. */
type CallingCampaign = DialingCampaign & { countries: readonly string[] | null };

/** An agent waits for the call, so it is placed before the calls of the dialer. */
const FIRST_TURN = 1;

/** A call-back is only offered while its time is near, so few leads of one agent are due at once. */
const CALL_BACKS_EXAMINED_MAX = 20;

/**
 * Reserves a call to a due lead with an agent on a parked leg, and enqueues the call. If the gate refuses the lead, its
 * status and the time of its next call are updated.
 *
 * @returns the call; or the reason of the gate, or `in_another_call`; or `agent_not_free`
 */
export async function reserveWithAgent(
  tx: Tx,
  campaign: CallingCampaign,
  { leadId, agentId }: { leadId: number; agentId: number },
): Promise<Reservation | { reason: string }> {
  const { tenantId } = campaign;
  const due = await lockDueLead(tx.sql, campaign, leadId, agentId);
  const refusal = due && callRefusal(campaign, due, campaign.countries);
  if (refusal) {
    await updateRefusedLeads(tx.sql, tenantId, [{ ...refusal, id: leadId }]);
    return refusal;
  }
  const from = { id: campaign.id, tenantId, callerId: campaign.callerId! };
  const [call] = due ? await reserveCalls(tx.sql, from, [leadId], FIRST_TURN) : [];
  if (!call) return { reason: 'in_another_call' };
  if (!(await reserveParkedAgent(tx.sql, tenantId, agentId))) {
    await releaseReservation(tx.sql, { id: call.id, tenantId, leadId }, undefined);
    return { reason: 'agent_not_free' };
  }
  await assignAgentToCall(tx.sql, call.id, agentId);
  await emitAgentStatus(tx, tenantId, agentId);
  await tx.enqueue('call.place', { callId: call.id }, { id: String(call.id), isSwept: true, turn: FIRST_TURN });
  return call;
}

/**
 * Reserves calls for due call-backs whose agents are free, at most one for each agent.
 *
 * @returns how many calls were reserved
 */
export async function reserveOwnedCallBacks(tx: Tx, campaign: CallingCampaign, limit: number): Promise<number> {
  const { id, tenantId, agentGroupId: groupId, requiredSkills: skills } = campaign;
  const max = Math.min(limit, CALL_BACKS_EXAMINED_MAX);
  let reserved = 0;
  for (const callBack of await listOwnedCallBacks(tx.sql, id, { tenantId, groupId, skills }, max))
    if ('uuid' in (await reserveWithAgent(tx, campaign, callBack))) reserved += 1;
  return reserved;
}

/**
 * Returns the id of the first due call-back of the agent that may be called now. For each call-back that the gate refuses,
 * the status, the reason and the time of the next call are updated.
 */
export async function findOwnCallBack(
  sql: Sql,
  campaign: CallingCampaign,
  agentId: number,
): Promise<number | undefined> {
  const { id: campaignId, tenantId } = campaign;
  for (const leadId of await listCallBacksOfAgent(sql, { campaignId, tenantId, agentId }, CALL_BACKS_EXAMINED_MAX)) {
    const due = await lockDueLead(sql, campaign, leadId, agentId);
    const refusal = due && callRefusal(campaign, due, campaign.countries);
    if (refusal) await updateRefusedLeads(sql, tenantId, [{ ...refusal, id: leadId }]);
    else if (due) return leadId;
  }
  return undefined;
}
