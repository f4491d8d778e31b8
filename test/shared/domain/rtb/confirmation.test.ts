/** Two-step accept: the winner of an auction is dialed and pays only if it confirms its bid. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { claimedAward } from '../../../../sql/rtb/awards.ts';
import { forwardToBidder } from '../../../../sql/routing/inbound.ts';
import { AUCTION_ENV, createAuctionMarket, insertCall, runAuctionJob } from '../../../helpers/fixtures/auctions.ts';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  endCallerLeg,
  randomCallSid,
  receiveCall,
  reportDialResult,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { sql } = system.ctx;
system.startWorkers(['auctions']);

const [WINNER, REPLACED, RUNNER_UP, CALLER] = ['+14155550121', '+14155550122', '+14155550123', '+14155550111'];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The bidder: answers pings with a bid of 9, and posts with `confirmation`; null: not at all. */
let confirmation: object | null;
let received: { path: string; body: Record<string, unknown> }[];
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString()) as Record<string, unknown>;
  received.push({ path: request.url ?? '', body });
  if (request.url === '/ping')
    response.end(
      JSON.stringify({ bidId: 'b-7', bidAmount: 9, destinationNumber: WINNER, accepted: true, duration: 60 }),
    );
  else if (confirmation !== null) response.end(JSON.stringify(confirmation));
}
const bidder = createServer((request, response) => void answer(request, response));
await new Promise<void>((resolve) => bidder.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(bidder.address() as AddressInfo).port}`;
afterAll(() => {
  bidder.closeAllConnections();
  bidder.close();
});
beforeEach(() => {
  received = [];
  confirmation = { accepted: true };
});
const posts = () => received.filter(({ path }) => path === '/post').map(({ body }) => body);

const TARGET = {
  name: 'Two steps',
  endpointUrl: `${origin}/ping`,
  postUrl: `${origin}/post`,
  postBody: '{ "id": "{reply.bidId}", "price": {bid}, "caller": "{callerId}", "request": "{requestId}" }',
  callerIdExposure: 'hashed',
  maxBidAmount: 20,
  dailyCap: 1,
};

/** A campaign with the two-step bidder, and a runner-up that bids 8 in one step. */
async function openMarket(target: object = {}) {
  const campaign = await createInboundCampaign(system, []);
  const { owner, campaignId } = campaign;
  const { body: router } = await owner.post('/api/rtb/routers', { name: 'R', biddingTimeoutMs: 2_000 });
  const { body: twoStep, status } = await owner.post('/api/rtb/targets', { ...TARGET, ...target });
  expect([status, twoStep['postUrl']]).toEqual([201, TARGET.postUrl]);
  const url = new URL('/__sim/bidders/fast', system.simulator.url);
  url.search = new URLSearchParams({ destination: RUNNER_UP, amount: '8' }).toString();
  const { body: oneStep } = await owner.post('/api/rtb/targets', { name: 'One step', endpointUrl: url.href });
  for (const { id } of [twoStep, oneStep] as { id: number }[])
    await owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: id });
  await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: true, rtbRouterId: router['id'] });
  return { ...campaign, twoStepId: twoStep['id'] as number };
}

type Market = Awaited<ReturnType<typeof openMarket>>;

/** Places a call of 400 seconds, and returns what it earned and how the two-step bid is recorded. */
async function callIn({ owner, phoneNumber, twoStepId }: Market) {
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid, From: CALLER });
  const dialed = dialedNumber(twiml);
  const result = { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '400' };
  if (dialed !== undefined) await reportDialResult(system, twiml, { CallSid, ...result });
  await endCallerLeg(system, CallSid, { CallDuration: '400' });
  const { id } = await callBySid(system, CallSid);
  await system.runJob('call.value', { callId: id });
  const { targetId, revenueMicros } = await callBySid(system, CallSid);
  const { body } = await owner.get('/api/rtb/bid-responses');
  const bids = body as unknown as { targetId: number; confirmation: string; confirmationTimeMs: number | null }[];
  const logs = (await owner.get(`/api/calls/${id}/logs`)).body as unknown as { event: string }[];
  return {
    dialed,
    revenue: (revenueMicros ?? 0) / 1e6,
    isTwoStep: targetId === twoStepId,
    confirmation: bids.find((bid) => bid.targetId === twoStepId)?.confirmation,
    isRefusalLogged: logs.some(({ event }) => event === 'bid_not_confirmed'),
  };
}

test('the winner learns the caller’s number at the second step, and its confirmation may raise the price', async () => {
  confirmation = { accepted: 'Accepted', bidAmount: '12.50', destinationNumber: '415-555-0122' };
  const market = await openMarket();
  const confirmed = { isTwoStep: true, confirmation: 'confirmed', isRefusalLogged: false };
  expect(await callIn(market)).toEqual({ ...confirmed, dialed: REPLACED, revenue: 12.5 });
  const [ping] = received;
  expect(ping?.body).toMatchObject({ callerId: sha256(CALLER) });
  expect(posts()).toEqual([{ id: 'b-7', price: 9, caller: CALLER, request: ping?.body['requestId'] }]);
  // The call counts in the caps of the target, so the next call is not offered to it.
  expect(await callIn(market)).toMatchObject({ dialed: RUNNER_UP, isTwoStep: false });
  expect(posts()).toHaveLength(1);
});

test.each<[string, object | null, object?]>([
  ['not_accepted', { accepted: false, reason: 'sold elsewhere' }],
  ['bid_lowered', { accepted: true, bidAmount: 5 }],
  ['charged_destination', { accepted: true, destinationNumber: '+19005551234' }],
  ['timeout', null, { postTimeout: 100 }],
])(
  '%s at the second step passes the call to the next bid, and costs the winner nothing',
  async (reason, reply, fields) => {
    confirmation = reply;
    const market = await openMarket(fields);
    const given = { dialed: RUNNER_UP, revenue: 8, isTwoStep: false, confirmation: reason, isRefusalLogged: true };
    expect(await callIn(market)).toEqual(given);
    expect(posts()).toHaveLength(1);
    const states = await sql<{ status: string }[]>`
    select w.status from rtb_awards w where w.target_id = ${market.twoStepId}`;
    expect(states).toEqual([{ status: 'released' }]);
  },
);

test('two requests of the carrier for one call send one post, and both dial the same destination', async () => {
  const { phoneNumber } = await openMarket();
  const CallSid = randomCallSid();
  const answers = await Promise.all([1, 2].map(() => receiveCall(system, phoneNumber, { CallSid, From: CALLER })));
  expect(answers.map(dialedNumber)).toEqual([WINNER, WINNER]);
  expect(posts()).toHaveLength(1);
});

test('without a worker that confirms, the database refuses to dial the bidder', async () => {
  const market = await createAuctionMarket(system, [{ kind: 'fast', target: { postUrl: TARGET.postUrl } }]);
  const call = await insertCall(system, market);
  await runAuctionJob(system, market, call.id);
  const award = await claimedAward(sql, call);
  expect(award).toMatchObject({ needsConfirmation: true, confirmedAt: null });
  await expect(forwardToBidder(sql, call.id, award!)).rejects.toThrow('rtb_awards_dialed_if_confirmed');
});

test('a test of the target sends the second request only if it is asked to', async () => {
  const { owner, twoStepId } = await openMarket();
  confirmation = { accepted: true, bidAmount: 10 };
  const path = `/api/rtb/targets/${twoStepId}/test`;
  expect((await owner.post(path, { callerId: CALLER })).body).toMatchObject({ success: true, confirmation: null });
  expect(posts()).toEqual([]);
  const { body } = await owner.post(path, { callerId: CALLER, confirm: true });
  expect(body).toMatchObject({
    success: true,
    confirmation: { success: true, bidAmount: 10, destinationNumber: WINNER },
  });
  expect(posts()).toMatchObject([{ id: 'b-7', price: 9 }]);
});

test('settings that could not confirm, or would send the token to another host, are refused', async () => {
  const { owner } = await createInboundCampaign(system, []);
  const create = (fields: object) => owner.post('/api/rtb/targets', { ...TARGET, ...fields });
  for (const [field, fields] of [
    ['acceptancePath', { acceptancePath: '' }],
    ['postBody', { postBody: '{ "a": {nothing} }' }],
    ['requestBody', { requestBody: '{ "a": "{reply.bidId}" }' }],
    ['postUrl', { postUrl: 'http://10.0.0.1/post' }],
  ] as const)
    expect((await create(fields)).body['details']).toMatchObject([{ field }]);
  const { body: target } = await create({ authentication: 'bearer', authToken: 'secret_token' });
  const elsewhere = await owner.put(`/api/rtb/targets/${target['id']}`, { postUrl: 'https://elsewhere.example/post' });
  expect(elsewhere.body['details']).toMatchObject([{ field: 'authToken' }]);
});
