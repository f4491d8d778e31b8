import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import {
  type CampaignTerms,
  campaignsOfPublisher,
  deletePublisherRow,
  hasEarned,
  insertPublisher,
  linkPublisher,
  lockPublisher,
  publisherByKey,
  type PublisherCampaignRow,
  type PublisherFields,
  type PublisherRow,
  unlinkPublisher,
  updatePublisherRow,
} from '../../../sql/publishers/publishers.ts';
import { clearAllSources } from '../../../sql/publishers/sources.ts';
import { type Actor, authorize } from '../accounts/access.ts';

export async function createPublisher(ctx: Context, actor: Actor, input: PublisherFields): Promise<PublisherRow> {
  const { tenantId } = authorize(actor, 'publishers.write');
  return transaction(ctx, ({ sql }) => insertPublisher(sql, tenantId, actor.userId, input));
}

/**
 * Changes a publisher. The new terms apply to calls that are given to a buyer after the change.
 *
 * @throws DomainError `conflict` if the currency changes and calls have earned in the former currency
 */
export async function updatePublisher(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<PublisherFields>,
): Promise<PublisherRow> {
  const { tenantId } = authorize(actor, 'publishers.write');
  return transaction(ctx, async ({ sql }) => {
    const publisher = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
    const { currency = publisher.currency } = input;
    if (currency !== publisher.currency && (await hasEarned(sql, tenantId, publisher.id)))
      throw new DomainError(
        'conflict',
        `The publisher has calls in ${publisher.currency}. Create another publisher for ${currency}.`,
      );
    return Object.keys(input).length === 0 ? publisher : updatePublisherRow(sql, tenantId, publisher.id, input);
  });
}

/**
 * Deletes a publisher and removes the publisher from campaigns, phone numbers and tracking tags. The publisher's
 * payouts stay in the ledger.
 */
export async function deletePublisher(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'publishers.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
    await clearAllSources(sql, tenantId, id);
    await deletePublisherRow(sql, tenantId, id);
  });
}

/**
 * Adds a publisher to a campaign.
 *
 * @throws DomainError `conflict` if the publisher is already in the campaign
 */
export async function addPublisherToCampaign(
  ctx: Context,
  actor: Actor,
  key: Key,
  { campaign: campaignKey, ...terms }: CampaignTerms & { campaign: Key },
): Promise<PublisherCampaignRow> {
  const scope = authorize(actor, 'publishers.write');
  const { tenantId } = scope;
  try {
    return await transaction(ctx, async ({ sql }) => {
      const { id } = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
      const campaign = requireFound(await campaignByKey(sql, scope, campaignKey), 'Campaign');
      await linkPublisher(sql, tenantId, { ...terms, campaignId: campaign.id, publisherId: id });
      const campaigns = await campaignsOfPublisher(sql, tenantId, id, { limit: 1, offset: 0, campaignId: campaign.id });
      return requireFound(campaigns[0], 'Campaign');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'campaign_publishers_pkey'))
      throw new DomainError(
        'conflict',
        'The publisher is in this campaign already. To change the terms, remove the publisher and add them again.',
      );
    throw error;
  }
}

/** Removes a publisher from a campaign. Payouts for calls of the campaign stay in the ledger. */
export async function removePublisherFromCampaign(
  ctx: Context,
  actor: Actor,
  key: Key,
  campaignKey: Key,
): Promise<void> {
  const scope = authorize(actor, 'publishers.write');
  await transaction(ctx, async ({ sql }) => {
    const publisher = requireFound(await publisherByKey(sql, scope.tenantId, key), 'Publisher');
    const campaign = requireFound(await campaignByKey(sql, scope, campaignKey), 'Campaign');
    if (!(await unlinkPublisher(sql, scope.tenantId, campaign.id, publisher.id)))
      throw new DomainError('not_found', 'The publisher is not in this campaign.');
  });
}
