import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { hasEnded } from '../../rules/campaigns/status.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { agentByKey } from '../../../sql/agents/agents.ts';
import { isOnDncList, lockDncList } from '../../../sql/compliance/dnc.ts';
import {
  deleteLeadRow,
  leadByKey,
  type LeadChanges,
  type LeadRow,
  lockCallsOfLead,
  lockLead,
  updateLeadRow,
} from '../../../sql/leads/leads.ts';
import { type Actor, authorize, isAllowed, type Scope } from '../accounts/access.ts';
import { takeUpCampaign } from '../campaigns/status.ts';
import { addToDncList } from '../compliance/dnc.ts';

export type LeadInput = Pick<
  LeadRow,
  'firstName' | 'lastName' | 'email' | 'priority' | 'notes' | 'customFields' | 'nextCallAt' | 'doNotCall'
> & {
  /** The agent who owns the call-back; null for the agents of the campaign. */
  agent: Key | null;
};

/**
 * Updates a lead. Agents may only agree, move and cancel call-backs: of the leads that were shown to them, for themselves or
 * for any agent. `nextCallAt` is the time of an agreed call-back. The lead is called at that time, even if the lead
 * was completed or failed before. If `doNotCall` is true, the number is added to the tenant's do-not-call list. If
 * `doNotCall` is false, the lead may be called again.
 *
 * @throws DomainError `forbidden` for an agent who changes more than the call-back
 * @throws DomainError `not_found` for an agent who has not seen the lead
 * @throws DomainError `conflict` for an agent if the call-back belongs to another agent
 * @throws DomainError `conflict` for a call-back if the lead must not be called or the campaign has ended
 * @throws DomainError `conflict` if the data of the lead was erased on request
 * @throws DomainError `conflict` for `doNotCall: false` while the number is on a do-not-call list
 */
export async function updateLead(ctx: Context, actor: Actor, key: Key, input: Partial<LeadInput>): Promise<LeadRow> {
  const scope = authorize(actor, permissionToUpdate(actor, input));
  const { doNotCall, nextCallAt, agent, ...details } = input;
  if (doNotCall && nextCallAt)
    throw invalidField(
      'next_call_at',
      'A lead that must not be called cannot have a next_call_at. Send one of the two.',
    );
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    if (doNotCall !== undefined) await lockDncList(sql, scope.tenantId, 'exclusive');
    const lead = requireFound(await lockLead(sql, scope, key), 'Lead');
    if (lead.erased)
      throw new DomainError('conflict', 'The data of this lead was erased on request, so the lead cannot be changed.');
    if (scope.onlyAgentId !== undefined) assertCallBackSettable(scope.onlyAgentId, lead);
    const restored = doNotCall === false && lead.doNotCall ? await restoreChanges(sql, lead) : {};
    const owner = await ownerChanges(sql, scope, lead, { agent, nextCallAt });
    const changes = { ...details, ...restored, ...callBackChanges({ ...lead, ...restored }, nextCallAt), ...owner };
    if (nextCallAt) await assertCampaignOpen(tx, lead);
    if (Object.keys(changes).length > 0) await updateLeadRow(sql, scope.tenantId, lead.id, changes);
    if (doNotCall) {
      await addToDncList({ sql }, scope.tenantId, {
        phone: lead.phoneNormalized,
        reason: null,
        source: 'api',
        createdBy: actor.userId,
      });
    }
    // A lead whose call-back an agent has given away may be no lead of the agent any more.
    return requireFound(await leadByKey(sql, { ...scope, onlyAgentId: undefined }, { id: lead.id }), 'Lead');
  });
}

/**
 * Returns the permission that an update needs. A call-back is an outcome of a call, so agents may set it as they set the outcome. An API
 * key has no agent, so it needs the permission to change leads.
 */
function permissionToUpdate(actor: Actor, input: Partial<LeadInput>): 'calls.write' | 'leads.write' {
  const isCallBackOnly = Object.keys(input).every((name) => name === 'nextCallAt' || name === 'agent');
  const isByAgent = actor.apiKey === null && !isAllowed(actor, 'leads.write');
  return isByAgent && isCallBackOnly ? 'calls.write' : 'leads.write';
}

