/** Buyers of calls, and the campaigns whose inbound calls the buyers get. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { hasSipScheme } from '../../rules/values/sip-address.ts';
import { transaction } from '../../transaction.ts';
import {
  type BuyerFields,
  type BuyerRow,
  buyerByKey,
  type CampaignBuyerRow,
  deleteBuyerRow,
  deleteCampaignBuyer,
  insertBuyer,
  insertCampaignBuyer,
  FIRST_BUYERS,
  listCampaignBuyers,
  lockBuyer,
  updateBuyerRow,
} from '../../../sql/routing/buyers.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { assertDestination } from '../compliance/destinations.ts';

/** @throws DomainError `validation_failed` if the phone number must not be called */
export async function createBuyer(ctx: Context, actor: Actor, input: BuyerFields): Promise<BuyerRow> {
  const { tenantId } = authorize(actor, 'buyers.write');
  await assertBuyerPhone(ctx, tenantId, input.phoneNumber);
  return transaction(ctx, ({ sql }) => insertBuyer(sql, tenantId, actor.userId, input));
}

/**
 * Changes a buyer. If the new limit of concurrent calls is below the number of current calls, the current calls
 * continue. The limit only prevents further calls.
 *
 * @throws DomainError `validation_failed` if the phone number must not be called
 */
export async function updateBuyer(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: Partial<BuyerFields>,
): Promise<BuyerRow> {
  const { tenantId } = authorize(actor, 'buyers.write');
  await assertBuyerPhone(ctx, tenantId, input.phoneNumber);
  return transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockBuyer(sql, tenantId, key), 'Buyer');
    if (Object.keys(input).length > 0) await updateBuyerRow(sql, tenantId, id, input);
    return requireFound(await buyerByKey(sql, tenantId, { id }), 'Buyer');
  });
}

/** A SIP address has no country and no charged ranges. */
async function assertBuyerPhone(ctx: Context, tenantId: number, destination: string | undefined): Promise<void> {
  if (destination === undefined || hasSipScheme(destination)) return;
  await assertDestination(ctx, tenantId, 'phoneNumber', destination);
}

/**
 * Deletes a buyer and removes the buyer from all campaigns. The buyer's calls stay in the database.
 *
 * @throws DomainError `conflict` while the buyer is in a call
 */
export async function deleteBuyer(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'buyers.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockBuyer(sql, tenantId, key), 'Buyer');
    if (!(await deleteBuyerRow(sql, tenantId, id)))
      throw new DomainError(
        'conflict',
        'This buyer is in a call. Set isActive to false and delete them after the call.',
      );
  });
}

/**
 * Adds a buyer to a campaign.
 *
 * @param input.priority the buyer's priority in the campaign; if undefined, the buyer's own priority
 * @throws DomainError `conflict` if the buyer is already in the campaign
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
      await insertCampaignBuyer(sql, tenantId, { campaignId: campaign.id, buyerId: buyer.id, priority });
      const buyers = await listCampaignBuyers(sql, tenantId, campaign.id, FIRST_BUYERS);
      return requireFound(
        buyers.find(({ id }) => id === buyer.id),
        'Buyer',
      );
    });
  } catch (error) {
    if (isUniqueViolation(error, 'campaign_buyers_pkey'))
      throw new DomainError('conflict', 'This buyer is already in the campaign.');
    throw error;
  }
}

/** Removes a buyer from a campaign. The buyer's calls in progress continue until the calls end. */
export async function removeBuyerFromCampaign(
  ctx: Context,
  actor: Actor,
  campaignKey: Key,
  buyerKey: Key,
): Promise<void> {
  const scope = authorize(actor, 'buyers.write');
  await transaction(ctx, async ({ sql }) => {
    const campaign = requireFound(await campaignByKey(sql, scope, campaignKey), 'Campaign');
    const buyer = requireFound(await buyerByKey(sql, scope.tenantId, buyerKey), 'Buyer');
    if (!(await deleteCampaignBuyer(sql, scope.tenantId, campaign.id, buyer.id)))
      throw new DomainError('not_found', 'This buyer is not in the campaign.');
  });
}
