/** Tests the rules of a campaign for its callers: duplicates, hidden numbers, lists, and calls per hour. */
import { expect, test } from 'vitest';
import { AUCTION_ENV } from '../../../helpers/fixtures/auctions.ts';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  endCallerLeg,
  type InboundCampaign,
  randomCallSid,
  randomPhoneNumber,
  receiveCall,
  reportDialResult,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
system.startWorkers(['auctions']);
const UNAVAILABLE = /<Say>Thank you for calling/;
const CALLER = '+14155550111';

/** Runs one whole call of `seconds`, and returns the call and the number that was dialed. */
async function callIn({ phoneNumber }: InboundCampaign, From = CALLER, seconds = 4) {
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid, From });
  const dialed = dialedNumber(twiml);
  if (dialed !== undefined)
    await reportDialResult(system, twiml, {
      CallSid,
      DialCallStatus: 'completed',
      DialBridged: 'true',
      DialCallDuration: String(seconds),
    });
  await endCallerLeg(system, CallSid, { CallDuration: String(seconds) });
  await system.runJob('call.value', { callId: (await callBySid(system, CallSid)).id });
  return { call: await callBySid(system, CallSid), dialed, twiml };
}

const buyers = [
  { pricePerCall: 10, maxConcurrentCalls: 10 },
  { pricePerCall: 10, maxConcurrentCalls: 10 },
];

test('a second call of a caller within the window is marked, and by default routed and paid as any other', async () => {
  const campaign = await createInboundCampaign(system, buyers);
  const first = await callIn(campaign);
  const second = await callIn(campaign);
  expect(first.call).toMatchObject({ duplicateOf: null, revenueMicros: 10_000_000 });
  expect(second.call).toMatchObject({ duplicateOf: first.call.id, revenueMicros: 10_000_000 });
  const { body } = await campaign.owner.get(`/api/calls/${second.call.id}`);
  expect(body).toMatchObject({ duplicateOf: first.call.id });
  expect((await callIn(campaign, randomPhoneNumber())).call.duplicateOf).toBeNull();
  await system.advanceClock(86_401);
  expect((await callIn(campaign)).call.duplicateOf).toBeNull();
});

const money = ({ revenueMicros, payoutMicros }: { revenueMicros: number | null; payoutMicros: number | null }) => [
  revenueMicros,
  payoutMicros ?? 0,
];

test('a duplicate that is not billable and not payable moves no money', async () => {
  const rules = { duplicateBillable: false, duplicatePayable: false };
  const campaign = await createInboundCampaign(system, buyers, rules);
  const { body: number } = await campaign.owner.post('/api/phone-numbers', { phoneNumber: campaign.phoneNumber });
  const { body: publisher } = await campaign.owner.post('/api/publishers', {
    name: 'P',
    payoutType: 'cpl',
    defaultPayout: 6,
  });
  await system.ctx.sql`update phone_numbers set publisher_id = ${publisher['id']} where id = ${number['id']}`;
  expect(money((await callIn(campaign)).call)).toEqual([10_000_000, 6_000_000]);
  // The terms of a call stay as they were at its beginning.
  const second = await callIn(campaign);
  expect(money(second.call)).toEqual([0, 0]);
  expect(second.call.converted).toBe(false);
});

test.each([
  ['same_buyer', [0, 0, 0]],
  ['other_buyer', [0, 1, 0]],
  ['normal', [0, 1, 0]],
])('with %s and buyers that take turns, the caller gets the buyers %j', async (duplicateAction, expected) => {
  const campaign = await createInboundCampaign(system, buyers, { routingType: 'round_robin', duplicateAction });
  const dialed = [];
  for (const _ of expected) dialed.push((await callIn(campaign)).dialed);
  expect(dialed.map((number) => campaign.buyers.findIndex(({ phoneNumber }) => phoneNumber === number))).toEqual(
    expected,
  );
});

test('other_buyer keeps a caller from the best buyer, and without another buyer nobody gets the call', async () => {
  const campaign = await createInboundCampaign(system, [buyers[0]!], { duplicateAction: 'other_buyer' });
  expect((await callIn(campaign)).dialed).toBe(campaign.buyers[0]!.phoneNumber);
  expect((await callIn(campaign)).twiml).toMatch(UNAVAILABLE);
});

test('a blocked duplicate is rejected, also when the carrier repeats its request', async () => {
  const campaign = await createInboundCampaign(system, buyers, { duplicateAction: 'block' });
  await callIn(campaign);
  const CallSid = randomCallSid();
  for (const _ of [1, 2])
    expect(await receiveCall(system, campaign.phoneNumber, { CallSid, From: CALLER })).toMatch(UNAVAILABLE);
  const { body } = await campaign.owner.get(`/api/calls/${(await callBySid(system, CallSid)).id}/logs`);
  const logs = body as unknown as { event: string; metadata: { reason?: string } }[];
  expect(logs.find(({ event }) => event === 'call_rejected')?.metadata.reason).toBe('duplicate_caller');
});

