/** Tests the carrier's callbacks: the signatures, and the replies while Redis or Postgres is down. */
import { afterAll, expect, inject, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { twilioSignature } from '../../../scripts/simulator/webhooks/signature.ts';
import { createQueues, jobOptions, queueOf } from '../../../shared/enqueue.ts';
import { connectRedis, waitUntilReady } from '../../../shared/redis.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { connect } from '../../../sql/db.ts';
import { startWire } from '../../../scripts/chaos/wire.ts';
import {
  agentRows,
  answerCall,
  callRow,
  sendCallback,
  legRows,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
} from '../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

// The start time is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx, config } = system;

let lastNumber = 4_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

const hangUp = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>';
const unknownCall = '00000000-0000-4000-8000-000000000000';

/** Returns the ids of the queued jobs `call.event`. A repeated callback has the same job id as the first callback. */
async function queuedReports(): Promise<string[]> {
  const jobs = await queueOf(ctx.queues, 'call.event').getJobs();
  return jobs.flatMap(({ id }) => id ?? []);
}

async function placedCall(): Promise<CallRow> {
  return placeCall(system, await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] }));
}

/** The last part of the URL of each event callback, with the value of `source` in the job `call.event`. */
const sources = {
  status: 'status',
  amd: 'amd',
  'conference-status': 'conference',
  recording: 'recording',
} as const;
const events = Object.keys(sources) as (keyof typeof sources)[];
const documents = ['answer', 'agent-answer', 'abandon', 'voicemail', 'opt-out', 'fallback'];

test.each([...events, ...documents])(
  '%s refuses what the carrier has not signed, and changes nothing',
  async (name) => {
    const call = await placedCall();
    const path = `/webhooks/twilio/${name}?callId=${call.uuid}`;
    const params = {
      CallSid: call.callSid!,
      CallStatus: 'completed',
      Digits: '9',
      AccountSid: config.twilio.accountSid,
    };
    const sign = (url: string, fields: Record<string, string>, token = config.twilio.authToken) => ({
      'x-twilio-signature': twilioSignature(token, `${config.publicBaseUrl}${url}`, fields),
    });
    const before = [await callRow(system, call.id), await queuedReports()];
    const forged: Record<string, string>[] = [
      { 'x-twilio-signature': '' },
      { 'x-twilio-signature': 'bm9uc2Vuc2U=' },
      sign(path, params, 'another token'),
      sign(`/webhooks/twilio/${name}?callId=${unknownCall}`, params),
      sign(path, { ...params, CallStatus: 'busy' }),
      sign(`/api${path}`, params),
    ];
    for (const headers of forged) expect((await sendCallback(system, path, params, headers)).status).toBe(403);
    const stranger = { ...params, AccountSid: 'AC11111111111111111111111111111111' };
    expect((await sendCallback(system, path, stranger)).status).toBe(403);
    expect((await system.request(path, { method: 'POST' })).status).toBe(403);
    expect([await callRow(system, call.id), await queuedReports()]).toEqual(before);
  },
);

const loggedEvents = async (call: CallRow): Promise<string[]> => {
  const rows = await ctx.sql<{ event: string }[]>`select event from call_events where call_id = ${call.id} order by id`;
  return rows.map(({ event }) => event);
};

test.each(['/webhooks', '/api/webhooks'])('%s applies each event once, before it is acknowledged', async (prefix) => {
  const call = await placedCall();
  const path = `${prefix}/twilio/status?callId=${call.uuid}`;
  const params = { CallSid: call.callSid!, CallStatus: 'ringing', SequenceNumber: '1' };
  const before = await queuedReports();
  for (const _ of [1, 2, 3]) expect((await sendCallback(system, path, params)).status).toBe(204);
  expect(await callRow(system, call.id)).toMatchObject({ status: 'ringing', ringingAt: expect.any(Date), live: true });
  const completed = { ...params, CallStatus: 'completed', SequenceNumber: '3' };
  for (const _ of [1, 2]) expect((await sendCallback(system, path, completed)).status).toBe(204);
  // A late report of an earlier status changes nothing but the log.
  await sendCallback(system, path, { ...params, CallStatus: 'in-progress', SequenceNumber: '2' });
  expect(await callRow(system, call.id)).toMatchObject({ status: 'completed', live: false });
  expect(await loggedEvents(call)).toEqual(['call_ringing', 'call_completed', 'call_ended', 'call_in_progress']);
  expect(await queuedReports()).toEqual(before);
});

