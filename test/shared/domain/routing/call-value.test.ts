/** Tests the value of inbound calls. The value is written once, by the terms of the buyer who took the call. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import { createTenant } from '../../../helpers/api/client.ts';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  createInboundCampaign,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { insertEndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;

/** Creates an inbound call that has ended after a conversation of `seconds` seconds with the buyer. */
async function talk(phoneNumber: string, seconds: number): Promise<string> {
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  await reportDialResult(system, twiml, {
    DialCallStatus: 'completed',
    DialBridged: 'true',
    DialCallDuration: `${seconds}`,
  });
  await endCallerLeg(system, CallSid, { CallDuration: `${seconds}` });
  return CallSid;
}

async function valueAfterEnd(CallSid: string) {
  const { id } = await callBySid(system, CallSid);
  await system.runJob('call.value', { callId: id });
  const { converted, revenueMicros } = await callBySid(system, CallSid);
  return { converted, revenueMicros };
}

test('a buyer pays the price for a call of at least billableSeconds, and nothing for a shorter one', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ pricePerCall: 12.5, billableSeconds: 90 }]);
  expect(await valueAfterEnd(await talk(phoneNumber, 90))).toEqual({ converted: true, revenueMicros: 12_500_000 });
  expect(await valueAfterEnd(await talk(phoneNumber, 89))).toEqual({ converted: false, revenueMicros: 0 });
});

test('a call that no buyer answered earns nothing', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ pricePerCall: 12.5 }]);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  await reportDialResult(system, twiml, { DialCallStatus: 'no-answer' });
  await endCallerLeg(system, CallSid);
  expect(await valueAfterEnd(CallSid)).toEqual({ converted: false, revenueMicros: 0 });
});

test('the value of a call is written once, also when several workers try and the price changes later', async () => {
  const { owner, phoneNumber, buyers } = await createInboundCampaign(system, [{ pricePerCall: 10 }]);
  const CallSid = await talk(phoneNumber, 5);
  const { id } = await callBySid(system, CallSid);
  await Promise.all(Array.from({ length: 4 }, () => system.runJob('call.value', { callId: id })));
  await owner.put(`/api/buyers/${buyers[0]!.id}`, { pricePerCall: 20 });
  expect(await valueAfterEnd(CallSid)).toEqual({ converted: true, revenueMicros: 10_000_000 });
  const events = await ctx.sql`select metadata from call_events where call_id = ${id} and event = 'converted'`;
  expect(events.map(({ metadata }) => metadata)).toEqual([
    { buyerId: buyers[0]!.id, converted: true, revenue: 10, currency: 'USD' },
  ]);
});

test('a call in progress and an externally logged call get no value', async () => {
  const { owner, phoneNumber, campaignId, buyers } = await createInboundCampaign(system, [{ pricePerCall: 10 }]);
  const live = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid: live });
  expect(await valueAfterEnd(live)).toEqual({ converted: null, revenueMicros: null });
  const fields = { callerNumber: '+14155551111', destinationNumber: '+14155552222', status: 'completed' };
  for (const direction of ['inbound', 'outbound']) {
    const callSid = randomCallSid();
    await owner.post('/api/calls', { ...fields, campaignId, buyerId: buyers[0]!.id, callSid, direction });
    expect(await valueAfterEnd(callSid)).toEqual({ converted: null, revenueMicros: null });
  }
});

test('the sweeper enqueues a call.value job that was lost with the queue', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ pricePerCall: 10 }]);
  const { id } = await callBySid(system, await talk(phoneNumber, 5));
  for (const queue of ctx.queues.values()) await queue.obliterate({ force: true });
  await system.advanceClock(25);
  await system.runJob('system.sweep', {});
  const jobs = await queueOf(ctx.queues, 'call.value').getJobs();
  expect(jobs.filter(({ name }) => name === 'call.value').map(({ data }) => data.payload)).toContainEqual({
    callId: id,
  });
});

test('for any price and billableSeconds, a call earns the price exactly when it lasted long enough', async () => {
  const { owner, phoneNumber, buyers } = await createInboundCampaign(system, [{ maxConcurrentCalls: 0 }]);
  await fc.assert(
    fc.asyncProperty(
      fc.record({ cents: fc.nat(10_000), billableSeconds: fc.nat(120), seconds: fc.integer({ min: 1, max: 120 }) }),
      async ({ cents, billableSeconds, seconds }) => {
        const price = { pricePerCall: cents / 100, billableSeconds };
        expect((await owner.put(`/api/buyers/${buyers[0]!.id}`, price)).body).toMatchObject(price);
        const converted = seconds >= billableSeconds;
        expect(await valueAfterEnd(await talk(phoneNumber, seconds))).toEqual({
          converted,
          revenueMicros: converted ? cents * 10_000 : 0,
        });
      },
    ),
    { numRuns: 12 },
  );
});

test('users set the conversion of ended calls that we do not value, over both APIs', async () => {
  const { owner, phoneNumber } = await createInboundCampaign(system, [{ pricePerCall: 10 }]);
  const fields = { callerNumber: '+14155551111', destinationNumber: '+14155552222', direction: 'outbound' };
  const { body: call } = await owner.post('/api/calls', { ...fields, callSid: randomCallSid() });
  const path = `/api/calls/${call['id']}`;
  const early = await owner.put(path, { converted: true });
  expect([early.status, early.body['message']]).toEqual([409, expect.stringContaining('has not ended')]);
  const ended = await owner.put(path, { status: 'completed', converted: true });
  expect(ended.body).toMatchObject({ converted: true, revenue: null });
  expect((await owner.put(path, { cost: 1 })).body['converted']).toBe(true);
  const bearer = await createTenant(system);
  const [row] = await ctx.sql`select id from tenants where uuid = ${bearer.user.tenant_id}`;
  const { uuid } = await insertEndedCall(ctx.sql, { tenantId: row!['id'], disposition: 'answered' });
  const noted = await bearer.put(`/api/calls/${uuid}`, { converted: true });
  expect([noted.status, noted.body['call'].converted]).toEqual([200, true]);
  expect((await bearer.put(`/api/calls/${uuid}`, { converted: false })).body['call'].converted).toBe(false);
  const CallSid = await talk(phoneNumber, 5);
  const { id } = await callBySid(system, CallSid);
  expect((await owner.put(`/api/calls/${id}`, { converted: false })).status).toBe(409);
  expect(await valueAfterEnd(CallSid)).toEqual({ converted: true, revenueMicros: 10_000_000 });
  expect((await owner.get(`/api/calls/${id}`)).body).toMatchObject({ converted: true, revenue: 10 });
});
