import { expect, test } from 'vitest';
import { waitForEnd, eventually, single, startWorld, type World } from '../helpers/world.ts';

/**
 * Milliseconds of product time by which a call may be late. The product's clock runs fast in tests, so a short delay of
 * a busy machine can be seconds of product time.
 */
const SLACK_MS = 10_000;
const FROM = '+14155551234';
const ALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

function placeCall(world: World, to: string, extra: object = {}) {
  return world.client.calls.create({
    to,
    from: FROM,
    url: `${world.app.url}/answer?callId=1`,
    statusCallback: `${world.app.url}/status`,
    statusCallbackEvent: ALL_EVENTS,
    ...extra,
  });
}

/** Returns the `CallStatus` of each status callback so far, in order of arrival. */
function callbackStatuses(world: World): string[] {
  return world.app.requestsTo('/status').map(({ params }) => params.CallStatus ?? '');
}

async function waitForFinalCallback(world: World) {
  return eventually(() => world.app.requestsTo('/status').find(({ params }) => 'CallDuration' in params));
}

test('a call to a human posts all signed status callbacks from initiated to completed and gets its price later', async () => {
  await using world = await startWorld({
    behaviours: [{ number: '+14155558003', persona: { priceDelaySeconds: 150 } }],
  });
  world.app.on('/answer', '<Say>Hello, this is a message that takes about five seconds to be read aloud to you.</Say>');
  const created = await placeCall(world, '+14155558003');
  expect(created).toMatchObject({
    status: 'queued',
    direction: 'outbound-api',
    from: FROM,
    price: null,
    priceUnit: 'USD',
  });
  expect(created.sid).toMatch(/^CA[0-9a-f]{32}$/);
  expect(created.dateCreated).toBeInstanceOf(Date);

  const { params: last } = await waitForFinalCallback(world);
  expect(callbackStatuses(world)).toEqual(['initiated', 'ringing', 'in-progress', 'completed']);
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

  const documentRequest = single(world.app.requestsTo('/answer'));
  expect(documentRequest.target).toBe('/answer?callId=1');
  expect(documentRequest.params).toMatchObject({ CallStatus: 'in-progress', CallSid: created.sid });
  expect(documentRequest.params).not.toHaveProperty('AnsweredBy');

  const atEnd = await world.client.calls(created.sid).fetch();
  expect(atEnd).toMatchObject({ status: 'completed', price: null, duration: last.CallDuration });
  const priced = await eventually(async () => {
    const call = await world.client.calls(created.sid).fetch();
    return call.price ? call : null;
  });
  expect(priced.price).toBe('-0.01400');
});

test('without statusCallbackEvent only the end of the call is posted', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const call = await world.client.calls.create({
    to: '+14155558001',
    from: FROM,
    url: `${world.app.url}/answer`,
    statusCallback: `${world.app.url}/status`,
  });
  await waitForFinalCallback(world);
  expect(callbackStatuses(world)).toEqual(['completed']);
  expect(await waitForEnd(world, call.sid)).toMatchObject({ status: 'completed' });
});

test.each([
  ['+14155558200', 'busy', '486', ['initiated', 'ringing', 'busy']],
  ['+14155558300', 'no-answer', '487', ['initiated', 'ringing', 'no-answer']],
  ['+14155558400', 'failed', '404', ['initiated', 'failed']],
])(
  'a call to %s ends as %s with SIP code %s and requests no instructions',
  async (to, status, sipResponseCode, statuses) => {
    await using world = await startWorld();
    const created = await placeCall(world, to, { timeout: 20 });
    const { params } = await waitForFinalCallback(world);
    expect(params).toMatchObject({
      CallStatus: status,
      SipResponseCode: sipResponseCode,
      CallDuration: '0',
      Duration: '0',
    });
    expect(callbackStatuses(world)).toEqual(statuses);
    expect(world.app.requestsTo('/answer')).toEqual([]);
    expect(await world.client.calls(created.sid).fetch()).toMatchObject({ status, duration: null, price: null });
  },
);

test('a phone that rings longer than Timeout is not answered', async () => {
  await using world = await startWorld();
  const created = await placeCall(world, '+14155558140', { timeout: 15 });
  const entry = await waitForEnd(world, created.sid);
  expect(entry.status).toBe('no-answer');
  const rangMs = Date.parse(entry.endedAt ?? '') - Date.parse(entry.startedAt ?? '');
  expect(rangMs).toBeGreaterThanOrEqual(15_000);
});

test('calls above the calls-per-second limit stay queued for their queue_time', async () => {
  await using world = await startWorld({ callsPerSecond: 0.02 });
  world.app.on('/answer', '<Hangup/>');
  const calls = await Promise.all(['+14155558101', '+14155558102', '+14155558103'].map((to) => placeCall(world, to)));
  const entries = await Promise.all(calls.map(({ sid }) => waitForEnd(world, sid)));
  const turns = entries
    .map(({ acceptedAt, startedAt }, i) => {
      const acceptedMs = Date.parse(acceptedAt ?? '');
      return { dueMs: acceptedMs + Number(calls[i]!.queueTime), startedMs: Date.parse(startedAt ?? '') };
    })
    .toSorted((a, b) => a.dueMs - b.dueMs);
  for (const { dueMs, startedMs } of turns) expect(startedMs).toBeGreaterThanOrEqual(dueMs - SLACK_MS);
  // The due times of the calls are 50 s apart. On a busy machine, the calls can start later than their due times.
  const gaps = [turns[1]!.dueMs - turns[0]!.dueMs, turns[2]!.dueMs - turns[1]!.dueMs];
  for (const gap of gaps) expect(Math.abs(gap - 50_000)).toBeLessThanOrEqual(SLACK_MS);
});