test('an event of another carrier call changes nothing, even if it names our call', async () => {
  const call = await placedCall();
  const path = `/webhooks/twilio/status?callId=${call.uuid}`;
  const params = { CallSid: `CA${'f'.repeat(32)}`, CallStatus: 'ringing', SequenceNumber: '1' };
  expect((await sendCallback(system, path, params)).status).toBe(204);
  expect(await callRow(system, call.id)).toMatchObject({ callSid: call.callSid, ringingAt: null });
  expect(await loggedEvents(call)).toEqual(['double_dial']);
});

test('events that cannot be applied at once wait in the queue', async () => {
  const call = await placedCall();
  const path = `/webhooks/twilio/status?callId=${call.uuid}`;
  const before = await queuedReports();
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const lock = ctx.sql.begin(async (sql) => {
    await sql`select from calls where id = ${call.id} for update`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  // Four connections wait for the lock. The other reports wait for a connection.
  const replies = [1, 2, 3, 4, 5, 6, 7].map((n) =>
    sendCallback(system, path, { CallSid: call.callSid!, CallStatus: 'ringing', SequenceNumber: String(n) }),
  );
  expect((await Promise.race(replies)).status).toBe(204);
  await expect.poll(async () => (await queuedReports()).length - before.length).toBe(2);
  release.resolve();
  await lock;
  for (const { status } of await Promise.all(replies)) expect(status).toBe(204);
  expect(await loggedEvents(call)).toEqual(['call_ringing']);
  expect((await queuedReports()).length - before.length).toBe(2);
});

test('the job of a callback that names our call has no data of people', async () => {
  const call = await placedCall();
  await postgresWire.cut();
  const params = { CallSid: call.callSid!, CallStatus: 'ringing', SequenceNumber: '7', Timestamp: 'now' };
  const people = {
    From: '+14155551234',
    To: call.toNumber,
    CallerName: 'Sara',
    ToCity: 'Oakland',
    Called: call.toNumber,
  };
  await sendCallback(wired, `/webhooks/twilio/status?callId=${call.uuid}`, { ...params, ...people });
  await postgresWire.restore();
  const job = await ctx.queues.get('events')!.getJob(`call.event-status-${call.callSid}-ringing-7`);
  expect(job!.data.payload.params).toEqual(params);
  const secondsKept = (kind: 'call.event' | 'call.value') => jobOptions(kind, ctx.clock, {}).removeOnFail;
  expect([secondsKept('call.event'), secondsKept('call.value')]).toEqual([{ age: 86_400 }, { age: 7 * 86_400 }]);
});

test.each(['/webhooks', '/api/webhooks'])('%s answers with TwiML', async (prefix) => {
  const call = await placedCall();
  const path = `${prefix}/twilio/answer?callId=${call.uuid}`;
  const { status, text } = await sendCallback(system, path, { CallSid: call.callSid!, AnsweredBy: 'human' });
  expect({ status, text }).toEqual({ status: 200, text: expect.stringContaining(`call_${call.uuid}</Conference>`) });
});

test('an agent who answers at the documented URL joins the call, by the leg that the carrier names', async () => {
  const call = await placedCall();
  await answerCall(system, call);
  await system.runJob('agent.ring', { legId: (await legRows(system, call.id))[0]!.id });
  const [leg] = await legRows(system, call.id);
  const query = `conferenceName=call_${call.uuid}&leadName=John%20Doe&callId=${call.uuid}`;
  const pickUp = (CallSid: string) => sendCallback(system, `/webhooks/twilio/agent-answer?${query}`, { CallSid });
  // A sid of the lead's leg, or of a leg of another call, does not identify the agent's leg.
  const elsewhere = await placedCall();
  await answerCall(system, elsewhere);
  await system.runJob('agent.ring', { legId: (await legRows(system, elsewhere.id))[0]!.id });
  const [other] = await legRows(system, elsewhere.id);
  for (const CallSid of [call.callSid!, other!.callSid!, ''])
    expect(await pickUp(CallSid)).toEqual({ status: 200, text: hangUp });
  expect(await legRows(system, call.id)).toMatchObject([{ answerTime: null }]);

  const { text } = await pickUp(leg!.callSid!);
  expect(text).toMatch(new RegExp(`<Say>Call with Sara.*</Say>.*>call_${call.uuid}</Conference>`));
  expect(await legRows(system, call.id)).toMatchObject([{ status: 'in-progress', answerTime: expect.any(Date) }]);
});

test.each([unknownCall, 'nonsense', ''])(
  'requests for the unknown call "%s" hang up, and its events are ignored',
  async (id) => {
    const params = { CallSid: 'CA00000000000000000000000000000000', CallStatus: 'completed', AnsweredBy: 'human' };
    for (const name of documents.filter((document) => document !== 'fallback'))
      expect(await sendCallback(system, `/webhooks/twilio/${name}?callId=${id}`, params)).toEqual({
        status: 200,
        text: hangUp,
      });
    for (const name of events) {
      expect((await sendCallback(system, `/webhooks/twilio/${name}?callId=${id}`, params)).status).toBe(204);
      const receivedAtMs = ctx.clock.nowMs();
      await system.runJob('call.event', { source: sources[name], callUuid: id, params, receivedAtMs });
    }
  },
);

test('events of a call that the carrier does not know cause no error', async () => {
  const call = await placedCall();
  const params = { CallSid: 'CAffffffffffffffffffffffffffffffff', CallStatus: 'completed', CallDuration: '5' };
  const receivedAtMs = ctx.clock.nowMs();
  await system.runJob('call.event', { source: 'status', callUuid: call.uuid, params, receivedAtMs });
  expect(await callRow(system, call.id)).toMatchObject({ live: true, callSid: call.callSid });
  // If the carrier does not know the sid of a call, the next poll ends the call. The cost of the call is then zero.
  await ctx.sql`update calls set call_sid = ${params.CallSid} where id = ${call.id}`;
  await system.advanceClock(600);
  await system.runJob('calls.poll', {});
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ status: 'lost', disposition: 'failed', cost: 0 });
});

