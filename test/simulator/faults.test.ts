import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { FaultRuleInput } from '../../scripts/simulator/faults.ts';
import { clientOf, waitForEnd, eventually, single, startWorld, type World } from './helpers/world.ts';

const from = '+14155551234';
const to = '+14155558003';
const statusCallbackEvent = ['initiated', 'ringing', 'answered', 'completed'];

function place(world: World, extra: object = {}) {
  const { url } = world.app;
  world.app.on('/answer', '<Pause length="3"/>');
  return world.client.calls.create({
    to,
    from,
    url: `${url}/answer`,
    statusCallback: `${url}/status`,
    statusCallbackEvent,
    ...extra,
  });
}

const faulty = (...faults: FaultRuleInput[]) => startWorld({ faults });
const statuses = (world: World) => world.app.requestsTo('/status').map(({ params }) => params.CallStatus);

/** All callbacks of an ended call have been sent, and held ones too, once only its price is still to come. */
async function quiet(world: World, sid: string) {
  await waitForEnd(world, sid);
  await eventually(() => world.simulator.state().tasks === 0);
}

test('a dropped callback never arrives, the others do', async () => {
  await using world = await faulty({ on: 'webhook', kind: 'status', event: 'ringing', effect: { type: 'drop' } });
  const { sid } = await place(world);
  await quiet(world, sid);
  expect(statuses(world)).toEqual(['initiated', 'in-progress', 'completed']);
  expect(world.simulator.state().webhooks.status?.dropped).toBe(1);
});

test.each([
  [true, 1],
  [false, 3],
])('a duplicate with sameToken %s arrives three times with %i tokens', async (sameToken, tokens) => {
  await using world = await faulty({
    on: 'webhook',
    event: 'completed',
    effect: { type: 'duplicate', copies: 2, sameToken },
  });
  const { sid } = await place(world);
  await quiet(world, sid);
  expect(statuses(world)).toEqual(['initiated', 'ringing', 'in-progress', 'completed', 'completed', 'completed']);
  const last = world.app.requestsTo('/status').slice(-3);
  expect(new Set(last.map(({ idempotencyToken }) => idempotencyToken)).size).toBe(tokens);
});

