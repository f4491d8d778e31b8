/** Tests the webhooks of inbound calls: the order in which buyers are dialed, and the TwiML if no buyer is left. */
import { afterAll, expect, inject, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createQueues } from '../../../shared/enqueue.ts';
import { connectRedis, waitUntilReady } from '../../../shared/redis.ts';
import { connect } from '../../../sql/db.ts';
import { startWire } from '../../../scripts/chaos/wire.ts';
import { sendCallback } from '../../helpers/fixtures/outbound-calls.ts';
import type { SessionClient } from '../../helpers/api/client.ts';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  dialedNumber,
  randomPhoneNumber,
  createInboundCampaign,
  randomCallSid,
} from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { ctx, config } = system;

const UNAVAILABLE = /<Say>Thank you for calling.*<\/Say><Hangup\/>/;

type Log = { event: string; metadata: Record<string, unknown> & { passedOver: Record<string, unknown>[] } };

async function logsOf(owner: SessionClient, callSid: string): Promise<Log[]> {
  const { id } = await callBySid(system, callSid);
  return (await owner.get(`/api/calls/${id}/logs`)).body as unknown as Log[];
}

const logOf = async (owner: SessionClient, callSid: string, name: string) =>
  (await logsOf(owner, callSid)).find(({ event }) => event === name)!;

const liveOf = async (buyerId: number) =>
  (await ctx.sql`select current_calls, calls_today from buyers where id = ${buyerId}`)[0];

test.each(['/webhooks/voice', '/api/webhooks/voice'])('%s dials the buyer for the caller', async (path) => {
  const { owner, phoneNumber, buyers, campaignId } = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid, From: '+12125550123', path });
  const { id, uuid } = await callBySid(system, CallSid);
  expect(twiml).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Dial timeout="30" callerId="+12125550123" ' +
      `action="${config.publicBaseUrl}/webhooks/twilio/dial-result?callId=${uuid}&amp;attempt=1#rc=2&amp;rp=ct,5xx" ` +
      `method="POST" answerOnBridge="true"><Number>${buyers[0]!.phoneNumber}</Number></Dial></Response>`,
  );
  expect((await owner.get(`/api/calls/${id}`)).body).toMatchObject({
    campaignId,
    buyerId: buyers[0]!.id,
    callerNumber: '+12125550123',
    destinationNumber: buyers[0]!.phoneNumber,
    callSid: CallSid,
    status: 'ringing',
    direction: 'inbound',
  });
  const started = await logOf(owner, CallSid, 'call_started');
  expect(started.metadata).toMatchObject({ routingType: 'priority', selectedBuyer: 'Buyer 1', passedOver: [] });
});

