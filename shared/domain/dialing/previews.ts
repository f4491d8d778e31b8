/**
 * Calling by preview: an agent is shown a lead, looks at it, and calls or skips it. The agent is on the line before the
 * call is placed, so nobody who answers finds nobody there.
 */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type AgentRow, lockAgent } from '../../../sql/agents/agents.ts';
import { assignAgentToCall } from '../../../sql/calls/agent-legs.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { lockDueLead, lockDueLeads } from '../../../sql/dialing/due-leads.ts';
import { type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { reserveCalls } from '../../../sql/dialing/reservations.ts';
import { updateRefusedLeads } from '../../../sql/dialing/due-leads.ts';
import { type RefusedLead } from '../../../sql/dialing/due-leads.ts';
import { leadByKey, type LeadRow } from '../../../sql/leads/leads.ts';
import {
  deletePreview,
  insertPreview,
  lockPreviews,
  postponeLead,
  findPreview,
  reserveParkedAgent,
} from '../../../sql/dialing/previews.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { callRefusal } from '../../rules/dialing/call-gate.ts';

/** How long an agent may look at a lead; after that it is anybody's again. */
const PREVIEW_SECONDS = 180;

/** Leads looked at in search of one that may be called; the others are put off, so the next search begins behind them. */
const LEADS_EXAMINED_MAX = 500;
const LEADS_BATCH = 50;

export type Preview = { lead: LeadRow; expiresAt: Date };

/**
 * Shows the calling agent the next lead that may be called now, for them alone and a bounded time; asked again, the same
 * one. Undefined when no lead is due.
 *
 * @throws DomainError `forbidden` for who is no agent, `conflict` when agent or campaign cannot call now
 */
export async function openNextPreview(ctx: Context, actor: Actor, key: Key): Promise<Preview | undefined> {
  const scope = authorize(actor, 'leads.call');
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
    const campaign = requireFound(await findDialingCampaign(sql, id), 'Campaign');
    const agent = await callingAgent(sql, scope, actor, campaign);
    await lockPreviews(sql, campaign.id);
    const { tenantId } = campaign;
    const held = await findPreview(sql, { tenantId, agentId: agent.id, campaignId: campaign.id });
    const leadId = held?.leadId ?? (await firstCallable(sql, campaign));
    if (leadId === undefined) return undefined;
    const preview =
      held ?? (await insertPreview(sql, { tenantId, leadId, agentId: agent.id, seconds: PREVIEW_SECONDS }));
    return { lead: requireFound(await leadByKey(sql, scope, { id: leadId }), 'Lead'), expiresAt: preview.expiresAt };
  });
}

/**
 * Calls the lead that the agent was shown, at most once and under the same law as the dialer's calls. Returns the id under
 * which the call is found once it is placed.
 *
 * @throws DomainError `conflict` with what is in the way
 */
export async function callPreviewedLead(ctx: Context, actor: Actor, key: Key): Promise<string> {
  const scope = authorize(actor, 'leads.call');
  const outcome = await transaction(ctx, async (tx) => {
    return reserve(tx, await shownLead(tx.sql, scope, actor, key));
  });
  if ('reason' in outcome)
    throw new DomainError('conflict', `The lead may not be called now (${outcome.reason}). Ask for another one.`);
  return outcome.uuid;
}

/** Gives back a lead without calling it; it waits as long as after an unanswered call. */
export async function skipPreviewedLead(ctx: Context, actor: Actor, key: Key): Promise<LeadRow> {
  const scope = authorize(actor, 'leads.call');
  return transaction(ctx, async ({ sql }) => {
    const { lead, campaign } = await shownLead(sql, scope, actor, key);
    await postponeLead(sql, lead.tenantId, lead.id, campaign.retryPolicy.delayMinutes);
    return requireFound(await leadByKey(sql, scope, { id: lead.id }), 'Lead');
  });
}

