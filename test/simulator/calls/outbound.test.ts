import { expect, test } from 'vitest';
import { waitForEnd, eventually, single, startWorld, type World } from '../helpers/world.ts';

/** The clock runs fast here: what a busy machine takes from one line to the next may be seconds of it. */
const SLACK_MS = 10_000;
const from = '+14155551234';
const allEvents = ['initiated', 'ringing', 'answered', 'completed'];

function dial(world: World, to: string, extra: object = {}) {
  return world.client.calls.create({
    to,
    from,
    url: `${world.app.url}/answer?callId=1`,
    statusCallback: `${world.app.url}/status`,
    statusCallbackEvent: allEvents,
    ...extra,
  });
}

/** The statuses told so far, in order of arrival. */
function told(world: World): string[] {
  return world.app.requestsTo('/status').map(({ params }) => params.CallStatus ?? '');
}

async function toldEnd(world: World) {
  return eventually(() => world.app.requestsTo('/status').find(({ params }) => 'CallDuration' in params));
}

test('a human who answers is told of from initiated to completed, signed, and their call is priced later', async () => {
  await using world = await startWorld({
    behaviours: [{ number: '+14155558003', persona: { priceDelaySeconds: 150 } }],
  });
  world.app.on('/answer', '<Say>Hello, this is a message that takes about five seconds to be read aloud to you.</Say>');
  const created = await dial(world, '+14155558003');
  expect(created).toMatchObject({ status: 'queued', direction: 'outbound-api', from, price: null, priceUnit: 'USD' });
  expect(created.sid).toMatch(/^CA[0-9a-f]{32}$/);
  expect(created.dateCreated).toBeInstanceOf(Date);

  const { params: last } = await toldEnd(world);
  expect(told(world)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
  expect(world.app.requestsTo('/status').map(({ params }) => params.SequenceNumber)).toEqual(['0', '1', '2', '3']);
  expect(world.app.received.every(({ signed }) => signed)).toBe(true);
  expect(last).toMatchObject({
    CallSid: created.sid,
    AccountSid: world.simulator.accountSid,
    ApiVersion: '2010-04-01',
    CallbackSource: 'call-progress-events',
    Direction: 'outbound-api',
    Duration: '1',
    FromCity: 'SAN FRANCISCO',
    SipResponseCode: '200',
    To: '+14155558003',
  });
  expect(last.Timestamp).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
  expect(Number(last.CallDuration)).toBeGreaterThanOrEqual(5);

  const asked = single(world.app.requestsTo('/answer'));
  expect(asked.target).toBe('/answer?callId=1');
  expect(asked.params).toMatchObject({ CallStatus: 'in-progress', CallSid: created.sid });
  expect(asked.params).not.toHaveProperty('AnsweredBy');

  const atEnd = await world.client.calls(created.sid).fetch();
  expect(atEnd).toMatchObject({ status: 'completed', price: null, duration: last.CallDuration });
  const priced = await eventually(async () => {
    const call = await world.client.calls(created.sid).fetch();
    return call.price ? call : null;
  });
  expect(priced.price).toBe('-0.01400');
});

test('without statusCallbackEvent only the end is told', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const call = await world.client.calls.create({
    to: '+14155558001',
    from,
    url: `${world.app.url}/answer`,
    statusCallback: `${world.app.url}/status`,
  });
  await toldEnd(world);
  expect(told(world)).toEqual(['completed']);
  expect(await waitForEnd(world, call.sid)).toMatchObject({ status: 'completed' });
});

test.each([
  ['+14155558200', 'busy', '486', ['initiated', 'ringing', 'busy']],
  ['+14155558300', 'no-answer', '487', ['initiated', 'ringing', 'no-answer']],
  ['+14155558400', 'failed', '404', ['initiated', 'failed']],
])('%s ends %s with SIP code %s and never asks for instructions', async (to, status, sipResponseCode, statuses) => {
  await using world = await startWorld();
  const created = await dial(world, to, { timeout: 20 });
  const { params } = await toldEnd(world);
  expect(params).toMatchObject({
    CallStatus: status,
    SipResponseCode: sipResponseCode,
    CallDuration: '0',
    Duration: '0',
  });
  expect(told(world)).toEqual(statuses);
  expect(world.app.requestsTo('/answer')).toEqual([]);
  expect(await world.client.calls(created.sid).fetch()).toMatchObject({ status, duration: null, price: null });
});

