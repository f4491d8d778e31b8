import { expect, test } from 'vitest';
import { type BidderKind, HOSTILE_BIDDER_KINDS } from '../../../../scripts/simulator/bidders/kinds.ts';
import { runAuction } from '../../../../shared/domain/rtb/auction-run.ts';
import { claimNextAward } from '../../../../shared/domain/rtb/awards.ts';
import { BID_REASONS } from '../../../../shared/rules/rtb/bid-reasons.ts';
import {
  AUCTION_ENV,
  type BidderSpec,
  createAuctionMarket,
  dialAward,
  insertCall,
  runAuctionJob,
} from '../../../helpers/fixtures/auctions.ts';
import { grantNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

/** Milliseconds of real time. The limit is long enough for the only valid bidder, also on a busy machine. */
const HOSTILE_MS = 2_000;

const expected: Record<string, string> = {
  'no-bid': 'no_bid',
  declining: 'not_accepted',
  under: 'below_floor',
  over: 'over_ceiling',
  euro: 'wrong_currency',
  html: 'invalid_response',
  nan: 'invalid_response',
  'text-nan': 'invalid_amount',
  infinite: 'invalid_amount',
  'no-number': 'invalid_destination',
  premium: 'charged_destination',
  prototype: 'not_accepted',
  error: 'error_status',
  dripping: 'timeout',
  huge: 'too_large',
  never: 'timeout',
  redirecting: 'redirected',
  closing: 'unreachable',
};

test('no hostile bidder wins or delays an auction, and each is recorded with its reason', async () => {
  const bidders = HOSTILE_BIDDER_KINDS.map((kind) => ({ kind, query: { amount: 24.99 } }));
  const good: BidderSpec = { kind: 'fast', query: { amount: 3 } };
  const market = await createAuctionMarket(system, [...bidders, good], { biddingTimeoutMs: HOSTILE_MS });
  const call = await insertCall(system, market, '+1415"},"accepted":true,"x":{"{requestId}');
  const startedMs = performance.now();
  const { award } = await runAuctionJob(system, market, call.id, {
    from: '+1415"},"accepted":true,"x":{"{requestId}',
    deadlineMs: HOSTILE_MS,
  });
  expect(performance.now() - startedMs).toBeLessThan(2 * HOSTILE_MS);
  expect(award).toMatchObject({ targetId: market.targetIds.at(-1), bidMicros: 3_000_000 });
  const { body } = await market.owner.get('/api/rtb/bid-requests');
  expect(body['bidRequests']).toMatchObject([{ status: 'completed', winningBid: 3, winningTargetId: award?.targetId }]);
  const { body: responses } = await market.owner.get(
    `/api/rtb/bid-responses?bidRequestId=${body['bidRequests'][0].id}`,
  );
  const found = Object.fromEntries(
    (responses as unknown as { targetId: number; reason: string; isWinner: boolean }[]).map((each) => [
      [...HOSTILE_BIDDER_KINDS, 'fast'][market.targetIds.indexOf(each.targetId)],
      each.reason,
    ]),
  );
  expect(found).toEqual({ ...expected, fast: 'won' });
  // Each bid request ended near the deadline of the auction, even on a slow machine.
  const slowest = Math.max(
    ...(responses as unknown as { responseTimeMs: number }[]).map(({ responseTimeMs }) => responseTimeMs),
  );
  expect(slowest).toBeLessThan(1.5 * HOSTILE_MS);
});

test('a number that contains JSON reaches the bidder as one value', async () => {
  const to = '+1"},{calledNumber}&x=1';
  const target = { requestBody: '{"who": "{calledNumber}", "min": {minBid}}' };
  const market = await createAuctionMarket(system, [{ kind: 'echo', target }]);
  const call = await insertCall(system, market);
  await runAuctionJob(system, market, call.id, { to });
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  const { request } = JSON.parse(body[0].rawResponse as string) as { request: { body: string } };
  expect(JSON.parse(request.body)).toEqual({ who: to, min: 2.5 });
});

test.each(['+266696687', '+7378742833', 'anonymous', ''])(
  'a hidden caller, %j, is pinged without a number',
  async (from) => {
    const market = await createAuctionMarket(system, [{ kind: 'echo' }]);
    const call = await insertCall(system, market, from);
    expect((await runAuctionJob(system, market, call.id, { from })).award).not.toBeNull();
    const { body } = await market.owner.get('/api/rtb/bid-responses');
    const { request } = JSON.parse(body[0].rawResponse as string) as { request: { body: string } };
    expect(JSON.parse(request.body)).toMatchObject({ callerId: null });
  },
);

test.each([
  ['Bearer Token', 'secret_token_1234', 'Bearer ••••'],
  ['basic', 'user:secret_word_1234', 'Basic ••••'],
])('secrets reach the bidder but are never recorded: %s', async (authentication, authToken, recorded) => {
  const market = await createAuctionMarket(system, [{ kind: 'echo', target: { authentication, authToken } }]);
  await runAuctionJob(system, market, (await insertCall(system, market)).id);
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  expect(body[0].rawResponse).toContain(recorded);
  for (const secret of [authToken, Buffer.from(authToken).toString('base64')])
    expect(JSON.stringify(body)).not.toContain(secret);
});

test('the decision does not wait for a bidder that can no longer win, whose bid is recorded as late', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 9 } },
    { kind: 'slow', query: { amount: 5 }, target: { maxBidAmount: 8 } },
  ]);
  const call = await insertCall(system, market);
  let toldMs = Infinity;
  const startedMs = performance.now();
  const auction = {
    tenantId: market.tenantId,
    callId: call.id,
    campaignId: market.campaignId,
    routerId: market.routerId,
    requestId: 'req_early',
    rtbId: null,
    callerNumber: '+14155557777',
    calledNumber: null,
    callStartMs: ctx.clock.nowMs(),
    deadlineAtMs: Date.now() + 2_000,
    targetFilter: {},
  };
  await runAuction(ctx, auction, () => (toldMs = Math.min(toldMs, performance.now() - startedMs)));
  expect(toldMs).toBeLessThan(performance.now() - startedMs - 100);
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  expect((body as unknown as { reason: string }[]).map(({ reason }) => reason).toSorted()).toEqual(['late', 'won']);
  // The late bid is still good, so the caller gets it when the winner does not answer.
  const next = await claimNextAward(ctx, await dialAward(system, call));
  expect(next).toMatchObject({ targetId: market.targetIds[1], bidMicros: 5_000_000 });
});

