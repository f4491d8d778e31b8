import { expect, inject, test } from 'vitest';
import { createContext } from '../../../../shared/context.ts';
import { auctionRoute } from '../../../../shared/domain/rtb/auction-request.ts';
import { AUCTION_ENV, insertCall, createAuctionMarket } from '../../../helpers/fixtures/auctions.ts';
import { startTcpProxy } from '../../../helpers/tcp-proxy.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });

test('with Redis gone a call is routed without bids, long before its caller minds', async () => {
  await using wire = await startTcpProxy(inject('redisUrl'));
  const { keyPrefix, config, clock } = system.ctx;
  await using ctx = await createContext(
    { ...config, redisUrl: wire.url },
    { processName: 'cut off', keyPrefix, clock },
  );
  const market = await createAuctionMarket(system, [{ kind: 'fast' }], { biddingTimeoutMs: 5_000 });
  const campaign = { id: market.campaignId, rtbId: null, rtbRouterId: market.routerId };
  await wire.cut();
  for (let turn = 0; turn < 3; turn += 1) {
    const call = { ...(await insertCall(system, market)), callerNumber: '+14155557777' };
    const startedMs = performance.now();
    expect(await auctionRoute(ctx, call, campaign)).toBeUndefined();
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  }
});