test('a phone that rings longer than Timeout is not answered', async () => {
  await using world = await startWorld();
  const created = await dial(world, '+14155558140', { timeout: 15 });
  const entry = await waitForEnd(world, created.sid);
  expect(entry.status).toBe('no-answer');
  const rangMs = Date.parse(entry.endedAt ?? '') - Date.parse(entry.startedAt ?? '');
  expect(rangMs).toBeGreaterThanOrEqual(15_000);
});

test('the calls-per-second limit keeps the excess queued and tells how long', async () => {
  await using world = await startWorld({ callsPerSecond: 0.02 });
  world.app.on('/answer', '<Hangup/>');
  const calls = await Promise.all(['+14155558101', '+14155558102', '+14155558103'].map((to) => dial(world, to)));
  const entries = await Promise.all(calls.map(({ sid }) => waitForEnd(world, sid)));
  const turns = entries
    .map(({ acceptedAt, startedAt }, i) => {
      const acceptedMs = Date.parse(acceptedAt ?? '');
      return { dueMs: acceptedMs + Number(calls[i]!.queueTime), startedMs: Date.parse(startedAt ?? '') };
    })
    .toSorted((one, other) => one.dueMs - other.dueMs);
  for (const { dueMs, startedMs } of turns) expect(startedMs).toBeGreaterThanOrEqual(dueMs - SLACK_MS);
  // Turns come 50 s apart, counted from when each was due: the calls themselves may be late on a busy machine.
  const gaps = [turns[1]!.dueMs - turns[0]!.dueMs, turns[2]!.dueMs - turns[1]!.dueMs];
  for (const gap of gaps) expect(Math.abs(gap - 50_000)).toBeLessThanOrEqual(SLACK_MS);
});

test('a call canceled while queued ends without any callback, and its turn goes to the next', async () => {
  await using world = await startWorld({ callsPerSecond: 0.005 });
  world.app.on('/answer', '<Hangup/>');
  await dial(world, '+14155558101');
  const waiting = await dial(world, '+14155558102');
  const next = await dial(world, '+14155558103');
  const canceled = await world.client.calls(waiting.sid).update({ status: 'canceled' });
  expect(canceled.status).toBe('canceled');
  const { startedAt, acceptedAt } = await waitForEnd(world, next.sid);
  // A turn comes every 200 s; the canceled call's own would have made it 400.
  expect(Date.parse(startedAt ?? '') - Date.parse(acceptedAt ?? '')).toBeLessThan(390_000);
  expect(world.app.received.filter(({ params }) => params.CallSid === waiting.sid)).toEqual([]);
  expect(await waitForEnd(world, waiting.sid)).toMatchObject({ status: 'canceled', startedAt: null });
});

test('a ringing call canceled by REST tells canceled', async () => {
  await using world = await startWorld();
  const { sid } = await dial(world, '+14155558300', { timeout: 600 });
  await eventually(() => told(world).includes('ringing'));
  await world.client.calls(sid).update({ status: 'completed' });
  const { params } = await toldEnd(world);
  expect(params.CallStatus).toBe('canceled');
});

test('REST hangs up a call in progress, and refuses to touch one that has ended', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="600"/>');
  const { sid } = await dial(world, '+14155558100');
  await eventually(() => world.app.requestsTo('/answer').length > 0);
  await world.client.calls(sid).update({ status: 'canceled' });
  expect((await world.client.calls(sid).fetch()).status).toBe('in-progress');
  await world.client.calls(sid).update({ status: 'completed' });
  await waitForEnd(world, sid);
  await expect(world.client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({
    code: 21220,
    status: 400,
  });
  await expect(world.client.calls(sid).update({ twiml: '<Response/>' })).rejects.toMatchObject({ code: 21220 });
});

