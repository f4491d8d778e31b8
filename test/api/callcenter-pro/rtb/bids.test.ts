import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import { liveEventsDuring } from '../../../helpers/api/live-events.ts';
import {
  AUCTION_ENV,
  createAuctionMarket,
  dialAward,
  insertCall,
  runAuctionJob,
} from '../../../helpers/fixtures/auctions.ts';
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

test('a ladder shows each bidder with its place, and what came of the award', async () => {
  const { sql } = system.ctx;
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 9, destination: '+12125550143' }, target: { name: 'Best', dailyCap: 2 } },
    { kind: 'fast', query: { amount: 7, destination: '+12125550144' }, target: { name: 'Second' } },
    { kind: 'declining', target: { name: 'Third' } },
  ]);
  const call = await insertCall(system, market);
  const events = await liveEventsDuring(system, market.owner.user.tenant_id, async () => {
    await runAuctionJob(system, market, call.id);
  });
  const before = (await market.owner.get(`/api/rtb/bid-requests?callId=${call.uuid}`)).body['bidRequests'];
  const path = `/api/rtb/bid-requests/${before[0].uuid}`;
  expect(events).toMatchObject([
    { event: 'auction:decided', data: { bidRequestId: before[0].uuid, callId: call.uuid, status: 'completed' } },
  ]);
  expect(before).toMatchObject([
    { winningTargetName: 'Best', routerName: 'Main', call: { uuid: call.uuid, live: true, recipient: 'Best' } },
  ]);
  expect((await market.owner.get(path)).body['bids']).toMatchObject([
    { targetName: 'Best', rank: 1, award: { status: 'claimed', attempt: null, connected: null, revenue: null } },
    { targetName: 'Second', rank: 2, award: null, reason: 'outbid' },
    { targetName: 'Third', rank: null, award: null, reason: 'not_accepted' },
  ]);
  const usage = async () => (await market.owner.get('/api/rtb/targets/usage')).body;
  expect(await usage()).toMatchObject([
    { id: market.targetIds[0], isCapped: false, liveCalls: 1, callsToday: 1, callsThisMonth: 1 },
    { id: market.targetIds[1], liveCalls: 0, callsToday: 0 },
    { id: market.targetIds[2], liveCalls: 0, callsToday: 0 },
  ]);

  // The winner does not answer: the list still has its bid, and shows that the call earned nothing.
  await dialAward(system, call);
  await sql`
    insert into call_events (tenant_id, call_id, event, message, metadata, source_key)
    values (${market.tenantId}, ${call.id}, 'not_connected', '-',
      ${sql.json({ status: 'no-answer', bridged: false, duration: 0, attempt: 1 })}, 'dial-1')`;
  await sql`select rtb_release_award(id) from rtb_awards where call_id = ${call.id}`;
  await sql`
    update calls set status = 'completed', disposition = 'no_answer', end_time = clock_now(), converted = false,
      revenue_micros = 0
    where id = ${call.id}`;
  const { bids, ...after } = (await market.owner.get(path)).body;
  expect(bids[0].award).toEqual({
    status: 'released',
    attempt: 1,
    dialStatus: 'no-answer',
    connected: false,
    talkSeconds: 0,
    revenue: null,
  });
  expect(after).toMatchObject({ winningBid: 9, call: { live: false, connected: false, recipient: null, revenue: 0 } });
  expect(await usage()).toMatchObject([{ liveCalls: 0, callsToday: 0 }, {}, {}]);

  const count = async (query: string) =>
    (await market.owner.get(`/api/rtb/bid-requests?${query}`)).body['pagination'].total;
  expect(await count(`campaignId=${market.campaignId}&status=completed`)).toBe(1);
  expect(await count('status=failed')).toBe(0);
  expect(await count('campaignId=999999')).toBe(0);
  const stranger = await createTenant(system);
  expect((await stranger.get(path)).status).toBe(404);
});
