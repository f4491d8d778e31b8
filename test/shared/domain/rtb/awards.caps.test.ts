/** Caps and lifetimes at their edges: the last minute of a local day and month, and the last seconds of a bid. */
import { expect, test } from 'vitest';
import { claimNextAward } from '../../../../shared/domain/rtb/awards.ts';
import { claimedAward, claimAward, releaseAward } from '../../../../sql/rtb/awards.ts';
import { listBidders } from '../../../../sql/rtb/targets.ts';
import { claimBuyer, removeBuyer } from '../../../../sql/calls/buyer-claims.ts';
import {
  AUCTION_ENV,
  type AuctionMarket,
  createAuctionMarket,
  dialAward,
  insertCall,
  runAuctionJob,
} from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;
const { sql } = ctx;

/** Los Angeles is eight hours behind UTC in January, so its midnight is 08:00 UTC. */
const travelTo = (time: string) => system.advanceClock((Date.parse(time) - ctx.clock.nowMs()) / 1_000);

async function claim(market: AuctionMarket, callId: number): Promise<string> {
  const [targetId] = market.targetIds as [number];
  return claimAward(sql, market.tenantId, {
    callId,
    targetId,
    routerId: market.routerId,
    requestId: `req_${callId}`,
    bidMicros: 9_000_000,
    currency: 'USD',
    comparedCurrency: 'USD',
    exchangeRate: 1,
    rateDay: null,
    destination: '+14155550100',
    conversionSeconds: null,
  });
}

const claimNew = async (market: AuctionMarket) => claim(market, (await insertCall(system, market)).id);

/** Whether the target is left out of the next auction. Both checks must agree. */
const isLeftOut = async ({ tenantId, routerId }: AuctionMarket) =>
  (await listBidders(sql, tenantId, routerId, 10))[0]!.isCapped;

const targetOf = (fields: object) =>
  createAuctionMarket(system, [{ kind: 'fast', target: { timezone: 'America/Los_Angeles', ...fields } }]);

async function buyerOf(market: AuctionMarket, dailyCallLimit: number) {
  const limits = { dailyCallLimit, maxConcurrentCalls: 0, timezone: 'America/Los_Angeles' };
  const buyer = { name: 'Buyer', phoneNumber: '+14155550123', ...limits };
  const { body } = await market.owner.post('/api/buyers', buyer);
  return { id: body['id'] as number, phoneNumber: buyer.phoneNumber };
}

test('the edges of a day and a month in Los Angeles', async () => {
  const [daily, monthly] = [await targetOf({ dailyCap: 1 }), await targetOf({ monthlyCap: 2 })];
  const buyer = await buyerOf(daily, 1);
  const offer = async () => (await claimBuyer(sql, (await insertCall(system, daily)).id, buyer)) !== undefined;

  // 23:58 in Los Angeles on 30 January.
  await travelTo('2026-01-31T07:58:00Z');
  const yesterday = await insertCall(system, daily);
  expect(await claim(daily, yesterday.id)).toBe('claimed');
  expect([await claimNew(daily), await isLeftOut(daily)]).toEqual(['capped', true]);
  const dialed = await insertCall(system, daily);
  expect(await claimBuyer(sql, dialed.id, buyer)).toBeDefined();
  // The limit holds in the statement that claims, not only in the list of candidates.
  expect(await offer()).toBe(false);
  expect([await claimNew(monthly), await claimNew(monthly), await claimNew(monthly)]).toEqual([
    'claimed',
    'claimed',
    'capped',
  ]);

  // 00:01 on 31 January: a new day, the same month.
  await travelTo('2026-01-31T08:01:00Z');
  expect([await claimNew(monthly), await isLeftOut(monthly)]).toEqual(['capped', true]);
  expect([await isLeftOut(daily), await claimNew(daily), await claimNew(daily)]).toEqual([false, 'claimed', 'capped']);
  expect([await offer(), await offer()]).toEqual([true, false]);
  // What yesterday's calls give back is not taken from today.
  const award = await claimedAward(sql, { id: yesterday.id, tenantId: daily.tenantId });
  expect(await releaseAward(sql, daily.tenantId, award!.id)).toBe(true);
  await removeBuyer(sql, dialed.id);
  expect([await claimNew(daily), await offer()]).toEqual(['capped', false]);

  // 16:30 on 31 January is 1 February in UTC.
  await travelTo('2026-02-01T00:30:00Z');
  expect([await claimNew(monthly), await claimNew(daily), await offer()]).toEqual(['capped', 'capped', false]);

  // 00:01 on 1 February.
  await travelTo('2026-02-01T08:01:00Z');
  expect([await isLeftOut(monthly), await claimNew(monthly)]).toEqual([false, 'claimed']);
}, 60_000);

test.each([
  [49, true],
  [51, false],
])(
  'a bid of 60 seconds that is %d seconds old is dialed: %s',
  async (seconds, isDialed) => {
    const patient = { timeoutMs: 5_000, connectionTimeout: 5_000 };
    const bidders = [9, 8].map((amount) => ({ kind: 'fast' as const, query: { amount }, target: patient }));
    const market = await createAuctionMarket(system, bidders, { biddingTimeoutMs: 5_000 });
    const call = await insertCall(system, market);
    expect((await runAuctionJob(system, market, call.id, { deadlineMs: 5_000 })).award).not.toBeNull();
    const dialed = await dialAward(system, call);
    // The bids are as old as the clock says, however long the auction took.
    const [{ expiresAt }] = await sql<[{ expiresAt: Date }]>`
    select expires_at from bid_responses b join bid_requests q on q.id = b.bid_request_id
    where q.call_id = ${call.id} and b.target_id = ${market.targetIds[1]!}`;
    await system.advanceClock((expiresAt.getTime() - ctx.clock.nowMs()) / 1_000 - 50 + seconds);
    expect((await claimNextAward(ctx, dialed)) !== undefined).toBe(isDialed);
  },
  60_000,
);

test('a target that gets another time zone keeps the calls that its caps have counted', async () => {
  const market = await targetOf({ hourlyCap: 3, dailyCap: 2, monthlyCap: 5 });
  await travelTo('2026-06-10T15:10:00Z');
  const first = await insertCall(system, market);
  expect([await claim(market, first.id), await claimNew(market), await claimNew(market)]).toEqual([
    'claimed',
    'claimed',
    'capped',
  ]);
  const inZone = (timezone: string) => market.owner.put(`/api/rtb/targets/${market.targetIds[0]}`, { timezone });
  for (const timezone of ['America/Denver', 'UTC', 'Asia/Kolkata']) {
    expect((await inZone(timezone)).status).toBe(200);
    expect([await claimNew(market), await isLeftOut(market)]).toEqual(['capped', true]);
  }
  // A call that is given back frees its place in the new zone.
  const award = await claimedAward(sql, { id: first.id, tenantId: market.tenantId });
  await releaseAward(sql, market.tenantId, award!.id);
  expect([await claimNew(market), await claimNew(market)]).toEqual(['claimed', 'capped']);
  // 8:40 of the same day in Los Angeles, and 21:10 in Kolkata.
  expect((await inZone('America/Los_Angeles')).status).toBe(200);
  expect(await claimNew(market)).toBe('capped');
});
