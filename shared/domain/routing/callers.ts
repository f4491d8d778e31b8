/**
 * The rules of a campaign for its callers: which callers it takes, and who gets the call of a caller who called shortly
 * before.
 */
import type { Context } from '../../context.ts';
import { callerRejection } from '../../rules/campaigns/caller-rules.ts';
import type { EarlierBuyer } from '../../rules/routing/buyer-order.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import type { InboundCampaign } from '../../../sql/campaigns/inbound-campaigns.ts';
import type { Sql } from '../../../sql/db.ts';
import { countCallsInHour, destinationOfCall } from '../../../sql/routing/callers.ts';
import type { TargetFilter } from '../rtb/auction-request.ts';

/** Records that the caller of a new call had a call shortly before. */
export async function recordDuplicate({ sql }: { sql: Sql }, call: CallRow): Promise<void> {
  const { duplicateOf, isBillable, isPayable } = call;
  await insertCallEvent(sql, call, {
    event: 'duplicate_caller',
    message: `The caller had call ${duplicateOf} shortly before`,
    metadata: { duplicateOf, isBillable, isPayable },
  });
}

/** Returns why the rules of the campaign reject the caller. */
export async function callerRejectionOf({ sql }: { sql: Sql }, call: CallRow, campaign: InboundCampaign) {
  const { tenantId, fromNumber, duplicateOf } = call;
  const number = callerNumberOf(fromNumber);
  const isCounted = campaign.callerCallsPerHourMax > 0 && number !== null;
  const callsInHour = isCounted ? await countCallsInHour(sql, tenantId, { campaignId: campaign.id, fromNumber }) : 0;
  const reason = callerRejection(campaign, { number, isDuplicate: duplicateOf !== null, callsInHour });
  return reason === undefined
    ? undefined
    : { message: `Rejected by the campaign's rules for callers: ${reason}`, metadata: { reason } };
}

/** Returns who had the earlier call of a duplicate, if the campaign treats them differently. */
async function earlierDestinationOf(
  sql: Sql,
  { tenantId, duplicateOf }: CallRow,
  { duplicateAction }: InboundCampaign,
) {
  if (duplicateOf === null || !['same_buyer', 'other_buyer'].includes(duplicateAction)) return undefined;
  return destinationOfCall(sql, tenantId, duplicateOf);
}

/** Returns which targets are asked for a bid; undefined if no target is asked, because a buyer had the caller. */
export async function targetFilterOf(
  ctx: Context,
  call: CallRow,
  campaign: InboundCampaign,
): Promise<TargetFilter | undefined> {
  const earlier = await earlierDestinationOf(ctx.sql, call, campaign);
  const isSame = campaign.duplicateAction === 'same_buyer';
  if (earlier?.targetId) return isSame ? { only: earlier.targetId } : { except: earlier.targetId };
  return isSame && earlier?.buyerId ? undefined : {};
}

/** Returns the buyer who had the earlier call of a duplicate, and what this means for the order of the buyers. */
export async function earlierBuyerOf(
  sql: Sql,
  call: CallRow,
  campaign: InboundCampaign,
): Promise<EarlierBuyer | undefined> {
  const earlier = await earlierDestinationOf(sql, call, campaign);
  if (!earlier?.buyerId) return undefined;
  return { buyerId: earlier.buyerId, use: campaign.duplicateAction === 'same_buyer' ? 'first' : 'exclude' };
}
