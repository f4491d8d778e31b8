import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type BidderKind, HOSTILE_BIDDER_KINDS } from '../../../../scripts/simulator/bidders/kinds.ts';
import { auctionRoute, nextBid, settleBid } from '../../../../shared/domain/rtb/auction-request.ts';
import { runAuction } from '../../../../shared/domain/rtb/auction-run.ts';
import { transaction } from '../../../../shared/transaction.ts';
import { takeAward } from '../../../../sql/rtb/awards.ts';
import { bidReasons } from '../../../../shared/rules/rtb/bid-reasons.ts';
import { AUCTION_ENV, runAuction, type BidderSpec, insertCall, createAuctionMarket } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

/** Long enough for the good one among them on a busy machine. */
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

test('no hostile bidder wins or delays, and each is on record with its reason', async () => {
  const bidders = HOSTILE_BIDDER_KINDS.map((kind) => ({ kind, query: { amount: 24.99 } }));
  const good: BidderSpec = { kind: 'fast', query: { amount: 3 } };
  const market = await createAuctionMarket(system, [...bidders, good], { biddingTimeoutMs: HOSTILE_MS });
  const call = await insertCall(system, market, '+1415"},"accepted":true,"x":{"{requestId}');
  const startedMs = performance.now();
  const { award } = await runAuction(system, market, call.id, {
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
  // Each was let go of at the deadline of the auction, however late this machine noticed.
  const slowest = Math.max(
    ...(responses as unknown as { responseTimeMs: number }[]).map(({ responseTimeMs }) => responseTimeMs),
  );
  expect(slowest).toBeLessThan(1.5 * HOSTILE_MS);
});

test('a caller who calls himself JSON reaches the bidder as one value', async () => {
  const from = '+1"},{callerId}&x=1';
  const target = { requestBody: '{"who": "{callerId}", "min": {minBid}}' };
  const market = await createAuctionMarket(system, [{ kind: 'echo', target }]);
  const call = await insertCall(system, market, from);
  await runAuction(system, market, call.id, { from });
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  const { request } = JSON.parse(body[0].rawResponse as string) as { request: { body: string } };
  expect(JSON.parse(request.body)).toEqual({ who: from, min: 2.5 });
});

test.each([
  ['Bearer Token', 'secret_token_1234', 'Bearer ••••'],
  ['basic', 'user:secret_word_1234', 'Basic ••••'],
])('secrets reach the bidder and never the record: %s', async (authentication, authToken, recorded) => {
  const market = await createAuctionMarket(system, [{ kind: 'echo', target: { authentication, authToken } }]);
  await runAuction(system, market, (await insertCall(system, market)).id);
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
  };
  await runAuction(ctx, auction, () => (toldMs = Math.min(toldMs, performance.now() - startedMs)));
  expect(toldMs).toBeLessThan(performance.now() - startedMs - 100);
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  expect((body as unknown as { reason: string }[]).map(({ reason }) => reason).toSorted()).toEqual(['late', 'won']);
});

test('two hundred calls at once never exceed a cap, and everything is free again at the end', async () => {
  // All at once on a slow machine take longer than one auction may: here only the caps shall decide.
  const patient = { timeoutMs: 10_000, connectionTimeout: 10_000 };
  const market = await createAuctionMarket(
    system,
    [
      { kind: 'fast', query: { amount: 9 }, target: { maxConcurrentCalls: 7, ...patient } },
      { kind: 'fast', query: { amount: 8 }, target: { hourlyCap: 5, dailyCap: 9, ...patient } },
    ],
    { biddingTimeoutMs: 10_000 },
  );
  const calls = await Promise.all(Array.from({ length: 200 }, () => insertCall(system, market)));
  const awards = await Promise.all(
    calls.map(async (call) => ({ call, ...(await runAuction(system, market, call.id, { deadlineMs: 10_000 })) })),
  );
  const won = (index: number) => awards.filter(({ award }) => award?.targetId === market.targetIds[index]);
  expect([won(0).length, won(1).length]).toEqual([7, 5]);
  for (const { call } of won(0)) await settleBid(ctx, call, { connected: true, talkSeconds: 400 });
  for (const { call } of won(1)) await settleBid(ctx, call, { connected: false, talkSeconds: 0 });
  const [held] = await ctx.sql`select count(*) from rtb_awards where status = 'held'
    and tenant_id = ${market.tenantId}`;
  expect(held!['count']).toBe(0);
  const used = await ctx.sql`select distinct target_id, used from rtb_cap_buckets
    where tenant_id = ${market.tenantId} order by target_id`;
  expect(used.map((row) => row['used'])).toEqual([7, 0]);
});

test('calls that take a target and calls that give it back never wait for each other in a circle', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 9 } }]);
  const { tenantId, routerId, targetIds } = market;
  const terms = { bidMicros: 9_000_000, currency: 'USD', destination: '+14155550100', conversionSeconds: null };
  const lane = async () => {
    for (let round = 0; round < 20; round += 1) {
      const call = { ...(await insertCall(system, market)), tenantId };
      const award = { callId: call.id, targetId: targetIds[0]!, routerId, requestId: randomUUID(), ...terms };
      await takeAward(ctx.sql, tenantId, award);
      await transaction(ctx, (tx) => settleBid(tx, call, { connected: false, talkSeconds: 0 }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const used = await ctx.sql`select distinct used from rtb_cap_buckets where tenant_id = ${tenantId}`;
  expect(used).toEqual([{ used: 0 }]);
});

test('nobody waits long for a target that another call holds: the next best bid is for that', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 9 } }]);
  const { tenantId, routerId, targetIds } = market;
  const terms = { bidMicros: 9_000_000, currency: 'USD', destination: '+14155550100', conversionSeconds: null };
  const call = await insertCall(system, market);
  const award = { callId: call.id, targetId: targetIds[0]!, routerId, requestId: randomUUID(), ...terms };
  await ctx.sql.begin(async (holder) => {
    await holder`select from rtb_targets where id = ${targetIds[0]!} for update`;
    expect(await takeAward(ctx.sql, tenantId, award)).toBe('capped');
  });
  expect(await takeAward(ctx.sql, tenantId, award)).toBe('awarded');
});

