import { expect, test } from 'vitest';
import { claimNextAward } from '../../../../shared/domain/rtb/awards.ts';
import {
  AUCTION_ENV,
  createAuctionMarket,
  dialAward,
  insertCall,
  runAuctionJob,
} from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

// Long timeouts, so that also on a busy machine only the currencies decide.
const DEADLINE_MS = 5_000;
const patient = { timeoutMs: DEADLINE_MS, connectionTimeout: DEADLINE_MS };
const router = { biddingTimeoutMs: DEADLINE_MS };
const auction = { deadlineMs: DEADLINE_MS };

const euros = { ...patient, currency: 'EUR', currencyPath: 'currency' };

type Response = { targetId: number; reason: string; bidAmount: number | null; currency: string };

test('bidders of several currencies are asked and compared by the stored rates, which the awards keep', async () => {
  const market = await createAuctionMarket(
    system,
    [
      { kind: 'fast', query: { amount: 10 }, target: patient },
      { kind: 'euro', query: { amount: 9 }, target: euros },
      { kind: 'fast', query: { amount: 12 }, target: { ...patient, currency: 'CAD' } },
    ],
    router,
  );
  const { owner, targetIds } = market;
  const call = await insertCall(system, market);
  // Without a rate, only the bidders of one currency are asked.
  const unrated = await runAuctionJob(system, market, call.id, auction);
  expect(unrated).toMatchObject({
    award: { targetId: targetIds[0], bidMicros: 10_000_000 },
    unrated: {
      currency: 'USD',
      bidders: [
        { targetId: targetIds[1], currency: 'EUR' },
        { targetId: targetIds[2], currency: 'CAD' },
      ],
    },
  });
  await owner.post('/api/exchange-rates', { date: '2024-01-01', source: 'Bank', rates: { EUR: 0.8 } });
  const rated = await insertCall(system, market);
  const { award } = await runAuctionJob(system, market, rated.id, auction);
  expect(award).toMatchObject({ targetId: targetIds[1], bidMicros: 9_000_000, currency: 'EUR' });
  const { body } = await owner.get('/api/rtb/bid-requests');
  // The auction's amounts are in dollars: 9 EUR are 11.25 USD, and 25 EUR are 31.25 USD.
  expect(body['bidRequests'][0]).toMatchObject({ currency: 'USD', minBid: 2.5, maxBid: 31.25, winningBid: 11.25 });
  const { body: list } = await owner.get(`/api/rtb/bid-responses?bidRequestId=${body['bidRequests'][0].id}`);
  const responses = list as unknown as Response[];
  expect(responses).toMatchObject([
    { targetId: targetIds[1], reason: 'won', bidAmount: 9, exchangeRate: 1.25, exchangeRateDate: '2024-01-01' },
    { targetId: targetIds[0], reason: 'outbid', bidAmount: 10, exchangeRate: 1, exchangeRateDate: null },
    { targetId: targetIds[2], reason: 'no_exchange_rate', bidAmount: null },
  ]);
  // A later rate changes nothing.
  await owner.post('/api/exchange-rates', { date: '2024-01-01', source: 'Bank', rates: { EUR: 8 } });
  await claimNextAward(ctx, await dialAward(system, rated));
  expect(
    await ctx.sql`
      select target_id, currency, compared_currency, exchange_rate, rate_day::text as rate_day from rtb_awards
      where call_id = ${rated.id} order by id`,
  ).toEqual([
    { targetId: targetIds[1], currency: 'EUR', comparedCurrency: 'USD', exchangeRate: 1.25, rateDay: '2024-01-01' },
    { targetId: targetIds[0], currency: 'USD', comparedCurrency: 'USD', exchangeRate: 1, rateDay: null },
  ]);
});

test('a router of one currency needs no rate', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'euro', query: { amount: 9 }, target: euros }], router);
  const { award, unrated } = await runAuctionJob(system, market, (await insertCall(system, market)).id, auction);
  expect([award?.currency, unrated]).toEqual(['EUR', undefined]);
  expect((await market.owner.get('/api/rtb/bid-requests')).body['bidRequests'][0]).toMatchObject({ currency: 'EUR' });
});