test('a repeated answer request returns the same conference and reserves no second agent', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 3 });
  const call = await placeCall(system, floor);
  const answers = await Promise.all([1, 2, 3, 4].map(() => answerCall(system, call)));
  answers.push(await answerCall(system, call));
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain(`call_${call.uuid}</Conference>`);
  expect(await legRows(system, call.id)).toHaveLength(1);
  expect((await agentRows(system, floor)).map((agent) => agent.currentCalls)).toEqual([1, 0, 0]);
});

test('asynchronous machine detection ends the call with a voicemail message', async () => {
  const call = await placedCall();
  await answerCall(system, call, null);
  const path = `/webhooks/twilio/amd?callId=${call.uuid}`;
  const params = { CallSid: call.callSid!, AnsweredBy: 'machine_end_beep' };
  expect((await sendCallback(system, path, params)).status).toBe(204);
  await system.runJob('call.event', { source: 'amd', callUuid: call.uuid, params, receivedAtMs: ctx.clock.nowMs() });
  const redirects = await queueOf(ctx.queues, 'call.redirect').getJobs();
  expect(redirects.map(({ data }) => data.payload)).toContainEqual({ callId: call.id, to: 'voicemail' });
  const message = await sendCallback(system, `/webhooks/twilio/voicemail?callId=${call.uuid}`, {
    CallSid: call.callSid!,
  });
  expect(message.text).toContain('<Play>https://example.com/voicemail.mp3</Play>');
});

