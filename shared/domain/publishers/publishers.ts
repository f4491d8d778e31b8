import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import {
  type CampaignTerms,
  campaignsOfPublisher,
  deletePublisherRow,
  insertPublisher,
  linkPublisher,
  lockPublisher,
  publisherByKey,
  type PublisherCampaignRow,
  type PublisherFields,
  type PublisherRow,
  unlinkPublisher,
  updatePublisher,
} from '../../../sql/publishers/publishers.ts';
import { takeAllSources } from '../../../sql/publishers/sources.ts';
import { type Actor, authorize } from '../accounts/access.ts';

export async function createPublisher(ctx: Context, actor: Actor, input: PublisherFields): Promise<PublisherRow> {
  const { tenantId } = authorize(actor, 'publishers.write');
  return insertPublisher(ctx.sql, tenantId, actor.userId, input);
}

/** New terms are those of calls that end from now on; what is on the ledger stays as it is. */
export async function changePublisher(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<PublisherFields>,
): Promise<PublisherRow> {
  const { tenantId } = authorize(actor, 'publishers.write');
  return transaction(ctx, async ({ sql }) => {
    const publisher = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
    return Object.keys(input).length === 0 ? publisher : updatePublisher(sql, tenantId, publisher.id, input);
  });
}

/** Takes the publisher out of all campaigns, off their numbers and tags, and out of sight; what they earned stays on the ledger. */
export async function deletePublisher(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'publishers.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockPublisher(sql, tenantId, key), 'Publisher');
    await takeAllSources(sql, tenantId, id);
    await deletePublisherRow(sql, tenantId, id);
  });
}

/** @throws DomainError `conflict` when they are one of the campaign's already. */
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
      const campaigns = await campaignsOfPublisher(sql, tenantId, id, { limit: 1, campaignId: campaign.id });
      return requireFound(campaigns[0], 'Campaign');
    });
  } catch (error) {
    if (isUniqueViolation(error, 'campaign_publishers_pkey'))
      throw new DomainError('conflict', 'This publisher is one of the campaign’s already. Remove and add them anew.');
    throw error;
  }
}

/** What they earned there stays on the ledger. */
export async function removePublisherFromCampaign(
  ctx: Context,
  actor: Actor,
  key: Key,
  campaignKey: Key,
): Promise<void> {
  const scope = authorize(actor, 'publishers.write');
  const publisher = requireFound(await publisherByKey(ctx.sql, scope.tenantId, key), 'Publisher');
  const campaign = requireFound(await campaignByKey(ctx.sql, scope, campaignKey), 'Campaign');
  if (!(await unlinkPublisher(ctx.sql, scope.tenantId, campaign.id, publisher.id)))
    throw new DomainError('not_found', 'This publisher is none of the campaign’s.');
}
