import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../../scripts/simulator/faults.ts';
import { clientOf, waitForEnd, eventually, single, startWorld, type World } from './helpers/world.ts';

const FROM = '+14155551234';
const TO = '+14155558003';
const ALL_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];

function placeCall(world: World, extra: object = {}) {
  const { url } = world.app;
  world.app.on('/answer', '<Pause length="3"/>');
  return world.client.calls.create({
    to: TO,
    from: FROM,
    url: `${url}/answer`,
    statusCallback: `${url}/status`,
    statusCallbackEvent: ALL_EVENTS,
    ...extra,
  });
}

const startFaultyWorld = (...faults: FaultRuleInput[]) => startWorld({ faults });
const callbackStatuses = (world: World) => world.app.requestsTo('/status').map(({ params }) => params.CallStatus);

/**
 * Waits until the call has ended and all callbacks of the call have been sent, also the callbacks that a fault holds
 * back.
 */
async function waitUntilIdle(world: World, sid: string) {
  await waitForEnd(world, sid);
  await eventually(() => world.simulator.state().tasks === 0);
}

test('a dropped callback does not arrive, other callbacks do', async () => {
  await using world = await startFaultyWorld({
    on: 'webhook',
    kind: 'status',
    event: 'ringing',
    effect: { type: 'drop' },
  });
  const { sid } = await placeCall(world);
  await waitUntilIdle(world, sid);
  expect(callbackStatuses(world)).toEqual(['initiated', 'in-progress', 'completed']);
  expect(world.simulator.state().webhooks.status?.dropped).toBe(1);
});

test.each([
  [true, 1],
  [false, 3],
])('a duplicate with sameToken %s arrives three times with %i tokens', async (sameToken, tokens) => {
  await using world = await startFaultyWorld({
    on: 'webhook',
    event: 'completed',
    effect: { type: 'duplicate', copies: 2, sameToken },
  });
  const { sid } = await placeCall(world);
  await waitUntilIdle(world, sid);
  expect(callbackStatuses(world)).toEqual([
    'initiated',
    'ringing',
    'in-progress',
    'completed',
    'completed',
    'completed',
  ]);
  const last = world.app.requestsTo('/status').slice(-3);
  expect(new Set(last.map(({ idempotencyToken }) => idempotencyToken)).size).toBe(tokens);
});

test('concurrent duplicates are sent at the same time', async () => {
  await using world = await startFaultyWorld({
    on: 'webhook',
    event: 'completed',
    effect: { type: 'duplicate', copies: 2, concurrent: true },
  });
  let open = 0;
  let openMax = 0;
  world.app.on('/status', ({ params }) => {
    if (params.CallStatus !== 'completed') return { status: 204 };
    openMax = Math.max(openMax, ++open);
    setTimeout(() => (open -= 1), 100);
    return { status: 204, delayMs: 100 };
  });
  await placeCall(world);
  await eventually(() => world.app.requestsTo('/status').length === 6);
  expect(openMax).toBe(3);
});

test('a reordered callback arrives after the next callback, or by itself if it is the last', async () => {
  await using world = await startFaultyWorld(
    { on: 'webhook', event: 'initiated', effect: { type: 'reorder' } },
    { on: 'webhook', event: 'completed', effect: { type: 'reorder' } },
  );
  const { sid } = await placeCall(world);
  await waitUntilIdle(world, sid);
  expect(callbackStatuses(world)).toEqual(['ringing', 'initiated', 'in-progress', 'completed']);
});

test('a delayed callback does not delay other callbacks', async () => {
  await using world = await startFaultyWorld({
    on: 'webhook',
    event: 'initiated',
    effect: { type: 'delay', delayMs: 150_000 },
  });
  const { sid } = await placeCall(world);
  await waitUntilIdle(world, sid);
  expect(callbackStatuses(world)).toEqual(['ringing', 'in-progress', 'completed', 'initiated']);
});

test('a wrong signature does not verify', async () => {
  await using world = await startFaultyWorld({ on: 'webhook', event: 'ringing', effect: { type: 'wrong-signature' } });
  const { sid } = await placeCall(world);
  await waitUntilIdle(world, sid);
  expect(world.app.requestsTo('/status').map(({ signed }) => signed)).toEqual([true, false, true, true]);
});

test('a dropped request for instructions is a connection failure and leads to the fallback', async () => {
  await using world = await startFaultyWorld({ on: 'webhook', kind: 'voice', event: 'url', effect: { type: 'drop' } });
  world.app.on('/fallback', '<Hangup/>');
  const { sid } = await placeCall(world, { fallbackUrl: `${world.app.url}/fallback` });
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/fallback')).params.ErrorCode).toBe('11205');
  expect(world.app.requestsTo('/answer')).toEqual([]);
});

