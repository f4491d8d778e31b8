import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import { AUCTION_ENV, createAuctionMarket, insertCall, runAuctionJob } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });

test('an auction is recorded as the API reference shows it', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 8.75, destination: '+1987654321' } },
    { kind: 'declining' },
  ]);
  await runAuctionJob(system, market, (await insertCall(system, market)).id);
  const { body } = await market.owner.get('/api/rtb/bid-requests?page=1&limit=50');
  expect(body).toMatchObject({
    bidRequests: [
      {
        requestId: expect.stringMatching(/^req_/),
        campaignId: market.campaignId,
        campaignRtbId: 'a1b2c3d4e5f6g7h8i9j0',
        callerId: '+14155557777',
        targetIds: market.targetIds,
        auctionTimeoutMs: 600,
        minBid: 2.5,
        maxBid: 25,
        currency: 'USD',
        status: 'completed',
        winningBid: 8.75,
        winningTargetId: market.targetIds[0],
      },
    ],
    pagination: { page: 1, limit: 50, total: 1, pages: 1 },
  });
  const { id } = body['bidRequests'][0];
  const responses = (await market.owner.get(`/api/rtb/bid-responses?bidRequestId=${id}`)).body;
  expect(responses).toMatchObject([
    {
      bidRequestId: id,
      targetId: market.targetIds[0],
      bidAmount: 8.75,
      currency: 'USD',
      destinationNumber: '+1987654321',
      accepted: true,
      isWinner: true,
      reasonCode: 0,
    },
    { accepted: false, isWinner: false, reason: 'not_accepted' },
  ]);
  const stranger = await createTenant(system);
  expect((await stranger.get(`/api/rtb/bid-responses?bidRequestId=${id}`)).body).toEqual([]);
  expect((await stranger.get('/api/rtb/bid-requests')).body['bidRequests']).toEqual([]);
});