test('REST redirects a live call to an address or to inline instructions', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="600"/>');
  world.app.on('/elsewhere', '<Pause length="600"/>');
  const { sid } = await dial(world, '+14155558100');
  await eventually(() => world.app.requestsTo('/answer').length > 0);
  await world.client.calls(sid).update({ url: `${world.app.url}/elsewhere` });
  await eventually(() => world.app.requestsTo('/elsewhere').length > 0);
  await world.client.calls(sid).update({ twiml: '<Response><Say>Goodbye</Say></Response>' });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
});

test('synchronous detection delays the instructions and tells who answered', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Say>Please call us back.</Say>');
  await dial(world, '+14155558512', { machineDetection: 'DetectMessageEnd' });
  const { params: last } = await toldEnd(world);
  const { params } = single(world.app.requestsTo('/answer'));
  expect(params.AnsweredBy).toBe('machine_end_beep');
  expect(Number(params.MachineDetectionDuration)).toBeGreaterThanOrEqual(12_000);
  expect(last.AnsweredBy).toBe('machine_end_beep');
});

test.each([
  ['+14155558500', 'Enable', 'machine_start'],
  ['+14155558605', 'DetectMessageEnd', 'machine_end_silence'],
  ['+14155558545', 'DetectMessageEnd', 'unknown'],
  ['+14155558700', 'Enable', 'fax'],
  ['+14155557800', 'Enable', 'unknown'],
  ['+14155558010', 'Enable', 'human'],
])('detection hears %s in mode %s as %s', async (to, machineDetection, answeredBy) => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const { sid } = await dial(world, to, { machineDetection });
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/answer')).params.AnsweredBy).toBe(answeredBy);
  expect((await world.client.calls(sid).fetch()).answeredBy).toBe(answeredBy);
});

test('asynchronous detection lets the instructions run at once and tells its result on its own', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="60"/>');
  const { sid } = await dial(world, '+14155558520', {
    machineDetection: 'DetectMessageEnd',
    asyncAmd: 'true',
    asyncAmdStatusCallback: `${world.app.url}/amd?callId=1`,
  });
  const { params, atMs } = await eventually(() => world.app.requestsTo('/amd')[0]);
  expect(params).toMatchObject({ CallSid: sid, AnsweredBy: 'machine_end_beep' });
  const asked = single(world.app.requestsTo('/answer'));
  expect(asked.params).not.toHaveProperty('AnsweredBy');
  expect(asked.atMs).toBeLessThan(atMs);
});

test('a callee who hangs up before detection decided leaves no instructions to ask for', async () => {
  await using world = await startWorld();
  const { sid } = await dial(world, '+14155557700', { machineDetection: 'Enable' });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
  await toldEnd(world);
  expect(world.app.requestsTo('/answer')).toEqual([]);
});

test('a recorded call tells its recording at the end, and again when the file is ready', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="20"/>');
  const { sid } = await dial(world, '+14155558100', {
    record: true,
    recordingStatusCallback: `${world.app.url}/recording`,
  });
  const { params: last } = await toldEnd(world);
  expect(last.RecordingSid).toMatch(/^RE/);
  const { params } = await eventually(() => world.app.requestsTo('/recording')[0]);
  expect(params).toMatchObject({
    CallSid: sid,
    RecordingSid: last.RecordingSid,
    RecordingSource: 'OutboundAPI',
    RecordingStatus: 'completed',
  });
  expect(Number(params.RecordingDuration)).toBeGreaterThanOrEqual(20);
  const recording = await eventually(async () => {
    const found = single(await world.client.calls(sid).recordings.list());
    return found.price ? found : null;
  });
  expect(recording).toMatchObject({ status: 'completed', price: '-0.00250', duration: params.RecordingDuration });
});