test('voice, status and dial results without a valid signature are refused and change nothing', async () => {
  const { phoneNumber } = await createInboundCampaign(system);
  const twiml = await receiveCall(system, phoneNumber);
  const action = /action="[^"]*(\/webhooks[^"#]+)/.exec(twiml)![1]!.replaceAll('&amp;', '&');
  const before = await ctx.sql`select * from calls order by id`;
  for (const path of ['/webhooks/voice', '/api/webhooks/voice', '/webhooks/status', '/api/webhooks/status', action]) {
    const params = { CallSid: randomCallSid(), To: phoneNumber, From: randomPhoneNumber(), CallStatus: 'completed' };
    expect((await sendCallback(system, path, params, { 'x-twilio-signature': 'bm9uc2Vuc2U=' })).status).toBe(403);
    expect((await system.request(path, { method: 'POST' })).status).toBe(403);
  }
  expect(await ctx.sql`select * from calls order by id`).toEqual(before);
});

test('a buyer who does not answer gets the claim back, and the next buyer is dialed until none is left', async () => {
  const { owner, phoneNumber, buyers } = await createInboundCampaign(system, [{ dailyCallLimit: 5 }, {}, {}]);
  const CallSid = randomCallSid();
  let twiml = await receiveCall(system, phoneNumber, { CallSid });
  const outcomes: Record<string, string>[] = [
    { DialCallStatus: 'no-answer' },
    { DialCallStatus: 'busy' },
    // The buyer answered and declined the call. The buyer's leg is completed, but was not connected to the caller.
    { DialCallStatus: 'completed', DialBridged: 'false', DialCallDuration: '4' },
  ];
  for (const [at, outcome] of outcomes.entries()) {
    expect(dialedNumber(twiml)).toBe(buyers[at]!.phoneNumber);
    expect(await liveOf(buyers[at]!.id)).toEqual({ currentCalls: 1, callsToday: 1 });
    twiml = await reportDialResult(system, twiml, outcome);
    expect(await liveOf(buyers[at]!.id)).toEqual({ currentCalls: 0, callsToday: 0 });
  }
  expect(twiml).toMatch(UNAVAILABLE);
  const decision = await logOf(owner, CallSid, 'no_buyer');
  expect(decision.metadata.passedOver).toEqual(
    buyers.map(({ id, name }) => ({ buyerId: id, buyer: name, reason: 'tried' })),
  );
  await endCallerLeg(system, CallSid);
  const call = await callBySid(system, CallSid);
  expect(call).toMatchObject({ status: 'completed', disposition: 'no_answer', buyerId: null, connectedAt: null });
});

test('a conversation counts for its buyer and ends the call', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{}, {}]);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  const end = await reportDialResult(system, twiml, {
    DialCallStatus: 'completed',
    DialBridged: 'true',
    DialCallDuration: '61',
  });
  expect(end).toContain('<Response><Hangup/></Response>');
  expect(await liveOf(buyers[0]!.id)).toEqual({ currentCalls: 0, callsToday: 1 });
  await endCallerLeg(system, CallSid, { CallDuration: '61' });
  expect(await callBySid(system, CallSid)).toMatchObject({
    disposition: 'answered',
    buyerId: buyers[0]!.id,
    status: 'completed',
  });
  expect(await liveOf(buyers[0]!.id)).toEqual({ currentCalls: 0, callsToday: 1 });
  const legs = await ctx.sql`
    select l.to_number, l.duration from call_legs l join calls c on c.id = l.call_id where c.call_sid = ${CallSid}`;
  expect(legs).toEqual([expect.objectContaining({ toNumber: buyers[0]!.phoneNumber, duration: 61 })]);
});

test('the carrier’s dialed leg decides when the caller hangs up first and no dial result comes', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid });
  await endCallerLeg(system, CallSid, { CallDuration: '45' });
  expect(await callBySid(system, CallSid)).toMatchObject({ disposition: 'no_answer', buyerId: buyers[0]!.id });
  await system.runJob('dial.reconcile', { callId: (await callBySid(system, CallSid)).id });
  expect(await callBySid(system, CallSid)).toMatchObject({ disposition: 'answered', buyerId: buyers[0]!.id });
  expect(await liveOf(buyers[0]!.id)).toEqual({ currentCalls: 0, callsToday: 1 });
});

test('a caller who hangs up during ringing does not count for the buyer, and no other buyer is dialed', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{}, {}]);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  expect(await reportDialResult(system, twiml, { DialCallStatus: 'canceled', CallStatus: 'completed' })).toContain(
    '<Hangup/>',
  );
  await endCallerLeg(system, CallSid, { CallStatus: 'no-answer' });
  for (const { id } of buyers) expect(await liveOf(id)).toEqual({ currentCalls: 0, callsToday: 0 });
});

test('a repeated request gets the same TwiML, and a late result of an earlier attempt changes nothing', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{}, {}]);
  const CallSid = randomCallSid();
  const From = randomPhoneNumber();
  const first = await receiveCall(system, phoneNumber, { CallSid, From });
  expect(await receiveCall(system, phoneNumber, { CallSid, From })).toBe(first);
  expect(await liveOf(buyers[0]!.id)).toEqual({ currentCalls: 1, callsToday: 1 });
  const second = await reportDialResult(system, first, { DialCallStatus: 'busy' });
  expect(await reportDialResult(system, first, { DialCallStatus: 'busy' })).toBe(second);
  expect(dialedNumber(second)).toBe(buyers[1]!.phoneNumber);
  expect(await liveOf(buyers[1]!.id)).toEqual({ currentCalls: 1, callsToday: 1 });
});

