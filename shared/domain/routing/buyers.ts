import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import {
  type BuyerFields,
  type BuyerRow,
  buyersOfCampaign,
  buyerByKey,
  type CampaignBuyerRow,
  deleteBuyerRow,
  insertBuyer,
  linkBuyer,
  lockBuyer,
  unlinkBuyer,
  updateBuyer,
} from '../../../sql/routing/buyers.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';

export async function createBuyer(ctx: Context, actor: Actor, input: BuyerFields): Promise<BuyerRow> {
  const { tenantId } = authorize(actor, 'buyers.write');
  return insertBuyer(ctx.sql, tenantId, actor.userId, input);
}

/** A lower limit than there are calls in progress ends none of them; no further one comes until they have. */
export async function changeBuyer(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<BuyerFields>,
): Promise<BuyerRow> {
  const { tenantId } = authorize(actor, 'buyers.write');
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockBuyer(sql, tenantId, key), 'Buyer');
    if (Object.keys(input).length > 0) await updateBuyer(sql, tenantId, id, input);
    return requireFound(await buyerByKey(sql, tenantId, { id }), 'Buyer');
  });
}

/**
 * Takes the buyer out of all campaigns and out of sight; their calls stay.
 *
 * @throws DomainError `conflict` while they are in a call.
 */
export async function deleteBuyer(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'buyers.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockBuyer(sql, tenantId, key), 'Buyer');
    if (!(await deleteBuyerRow(sql, tenantId, id)))
      throw new DomainError('conflict', 'This buyer is in a call. Set isActive to false and delete them afterwards.');
  });
}

/**
 * @param input.priority the buyer's own when undefined
 * @throws DomainError `conflict` when the buyer is one of the campaign's already.
 */
export async function addBuyerToCampaign(
  ctx: Context,
  actor: Actor,
  campaignKey: Key,
  input: { buyer: Key; priority?: number | undefined },
): Promise<CampaignBuyerRow> {
  const scope = authorize(actor, 'buyers.write');
  const { tenantId } = scope;
  try {
    return await transaction(ctx, async ({ sql }) => {
      const campaign = requireFound(await campaignByKey(sql, scope, campaignKey), 'Campaign');
      const buyer = requireFound(await lockBuyer(sql, tenantId, input.buyer), 'Buyer');
      const { priority = buyer.priority } = input;
      await linkBuyer(sql, tenantId, { campaignId: campaign.id, buyerId: buyer.id, priority });
      const buyers = await buyersOfCampaign(sql, tenantId, campaign.id);
      return requireFound(
        buyers.find(({ id }) => id === buyer.id),
        'Buyer',
      );
    });
  } catch (error) {
    if (isUniqueViolation(error, 'campaign_buyers_pkey'))
      throw new DomainError('conflict', 'This buyer is one of the campaign’s already.');
    throw error;
  }
}

/** Calls in progress go on to their end. */
export async function removeBuyerFromCampaign(
  ctx: Context,
  actor: Actor,
  campaignKey: Key,
  buyerKey: Key,
): Promise<void> {
  const scope = authorize(actor, 'buyers.write');
  const campaign = requireFound(await campaignByKey(ctx.sql, scope, campaignKey), 'Campaign');
  const buyer = requireFound(await buyerByKey(ctx.sql, scope.tenantId, buyerKey), 'Buyer');
  if (!(await unlinkBuyer(ctx.sql, scope.tenantId, campaign.id, buyer.id)))
    throw new DomainError('not_found', 'This buyer is none of the campaign’s.');
}
