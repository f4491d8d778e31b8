/**
 * Tests that a tenant cannot use the carrier's signature against another tenant. A tenant can make the carrier request
 * any URL, and the carrier signs the request. The tenant chooses the URL, but not the signed id of the carrier's call.
 */
import { expect, test } from 'vitest';
import { createTenant, openSession } from '../../helpers/api/client.ts';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  endCallerLeg,
  randomCallSid,
  randomPhoneNumber,
  receiveCall,
} from '../../helpers/fixtures/inbound-calls.ts';
import {
  answerCall,
  callRow,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  sendCallback,
} from '../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const HANG_UP = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>';

test('a dial result of another carrier call does not route the call again', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{}, {}]);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  const { uuid } = await callBySid(system, CallSid);
  const path = `/webhooks/twilio/dial-result?callId=${uuid}&attempt=1`;
  const params = { CallStatus: 'in-progress', DialCallStatus: 'no-answer', DialCallSid: randomCallSid() };
  expect((await sendCallback(system, path, { ...params, CallSid: randomCallSid() })).text).toBe(HANG_UP);
  expect(await callBySid(system, CallSid)).toMatchObject({ routeAttempt: 1, buyerId: buyers[0]!.id, live: true });
  expect(dialedNumber(twiml)).toBe(buyers[0]!.phoneNumber);
  expect(dialedNumber((await sendCallback(system, path, { ...params, CallSid })).text)).toBe(buyers[1]!.phoneNumber);
});

test('instructions and events of another carrier call are refused', async () => {
  const call = await placeCall(system, await createDialingTenant(system, { ...ON_DEMAND, phones: ['+12125550101'] }));
  await answerCall(system, call);
  const CallSid = randomCallSid();
  const query = `callId=${call.uuid}`;
  for (const name of ['answer', 'abandon', 'voicemail'])
    expect((await sendCallback(system, `/webhooks/twilio/${name}?${query}`, { CallSid })).text).toBe(HANG_UP);
  const report = (source: 'amd' | 'opt-out' | 'recording' | 'conference', params: Record<string, string>) =>
    system.runJob('call.event', {
      source,
      callUuid: call.uuid,
      params: { CallSid, ...params },
      receivedAtMs: system.ctx.clock.nowMs(),
    });
  const before = await callRow(system, call.id);
  await report('amd', { AnsweredBy: 'machine_start' });
  await report('opt-out', { Digits: '9' });
  await report('recording', {
    RecordingSid: `RE${'1'.repeat(32)}`,
    RecordingStatus: 'completed',
    RecordingUrl: 'https://evil.example/1',
  });
  await report('conference', { ConferenceSid: `CF${'1'.repeat(32)}`, StatusCallbackEvent: 'conference-end' });
  expect(await callRow(system, call.id)).toEqual(before);
  expect(await sql`select from dnc_numbers where phone = ${call.toNumber}`).toHaveLength(0);
  expect(await sql`select from recordings where call_id = ${call.id}`).toHaveLength(0);
});

test('an id of a call that another tenant has logged changes nothing for the carrier’s call with the id', async () => {
  const stranger = await openSession(system, await createTenant(system));
  const { owner, phoneNumber, buyers } = await createInboundCampaign(system);
  const callSid = randomCallSid();
  const logged = { callerNumber: randomPhoneNumber(), destinationNumber: randomPhoneNumber(), callSid };
  expect((await stranger.post('/api/calls', logged)).status).toBe(201);
  expect((await stranger.post('/api/calls', logged)).status).toBe(409);
  expect(dialedNumber(await receiveCall(system, phoneNumber, { CallSid: callSid }))).toBe(buyers[0]!.phoneNumber);
  await endCallerLeg(system, callSid);
  const rows = await sql`select externally_logged, live from calls where call_sid = ${callSid} order by id`;
  expect(rows).toEqual([
    { externallyLogged: true, live: true },
    { externallyLogged: false, live: false },
  ]);
  // The tenant of the carrier's call learns that the call exists. Other tenants do not.
  expect((await owner.post('/api/calls', logged)).status).toBe(409);
  const third = await openSession(system, await createTenant(system));
  expect((await third.post('/api/calls', logged)).status).toBe(201);
});