test('a hundred concurrent calls never exceed the limits of the buyers, and all claims are released', async () => {
  const limits = [2, 3, 1, 0];
  const { phoneNumber, buyers } = await createInboundCampaign(
    system,
    limits.map((maxConcurrentCalls, at) => ({ maxConcurrentCalls, dailyCallLimit: at === 3 ? 7 : 0 })),
    { routingType: 'round_robin' },
  );
  const sids = Array.from({ length: 100 }, randomCallSid);
  const twimls = await Promise.all(sids.map((CallSid) => receiveCall(system, phoneNumber, { CallSid })));
  const taken = (phone: string) => twimls.filter((twiml) => dialedNumber(twiml) === phone).length;
  expect(buyers.map(({ phoneNumber }) => taken(phoneNumber))).toEqual([2, 3, 1, 7]);
  expect(twimls.filter((twiml) => UNAVAILABLE.test(twiml))).toHaveLength(100 - 13);
  for (const [at, { id }] of buyers.entries()) expect((await liveOf(id))!['currentCalls']).toBe([2, 3, 1, 7][at]);
  await Promise.all(sids.map((CallSid) => endCallerLeg(system, CallSid)));
  for (const { id } of buyers) expect(await liveOf(id)).toEqual({ currentCalls: 0, callsToday: 0 });
});

test('round robin is even across processes and restarts', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(
    system,
    [{}, {}, {}].map(() => ({ maxConcurrentCalls: 0 })),
    { routingType: 'round_robin' },
  );
  const elsewhere = { ...system, request: await otherProcess({}) };
  const twimls: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    twimls.push(await receiveCall(system, phoneNumber));
    twimls.push(await receiveCall(elsewhere, phoneNumber));
  }
  for (const { phoneNumber } of buyers)
    expect(twimls.filter((twiml) => dialedNumber(twiml) === phoneNumber)).toHaveLength(4);
});

test('the call log has the reason why each buyer was skipped', async () => {
  const ours = await createInboundCampaign(system);
  const floor = await createInboundCampaign(system, [
    { isActive: false },
    { maxConcurrentCalls: 1 },
    { dailyCallLimit: 1, maxConcurrentCalls: 0 },
    { phoneNumber: ours.phoneNumber },
    { maxConcurrentCalls: 0 },
  ]);
  const { owner, phoneNumber, buyers } = floor;
  for (let n = 0; n < 2; n += 1) await receiveCall(system, phoneNumber);
  const CallSid = randomCallSid();
  expect(dialedNumber(await receiveCall(system, phoneNumber, { CallSid }))).toBe(buyers[4]!.phoneNumber);
  const { metadata } = await logOf(owner, CallSid, 'call_started');
  expect(metadata.passedOver.map(({ reason }) => reason)).toEqual([
    'inactive',
    'concurrency_limit',
    'daily_limit',
    'own_number',
  ]);
  await system.advanceClock(24 * 3_600);
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(buyers[2]!.phoneNumber);
});

test('calls to unknown numbers, paused campaigns and campaigns without buyers get an announcement', async () => {
  expect(await receiveCall(system, randomPhoneNumber())).toMatch(UNAVAILABLE);
  expect(await receiveCall(system, '')).toMatch(UNAVAILABLE);
  const { owner, phoneNumber, campaignId } = await createInboundCampaign(system, []);
  expect(await receiveCall(system, phoneNumber)).toMatch(UNAVAILABLE);
  await owner.put(`/api/campaigns/${campaignId}`, { status: 'paused' });
  const CallSid = randomCallSid();
  expect(await receiveCall(system, phoneNumber, { CallSid })).toMatch(UNAVAILABLE);
  expect((await logsOf(owner, CallSid)).map(({ event }) => event)).toContain('call_rejected');
});

test.each(['anonymous', '+266696687', '+7378742833', '+86282452253', '+8656696', '+2562533', ''])(
  'a call of a hidden caller, %j, is forwarded with the called number as caller ID',
  async (From) => {
    const { phoneNumber } = await createInboundCampaign(system);
    expect(await receiveCall(system, phoneNumber, { From })).toContain(`callerId="${phoneNumber}"`);
  },
);

