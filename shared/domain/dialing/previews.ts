/**
 * Preview dialing: an agent sees a lead, then calls or skips the lead. The agent is on a parked leg before the call is
 * placed, so a person who answers never hears silence.
 */
import { agentByKey, type AgentRow } from '../../../sql/agents/agents.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import {
  deletePreview,
  findPreview,
  insertPreview,
  lockPreviews,
  postponeLead,
} from '../../../sql/dialing/previews.ts';
import { leadByKey, type LeadRow } from '../../../sql/leads/leads.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { breakerMessage } from '../../rules/numbers/carrier-breaker.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { readCallRoom, tenantLimits } from '../accounts/limits.ts';
import { assertTenantActive } from '../accounts/standing.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { blockedCountries, callsAllowed, campaignBreakers } from '../numbers/carrier-breaker.ts';
import { mayUseCallerId, notGrantedMessage } from '../numbers/grants.ts';
import { findOwnCallBack, reserveWithAgent } from './agent-reservations.ts';
import { findCallableLeads } from './due-search.ts';

/** Seconds after which a preview expires. Other agents can get the lead afterwards. */
const PREVIEW_SECONDS = 180;

/**
 * Maximum number of leads that one search for a callable lead examines. Refused leads are postponed, so the next search
 * starts after these leads.
 */
const LEADS_EXAMINED_MAX = 500;
const LEADS_BATCH = 50;

export type Preview = { lead: LeadRow; expiresAt: Date };

/**
 * Opens a preview of the next lead that may be called now. While the preview is open, no other agent gets the lead. If
 * the same agent asks again, the agent gets the same lead.
 *
 * @returns undefined if no lead is due
 * @throws DomainError `forbidden` if the user is not an agent
 * @throws DomainError `conflict` if the agent or the campaign cannot call now
 */
export async function openNextPreview(ctx: Context, actor: Actor, key: Key): Promise<Preview | undefined> {
  const scope = authorize(actor, 'leads.call');
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
    const campaign = requireFound(await findDialingCampaign(sql, id), 'Campaign');
    const agent = await requireReadyAgent(ctx, sql, scope, actor, campaign);
    await lockPreviews(sql, campaign.id);
    const { tenantId } = campaign;
    const open = await findPreview(sql, { tenantId, agentId: agent.id, campaignId: campaign.id });
    const leadId = open?.leadId ?? (await findLeadFor(ctx, sql, campaign, agent.id));
    if (leadId === undefined) return undefined;
    const preview =
      open ?? (await insertPreview(sql, { tenantId, leadId, agentId: agent.id, seconds: PREVIEW_SECONDS }));
    return { lead: requireFound(await leadByKey(sql, scope, { id: leadId }), 'Lead'), expiresAt: preview.expiresAt };
  });
}

/**
 * Reserves a call to the lead in the agent's preview, at most once. The legal rules are the same as for calls of the
 * dialer.
 *
 * @returns the id under which GET /api/calls/{id} shows the call after the call was placed
 * @throws DomainError `conflict` if the lead may not be called, or the agent is not ready
 */
export async function callPreviewedLead(ctx: Context, actor: Actor, key: Key): Promise<string> {
  const scope = authorize(actor, 'leads.call');
  const outcome = await transaction(withoutAudit(ctx), async (tx) => {
    return reservePreviewed(ctx, tx, await closePreview(ctx, tx.sql, scope, actor, key));
  });
  if ('reason' in outcome)
    throw new DomainError('conflict', `The lead may not be called now (${outcome.reason}). Ask for another lead.`);
  return outcome.uuid;
}

/** Closes the preview without a call. The lead is postponed by the delay of the campaign's retry policy. */
export async function skipPreviewedLead(ctx: Context, actor: Actor, key: Key): Promise<LeadRow> {
  const scope = authorize(actor, 'leads.call');
  return transaction(withoutAudit(ctx), async ({ sql }) => {
    const { lead, campaign } = await closePreview(ctx, sql, scope, actor, key);
    await postponeLead(sql, lead.tenantId, lead.id, campaign.retryPolicy.delayMinutes);
    return requireFound(await leadByKey(sql, withAllLeads(scope), { id: lead.id }), 'Lead');
  });
}

/**
 * Returns the scope without its limit to the leads of one agent. The preview decides which lead the agent may use, and
 * after the preview was closed, the lead is no longer a lead of the agent.
 */
const withAllLeads = (scope: Scope): Scope => ({ ...scope, onlyAgentId: undefined });

/** The calls of an agent are work and not settings, and the history of the call shows them. */
const withoutAudit = (ctx: Context): Context => ({ ...ctx, auditActor: undefined });

