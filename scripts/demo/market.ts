/** A campaign that takes calls: bidders behind a router, and buyers for the calls that nobody bids for. */
import type { DemoApi } from './api.ts';

export type BidderSpec = {
  name: string;
  /** Of the simulated carrier (`scripts/simulator/bidders/kinds.ts`), with what it bids in its query. */
  endpointUrl: string;
  /** Members of the target that differ from the plain one. */
  target?: Record<string, unknown>;
};

export type MarketSpec = {
  phoneNumber: string;
  bidders: BidderSpec[];
  buyers: { name: string; phoneNumber: string; [field: string]: unknown }[];
  router?: Record<string, unknown>;
};

/** Ids in the order in which bidders and buyers were given. */
export type Market = { campaignId: number; targetIds: number[]; buyerIds: number[] };

type Made = { id: number };

/** The address of a simulated bidder. */
export function bidderUrl(
  simulatorUrl: string,
  kind: string,
  asked: Record<string, string | number | undefined>,
): string {
  const url = new URL(`/__sim/bidders/${kind}`, simulatorUrl);
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}

/** @param api with a session */
export async function openMarket(api: DemoApi, spec: MarketSpec): Promise<Market> {
  const router = await api.send<Made>('POST', '/api/rtb/routers', { name: 'Bidders', ...spec.router });
  const targetIds: number[] = [];
  for (const { name, endpointUrl, target } of spec.bidders) {
    const { id } = await api.send<Made>('POST', '/api/rtb/targets', { name, endpointUrl, ...target });
    await api.send('POST', `/api/rtb/routers/${router.id}/targets`, { targetId: id });
    targetIds.push(id);
  }
  const campaign = await api.send<Made>('POST', '/api/campaigns', {
    name: 'Calls that come in',
    phoneNumber: spec.phoneNumber,
    routingType: 'priority',
    rtbRouterId: router.id,
    enableRtb: true,
  });
  const buyerIds: number[] = [];
  for (const [index, buyer] of spec.buyers.entries()) {
    const { id } = await api.send<Made>('POST', '/api/buyers', { priority: index + 1, ...buyer });
    await api.send('POST', `/api/campaigns/${campaign.id}/buyers`, { buyerId: id });
    buyerIds.push(id);
  }
  return { campaignId: campaign.id, targetIds, buyerIds };
}