test('the status callback of the document’s example ends the call, with its recording', async () => {
  const { owner, phoneNumber } = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid });
  const params = {
    CallSid,
    CallStatus: 'completed',
    CallDuration: '120',
    RecordingUrl: 'https://api.twilio.com/recording.mp3',
  };
  expect((await sendCallback(system, '/api/webhooks/status', params)).status).toBe(204);
  const { id } = await callBySid(system, CallSid);
  expect((await owner.get(`/api/calls/${id}`)).body).toMatchObject({
    status: 'completed',
    duration: 120,
    recordingUrl: 'https://api.twilio.com/recording.mp3',
  });
});

test('counters that a crash left wrong are repaired', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{ maxConcurrentCalls: 5 }]);
  await receiveCall(system, phoneNumber);
  await ctx.sql`update buyers set current_calls = 5, calls_today = 9 where id = ${buyers[0]!.id}`;
  await system.advanceClock(60);
  await system.runJob('system.sweep', {});
  expect(await liveOf(buyers[0]!.id)).toEqual({ currentCalls: 1, callsToday: 1 });
});

test('without Redis calls are routed; without Postgres the caller hears an apology, and the carrier repeats its callback', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system);
  const redis = await startWire(inject('redisUrl'));
  const postgres = await startWire(config.databaseUrl);
  const elsewhere = { ...system, request: await otherProcess({ redisUrl: redis.url, databaseUrl: postgres.url }) };
  await redis.cut();
  const startedMs = Date.now();
  expect(dialedNumber(await receiveCall(elsewhere, phoneNumber))).toBe(buyers[0]!.phoneNumber);
  expect(Date.now() - startedMs).toBeLessThan(3_000);
  await postgres.cut();
  expect(await receiveCall(elsewhere, phoneNumber)).toMatch(
    /<Response><Say>We are sorry.*<\/Say><Hangup\/><\/Response>/,
  );
  const params = { CallSid: randomCallSid(), CallStatus: 'completed' };
  expect((await sendCallback(elsewhere, '/webhooks/status', params)).status).toBe(503);
});

test('a whole call with the simulated carrier: no answer, then a conversation', async () => {
  const real = await createTestSystem({ listen: true, clockSpeed: 20 });
  const { phoneNumber: to, buyers } = await createInboundCampaign(real, [{}, {}]);
  const stop = real.startWorkers();
  real.simulator.addBehaviours(
    { number: buyers[0]!.phoneNumber, persona: { kind: 'no-answer' } },
    { number: buyers[1]!.phoneNumber, persona: { kind: 'human', ringSeconds: 3, talkSeconds: 20 } },
  );
  const { sid: callSid } = real.simulator.injectInboundCall({
    from: '+12125550123',
    to,
    voiceUrl: `${real.config.publicBaseUrl}/webhooks/voice`,
    statusCallback: `${real.config.publicBaseUrl}/webhooks/status`,
    persona: { patienceSeconds: null, talkSeconds: null },
  });
  const ended = async () => (await real.ctx.sql`select from calls where call_sid = ${callSid} and not live`).length;
  await expect.poll(ended, { timeout: 15_000 }).toBe(1);
  await stop();
  const call = await callBySid(real, callSid);
  expect(call).toMatchObject({ disposition: 'answered', buyerId: buyers[1]!.id, triedBuyerIds: [buyers[0]!.id] });
  expect(call.talkTime).toBeGreaterThan(15);
  const [first] = await real.ctx.sql`select current_calls, calls_today from buyers where id = ${buyers[0]!.id}`;
  expect(first).toEqual({ currentCalls: 0, callsToday: 0 });
});

/**
 * Creates another API process on the same database. Returns the function that sends requests to the new API process.
 */
async function otherProcess(urls: { redisUrl?: string; databaseUrl?: string }) {
  const redis = connectRedis(urls.redisUrl ?? inject('redisUrl'), ctx.log);
  await waitUntilReady(redis);
  const sql = connect({ url: urls.databaseUrl ?? config.databaseUrl, applicationName: 'other', connectionsMax: 3 });
  await sql`select`;
  const queues = createQueues(redis, ctx.keyPrefix, ctx.log);
  await Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()));
  afterAll(async () => {
    redis.disconnect();
    await sql.end({ timeout: 0 });
  });
  const app = createApp({ ...ctx, redis, sql, queues });
  return app.request.bind(app);
}
