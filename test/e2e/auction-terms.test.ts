/** Tests how the settings of an RTB router and of RTB targets affect a campaign's calls, from webhook to revenue. */
import { afterAll, expect, test } from 'vitest';
import { AUCTION_ENV, type BidderSpec, createAuctionMarket } from '../helpers/fixtures/auctions.ts';
import { openSession } from '../helpers/api/client.ts';
import { waitUntil } from '../helpers/wait.ts';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  dialedNumber,
  randomPhoneNumber,
  randomCallSid,
} from '../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { sql } = system.ctx;
const stop = system.startWorkers();
afterAll(stop);

/** Creates a campaign whose calls are auctioned among the bidders. If no bidder gets a call, a buyer gets the call. */
async function openAuctioned(bidders: BidderSpec[], router: Record<string, unknown> = {}) {
  const market = await createAuctionMarket(system, bidders, { biddingTimeoutMs: 3_000, ...router });
  const owner = await openSession(system, market.owner);
  const [phoneNumber, buyer] = [randomPhoneNumber(), randomPhoneNumber()];
  const rtb = { enableRtb: true, rtbRouterId: market.routerId };
  const { body: campaign } = await owner.post('/api/campaigns', { name: 'Auctioned', phoneNumber, ...rtb });
  const { body } = await owner.post('/api/buyers', { name: 'Buyer', phoneNumber: buyer, maxConcurrentCalls: 0 });
  await owner.post(`/api/campaigns/${campaign['id']}/buyers`, { buyerId: body['id'] });
  return { ...market, owner, phoneNumber, buyer };
}

const connected = (seconds: number) => ({
  DialCallStatus: 'completed',
  DialBridged: 'true',
  DialCallDuration: String(seconds),
});
/**
 * The dial result if the bidder answers, hears the whisper (a short announcement), and declines the call. The carrier
 * still reports the status `completed`.
 */
const declined = { DialCallStatus: 'completed', DialBridged: 'false', DialCallDuration: '6' };

/** Ends the call. Returns the conversion and the revenue of the call, and the status of each award. */
async function valueOf(CallSid: string, seconds: number) {
  await endCallerLeg(system, CallSid, {
    CallStatus: seconds > 0 ? 'completed' : 'no-answer',
    CallDuration: `${seconds}`,
  });
  await system.runJob('call.value', { callId: (await callBySid(system, CallSid)).id });
  const { id, converted, revenueMicros } = await callBySid(system, CallSid);
  const awards = await sql`select status, revenue_micros from rtb_awards where call_id = ${id} order by id`;
  return { converted, revenueMicros, awards: awards.map((award) => award['status'] as string) };
}

async function isRecorded(CallSid: string): Promise<boolean> {
  const { id } = await callBySid(system, CallSid);
  return (await sql`select from bid_requests where call_id = ${id}`).count === 1;
}

const first = '+14155550111';
const second = '+14155550112';
const dearAndCheap: BidderSpec[] = [
  { kind: 'fast', query: { amount: 9, destination: first } },
  { kind: 'fast', query: { amount: 6, destination: second } },
];

/**
 * Places six calls one after the other. The high bidder never answers, and the low bidder always answers. Returns the
 * first dialed destination of each call.
 */
async function firstDialled(enablePredictiveRouting: boolean): Promise<unknown[]> {
  const { phoneNumber } = await openAuctioned(dearAndCheap, { enablePredictiveRouting });
  const dialledFirst: unknown[] = [];
  for (let caller = 0; caller < 6; caller += 1) {
    const CallSid = randomCallSid();
    const twiml = await receiveCall(system, phoneNumber, { CallSid });
    dialledFirst.push(dialedNumber(twiml));
    // The call is connected before the bids are recorded. So the test waits here, as a real phone would ring.
    await waitUntil(() => isRecorded(CallSid), 'the auction on record');
    const next =
      dialedNumber(twiml) === first ? await reportDialResult(system, twiml, { DialCallStatus: 'no-answer' }) : twiml;
    expect(dialedNumber(next)).toBe(second);
    await reportDialResult(system, next, connected(400));
    await valueOf(CallSid, 400);
  }
  return dialledFirst;
}