/** Closes the agent's preview of the lead, so that the agent can call or skip the lead only once. */
async function closePreview(ctx: Context, sql: Sql, scope: Scope, actor: Actor, key: Key) {
  const lead = requireFound(await leadByKey(sql, withAllLeads(scope), key), 'Lead');
  const campaign = requireFound(await findDialingCampaign(sql, lead.campaignId), 'Campaign');
  const agent = await requireReadyAgent(ctx, sql, scope, actor, campaign);
  if (!(await deletePreview(sql, agent.tenantId, agent.id, lead.id)))
    throw new DomainError(
      'conflict',
      'You have no preview of this lead, or it has expired. Ask for a lead with POST /api/campaigns/{id}/preview/next.',
    );
  return { lead, campaign, agent };
}

/**
 * Returns the agent of the user who makes the request. Throws an error if the agent is not ready to call for the
 * campaign. The row of the agent is not locked, because the agent comes after the lead and the call in the lock order.
 * `deletePreview` and `reserveParkedAgent` make sure that a double click starts only one call.
 */
async function requireReadyAgent(
  ctx: Context,
  sql: Sql,
  scope: Scope,
  actor: Actor,
  campaign: DialingCampaign,
): Promise<AgentRow> {
  const id = actor.agentId;
  const agent = id === null ? undefined : await agentByKey(sql, { ...scope, onlyGroupId: undefined }, { id });
  if (!agent)
    throw new DomainError('forbidden', 'You are not an agent. Ask a supervisor to create an agent with your user_id.');
  if (campaign.dialMode !== 'preview')
    throw new DomainError(
      'conflict',
      `The campaign dials automatically: its dial_mode is ${campaign.dialMode}, not preview.`,
    );
  await assertTenantActive(sql, campaign.tenantId);
  if (campaign.status !== 'active' || campaign.callerId === null)
    throw new DomainError('conflict', `The campaign is ${campaign.status}. It must be active and have a caller_id.`);
  if (!(await mayUseCallerId(ctx, sql, campaign.tenantId, campaign.callerId)))
    throw new DomainError('conflict', `caller_id: ${notGrantedMessage(campaign.callerId)}`);
  const breakers = await campaignBreakers(sql, campaign);
  if (callsAllowed(breakers, ctx.clock.nowMs()) === 0)
    throw new DomainError('conflict', breakers.map(breakerMessage).join(' '));
  const skilled = campaign.requiredSkills.every((skill) => agent.skills.includes(skill));
  if (!skilled || (campaign.agentGroupId !== null && campaign.agentGroupId !== agent.agentGroupId))
    throw new DomainError(
      'conflict',
      'The campaign needs another group or other skills. Ask a supervisor to change yours.',
    );
  if (!agent.isActive || agent.status !== 'available')
    throw new DomainError('conflict', `You are ${agent.status}. Set your status to available first.`);
  return agent;
}

/**
 * Returns the id of the next due lead that passes the gate: first a call-back that belongs to the agent. For each lead that
 * the gate refuses, the status, the reason and the time of the next call are updated.
 */
async function findLeadFor(
  ctx: Context,
  sql: Sql,
  campaign: DialingCampaign,
  agentId: number,
): Promise<number | undefined> {
  const { destination_countries: countries } = await tenantLimits(ctx, sql, campaign.tenantId);
  const own = await findOwnCallBack(sql, { ...campaign, countries }, agentId);
  if (own !== undefined) return own;
  const blocked = await blockedCountries(sql);
  const limits = { examinedMax: LEADS_EXAMINED_MAX, batch: LEADS_BATCH };
  for await (const [first] of findCallableLeads(sql, { ...campaign, countries, blocked }, limits))
    if (first) return first.id;
  return undefined;
}

type ClosedPreview = { lead: LeadRow; campaign: DialingCampaign; agent: AgentRow };

/** Reserves a call to the lead with the agent. If the lead may not be called, returns the reason instead. */
async function reservePreviewed(
  ctx: Context,
  tx: Tx,
  { lead, campaign, agent }: ClosedPreview,
): Promise<{ uuid: string } | { reason: string }> {
  const room = await readCallRoom(ctx, tx.sql, campaign.tenantId);
  if (room.problem) throw new DomainError('conflict', room.problem.message);
  const calling = { ...campaign, countries: room.limits.destination_countries };
  const outcome = await reserveWithAgent(tx, calling, { leadId: lead.id, agentId: agent.id });
  // The error rolls back the transaction, so the preview stays open. The agent can call the lead after the phone is
  // connected.
  if ('reason' in outcome && outcome.reason === 'agent_not_free')
    throw new DomainError(
      'conflict',
      'You are in a call, or your phone is not connected: wait for its end, or set yourself available and answer your phone.',
    );
  return outcome;
}