test('concurrent duplicates are all under way at once', async () => {
  await using world = await faulty({
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
  await place(world);
  await eventually(() => world.app.requestsTo('/status').length === 6);
  expect(openMax).toBe(3);
});

test('a reordered callback comes after the next one, a last one at last', async () => {
  await using world = await faulty(
    { on: 'webhook', event: 'initiated', effect: { type: 'reorder' } },
    { on: 'webhook', event: 'completed', effect: { type: 'reorder' } },
  );
  const { sid } = await place(world);
  await quiet(world, sid);
  expect(statuses(world)).toEqual(['ringing', 'initiated', 'in-progress', 'completed']);
});

test('a delayed callback holds nothing back', async () => {
  await using world = await faulty({ on: 'webhook', event: 'initiated', effect: { type: 'delay', delayMs: 150_000 } });
  const { sid } = await place(world);
  await quiet(world, sid);
  expect(statuses(world)).toEqual(['ringing', 'in-progress', 'completed', 'initiated']);
});

test('a wrong signature does not verify', async () => {
  await using world = await faulty({ on: 'webhook', event: 'ringing', effect: { type: 'wrong-signature' } });
  const { sid } = await place(world);
  await quiet(world, sid);
  expect(world.app.requestsTo('/status').map(({ signed }) => signed)).toEqual([true, false, true, true]);
});

test('dropped instructions look like a failed connection and lead to the fallback', async () => {
  await using world = await faulty({ on: 'webhook', kind: 'voice', event: 'url', effect: { type: 'drop' } });
  world.app.on('/fallback', '<Hangup/>');
  const { sid } = await place(world, { fallbackUrl: `${world.app.url}/fallback` });
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/fallback')).params.ErrorCode).toBe('11205');
  expect(world.app.requestsTo('/answer')).toEqual([]);
});

test('an accepted call that is never answered for times the client out and runs all the same', async () => {
  await using world = await faulty({ on: 'rest', operation: 'calls.create', effect: { type: 'no-reply' }, times: 1 });
  const hasty = clientOf(world.simulator.url, undefined, 300);
  await expect(hasty.calls.create({ to, from, twiml: '<Response/>' })).rejects.toMatchObject({ code: 'ECONNABORTED' });
  const call = single(world.simulator.ledger().calls);
  expect(await waitForEnd(world, call.sid)).toMatchObject({ status: 'completed', to });
  await place(world);
  expect(world.simulator.ledger().calls).toHaveLength(2);
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a 500 %s the accept leaves %i calls in the ledger', async (when, calls) => {
  await using world = await faulty({ on: 'rest', operation: 'calls.create', effect: { type: 'error', when } });
  await expect(place(world)).rejects.toMatchObject({ status: 500 });
  expect(world.simulator.ledger().calls).toHaveLength(calls);
});

test.each([
  ['before', 0],
  ['after', 1],
] as const)('a reset %s the accept leaves %i calls in the ledger', async (when, calls) => {
  await using world = await faulty({ on: 'rest', operation: 'calls.create', effect: { type: 'reset', when } });
  await expect(place(world)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(world.simulator.ledger().calls).toHaveLength(calls);
});

test('a proxy error is HTML and carries no code', async () => {
  await using world = await faulty({ on: 'rest', effect: { type: 'error', status: 502, html: true } });
  const error = await place(world).catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ status: 502 });
  expect(error).not.toHaveProperty('code');
});

test('too many requests is 20429, with Retry-After when asked, and nothing is accepted', async () => {
  await using world = await faulty({
    on: 'rest',
    operation: 'calls.create',
    times: 1,
    effect: { type: 'too-many-requests', retryAfterSeconds: 2 },
  });
  await expect(place(world)).rejects.toMatchObject({ status: 429, code: 20429 });
  expect(world.simulator.ledger().calls).toEqual([]);
  expect((await place(world)).status).toBe('queued');
});

test('a lagging list does not show a young call yet', async () => {
  await using world = await faulty({
    on: 'rest',
    operation: 'calls.list',
    times: 1,
    effect: { type: 'lag', lagMs: 3_600_000 },
  });
  const { sid } = await place(world);
  expect(await world.client.calls.list()).toEqual([]);
  expect((await world.client.calls(sid).fetch()).sid).toBe(sid);
  expect(single(await world.client.calls.list()).sid).toBe(sid);
});

test('a create can be answered after its first webhook', async () => {
  await using world = await faulty({ on: 'rest', operation: 'calls.create', effect: { type: 'reply-after-webhook' } });
  const { sid } = await place(world);
  expect(world.app.requestsTo('/status')[0]?.params).toMatchObject({ CallSid: sid, CallStatus: 'initiated' });
});

test('a rule can strike the n-th time and only some numbers', async () => {
  await using world = await faulty({
    on: 'rest',
    operation: 'calls.create',
    number: '^\\+1415',
    nth: 2,
    effect: { type: 'error' },
  });
  const create = (number: string) =>
    place(world, { to: number }).then(
      () => 'ok',
      () => 'error',
    );
  const outcomes = [];
  for (const number of [to, '+12025550101', to, to]) outcomes.push(await create(number));
  expect(outcomes).toEqual(['ok', 'ok', 'error', 'ok']);
});

/** The numbers whose creates fail by chance. */
async function struck(order: string[]): Promise<Set<string>> {
  await using world = await startWorld({
    seed: 5,
    faults: [{ on: 'rest', operation: 'calls.create', probability: 0.4, effect: { type: 'error' } }],
  });
  const failed = new Set<string>();
  for (const number of order)
    await world.client.calls.create({ to: number, from, twiml: '<Response/>' }).catch(() => failed.add(number));
  return failed;
}

test('chance is drawn per number: the order of arrival does not change who is struck', async () => {
  const numbers = Array.from({ length: 24 }, (_, i) => `+120255501${String(i).padStart(2, '0')}`);
  const first = await struck(numbers);
  expect(first.size).toBeGreaterThan(3);
  expect(first.size).toBeLessThan(20);
  expect(await struck(numbers.toReversed())).toEqual(first);
});

test('nothing is left running when the simulator closes in the middle of everything', async () => {
  let logged: string[];
  {
    await using world = await faulty({ on: 'rest', operation: 'calls.list', effect: { type: 'no-reply' } });
    logged = world.logLines;
    for (let i = 0; i < 10; i++) await place(world, { to: `+1415555810${i}` });
    const list = world.client.calls.list().catch((error: Error) => error);
    await eventually(() => world.app.requestsTo('/answer').length > 2);
    await world.simulator[Symbol.asyncDispose]();
    expect(await list).toBeInstanceOf(Error);
    // What was on the wire when it closed still arrives.
    await pause(50);
    const sent = world.app.received.length;
    await pause(50);
    expect(world.app.received).toHaveLength(sent);
  }
  expect(logged).toEqual([]);
});