/** What an agent holds no longer after this: a lead is called or skipped once. */
async function shownLead(sql: Sql, scope: Scope, actor: Actor, key: Key) {
  const lead = requireFound(await leadByKey(sql, scope, key), 'Lead');
  const campaign = requireFound(await findDialingCampaign(sql, lead.campaignId), 'Campaign');
  const agent = await callingAgent(sql, scope, actor, campaign);
  if (!(await deletePreview(sql, agent.tenantId, agent.id, lead.id)))
    throw new DomainError(
      'conflict',
      'You are not shown this lead, or no longer. Ask for one with POST /api/campaigns/{id}/preview/next.',
    );
  return { lead, campaign, agent };
}

/** The agent that the caller is, locked, so that a double click is one click. */
async function callingAgent(sql: Sql, scope: Scope, actor: Actor, campaign: DialingCampaign): Promise<AgentRow> {
  const id = actor.agentId;
  const agent = id === null ? undefined : await lockAgent(sql, { ...scope, onlyGroupId: undefined }, { id });
  if (!agent) throw new DomainError('forbidden', 'You are no agent. Ask a supervisor to create one with your user_id.');
  if (campaign.dialMode !== 'preview')
    throw new DomainError(
      'conflict',
      `The campaign dials by itself: its dial_mode is ${campaign.dialMode}, not preview.`,
    );
  if (campaign.status !== 'active' || campaign.callerId === null)
    throw new DomainError('conflict', `The campaign is ${campaign.status}. It must be started, and have a caller_id.`);
  const skilled = campaign.requiredSkills.every((skill) => agent.skills.includes(skill));
  if (!skilled || (campaign.agentGroupId !== null && campaign.agentGroupId !== agent.agentGroupId))
    throw new DomainError('conflict', 'The campaign is for another group or other skills. Ask a supervisor for yours.');
  if (!agent.isActive || agent.status !== 'available')
    throw new DomainError('conflict', `You are ${agent.status}. Set your status to available first.`);
  return agent;
}

async function firstCallable(sql: Sql, campaign: DialingCampaign): Promise<number | undefined> {
  for (let examined = 0; examined < LEADS_EXAMINED_MAX; examined += LEADS_BATCH) {
    const due = await lockDueLeads(sql, campaign, LEADS_BATCH);
    const held: RefusedLead[] = [];
    let first: number | undefined;
    for (const lead of due) {
      const hold = callRefusal(campaign, lead);
      if (!hold) {
        first = lead.id;
        break;
      }
      held.push({ id: lead.id, ...hold });
    }
    if (held.length > 0) await updateRefusedLeads(sql, campaign.tenantId, held);
    if (first !== undefined || due.length < LEADS_BATCH) return first;
  }
  return undefined;
}

type Shown = { lead: LeadRow; campaign: DialingCampaign; agent: AgentRow };

/** The call with the agent on it; or why there is none, which the lead then says too. */
async function reserve(tx: Tx, { lead, campaign, agent }: Shown): Promise<{ uuid: string } | { reason: string }> {
  const due = await lockDueLead(tx.sql, campaign, lead.id);
  const hold = due && callRefusal(campaign, due);
  if (hold) {
    await updateRefusedLeads(tx.sql, campaign.tenantId, [{ ...hold, id: lead.id }]);
    return hold;
  }
  const placeable = { ...campaign, callerId: campaign.callerId! };
  const [call] = due ? await reserveCalls(tx.sql, placeable, [lead.id]) : [];
  if (!call) return { reason: 'in_another_call' };
  // Thrown, so that the agent goes on seeing the lead and may call it once they are on the line.
  if (!(await reserveParkedAgent(tx.sql, agent.tenantId, agent.id)))
    throw new DomainError(
      'conflict',
      'You are in a call, or not on the line: wait for its end, or set yourself available and answer your phone.',
    );
  await assignAgentToCall(tx.sql, call.id, agent.id);
  await emitAgentStatus(tx, campaign.tenantId, agent.id);
  await tx.enqueue('call.place', { callId: call.id }, { id: String(call.id) });
  return call;
}
