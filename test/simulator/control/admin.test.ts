import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { clientOf, waitForEnd, eventually, single, startWorld, type World } from '../helpers/world.ts';

const from = '+14155551234';
const to = '+12025550101';

function post(world: World, path: string, body: unknown) {
  return fetch(`${world.simulator.url}/__sim/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const get = async (world: World, path: string) => (await fetch(`${world.simulator.url}/__sim/${path}`)).json();
const place = (world: World) =>
  world.client.calls.create({ to, from, twiml: '<Response/>', machineDetection: 'Enable' });

test('numbers are scripted over HTTP: for the next calls, by pattern, and the latest script wins', async () => {
  await using world = await startWorld();
  expect((await post(world, 'behaviours', { match: '^\\+1202', persona: { kind: 'busy' } })).status).toBe(201);
  await post(world, 'behaviours', [{ number: to, nextCalls: 1, persona: { kind: 'fax', ringSeconds: 1 } }]);
  const fax = await waitForEnd(world, (await place(world)).sid);
  const busy = await waitForEnd(world, (await place(world)).sid);
  expect([fax.answeredBy, fax.persona.ringSeconds, fax.attempt]).toEqual(['fax', 1, 1]);
  expect([busy.status, busy.attempt]).toEqual(['busy', 2]);
});

test('a script without a kind changes only what it names', async () => {
  await using world = await startWorld();
  world.simulator.addBehaviours({ number: '+14155558030', persona: { talkSeconds: 5, name: 'brief' } });
  const { sid } = await world.client.calls.create({ to: '+14155558030', from, twiml: '<Response/>' });
  expect((await waitForEnd(world, sid)).persona).toMatchObject({ name: 'brief', ringSeconds: 2, talkSeconds: 5 });
});

test('faults are armed over HTTP and show how often they struck', async () => {
  await using world = await startWorld();
  await post(world, 'faults', {
    on: 'rest',
    operation: 'calls.create',
    times: 1,
    effect: { type: 'error', status: 503 },
  });
  await expect(place(world)).rejects.toMatchObject({ status: 503 });
  await place(world);
  expect(await get(world, 'state')).toMatchObject({ faults: [{ matched: 1, fired: 1 }], callsLive: 1 });
  await fetch(`${world.simulator.url}/__sim/faults`, { method: 'DELETE' });
  expect(world.simulator.state().faults).toEqual([]);
});

test('bad bodies are 400 and say what is wrong', async () => {
  await using world = await startWorld();
  for (const [path, body] of [
    ['behaviours', { persona: {} }],
    ['behaviours', { match: '(', persona: {} }],
    ['behaviours', '{'],
    ['faults', { on: 'webhook', effect: { type: 'explode' } }],
    ['inbound', { from: 'me', to }],
    ['clock', { speed: 0 }],
  ] as const) {
    const response = await post(world, path, body);
    expect([path, response.status]).toEqual([path, 400]);
    expect(await response.json()).toMatchObject({ error: expect.any(String) });
  }
});

test('the clock is read and moved', async () => {
  await using world = await startWorld();
  const productMs = Date.parse('2027-01-01T00:00:00Z');
  await post(world, 'clock', { realMs: Date.now(), productMs, speed: 50 });
  expect(await get(world, 'clock')).toMatchObject({ productMs, speed: 50 });
  expect(world.clock.now().getUTCFullYear()).toBe(2027);
  const { dateCreated } = await place(world);
  expect(dateCreated.getUTCFullYear()).toBe(2027);
});

test('an inbound call is injected over HTTP', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Hangup/>');
  const response = await post(world, 'inbound', { from: to, to: from, voiceUrl: `${world.app.url}/voice` });
  const { sid } = (await response.json()) as { sid: string };
  expect(await waitForEnd(world, sid)).toMatchObject({ direction: 'inbound', status: 'completed' });
});

test('a call to a number without instructions is not answered', async () => {
  await using world = await startWorld();
  const { sid } = world.simulator.injectInboundCall({ from: to, to: from });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'no-answer' });
});

test('a reset forgets calls, scripts and faults, and silences what was under way', async () => {
  await using world = await startWorld();
  world.app.on(
    '/answer',
    '<Dial action="/done"><Conference statusCallback="/conference" statusCallbackEvent="leave end">room</Conference></Dial>',
  );
  world.simulator.addFaults({ on: 'webhook', effect: { type: 'wrong-signature' } });
  const { url } = world.app;
  await world.client.calls.create({ to: '+14155558100', from, url: `${url}/answer`, statusCallback: `${url}/status` });
  world.simulator.injectInboundCall({ from: to, to: from, voiceUrl: `${url}/answer`, persona: { patienceSeconds: null } });
  await eventually(() => world.app.requestsTo('/answer').length === 2 && world.simulator.state().conferencesLive === 1);
  await post(world, 'reset', {});
  expect(await get(world, 'ledger')).toMatchObject({ calls: [], recordings: [], notifications: [], webhooks: {} });
  expect(world.simulator.ledger().numbers).toHaveLength(2);
  const { sid } = await world.client.calls.create({
    to: '+14155558010',
    from,
    url: `${url}/later`,
    statusCallback: `${url}/later`,
  });
  await waitForEnd(world, sid);
  await eventually(() => world.app.requestsTo('/later').length === 2);
  expect(world.app.received.map(({ path }) => path)).toEqual(['/answer', '/answer', '/later', '/later']);
  expect(world.app.requestsTo('/later').every(({ signed }) => signed)).toBe(true);
  expect(single(world.simulator.ledger().calls).attempt).toBe(1);
  expect(world.logLines).toEqual([]);
});

test('other paths are 404 in the API’s own words', async () => {
  await using world = await startWorld();
  const response = await fetch(
    `${world.simulator.url}/2010-04-01/Accounts/${world.simulator.accountSid}/Messages.json`,
  );
  expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 20404 })]);
});

test('the process serves until it is told to stop, and then ends by itself', async () => {
  const accountSid = `AC${'0'.repeat(32)}`;
  const child = spawn(process.execPath, ['scripts/simulator/main.ts'], {
    env: {
      SIMULATOR_PORT: '0',
      CLOCK_SPEED: '100',
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: 'test-token',
      CARRIER: 'simulator',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(line))?.[0] ?? '';
    const client = clientOf(url);
    const { sid } = await client.calls.create({ to: '+14155558300', from, twiml: '<Response/>' });
    expect(sid).toMatch(/^CA/);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
