/**
 * Tests an auctioned call from end to end: webhook → queue → bidders → TwiML. If no bidder answers the call, buyers get
 * the call.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  dialedNumber,
  randomPhoneNumber,
  createInboundCampaign,
  randomCallSid,
} from '../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';

/** The requests of the last test that reads them. */
const pings: { headers: IncomingHttpHeaders; body: string }[] = [];
const bidder = createServer((request, response) => {
  const ping = { headers: request.headers, body: '' };
  pings.push(ping);
  request.on('data', (chunk: Buffer) => void (ping.body += chunk.toString()));
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      bidAmount: 8.75,
      destinationNumber: '+12125559876',
      accepted: true,
      currency: 'USD',
      duration: 30,
    }),
  );
});
await new Promise<void>((resolve) => bidder.listen(0, '127.0.0.1', resolve));
afterAll(() => new Promise((resolve) => bidder.close(resolve)));
const endpointUrl = `http://127.0.0.1:${(bidder.address() as AddressInfo).port}/bid`;

const system = await createTestSystem({ env: { EGRESS_ALLOW_CIDRS: '127.0.0.0/8' } });

async function openAuction(buyer: Record<string, unknown> = {}, targetFields: Record<string, unknown> = {}) {
  const floor = await createInboundCampaign(system, [buyer]);
  const { owner, campaignId } = floor;
  const { body: target } = await owner.post('/api/rtb/targets', {
    name: 'Premium Buyer',
    endpointUrl,
    bidAmountPath: 'bidAmount',
    destinationNumberPath: 'destinationNumber',
    acceptancePath: 'accepted',
    currencyPath: 'currency',
    durationPath: 'duration',
    currency: 'USD',
    ...targetFields,
  });
  const { body: router } = await owner.post('/api/rtb/routers', { name: 'Main Router' });
  await owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: target['id'] });
  const changed = await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: true, rtbRouterId: router['id'] });
  expect(changed.body).toMatchObject({ enableRtb: true, rtbRouterId: router['id'] });
  return floor;
}

const attemptOf = (twiml: string) => /attempt=(\d+)/.exec(twiml)?.[1];
const ringSecondsOf = (twiml: string) => /timeout="(\d+)"/.exec(twiml)?.[1];

/** Sends the same request five times at once. */
const five = <T>(send: () => Promise<T>) => Promise.all(Array.from({ length: 5 }, send));

const eventsOf = async (callSid: string) => {
  const { id } = await callBySid(system, callSid);
  const rows = await system.ctx.sql<
    { event: string }[]
  >`select event from call_events where call_id = ${id} order by id`;
  return rows.map(({ event }) => event);
};

test('the best bid is dialled first, and buyers when it does not answer', async () => {
  const { phoneNumber, buyers } = await openAuction();
  const stop = system.startWorkers();
  const CallSid = randomCallSid();
  const first = await receiveCall(system, phoneNumber, { CallSid });
  expect(dialedNumber(first)).toBe('+12125559876');
  const second = await reportDialResult(system, first, { DialCallStatus: 'no-answer' });
  expect(dialedNumber(second)).toBe(buyers[0]!.phoneNumber);
  await endCallerLeg(system, CallSid, { CallDuration: '40' });
  await stop();
  expect(await eventsOf(CallSid)).toEqual(expect.arrayContaining(['auction_won', 'not_connected', 'no_bid']));
  expect((await callBySid(system, CallSid)).buyerId).toBe(buyers[0]!.id);
});

test('a conversation with the winner gets its value when the call is over', async () => {
  const { phoneNumber } = await openAuction();
  const stop = system.startWorkers();
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  await reportDialResult(system, twiml, { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '45' });
  await endCallerLeg(system, CallSid, { CallDuration: '45' });
  await expect.poll(() => eventsOf(CallSid), { timeout: 10_000 }).toContain('converted');
  await stop();
  expect(await callBySid(system, CallSid)).toMatchObject({ disposition: 'answered', buyerId: null });
});

test('when bidding is switched off while the winner rings, the buyer who talks pays and the winner does not', async () => {
  const { owner, campaignId, phoneNumber, buyers } = await openAuction({ pricePerCall: 20 });
  const stop = system.startWorkers();
  const CallSid = randomCallSid();
  const first = await receiveCall(system, phoneNumber, { CallSid });
  expect(dialedNumber(first)).toBe('+12125559876');
  await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: false });
  const second = await reportDialResult(system, first, { DialCallStatus: 'no-answer' });
  expect(dialedNumber(second)).toBe(buyers[0]!.phoneNumber);
  const { id } = await callBySid(system, CallSid);
  const awards = () => system.ctx.sql`select status from rtb_awards where call_id = ${id}`;
  expect(await awards()).toEqual([{ status: 'released' }]);
  await reportDialResult(system, second, { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '45' });
  await endCallerLeg(system, CallSid, { CallDuration: '45' });
  await expect.poll(() => eventsOf(CallSid), { timeout: 10_000 }).toContain('converted');
  await stop();
  expect(await callBySid(system, CallSid)).toMatchObject({ revenueMicros: 20_000_000, buyerId: buyers[0]!.id });
  expect(await awards()).toEqual([{ status: 'released' }]);
});

