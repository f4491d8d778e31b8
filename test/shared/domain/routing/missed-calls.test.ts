/** Tests inbound calls that the platform could not answer, and that it learns about from the carrier's later report. */
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  callBySid,
  createInboundCampaign,
  endCallerLeg,
  randomCallSid,
  randomPhoneNumber,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { AUCTION_ENV } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

test('the report of an unknown call to one of our numbers creates the missed call once, with cost, statistics and webhook', async () => {
  const { owner, campaignId } = await createInboundCampaign(system);
  const { body: pool } = await owner.post('/api/pools', { name: 'Pool', webhookUrl: 'http://127.0.0.1:9/hook' });
  const { body: number } = await owner.post('/api/phone-numbers', { phoneNumber: randomPhoneNumber() });
  await owner.post(`/api/pools/${pool['id']}/numbers`, { phoneNumberId: number['id'] });
  await owner.put(`/api/campaigns/${campaignId}`, { poolId: pool['id'] });
  const [CallSid, From, To] = [randomCallSid(), randomPhoneNumber(), number['phoneNumber'] as string];
  const report = { From, To, Direction: 'inbound', CallDuration: '4' };
  await Promise.all([1, 2, 3].map(() => endCallerLeg(system, CallSid, report)));
  const call = await callBySid(system, CallSid);
  expect(call).toMatchObject({
    campaignId,
    phoneNumberId: number['id'],
    direction: 'inbound',
    status: 'completed',
    disposition: 'no_answer',
    fromNumber: From,
    duration: 4,
    talkTime: 0,
    cost: 0.014,
    costSource: 'estimated',
  });
  expect(Math.abs(call.endTime!.getTime() - call.startTime!.getTime() - 4_000)).toBeLessThan(1_000);
  const polls = await queueOf(ctx.queues, 'cost.reconcile').getJobs();
  expect(polls.filter(({ data }) => data.payload.callId === call.id)).toHaveLength(1);
  await system.runJob('call.value', { callId: call.id });
  expect(await callBySid(system, CallSid)).toMatchObject({ revenueMicros: 0, converted: false });
  const statistics = { totalCalls: 1, successfulCalls: 0, failedCalls: 1 };
  expect((await owner.get(`/api/stats/campaigns/${campaignId}`)).body).toMatchObject(statistics);
  const deliveries = await ctx.sql`
    select event_key from pool_webhook_deliveries where pool_id = ${pool['id']} order by id`;
  expect(deliveries.map(({ eventKey }) => eventKey)).toEqual([`call.received:${call.id}`, `call.ended:${call.id}`]);
  const { body } = await owner.get(`/api/calls/${call.id}/logs`);
  expect(JSON.stringify(body)).toContain('could not answer');
});

test.each([
  ['a number that is not ours', {}, false],
  ['a call that has not ended', { CallStatus: 'ringing' }, true],
  ['an outbound call', { Direction: 'outbound-api' }, true],
  ['a replay of an old call', { Timestamp: '2026-01-01T00:00:00Z' }, true],
])('a report about %s creates nothing', async (_, params, isOurs) => {
  const { phoneNumber } = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await endCallerLeg(system, CallSid, {
    From: randomPhoneNumber(),
    To: isOurs ? phoneNumber : '+12125550000',
    ...params,
  });
  expect(await ctx.sql`select from calls where call_sid = ${CallSid}`).toHaveLength(0);
});