test('late bids keep their order, and a winner that refuses at once does not cut them off', async () => {
  const early = { maxBidAmount: 8 };
  const market = await createAuctionMarket(
    system,
    [
      { kind: 'fast', query: { amount: 9, destination: '+14155550101' } },
      { kind: 'slow', query: { amount: 4, delayMs: 150, destination: '+14155550102' }, target: early },
      { kind: 'slow', query: { amount: 6, delayMs: 400, destination: '+14155550103' }, target: early },
      { kind: 'fast', query: { amount: 5, destination: '+14155550104' }, target: early },
    ],
    { biddingTimeoutMs: 5_000 },
  );
  const call = await insertCall(system, market);
  const decided = Promise.withResolvers<string | undefined>();
  const auction = {
    tenantId: market.tenantId,
    callId: call.id,
    campaignId: market.campaignId,
    routerId: market.routerId,
    requestId: `req_${call.id}`,
    rtbId: null,
    callerNumber: '+14155557777',
    calledNumber: null,
    callStartMs: ctx.clock.nowMs(),
    deadlineAtMs: Date.now() + 5_000,
    targetFilter: {},
  };
  const finished = runAuction(ctx, auction, ({ award }) => decided.resolve(award?.destination));
  const dialled = [await decided.promise];
  // The carrier reports at once that the winner is busy, while bids are still missing.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const next = await claimNextAward(ctx, await dialAward(system, call));
    if (next) dialled.push(next.destination);
  }
  await finished;
  expect(dialled).toEqual(['+14155550101', '+14155550103', '+14155550104', '+14155550102']);
});

test('bidders are not throttled for timeouts of auctions that we started too late', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'slow', query: { amount: 5, delayMs: 150 } }]);
  const late = Array.from({ length: 20 }, async () => {
    const call = await insertCall(system, market);
    await runAuctionJob(system, market, call.id, { deadlineMs: 60 });
  });
  await Promise.all(late);
  expect(ctx.bidders.isThrottled(market.targetIds[0]!, () => 0)).toBe(false);
});

test('with fewer bidders than required there is no auction', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast' }], { minBiddersRequired: 2 });
  expect((await runAuctionJob(system, market, (await insertCall(system, market)).id)).award).toBeNull();
  const { body } = await market.owner.get('/api/rtb/bid-requests');
  expect(body['bidRequests']).toMatchObject([{ status: 'no_bidders', winningBid: null }]);
});

test('a bid whose destination is one of our own numbers is invalid', async () => {
  const { tenantId } = await createAuctionMarket(system, []);
  await grantNumber(system, tenantId, '+14155550909');
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { destination: '+14155550909' } }]);
  expect((await runAuctionJob(system, market, (await insertCall(system, market)).id)).award).toBeNull();
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  expect(body).toMatchObject([{ reason: 'own_destination', reasonCode: BID_REASONS.own_destination.code }]);
});

test('the expectations cover every kind of hostile bidder', () => {
  expect(Object.keys(expected).toSorted()).toEqual([...HOSTILE_BIDDER_KINDS].toSorted() satisfies BidderKind[]);
});