test('an award whose call ended without being settled is given back by the sweeper', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', target: { maxConcurrentCalls: 1 } }]);
  const lost = await insertCall(system, market);
  expect((await runAuction(system, market, lost.id)).award).not.toBeNull();
  expect((await runAuction(system, market, (await insertCall(system, market)).id)).award).toBeNull();
  await ctx.sql`update calls set status = 'no-answer', disposition = 'no_answer', end_time = clock_now() - interval '5 minutes'
    where id = ${lost.id}`;
  await system.runJob('system.sweep', {});
  await system.runJob('call.value', { callId: lost.id });
  expect((await runAuction(system, market, (await insertCall(system, market)).id)).award).not.toBeNull();
});

test('when the winner does not answer the next best bid is dialled, then nobody', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 5, destination: '+14155550101' } },
    { kind: 'fast', query: { amount: 6, destination: '+14155550102' } },
  ]);
  const call = await insertCall(system, market);
  expect((await runAuction(system, market, call.id)).award?.destination).toBe('+14155550102');
  expect((await nextBid(ctx, { ...call, forwardedTo: '+14155550102' }))?.destination).toBe('+14155550101');
  // The same request again gives the same answer, and takes nothing back.
  expect((await nextBid(ctx, { ...call, forwardedTo: '+14155550102' }))?.destination).toBe('+14155550101');
  expect(await nextBid(ctx, { ...call, forwardedTo: '+14155550101' })).toBeUndefined();
  const [held] = await ctx.sql`select count(*) from rtb_awards where call_id = ${call.id} and status = 'held'`;
  expect(held!['count']).toBe(0);
});

test('a bid that has expired is not dialled', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 5 } },
    { kind: 'fast', query: { amount: 6 } },
  ]);
  const call = await insertCall(system, market);
  await runAuction(system, market, call.id);
  await system.advanceClock(120);
  expect(await nextBid(ctx, { ...call, forwardedTo: '+14155550100' })).toBeUndefined();
});

test('a conversation long enough earns the bid, a shorter one nothing', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 8.75 } }]);
  const [long, short] = [await insertCall(system, market), await insertCall(system, market)];
  for (const { id } of [long, short]) await runAuction(system, market, id);
  expect(await settleBid(ctx, long, { connected: true, talkSeconds: 300 })).toMatchObject({
    converted: true,
    revenueMicros: 8_750_000,
  });
  expect(await settleBid(ctx, short, { connected: true, talkSeconds: 299 })).toMatchObject({ revenueMicros: 0 });
  expect(await settleBid(ctx, long, { connected: true, talkSeconds: 300 })).toBeUndefined();
});

test('with fewer bidders than required there is no auction', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast' }], { minBiddersRequired: 2 });
  expect((await runAuction(system, market, (await insertCall(system, market)).id)).award).toBeNull();
  const { body } = await market.owner.get('/api/rtb/bid-requests');
  expect(body['bidRequests']).toMatchObject([{ status: 'no_bidders', winningBid: null }]);
});

test('our own numbers are not dialled', async () => {
  await createAuctionMarket(system, []);
  await ctx.sql`update campaigns set phone_number = '+14155550909' where id = (select max(id) from campaigns)`;
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { destination: '+14155550909' } }]);
  expect((await runAuction(system, market, (await insertCall(system, market)).id)).award).toBeNull();
  const { body } = await market.owner.get('/api/rtb/bid-responses');
  expect(body).toMatchObject([{ reason: 'own_destination', reasonCode: bidReasons.own_destination.code }]);
});

test('without a worker a call is routed within the start time, and a late award is not taken', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast' }], { biddingTimeoutMs: 5_000 });
  const call = { ...(await insertCall(system, market)), callerNumber: '+14155557777' };
  const startedMs = performance.now();
  const campaign = { id: market.campaignId, rtbId: null, rtbRouterId: market.routerId };
  expect(await auctionRoute(ctx, call, campaign)).toBeUndefined();
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  expect((await runAuction(system, market, call.id)).award).toBeNull();
});

test('with workers a call is auctioned through the queue', async () => {
  const stop = system.startWorkers();
  const market = await createAuctionMarket(system, [{ kind: 'fast', query: { amount: 4 } }]);
  const call = { ...(await insertCall(system, market)), callerNumber: '+14155557777' };
  const campaign = { id: market.campaignId, rtbId: null, rtbRouterId: market.routerId };
  expect(await auctionRoute(ctx, call, campaign)).toMatchObject({
    bidMicros: 4_000_000,
    targetId: market.targetIds[0],
  });
  await stop();
});

test('every hostile kind is expected here', () => {
  expect(Object.keys(expected).toSorted()).toEqual([...HOSTILE_BIDDER_KINDS].toSorted() satisfies BidderKind[]);
});