test('a new call without a REST response runs although the client times out', async () => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.create',
    effect: { type: 'no-reply' },
    times: 1,
  });
  const impatientClient = clientOf(world.simulator.url, undefined, 300);
  await expect(impatientClient.calls.create({ to: TO, from: FROM, twiml: '<Response/>' })).rejects.toMatchObject({
    code: 'ECONNABORTED',
  });
  const call = single(world.simulator.ledger().calls);
  expect(await waitForEnd(world, call.sid)).toMatchObject({ status: 'completed', to: TO });
  await placeCall(world);
  expect(world.simulator.ledger().calls).toHaveLength(2);
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a 500 %s the call is accepted leaves %i calls in the ledger', async (when, calls) => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.create',
    effect: { type: 'error', when },
  });
  await expect(placeCall(world)).rejects.toMatchObject({ status: 500 });
  expect(world.simulator.ledger().calls).toHaveLength(calls);
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a connection reset %s the call is accepted leaves %i calls in the ledger', async (when, calls) => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.create',
    effect: { type: 'reset', when },
  });
  await expect(placeCall(world)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(world.simulator.ledger().calls).toHaveLength(calls);
});

test('a proxy error is HTML without an error code', async () => {
  await using world = await startFaultyWorld({ on: 'rest', effect: { type: 'error', status: 502, html: true } });
  const error = await placeCall(world).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ status: 502 });
  expect(error).not.toHaveProperty('code');
});

test('too-many-requests returns 20429 and creates no call', async () => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.create',
    times: 1,
    effect: { type: 'too-many-requests', retryAfterSeconds: 2 },
  });
  await expect(placeCall(world)).rejects.toMatchObject({ status: 429, code: 20429 });
  expect(world.simulator.ledger().calls).toEqual([]);
  expect((await placeCall(world)).status).toBe('queued');
});

test('a lagging list does not show a new call', async () => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.list',
    times: 1,
    effect: { type: 'lag', lagMs: 3_600_000 },
  });
  const { sid } = await placeCall(world);
  expect(await world.client.calls.list()).toEqual([]);
  expect((await world.client.calls(sid).fetch()).sid).toBe(sid);
  expect(single(await world.client.calls.list()).sid).toBe(sid);
});

test('the response to a new call can arrive after its first webhook', async () => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.create',
    effect: { type: 'reply-after-webhook' },
  });
  const { sid } = await placeCall(world);
  expect(world.app.requestsTo('/status')[0]?.params).toMatchObject({ CallSid: sid, CallStatus: 'initiated' });
});

test('a rule can fire only at the n-th match and only for some numbers', async () => {
  await using world = await startFaultyWorld({
    on: 'rest',
    operation: 'calls.create',
    number: '^\\+1415',
    nth: 2,
    effect: { type: 'error' },
  });
  const create = (number: string) =>
    placeCall(world, { to: number }).then(
      () => 'ok',
      () => 'error',
    );
  const outcomes = [];
  for (const number of [TO, '+12025550101', TO, TO]) outcomes.push(await create(number));
  expect(outcomes).toEqual(['ok', 'ok', 'error', 'ok']);
});

/** Returns the phone numbers whose calls are rejected by a random fault. */
async function findFailedNumbers(order: string[]): Promise<Set<string>> {
  await using world = await startWorld({
    seed: 5,
    faults: [{ on: 'rest', operation: 'calls.create', probability: 0.4, effect: { type: 'error' } }],
  });
  const failed = new Set<string>();
  for (const number of order)
    await world.client.calls.create({ to: number, from: FROM, twiml: '<Response/>' }).catch(() => failed.add(number));
  return failed;
}

test('random faults are drawn per number: the order of calls does not change which numbers fail', async () => {
  const numbers = Array.from({ length: 24 }, (_, i) => `+120255501${String(i).padStart(2, '0')}`);
  const first = await findFailedNumbers(numbers);
  expect(first.size).toBeGreaterThan(3);
  expect(first.size).toBeLessThan(20);
  expect(await findFailedNumbers(numbers.toReversed())).toEqual(first);
});

test('closing the simulator stops all calls, callbacks and requests', async () => {
  let logged: string[];
  {
    await using world = await startFaultyWorld({ on: 'rest', operation: 'calls.list', effect: { type: 'no-reply' } });
    logged = world.logLines;
    for (let i = 0; i < 10; i++) await placeCall(world, { to: `+1415555810${i}` });
    const list = world.client.calls.list().catch((error: Error) => error);
    await eventually(() => world.app.requestsTo('/answer').length > 2);
    await world.simulator[Symbol.asyncDispose]();
    expect(await list).toBeInstanceOf(Error);
    // Wait, because requests that were sent before the simulator closed can still arrive.
    await pause(50);
    const sent = world.app.received.length;
    await pause(50);
    expect(world.app.received).toHaveLength(sent);
  }
  expect(logged).toEqual([]);
});
