/** Tests duration, talk time and estimated cost of ended calls, from our own times and from the carrier's reports. */
import { expect, test } from 'vitest';
import type { CallRow } from '../../../../sql/calls/calls.ts';
import {
  answerAgentLeg,
  answerCall,
  callRow,
  type DialingTenant,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  reportConference,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  createInboundCampaign,
  randomCallSid,
  randomPhoneNumber,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx } = system;

let lastNumber = 6_000;
const floorFor = (fields: object = {}): Promise<DialingTenant> =>
  createDialingTenant(system, { ...ON_DEMAND, phones: [`+1212555${(lastNumber += 1)}`], ...fields });

/**
 * Places a call with the times of the example in the dialer API: 15 seconds of ringing, then 315 seconds of
 * conversation.
 */
async function documentedCall(): Promise<CallRow> {
  const call = await placeCall(system, await floorFor());
  await system.advanceClock(400);
  const seconds = (n: number) => ctx.sql`clock_now() - make_interval(secs => ${360 - n})`;
  await ctx.sql`
    update calls set start_time = ${seconds(0)}, answer_time = ${seconds(15)}, connected_at = ${seconds(15)}
    where id = ${call.id}`;
  return callRow(system, call.id);
}

/** Reports the end of the call from `documentedCall`, 330 seconds after the start of the call. */
async function endDocumented(call: CallRow, CallDuration: string): Promise<void> {
  const Timestamp = new Date(call.startTime!.getTime() + 330_000).toISOString();
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration, Timestamp });
}

test.each(['330', '315'])(
  'the documented call lasted 330 seconds, 315 of them in conversation, if the carrier counts %s',
  async (CallDuration) => {
    const call = await documentedCall();
    await endDocumented(call, CallDuration);
    expect(await callRow(system, call.id)).toMatchObject({ duration: 330, talkTime: 315 });
    // Repeated reports with other values do not change the call.
    await endDocumented(call, '999');
    await reportStatus(system, call, { CallStatus: 'no-answer', CallDuration: '0' });
    await reportStatus(system, call, { CallStatus: 'in-progress' }, 60);
    expect(await callRow(system, call.id)).toMatchObject({ duration: 330, talkTime: 315, status: 'completed' });
  },
);

test('talk time is the same on the call, for the agent and in the statistics, and leaves out the wait', async () => {
  const floor = await floorFor();
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportConference(system, call, 'conference-start');
  await system.advanceClock(60);
  const ago = (seconds: number) => ctx.sql`clock_now() - make_interval(secs => ${seconds})`;
  await ctx.sql`
    update calls set start_time = ${ago(60)}, answer_time = ${ago(50)}, connected_at = ${ago(42)} where id = ${call.id}`;
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '50' });
  expect(await callRow(system, call.id)).toMatchObject({ talkTime: 42 });
  const [agent] = (await floor.owner.get('/api/agents')).body['agents'];
  const { body } = await floor.owner.get(`/api/agents/${agent.id}/stats`);
  expect([agent.total_call_duration_seconds, body['stats'].total_talk_time]).toEqual([42, 42]);
  expect((await floor.owner.get('/api/calls/stats/summary')).body['stats']).toMatchObject({ avg_talk_time: 42 });
});

test.each(['before', 'after'])(
  'the carrier’s duration counts when it is longer than ours, with the conference reported %s the end',
  async (when) => {
    const call = await placeCall(system, await floorFor());
    await answerCall(system, call);
    if (when === 'before') await reportConference(system, call, 'conference-start');
    await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '330' });
    if (when === 'after') await reportConference(system, call, 'conference-start', 2);
    const minutesWithDetection = 6 * 0.014 + 0.0075;
    expect(await callRow(system, call.id)).toMatchObject({ duration: 330, talkTime: 330, cost: minutesWithDetection });
  },
);

test('the duration of an unanswered call is its ringing, whether the carrier counts it or not', async () => {
  const uncounted: Record<string, string> = {};
  for (const counted of [{ CallDuration: '0' }, uncounted]) {
    const call = await placeCall(system, await floorFor());
    await ctx.sql`update calls set start_time = start_time - interval '25 seconds' where id = ${call.id}`;
    await reportStatus(system, call, { CallStatus: 'no-answer', ...counted });
    expect(await callRow(system, call.id)).toMatchObject({ duration: 25, talkTime: 0, cost: 0 });
  }
});