test('predictive routing prefers the bidder that converts over a higher bid', async () => {
  expect(await firstDialled(true)).toEqual([first, first, first, first, first, second]);
}, 60_000);

test('without predictive routing the highest bid is always dialled first', async () => {
  expect(await firstDialled(false)).toEqual([first, first, first, first, first, first]);
}, 60_000);

test('with fewer bidders than required the call goes to buyers, and no bidder is pinged', async () => {
  const { phoneNumber, buyer, owner, targetIds } = await openAuctioned(dearAndCheap, { minBiddersRequired: 2 });
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(first);
  await owner.put(`/api/rtb/targets/${targetIds[1]!}`, { isActive: false });
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(buyer);
  const { body } = await owner.get('/api/rtb/bid-requests');
  expect(body['bidRequests']).toMatchObject([{ status: 'no_bidders', winningBid: null }, { status: 'completed' }]);
  const { body: responses } = await owner.get(`/api/rtb/bid-responses?bidRequestId=${body['bidRequests'][0].id}`);
  expect(responses).toEqual([]);
});

// The bid is $8.75 for calls of at least 300 seconds. If `durationPath` is empty, the 300 seconds are not read.
test.each([
  ['per_call', 300, {}, {}, 8.75],
  ['per_call', 299, {}, {}, 0],
  // Without a duration of the bid: the target's, the router's, the campaign's (60 seconds).
  ['per_call', 59, { durationPath: '' }, {}, 0],
  ['per_call', 60, { durationPath: '' }, {}, 8.75],
  ['per_call', 44, { durationPath: '' }, { conversionSeconds: 45 }, 0],
  ['per_call', 45, { durationPath: '' }, { conversionSeconds: 45 }, 8.75],
  ['per_call', 30, { durationPath: '', conversionSeconds: 30 }, { conversionSeconds: 45 }, 8.75],
  ['per_call', 5, {}, { conversionTracking: false }, 8.75],
  ['per_minute', 301, {}, {}, 52.5],
  ['per_minute', 61, { durationPath: '' }, {}, 17.5],
  ['per_minute', 299, {}, {}, 0],
  ['cpa', 60, { durationPath: '' }, {}, 8.75],
  ['cpa', 59, { durationPath: '' }, {}, 0],
  ['cpa', 299, {}, {}, 0],
  ['cpl', 1, {}, {}, 8.75],
])('%s: %i seconds of conversation, with %j and %j, earn $%d', async (revenueType, seconds, target, router, earned) => {
  const { phoneNumber } = await openAuctioned([{ kind: 'fast', target }], { revenueType, ...router });
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  await reportDialResult(system, twiml, connected(seconds));
  expect(await valueOf(CallSid, seconds)).toEqual({
    converted: earned > 0,
    revenueMicros: earned * 1_000_000,
    awards: ['completed'],
  });
});

test('a bidder that declines at the whisper is not billed, its cap is free at once, and the next best bid is dialled', async () => {
  const bidders = dearAndCheap.map((bidder) => ({ ...bidder, target: { maxConcurrentCalls: 1, hourlyCap: 1 } }));
  const { phoneNumber } = await openAuctioned(bidders, { revenueType: 'cpl' });
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  expect(dialedNumber(twiml)).toBe(first);
  const next = await reportDialResult(system, twiml, declined);
  expect(dialedNumber(next)).toBe(second);
  // The bidder that declined has a free cap again, so the same bidder gets the next caller.
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(first);
  await reportDialResult(system, next, connected(20));
  expect(await valueOf(CallSid, 20)).toEqual({
    converted: true,
    revenueMicros: 6_000_000,
    awards: ['released', 'completed'],
  });
});

test('a bidder is not billed when the caller hangs up during the whisper', async () => {
  const { phoneNumber } = await openAuctioned([{ kind: 'fast', target: { maxConcurrentCalls: 1 } }], {
    revenueType: 'cpl',
  });
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  expect(await reportDialResult(system, twiml, { ...declined, CallStatus: 'completed' })).toContain('<Hangup/>');
  expect(await valueOf(CallSid, 0)).toEqual({ converted: false, revenueMicros: 0, awards: ['released'] });
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe('+14155550100');
});