test('repeated concurrent requests get the same answer and claim one bidder and no buyer', async () => {
  const { phoneNumber, buyers } = await openAuction();
  const stop = system.startWorkers();
  const CallSid = randomCallSid();
  const From = randomPhoneNumber();
  const countClaims = async () => {
    const { id } = await callBySid(system, CallSid);
    const awards = await system.ctx.sql`select from rtb_awards where call_id = ${id} and status = 'claimed'`;
    const [{ calls }] = await system.ctx.sql<[{ calls: number }]>`
      select sum(current_calls)::bigint as calls from buyers where id = any(${buyers.map((buyer) => buyer.id)})`;
    return [awards.length, calls];
  };
  const firsts = await five(() => receiveCall(system, phoneNumber, { CallSid, From }));
  expect(new Set(firsts.map(dialedNumber))).toEqual(new Set(['+12125559876']));
  expect(new Set(firsts.map(attemptOf))).toEqual(new Set(['1']));
  expect(new Set(firsts.map(ringSecondsOf))).toEqual(new Set(['20']));
  expect(await countClaims()).toEqual([1, 0]);
  const seconds = await five(() =>
    reportDialResult(system, firsts[0]!, { DialCallStatus: 'busy', DialCallSid: randomCallSid() }),
  );
  expect(new Set(seconds.map(dialedNumber))).toEqual(new Set([buyers[0]!.phoneNumber]));
  expect(await countClaims()).toEqual([0, 1]);
  await endCallerLeg(system, CallSid, { CallStatus: 'no-answer' });
  expect(await countClaims()).toEqual([0, 0]);
  await stop();
});

test('the winner is dialled on the repeated request when the process died before it answered', async () => {
  const { phoneNumber } = await openAuction();
  const stop = system.startWorkers();
  const CallSid = randomCallSid();
  const From = randomPhoneNumber();
  await receiveCall(system, phoneNumber, { CallSid, From });
  // The update restores the row to the state after the auction, as if the process had died before connecting the call.
  await system.ctx.sql`update calls set route_attempt = 0, forwarded_to = null where call_sid = ${CallSid}`;
  expect(dialedNumber(await receiveCall(system, phoneNumber, { CallSid, From }))).toBe('+12125559876');
  const { id } = await callBySid(system, CallSid);
  expect(await system.ctx.sql`select status from rtb_awards where call_id = ${id}`).toEqual([{ status: 'claimed' }]);
  await stop();
});

test('without workers the call goes to buyers within three seconds', async () => {
  const { phoneNumber, buyers } = await openAuction();
  const startedMs = Date.now();
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(buyers[0]!.phoneNumber);
  expect(Date.now() - startedMs).toBeLessThan(3_000);
});

test('campaigns that share a buyer never exceed the limit of the buyer together', async () => {
  const { owner, buyers } = await createInboundCampaign(system, [{ maxConcurrentCalls: 1 }]);
  const [buyer] = buyers;
  const phones = Array.from({ length: 10 }, randomPhoneNumber);
  for (const phoneNumber of phones) {
    const { body } = await owner.post('/api/campaigns', { name: 'Shares', phoneNumber });
    await owner.post(`/api/campaigns/${body['id']}/buyers`, { buyerId: buyer!.id });
  }
  const twimls = await Promise.all(phones.map((phoneNumber) => receiveCall(system, phoneNumber)));
  expect(twimls.filter((twiml) => dialedNumber(twiml) === buyer!.phoneNumber)).toHaveLength(1);
  expect(await system.ctx.sql`select current_calls from buyers where id = ${buyer!.id}`).toEqual([{ currentCalls: 1 }]);
});

test('a bidder learns the tags of the visit and the hash of the number, in body and headers', async () => {
  const { phoneNumber, campaignId, owner } = await openAuction(
    {},
    {
      callerIdExposure: 'hashed',
      requestBody: '{"cid": "{callerId}", "area": "{callerAreaCode}", "state": "{callerState}", "zip": "{tags.zip}"}',
      headers: { 'X-Gclid': '{gclid}', 'X-Sub-Id': '{tags.subId}' },
    },
  );
  const [{ tenantId }] = await system.ctx.sql<[{ tenantId: number }]>`
    select tenant_id from campaigns where id = ${campaignId}`;
  const [pool] = await system.ctx.sql<[{ id: number }]>`
    insert into number_pools (tenant_id, name, is_active) values (${tenantId}, 'A pool', true) returning id`;
  await system.ctx.sql`
    insert into phone_numbers (tenant_id, pool_id, phone_number, assigned_at)
    values (${tenantId}, ${pool.id}, ${phoneNumber}, clock_now())`;
  await system.ctx.sql`update campaigns set pool_id = ${pool.id}, phone_number = null where id = ${campaignId}`;
  const { body: tag } = await owner.post('/api/tracking-tags', { name: 'A tag', campaignId });
  const visit = { tagCode: tag['tagCode'], UTM_SOURCE: 'Google', gclid: 'EAIaIQ', tags: { zip: '94103', subId: 'a7' } };
  const tracked = await system.request('/api/dni/track', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(visit),
  });
  expect(await tracked.json()).toMatchObject({ phoneNumber });
  const stop = system.startWorkers();
  pings.length = 0;
  expect(dialedNumber(await receiveCall(system, phoneNumber, { From: '+13055551234' }))).toBe('+12125559876');
  await stop();
  const { headers, body } = pings.at(-1)!;
  expect(JSON.parse(body)).toEqual({
    cid: createHash('sha256').update('+13055551234').digest('hex'),
    area: '305',
    state: 'FL',
    zip: '94103',
  });
  expect([headers['x-gclid'], headers['x-sub-id']]).toEqual(['EAIaIQ', 'a7']);
  const { body: sessions } = await owner.get('/api/tracking-sessions');
  expect(sessions['sessions'][0]).toMatchObject({ source: 'google', gclid: 'EAIaIQ', tags: { zip: '94103' } });
});