test('a call that is canceled in the queue posts no callback, and the next call gets its turn', async () => {
  await using world = await startWorld({ callsPerSecond: 0.005 });
  world.app.on('/answer', '<Hangup/>');
  await placeCall(world, '+14155558101');
  const waiting = await placeCall(world, '+14155558102');
  const next = await placeCall(world, '+14155558103');
  const canceled = await world.client.calls(waiting.sid).update({ status: 'canceled' });
  expect(canceled.status).toBe('canceled');
  const { startedAt, acceptedAt } = await waitForEnd(world, next.sid);
  // Every 200 s one call gets its turn. If the canceled call used a turn, the last call would wait for 400 s.
  expect(Date.parse(startedAt ?? '') - Date.parse(acceptedAt ?? '')).toBeLessThan(390_000);
  expect(world.app.received.filter(({ params }) => params.CallSid === waiting.sid)).toEqual([]);
  expect(await waitForEnd(world, waiting.sid)).toMatchObject({ status: 'canceled', startedAt: null });
});

test('a ringing call that REST cancels posts canceled', async () => {
  await using world = await startWorld();
  const { sid } = await placeCall(world, '+14155558300', { timeout: 600 });
  await eventually(() => callbackStatuses(world).includes('ringing'));
  await world.client.calls(sid).update({ status: 'completed' });
  const { params } = await waitForFinalCallback(world);
  expect(params.CallStatus).toBe('canceled');
});

test('REST hangs up a call in progress and rejects updates of an ended call', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="600"/>');
  const { sid } = await placeCall(world, '+14155558100');
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

test('REST redirects a live call to a URL or to inline TwiML', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="600"/>');
  world.app.on('/elsewhere', '<Pause length="600"/>');
  const { sid } = await placeCall(world, '+14155558100');
  await eventually(() => world.app.requestsTo('/answer').length > 0);
  await world.client.calls(sid).update({ url: `${world.app.url}/elsewhere` });
  await eventually(() => world.app.requestsTo('/elsewhere').length > 0);
  await world.client.calls(sid).update({ twiml: '<Response><Say>Goodbye</Say></Response>' });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
});

test('synchronous detection delays the request for instructions and adds AnsweredBy to it', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Say>Please call us back.</Say>');
  await placeCall(world, '+14155558512', { machineDetection: 'DetectMessageEnd' });
  const { params: last } = await waitForFinalCallback(world);
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
])('detection of %s in mode %s reports %s', async (to, machineDetection, answeredBy) => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const { sid } = await placeCall(world, to, { machineDetection });
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/answer')).params.AnsweredBy).toBe(answeredBy);
  expect((await world.client.calls(sid).fetch()).answeredBy).toBe(answeredBy);
});

test.each([
  [2_400, 'machine_start'],
  [5_000, 'human'],
])('a far end that speaks for three seconds, with a threshold of %i ms, is a %s', async (threshold, answeredBy) => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const detection = { machineDetection: 'Enable', machineDetectionSpeechThreshold: threshold };
  const { sid } = await placeCall(world, '+14155558503', detection);
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/answer')).params.AnsweredBy).toBe(answeredBy);
});

test('asynchronous detection does not delay the instructions and posts its own callback', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="60"/>');
  const { sid } = await placeCall(world, '+14155558520', {
    machineDetection: 'DetectMessageEnd',
    asyncAmd: 'true',
    asyncAmdStatusCallback: `${world.app.url}/amd?callId=1`,
  });
  const { params, atMs } = await eventually(() => world.app.requestsTo('/amd')[0]);
  expect(params).toMatchObject({ CallSid: sid, AnsweredBy: 'machine_end_beep' });
  const documentRequest = single(world.app.requestsTo('/answer'));
  expect(documentRequest.params).not.toHaveProperty('AnsweredBy');
  expect(documentRequest.atMs).toBeLessThan(atMs);
});

test('no instructions are requested when the callee hangs up before the detection result', async () => {
  await using world = await startWorld();
  const { sid } = await placeCall(world, '+14155557700', { machineDetection: 'Enable' });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
  await waitForFinalCallback(world);
  expect(world.app.requestsTo('/answer')).toEqual([]);
});

test('a recorded call posts its recording at the end of the call and when the file is ready', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Pause length="20"/>');
  const { sid } = await placeCall(world, '+14155558100', {
    record: true,
    recordingStatusCallback: `${world.app.url}/recording`,
  });
  const { params: last } = await waitForFinalCallback(world);
  expect(last.RecordingSid).toMatch(/^RE/);
  const { params } = await eventually(() => world.app.requestsTo('/recording')[0]);
  expect(params).toMatchObject({
    CallSid: sid,
    RecordingSid: last.RecordingSid,
    RecordingSource: 'OutboundAPI',
    RecordingStatus: 'completed',
  });
  expect(Number(params.RecordingDuration)).toBeGreaterThanOrEqual(20);
  const pricedRecording = await eventually(async () => {
    const recording = single(await world.client.calls(sid).recordings.list());
    return recording.price ? recording : null;
  });
  expect(pricedRecording).toMatchObject({ status: 'completed', price: '-0.00250', duration: params.RecordingDuration });
});
