/** A campaign for inbound calls: bidders behind an RTB router, and buyers for the calls that get no bid. */
import { type CallCenterProClient, dataOf } from '../../api/client/client.ts';
import type { components } from '../../api/client/callcenter-pro.ts';

type Bodies = components['schemas'];

export type BidderSpec = {
  name: string;
  /** The URL of a bidder, for example from {@link simulatedBidderUrl}. */
  endpointUrl: string;
  /** Fields of the RTB target that override the default values. */
  target?: Partial<Bodies['CreateTargetBody']>;
};

export type InboundCampaignSpec = {
  phoneNumber: string;
  bidders: BidderSpec[];
  buyers: Bodies['CreateBuyerBody'][];
  /** Fields of the RTB router that override the default values. */
  router?: Partial<Bodies['CreateRouterBody']>;
  /** Fields of the campaign that override the default values. */
  campaign?: Partial<Bodies['CreateProCampaignBody']>;
};

/** A created campaign. The ids of targets and buyers have the same order as in {@link InboundCampaignSpec}. */
export type InboundCampaign = { campaignId: number; targetIds: number[]; buyerIds: number[] };

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
export async function createInboundCampaign(
  api: CallCenterProClient,
  spec: InboundCampaignSpec,
): Promise<InboundCampaign> {
  const router = await dataOf(api.POST('/rtb/routers', { body: { name: 'Bidders', ...spec.router } }));
  const targetIds: number[] = [];
  for (const { name, endpointUrl, target } of spec.bidders) {
    const { id } = await dataOf(api.POST('/rtb/targets', { body: { name, endpointUrl, ...target } }));
    const path = { routerId: router.id };
    await dataOf(api.POST('/rtb/routers/{routerId}/targets', { params: { path }, body: { targetId: id } }));
    targetIds.push(id);
  }
  const campaign = await dataOf(
    api.POST('/campaigns', {
      body: {
        name: 'Inbound calls',
        phoneNumber: spec.phoneNumber,
        routingType: 'priority',
        rtbRouterId: router.id,
        enableRtb: true,
        ...spec.campaign,
      },
    }),
  );
  const buyerIds: number[] = [];
  for (const [index, buyer] of spec.buyers.entries()) {
    const { id } = await dataOf(api.POST('/buyers', { body: { priority: index + 1, ...buyer } }));
    await addBuyer(api, campaign.id, id);
    buyerIds.push(id);
  }
  return { campaignId: campaign.id, targetIds, buyerIds };
}

export async function addBuyer(api: CallCenterProClient, campaignId: number, buyerId: number): Promise<void> {
  await dataOf(api.POST('/campaigns/{campaignId}/buyers', { params: { path: { campaignId } }, body: { buyerId } }));
}
