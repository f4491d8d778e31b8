/** A campaign for inbound calls: bidders behind an RTB router, and buyers for the calls that get no bid. */
import type { ApiClient } from './api-client.ts';

export type BidderSpec = {
  name: string;
  /** The URL of a bidder, for example from {@link simulatedBidderUrl}. */
  endpointUrl: string;
  /** Fields of the RTB target that override the default values. */
  target?: Record<string, unknown>;
};

export type InboundCampaignSpec = {
  phoneNumber: string;
  bidders: BidderSpec[];
  buyers: { name: string; phoneNumber: string; [field: string]: unknown }[];
  /** Fields of the RTB router that override the default values. */
  router?: Record<string, unknown>;
  /** Fields of the campaign that override the default values. */
  campaign?: Record<string, unknown>;
};

/** A created campaign. The ids of targets and buyers have the same order as in {@link InboundCampaignSpec}. */
export type InboundCampaign = { campaignId: number; targetIds: number[]; buyerIds: number[] };

type WithId = { id: number };

/**
 * Returns the URL of a bidder that the simulator runs.
 *
 * @param kind A key of the table in `scripts/simulator/bidders/kinds.ts`.
 * @param bid The content of the bid. The table of kinds documents which fields each kind of bidder reads.
 */
export function simulatedBidderUrl(
  simulatorUrl: string,
  kind: string,
  bid: Record<string, string | number | undefined>,
): string {
  const url = new URL(`/__sim/bidders/${kind}`, simulatorUrl);
  for (const [name, value] of Object.entries(bid)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}

/**
 * Creates the campaign with its RTB router, targets and buyers.
 *
 * @param api A client that has logged in.
 */
export async function createInboundCampaign(api: ApiClient, spec: InboundCampaignSpec): Promise<InboundCampaign> {
  const router = await api.send<WithId>('POST', '/api/rtb/routers', { name: 'Bidders', ...spec.router });
  const targetIds: number[] = [];
  for (const { name, endpointUrl, target } of spec.bidders) {
    const { id } = await api.send<WithId>('POST', '/api/rtb/targets', { name, endpointUrl, ...target });
    await api.send('POST', `/api/rtb/routers/${router.id}/targets`, { targetId: id });
    targetIds.push(id);
  }
  const campaign = await api.send<WithId>('POST', '/api/campaigns', {
    name: 'Inbound calls',
    phoneNumber: spec.phoneNumber,
    routingType: 'priority',
    rtbRouterId: router.id,
    enableRtb: true,
    ...spec.campaign,
  });
  const buyerIds: number[] = [];
  for (const [index, buyer] of spec.buyers.entries()) {
    const { id } = await api.send<WithId>('POST', '/api/buyers', { priority: index + 1, ...buyer });
    await api.send('POST', `/api/campaigns/${campaign.id}/buyers`, { buyerId: id });
    buyerIds.push(id);
  }
  return { campaignId: campaign.id, targetIds, buyerIds };
}
