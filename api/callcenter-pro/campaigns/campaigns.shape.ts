/**
 * How the CallCenter Pro API shows campaigns. The names of schemas begin with `Pro`, because the merged document of
 * both APIs also contains the dialer API's `CampaignResponse`.
 */
import { z } from '@hono/zod-openapi';
import { DUPLICATE_ACTIONS, HIDDEN_CALLER_ACTIONS } from '../../../shared/rules/campaigns/caller-rules.ts';
import { ROUTING_TYPES } from '../../../shared/rules/campaigns/routing-type.ts';
import { CAMPAIGN_STATUSES, type CampaignStatus } from '../../../shared/rules/campaigns/status.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { CampaignBuyerRow } from '../../../sql/routing/buyers.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const campaignStatus = z.enum(['active', 'paused', 'completed']);
export const routingType = z.enum(ROUTING_TYPES);

/** The status that this API shows for each status of a campaign. This API has only three statuses. */
const SHOWN_STATUS: Record<CampaignStatus, z.infer<typeof campaignStatus>> = {
  draft: 'paused',
  scheduled: 'paused',
  active: 'active',
  paused: 'paused',
  completed: 'completed',
  cancelled: 'completed',
};

/** Returns the statuses of the campaigns that a filter selects: a status of this API, or a status of the dialer API. */
export const statusesShownAs = (status: CampaignStatus): CampaignStatus[] =>
  CAMPAIGN_STATUSES.filter((each) => each === status || SHOWN_STATUS[each] === status);

const campaign = z.object({
  id: integer,
  uuid,
  userId: integer.nullable(),
  name: z.string(),
  description: z.string().nullable(),
  phoneNumber: z.string().nullable(),
  routingType,
  status: campaignStatus,
  poolId: integer.nullable(),
  rtbRouterId: integer.nullable(),
  enableRtb: z.boolean(),
  requiredSkills: z.array(z.string()),
  recordCalls: z.boolean(),
  ringSecondsMax: integer,
  conversionSeconds: integer,
  rtbId: z.string().nullable(),
  duplicateWindowSeconds: integer,
  duplicateAction: z.enum(DUPLICATE_ACTIONS),
  duplicateBillable: z.boolean(),
  duplicatePayable: z.boolean(),
  hiddenCallers: z.enum(HIDDEN_CALLER_ACTIONS),
  callerCallsPerHourMax: integer,
  blockedCallers: z.array(z.string()),
  allowedCallers: z.array(z.string()),
  createdAt: timestamp,
  updatedAt: computed(timestamp),
});
export const ProCampaignResponse = campaign.openapi('ProCampaignResponse');

const buyer = z.object({ id: integer, uuid, name: z.string(), phoneNumber: z.string(), priority: integer });
export const ProCampaignWithBuyersResponse = campaign
  .extend({ buyers: z.array(buyer) })
  .openapi('ProCampaignWithBuyersResponse');

export function presentCampaign(campaign: CampaignRow): z.infer<typeof ProCampaignResponse> {
  return {
    id: campaign.id,
    uuid: campaign.uuid,
    userId: campaign.createdBy,
    name: campaign.name,
    description: campaign.description,
    phoneNumber: campaign.phoneNumber,
    routingType: campaign.routingType,
    status: SHOWN_STATUS[campaign.status],
    poolId: campaign.poolId,
    rtbRouterId: campaign.rtbRouterId,
    enableRtb: campaign.enableRtb,
    requiredSkills: campaign.requiredSkills,
    recordCalls: campaign.recordCalls,
    ringSecondsMax: campaign.ringSecondsMax,
    conversionSeconds: campaign.conversionSeconds,
    rtbId: campaign.rtbId,
    duplicateWindowSeconds: campaign.duplicateWindowSeconds,
    duplicateAction: campaign.duplicateAction,
    duplicateBillable: campaign.duplicateBillable,
    duplicatePayable: campaign.duplicatePayable,
    hiddenCallers: campaign.hiddenCallers,
    callerCallsPerHourMax: campaign.callerCallsPerHourMax,
    blockedCallers: campaign.blockedCallers,
    allowedCallers: campaign.allowedCallers,
    createdAt: campaign.createdAt.toISOString(),
    updatedAt: campaign.updatedAt.toISOString(),
  };
}

export function presentCampaignWithBuyers(
  campaign: CampaignRow,
  buyers: CampaignBuyerRow[],
): z.infer<typeof ProCampaignWithBuyersResponse> {
  return {
    ...presentCampaign(campaign),
    buyers: buyers.map(({ id, uuid, name, phoneNumber, linkPriority }) => ({
      id,
      uuid,
      name,
      phoneNumber,
      priority: linkPriority,
    })),
  };
}