test('lists, hidden numbers and the calls per hour of a caller', async () => {
  const [blocked, allowed] = ['+14155550112', '+14155550113'];
  const campaign = await createInboundCampaign(system, buyers, {
    blockedCallers: [blocked, '+1900*'],
    allowedCallers: [allowed],
    hiddenCallers: 'block',
    callerCallsPerHourMax: 2,
  });
  const isTaken = async (from: string) => (await callIn(campaign, from)).dialed !== undefined;
  expect(await isTaken(blocked)).toBe(false);
  expect(await isTaken('+19005551234')).toBe(false);
  for (const hidden of ['+266696687', '+7378742833', 'anonymous', '']) expect(await isTaken(hidden)).toBe(false);
  for (const expected of [true, true, false]) expect(await isTaken(CALLER)).toBe(expected);
  for (const _ of [1, 2, 3, 4]) expect(await isTaken(allowed)).toBe(true);
});

test('hidden callers are not duplicates of each other', async () => {
  const campaign = await createInboundCampaign(system, buyers, { duplicateAction: 'block' });
  for (const _ of [1, 2]) expect((await callIn(campaign, '+266696687')).call.duplicateOf).toBeNull();
});

test.each([
  ['same_buyer', ['+14155550121', '+14155550121']],
  ['other_buyer', ['+14155550121', '+14155550122']],
])('with %s, the bidders of a duplicate are chosen by the earlier call', async (duplicateAction, expected) => {
  const campaign = await createInboundCampaign(system, []);
  const { body: router } = await campaign.owner.post('/api/rtb/routers', { name: 'R', biddingTimeoutMs: 2_000 });
  const amounts = [9, 8];
  for (const [at, destination] of ['+14155550121', '+14155550122'].entries()) {
    const url = new URL('/__sim/bidders/fast', system.simulator.url);
    url.searchParams.set('destination', destination);
    url.searchParams.set('amount', String(amounts[at]));
    const { body } = await campaign.owner.post('/api/rtb/targets', { name: destination, endpointUrl: url.href });
    await campaign.owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: body['id'] });
  }
  const rtb = { enableRtb: true, rtbRouterId: router['id'], duplicateAction };
  await campaign.owner.put(`/api/campaigns/${campaign.campaignId}`, rtb);
  expect([(await callIn(campaign)).dialed, (await callIn(campaign)).dialed]).toEqual(expected);
  const { body } = await campaign.owner.get('/api/rtb/bid-requests');
  expect(body['bidRequests'].map(({ isDuplicate }: { isDuplicate: boolean }) => isDuplicate)).toEqual([true, false]);
});

test.each([
  [{}, [9, 9, 9], [6, 6, 6]],
  [{ duplicateBillable: false }, [9, 0, 0], [6, 6, 6]],
  [{ duplicateBillable: false, duplicatePayable: false }, [9, 0, 0], [6, 0, 0]],
])(
  'of three short calls that one caller makes to bidders in two minutes, two are marked: %j',
  async (rules, ...money) => {
    const campaign = await createInboundCampaign(system, []);
    const { owner, campaignId, phoneNumber } = campaign;
    const { body: router } = await owner.post('/api/rtb/routers', {
      name: 'R',
      revenueType: 'cpl',
      biddingTimeoutMs: 2_000,
    });
    const url = new URL('/__sim/bidders/fast?amount=9&destination=%2B14155550121', system.simulator.url);
    const { body: target } = await owner.post('/api/rtb/targets', { name: 'T', endpointUrl: url.href });
    await owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: target['id'] });
    await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: true, rtbRouterId: router['id'], ...rules });
    const publisher = { name: 'P', payoutType: 'cpl', defaultPayout: 6 };
    const { body: number } = await owner.post('/api/phone-numbers', { phoneNumber });
    const { body: sender } = await owner.post('/api/publishers', publisher);
    await system.ctx.sql`update phone_numbers set publisher_id = ${sender['id']} where id = ${number['id']}`;
    const calls = [];
    for (let n = 0; n < 3; n += 1) {
      calls.push((await callIn(campaign)).call);
      await system.advanceClock(40);
    }
    expect(calls.map(({ duplicateOf }) => duplicateOf !== null)).toEqual([false, true, true]);
    expect([
      calls.map(({ revenueMicros }) => (revenueMicros ?? 0) / 1e6),
      calls.map(({ payoutMicros }) => (payoutMicros ?? 0) / 1e6),
    ]).toEqual(money);
    const { body } = await owner.get('/api/rtb/bid-requests');
    expect(body['bidRequests'].map(({ isDuplicate }: { isDuplicate: boolean }) => isDuplicate)).toEqual([
      true,
      true,
      false,
    ]);
  },
);
