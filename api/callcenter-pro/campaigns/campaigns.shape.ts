/** Campaigns as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import { ROUTING_TYPES } from '../../../shared/rules/campaigns/routing-type.ts';
import type { CampaignBuyerRow } from '../../../sql/routing/buyers.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { CampaignStatus } from '../../../shared/rules/campaigns/status.ts';
import { integer, timestamp } from '../../http/response-fields.ts';

export const campaignStatus = z.enum(['active', 'paused', 'completed']);
export const routingType = z.enum(ROUTING_TYPES);

/** What has not begun does not run, and what was cancelled is over. */
const shownStatus: Record<CampaignStatus, z.infer<typeof campaignStatus>> = {
  draft: 'paused',
  scheduled: 'paused',
  active: 'active',
  paused: 'paused',
  completed: 'completed',
  cancelled: 'completed',
};

export const ProCampaignResponse = z
  .object({
    id: integer,
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
    rtbId: z.string().nullable(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('SessionCampaign');

const buyerOfCampaign = z.object({ id: integer, name: z.string(), phoneNumber: z.string(), priority: integer });
export const ProCampaignWithBuyersResponse = ProCampaignResponse
  .extend({ buyers: z.array(buyerOfCampaign) })
  .openapi('SessionCampaignWithBuyers');

export function presentCampaign(campaign: CampaignRow): z.infer<typeof ProCampaignResponse> {
  return {
    id: campaign.id,
    userId: campaign.createdBy,
    name: campaign.name,
    description: campaign.description,
    phoneNumber: campaign.phoneNumber,
    routingType: campaign.routingType ?? 'priority',
    status: shownStatus[campaign.status],
    poolId: campaign.poolId,
    rtbRouterId: campaign.rtbRouterId,
    enableRtb: campaign.enableRtb,
    requiredSkills: campaign.requiredSkills,
    rtbId: campaign.rtbId,
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
    buyers: buyers.map(({ id, name, phoneNumber, linkPriority }) => ({
      id,
      name,
      phoneNumber,
      priority: linkPriority,
    })),
  };
}