/** Throws an error if the lead has a call-back that belongs to another agent. */
function assertCallBackSettable(agentId: number | null, { callBack, callBackAgentId }: LeadRow): void {
  if (callBack && callBackAgentId !== null && callBackAgentId !== agentId)
    throw new DomainError(
      'conflict',
      'The call-back of this lead belongs to another agent. Ask a supervisor to change it.',
    );
}

/**
 * Deletes a lead with all its data, and returns the lead as it was. The calls to the lead, their recordings and the entries
 * of the do-not-call list stay. So the limits of calls to the number hold for a new lead with the number, too.
 *
 * @throws DomainError `conflict` if a call to the lead is in progress or about to be placed
 */
export async function deleteLead(ctx: Context, actor: Actor, key: Key): Promise<LeadRow> {
  const scope = authorize(actor, 'leads.write');
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await leadByKey(sql, scope, key), 'Lead');
    // The deletion changes the calls of the lead, and a call is locked before a lead.
    await lockCallsOfLead(sql, scope.tenantId, id);
    const lead = requireFound(await lockLead(sql, scope, { id }), 'Lead');
    if (!(await deleteLeadRow(sql, lead)))
      throw new DomainError('conflict', 'A call to this lead is in progress. Delete the lead after the call.');
    return lead;
  });
}

/**
 * Throws an error if the campaign of the lead was cancelled, because such a campaign makes no call-back. If the campaign
 * was completed because its list was exhausted, the campaign becomes active again.
 */
async function assertCampaignOpen(tx: Tx, { tenantId, campaignId }: LeadRow): Promise<void> {
  const status = await takeUpCampaign(tx, tenantId, campaignId);
  if (hasEnded(status))
    throw new DomainError(
      'conflict',
      `The campaign is ${status}, so it makes no call at next_call_at. Upload the lead to another campaign.`,
    );
}

/** Returns the changes of the lead that allow calls to the lead again. */
async function restoreChanges(sql: Sql, lead: LeadRow): Promise<LeadChanges> {
  if (await isOnDncList(sql, lead.tenantId, lead.phoneNormalized))
    throw new DomainError(
      'conflict',
      'The number is on the do-not-call list. Delete it there first: DELETE /api/dnc/{id}.',
    );
  return { doNotCall: false, ...(lead.status === 'dnc' ? { status: 'pending', statusReason: null } : {}) };
}

/**
 * Returns the changes of the agent who owns the call-back. A new time of an agreed call-back keeps the agent.
 *
 * @throws DomainError `validation_failed` if there is no such agent, or no call-back, or if an agent names another agent
 */
async function ownerChanges(
  sql: Sql,
  scope: Scope,
  lead: LeadRow,
  { agent, nextCallAt }: { agent: Key | null | undefined; nextCallAt: Date | null | undefined },
): Promise<LeadChanges> {
  if (agent === undefined && nextCallAt === undefined) return {};
  const hasCallBack = nextCallAt === undefined ? lead.callBack : nextCallAt !== null;
  if (!agent) return agent === null || !hasCallBack || !lead.callBack ? { callBackAgentId: null } : {};
  if (!hasCallBack)
    throw invalidField('agent_id', 'agent_id says who calls back, so the lead needs a next_call_at. Send both.');
  const found = await agentByKey(sql, { ...scope, onlyGroupId: undefined }, agent);
  if (!found?.isActive)
    throw invalidField(
      'agent_id',
      scope.onlyAgentId === undefined
        ? 'agent_id: no active agent has this id. GET /api/agents lists them.'
        : 'agent_id: send your own agent, or null for any agent. Only a supervisor can name another one.',
    );
  return { callBackAgentId: found.id };
}

/** Returns the changes of the lead that set or clear a call-back. */
function callBackChanges(lead: Pick<LeadRow, 'status' | 'doNotCall'>, at: Date | null | undefined): LeadChanges {
  if (at === undefined) return {};
  if (at && lead.doNotCall)
    throw new DomainError('conflict', 'The lead must not be called, so it cannot have a next_call_at.');
  const isFinished = lead.status === 'completed' || lead.status === 'failed';
  return {
    nextCallAt: at,
    callBack: at !== null,
    ...(at && isFinished ? { status: 'pending', statusReason: 'call_back' } : {}),
  };
}
