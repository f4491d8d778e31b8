import { expect, test } from 'vitest';
import { requestAuction } from '../../../../shared/domain/rtb/auction-request.ts';
import { AUCTION_ENV, createAuctionMarket, insertCall, runAuctionJob } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

test('without a worker the request ends within the start timeout, and a late worker cannot claim an award', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast' }], { biddingTimeoutMs: 5_000 });
  const call = await insertCall(system, market);
  const startedMs = performance.now();
  const campaign = { id: market.campaignId, rtbId: null, rtbRouterId: market.routerId, biddingTimeoutMs: 5_000 };
  expect(await requestAuction(ctx, call, campaign)).toEqual({});
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  expect((await runAuctionJob(system, market, call.id)).award).toBeNull();
});

test('with workers a call is auctioned through the queue', async () => {
  const stop = system.startWorkers();
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 4 } }]);
  const call = await insertCall(system, market);
  const campaign = { id: market.campaignId, rtbId: null, rtbRouterId: market.routerId, biddingTimeoutMs: 5_000 };
  expect(await requestAuction(ctx, call, campaign)).toMatchObject({
    award: { bidMicros: 4_000_000, targetId: market.targetIds[0] },
  });
  await stop();
});