// The same app, but connected to Redis and Postgres through TCP proxies that a test can cut.
const redisWire = await startWire(inject('redisUrl'));
const postgresWire = await startWire(config.databaseUrl);
const redis = connectRedis(redisWire.url, ctx.log);
await waitUntilReady(redis);
const sql = connect({ url: postgresWire.url, applicationName: 'test', connectionsMax: 2 });
await sql`select`;
const queues = createQueues(redis, ctx.keyPrefix, ctx.log);
await Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()));
const app = createApp({ ...ctx, redis, queues, sql });
const wired = { ...system, request: app.request.bind(app) };

afterAll(async () => {
  await Promise.all([...queues.values()].map((queue) => queue.close()));
  redis.disconnect();
  await sql.end({ timeout: 0 });
  await redisWire[Symbol.asyncDispose]();
  await postgresWire[Symbol.asyncDispose]();
});

test('while Redis is down events are applied, and a phone that must ring rings when Redis is back', async () => {
  const call = await placedCall();
  const path = `/webhooks/twilio/status?callId=${call.uuid}`;
  const params = { CallSid: call.callSid!, CallStatus: 'ringing', SequenceNumber: '1' };
  await redisWire.cut();
  const before = await queuedReports();
  expect((await sendCallback(wired, path, params)).status).toBe(204);
  expect((await sendCallback(wired, path, params)).status).toBe(204);
  expect(await answerCall(wired, call)).toContain(`call_${call.uuid}</Conference>`);
  expect(await callRow(system, call.id)).toMatchObject({ ringingAt: expect.any(Date) });
  const [leg] = await legRows(system, call.id);
  await redisWire.restore();
  await system.advanceClock(6);
  await system.runJob('system.sweep', {});
  expect(await queuedReports()).toEqual(before);
  expect(await ctx.sql`select from outbox`).toHaveLength(0);
  const rings = (await queueOf(ctx.queues, 'agent.ring').getJobs()).filter(({ name }) => name === 'agent.ring');
  expect(rings.map(({ data }) => data.payload)).toContainEqual({ legId: leg!.id });
});

test('while Postgres is down the caller hears an apology, and events wait in Redis', async () => {
  const call = await placedCall();
  await postgresWire.cut();
  const path = `/webhooks/twilio/status?callId=${call.uuid}`;
  const params = { CallSid: call.callSid!, CallStatus: 'ringing', SequenceNumber: '1' };
  for (const name of ['answer', 'agent-answer', 'abandon', 'voicemail']) {
    const reply = await sendCallback(wired, `/webhooks/twilio/${name}?callId=${call.uuid}&legId=${call.uuid}`, params);
    expect(reply).toEqual({ status: 200, text: expect.stringMatching(/<Say>We are sorry.*<Hangup\/>/) });
  }
  expect((await sendCallback(wired, path, params)).status).toBe(204);
  expect(await queuedReports()).toContain(`call.event-status-${call.callSid}-ringing-1`);
  // While Postgres is down, an opt-out waits in Redis. The key ends the call at once all the same.
  const wish = await sendCallback(wired, `/webhooks/twilio/opt-out?callId=${call.uuid}`, {
    CallSid: call.callSid!,
    Digits: '9',
  });
  expect(wish.text).toMatch(/<Response><Hangup\/><\/Response>$/);
  expect(await queuedReports()).toContain(`call.event-opt-out-${call.callSid}`);

  await redisWire.cut();
  // The API cannot store the event, so the reply 503 makes the carrier send the event again.
  expect((await sendCallback(wired, path, { ...params, SequenceNumber: '2' })).status).toBe(503);
  await postgresWire.restore();
  await redisWire.restore();
});

// The deadline takes 8 s of real time.
test.runIf(inject('isLong'))(
  'a caller hears the apology before the carrier gives up, while Postgres hangs',
  async () => {
    const call = await placedCall();
    postgresWire.freeze();
    const startedMs = Date.now();
    const params = { CallSid: call.callSid!, AnsweredBy: 'human' };
    const { status, text } = await sendCallback(wired, `/webhooks/twilio/answer?callId=${call.uuid}`, params);
    expect([status, text]).toEqual([200, expect.stringContaining('<Say>We are sorry')]);
    expect(Date.now() - startedMs).toBeLessThan(12_000);
  },
);
