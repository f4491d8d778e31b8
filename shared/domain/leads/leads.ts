import type { Context } from '../../context.ts';
import { DomainError, requireFound, invalidField } from '../../errors.ts';
import { hasEnded } from '../../rules/campaigns/status.ts';
import { transaction } from '../../transaction.ts';
import { reopenExhaustedCampaign } from '../../../sql/campaigns/campaigns.ts';
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
 * Updates a lead. `nextCallAt` is an agreed call-back: the lead is called then, even if it was completed or failed before.
 * `doNotCall` adds the number to the tenant's do-not-call list, or makes the lead callable again.
 *
 * @throws DomainError `conflict` for a call-back to a lead that must not be called or whose campaign has ended, and for
 *   `doNotCall: false` while the number is on a do-not-call list
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
    const restored = doNotCall === false && lead.doNotCall ? await restoreChanges(sql, lead) : {};
    const changes = { ...details, ...restored, ...callBackChanges({ ...lead, ...restored }, nextCallAt) };
    if (nextCallAt) await assertCampaignOpen(sql, lead);
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

/** A campaign that has ended makes no call-back. One that ended because its list was exhausted is opened again. */
async function assertCampaignOpen(sql: Sql, { tenantId, campaignId }: LeadRow): Promise<void> {
  const status = await reopenExhaustedCampaign(sql, tenantId, campaignId);
  if (hasEnded(status))
    throw new DomainError(
      'conflict',
      `The campaign is ${status}, so it makes no call at next_call_at. Upload the lead to another campaign.`,
    );
}

/** The changes that make a lead callable again. */
async function restoreChanges(sql: Sql, lead: LeadRow): Promise<LeadChanges> {
  if (await isOnDncList(sql, lead.tenantId, lead.phoneNormalized))
    throw new DomainError(
      'conflict',
      'The number is on the do-not-call list. Delete it there first: DELETE /api/dnc/{id}.',
    );
  return { doNotCall: false, ...(lead.status === 'dnc' ? { status: 'pending', statusReason: null } : {}) };
}

/** The changes that set or clear a call-back. */
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
