import { expect, inject, test } from 'vitest';
import { createContext } from '../../../../shared/context.ts';
import { requestAuction } from '../../../../shared/domain/rtb/auction-request.ts';
import { AUCTION_ENV, insertCall, createAuctionMarket } from '../../../helpers/fixtures/auctions.ts';
import { startWire } from '../../../../scripts/chaos/wire.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });

test('while Redis is down, a call is routed without bids within 3 s', async () => {
  await using wire = await startWire(inject('redisUrl'));
  const { keyPrefix, config, clock } = system.ctx;
  await using ctx = await createContext(
    { ...config, redisUrl: wire.url },
    { processName: 'cut off', keyPrefix, clock },
  );
  const market = await createAuctionMarket(system, [{ kind: 'fast' }], { biddingTimeoutMs: 5_000 });
  const campaign = { id: market.campaignId, rtbId: null, rtbRouterId: market.routerId, biddingTimeoutMs: 5_000 };
  await wire.cut();
  for (let turn = 0; turn < 3; turn += 1) {
    const call = await insertCall(system, market);
    const startedMs = performance.now();
    expect(await requestAuction(ctx, call, campaign)).toEqual({});
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  }
});