test('an answer time that is calculated from the end never lies before the start', async () => {
  const { phoneNumber } = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid });
  await endCallerLeg(system, CallSid, { CallDuration: '120' });
  await system.runJob('dial.reconcile', { callId: (await callBySid(system, CallSid)).id });
  const call = await callBySid(system, CallSid);
  expect(call).toMatchObject({ disposition: 'answered', duration: 120, talkTime: 120, cost: 0.028 });
  expect([call.answerTime, call.connectedAt]).toEqual([call.startTime, call.startTime]);
});

test.each(['120', '0'])(
  'the duration of an inbound call is the carrier’s %s seconds, however late the report',
  async (n) => {
    const { phoneNumber } = await createInboundCampaign(system);
    const CallSid = randomCallSid();
    await receiveCall(system, phoneNumber, { CallSid });
    await system.advanceClock(300);
    for (const CallDuration of [n, '999']) await endCallerLeg(system, CallSid, { CallDuration });
    await system.runJob('dial.reconcile', { callId: (await callBySid(system, CallSid)).id });
    expect(await callBySid(system, CallSid)).toMatchObject({ duration: Number(n), talkTime: Number(n) });
  },
);

test('the talk time of an inbound call is the DialCallDuration of the carrier', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ pricePerCall: 12.5, billableSeconds: 62 }]);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  await reportDialResult(system, twiml, { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '61' });
  const talking = await callBySid(system, CallSid);
  expect(talking.connectedAt).toEqual(talking.startTime);
  // The end of the call is reported two seconds late. With our own times, the talk time would be long enough for the
  // buyer to pay.
  await system.advanceClock(2);
  await endCallerLeg(system, CallSid, { CallDuration: '70' });
  const { id } = await callBySid(system, CallSid);
  await system.runJob('call.value', { callId: id });
  expect(await callRow(system, id)).toMatchObject({ duration: 70, talkTime: 61, converted: false });
});

test.each(['', '-5', '1e3', '99999999999', 'long'])('a CallDuration of "%s" is ignored', async (CallDuration) => {
  const { phoneNumber } = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid });
  await ctx.sql`update calls set start_time = start_time - interval '40 seconds' where call_sid = ${CallSid}`;
  await endCallerLeg(system, CallSid, { CallDuration });
  expect(await callBySid(system, CallSid)).toMatchObject({ duration: 40, answerTime: null, cost: 0 });
});

test.each(['inbound', 'outbound'])(
  'an externally logged %s call that the carrier completes counts as a conversation',
  async (direction) => {
    const bearer = await createTenant(system);
    const owner = await openSession(system, bearer);
    const { body: campaign } = await owner.post('/api/campaigns', { name: 'Elsewhere' });
    const callSid = randomCallSid();
    const [from, to] = [randomPhoneNumber(), randomPhoneNumber()];
    expect((await owner.post('/api/phone-numbers', { phoneNumber: direction === 'inbound' ? to : from })).status).toBe(
      201,
    );
    const { body: made } = await owner.post('/api/calls', {
      campaignId: campaign['id'],
      callerNumber: from,
      destinationNumber: to,
      status: 'in-progress',
      callSid,
      direction,
    });
    await system.advanceClock(300);
    // A report about numbers of other tenants is not for this call.
    await endCallerLeg(system, callSid, { CallDuration: '999', From: '+12125550123', To: '+12125550124' });
    for (const _ of [1, 2]) await endCallerLeg(system, callSid, { CallDuration: '120', From: from, To: to });
    expect((await owner.get(`/api/calls/${made['id']}`)).body).toMatchObject({ status: 'completed', duration: 120 });
    const { body } = await bearer.get('/api/calls');
    expect(body['calls']).toMatchObject([{ disposition: 'answered', duration: 120, talk_time: 120 }]);
    const stats = (await bearer.get('/api/calls/stats/summary')).body['stats'];
    expect(stats).toMatchObject({ answered_calls: 1, abandoned_calls: 0, avg_duration: 120, avg_talk_time: 120 });
    // The abandonment rate and the pacer count only calls that the campaign placed, so `abandon_ledger` and
    // `pacing_events` do not contain the external call.
    expect(await ctx.sql`select from abandon_ledger where campaign_id = ${campaign['id']}`).toEqual([]);
    expect(await ctx.sql`select from pacing_events where campaign_id = ${campaign['id']}`).toEqual([]);
  },
);
