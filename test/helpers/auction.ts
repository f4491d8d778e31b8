/** A tenant with a router, bidders of the simulator behind it, and calls to auction. */
import { randomUUID } from 'node:crypto';
import type { BidderKind } from '../../scripts/simulator/bidders/kinds.ts';
import { insertInboundTestCall } from './insert-call.ts';
import { type Client, foundTenant } from './client.ts';
import type { TestSystem } from './system.ts';

export type Market = {
  owner: Client;
  tenantId: number;
  campaignId: number;
  routerId: number;
  /** Ids of targets by the order they were given. */
  targetIds: number[];
};

export type BidderSpec = { kind: BidderKind; query?: Record<string, string | number>; target?: object; link?: object };

/** Lets bids reach the simulator, which is on this machine. */
export const AUCTION_ENV = { EGRESS_ALLOW_CIDRS: '127.0.0.0/8', RATE_LIMIT_RTB_PER_MINUTE: '100000' };

export async function openMarket(
  system: TestSystem,
  bidders: BidderSpec[],
  router: Record<string, unknown> = {},
): Promise<Market> {
  const { sql } = system.ctx;
  const owner = await foundTenant(system);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const made = await owner.post('/api/rtb/routers', { name: 'Main', biddingTimeoutMs: 600, ...router });
  const routerId = made.body['id'] as number;
  const targetIds: number[] = [];
  for (const { kind, query = {}, target = {}, link = {} } of bidders) {
    const url = new URL(`/__sim/bidders/${kind}`, system.simulator.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const fields = { name: `${kind} ${targetIds.length}`, endpointUrl: url.href, minBidAmount: 2.5, maxBidAmount: 25 };
    const { body, status } = await owner.post('/api/rtb/targets', { ...fields, ...target });
    if (status !== 201) throw new Error(JSON.stringify(body));
    await owner.post(`/api/rtb/routers/${routerId}/targets`, { targetId: body['id'], ...link });
    targetIds.push(body['id'] as number);
  }
  const { body: campaign } = await owner.post('/api/campaigns', { name: randomUUID(), caller_id: '+14155551234' });
  const [{ id: campaignId }] = await sql<[{ id: number }]>`
    select id from campaigns where uuid = ${campaign['campaign'].id}`;
  return { owner, tenantId: tenant.id, campaignId, routerId, targetIds };
}

export async function callIn(system: TestSystem, { tenantId, campaignId }: Market, from = '+14155557777') {
  return insertInboundTestCall(system.ctx.sql, { tenantId, campaignId, from });
}

/** The auction of one call, as a worker runs it; the award as it was told, and how long that took. */
export async function auctionOf(
  system: TestSystem,
  market: Market,
  callId: number,
  { from = '+14155557777', deadlineMs = 600 } = {},
) {
  return system.runJob('auction.run', {
    tenantId: market.tenantId,
    callId,
    campaignId: market.campaignId,
    routerId: market.routerId,
    requestId: `req_${randomUUID()}`,
    rtbId: 'a1b2c3d4e5f6g7h8i9j0',
    callerNumber: from,
    calledNumber: '+14155551234',
    callStartMs: system.ctx.clock.nowMs(),
    deadlineAtMs: Date.now() + deadlineMs,
  });
}
