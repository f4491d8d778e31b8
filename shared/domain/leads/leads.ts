import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { reopenDryCampaign } from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { isOnDncList, lockDncList } from '../../../sql/compliance/dnc.ts';
import { leadByKey, type LeadChanges, type LeadRow, lockLead, updateLeadRow } from '../../../sql/leads/leads.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { addToDncList } from '../compliance/dnc.ts';

export type LeadInput = Pick<
  LeadRow,
  'firstName' | 'lastName' | 'email' | 'priority' | 'notes' | 'customFields' | 'nextCallAt' | 'doNotCall'
>;

/**
 * Changes what is known about a lead. `nextCallAt` is a call-back that was agreed on: it is dialled even when the lead was
 * done with. `doNotCall` lists the number for the whole tenant.
 *
 * @throws DomainError `conflict` when the lead may not be called, or its campaign has ended, so that a call-back or its
 *   return is impossible
 */
export async function updateLead(ctx: Context, actor: Actor, key: Key, input: Partial<LeadInput>): Promise<LeadRow> {
  const scope = authorize(actor, 'leads.write');
  const { doNotCall, nextCallAt, ...details } = input;
  if (doNotCall && nextCallAt)
    throw invalidField(
      'next_call_at',
      'A lead that must not be called cannot have a next_call_at. Send one of the two.',
    );
  return transaction(ctx, async ({ sql }) => {
    if (doNotCall !== undefined) await lockDncList(sql, scope.tenantId, 'exclusive');
    const lead = requireFound(await lockLead(sql, scope, key), 'Lead');
    const returned = doNotCall === false && lead.doNotCall ? await comeBack(sql, lead) : {};
    const changes = { ...details, ...returned, ...callBack({ ...lead, ...returned }, nextCallAt) };
    if (nextCallAt) await insistOnDialling(sql, lead);
    if (Object.keys(changes).length > 0) await updateLeadRow(sql, scope.tenantId, lead.id, changes);
    if (doNotCall) {
      await addToDncList({ sql }, scope.tenantId, {
        phone: lead.phoneNormalized,
        reason: null,
        source: 'api',
        createdBy: actor.userId,
      });
    }
    return requireFound(await leadByKey(sql, scope, { id: lead.id }), 'Lead');
  });
}

/** A call-back that nobody would make must not be promised. */
async function insistOnDialling(sql: Sql, { tenantId, campaignId }: LeadRow): Promise<void> {
  const status = await reopenDryCampaign(sql, tenantId, campaignId);
  if (status === 'completed' || status === 'cancelled')
    throw new DomainError(
      'conflict',
      `The campaign is ${status}, so nobody would call at next_call_at. Upload the lead to another campaign.`,
    );
}

async function comeBack(sql: Sql, lead: LeadRow): Promise<LeadChanges> {
  if (await isOnDncList(sql, lead.tenantId, lead.phoneNormalized))
    throw new DomainError(
      'conflict',
      'The number is on the do-not-call list. Take it off first: DELETE /api/dnc/{id}.',
    );
  return { doNotCall: false, ...(lead.status === 'dnc' ? { status: 'pending', statusReason: null } : {}) };
}

function callBack(lead: Pick<LeadRow, 'status' | 'doNotCall'>, at: Date | null | undefined): LeadChanges {
  if (at === undefined) return {};
  if (at && lead.doNotCall)
    throw new DomainError('conflict', 'The lead must not be called, so it cannot have a next_call_at.');
  const done = lead.status === 'completed' || lead.status === 'failed';
  return {
    nextCallAt: at,
    callBack: at !== null,
    ...(at && done ? { status: 'pending', statusReason: 'call_back' } : {}),
  };
}
