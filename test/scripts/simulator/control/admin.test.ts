import { request } from 'node:http';
import { expect, test } from 'vitest';
import { eventually, single, startWorld, waitForEnd, type World } from '../helpers/world.ts';

const FROM = '+14155551234';
const TO = '+12025550101';

function post(world: World, path: string, body: unknown) {
  return fetch(`${world.simulator.url}/__sim/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const get = async (world: World, path: string) => (await fetch(`${world.simulator.url}/__sim/${path}`)).json();

const placeCall = (world: World) =>
  world.client.calls.create({ to: TO, from: FROM, twiml: '<Response/>', machineDetection: 'Enable' });

/** Sends a request with exactly these headers, as a browser does. Returns the status. */
const statusOf = (world: World, path: string, headers: Record<string, string>, method = 'POST') =>
  new Promise<number | undefined>((resolve, reject) => {
    request(`${world.simulator.url}${path}`, { method, headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end(method === 'POST' ? '{}' : undefined);
  });

test('a web page cannot control the simulator', async () => {
  await using world = await startWorld();
  const { host, origin } = new URL(world.simulator.url);
  const json = { 'content-type': 'application/json' };
  world.simulator.addFaults({ on: 'webhook', effect: { type: 'wrong-signature' } });
  const reset = (headers: Record<string, string>) => statusOf(world, '/__sim/reset', headers);
  expect(await reset({ 'content-type': 'text/plain' })).toBe(415);
  expect(await reset({})).toBe(415);
  expect(await reset({ ...json, origin: 'https://evil.example' })).toBe(403);
  expect(await reset({ ...json, origin: 'null' })).toBe(403);
  expect(await reset({ ...json, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await reset({ ...json, 'sec-fetch-site': 'same-site' })).toBe(403);
  // DNS rebinding: the name of the page points to this machine.
  expect(await reset({ ...json, host: 'evil.example', origin: 'http://evil.example' })).toBe(403);
  expect(await statusOf(world, '/__sim/ledger', { host: 'evil.example' }, 'GET')).toBe(403);
  for (const path of ['/__sim/bidders/fast', '/__sim/ledger', '/2010-04-01/Accounts/AC1/Calls.json'])
    expect(await statusOf(world, path, { 'sec-fetch-site': 'cross-site' }, 'GET')).toBe(403);
  expect(world.simulator.state().faults).toHaveLength(1);
  // A developer may open the ledger in a browser.
  expect(await statusOf(world, '/__sim/ledger', { host, 'sec-fetch-site': 'none' }, 'GET')).toBe(200);
  expect(await reset({ ...json, host: 'localhost', origin: 'http://localhost' })).toBe(200);
  expect(await reset({ ...json, host, origin })).toBe(200);
});

test('behaviours are set over HTTP: for the next calls, by pattern, and the newest behaviour wins', async () => {
  await using world = await startWorld();
  expect((await post(world, 'behaviours', { match: '^\\+1202', persona: { kind: 'busy' } })).status).toBe(201);
  await post(world, 'behaviours', [{ number: TO, nextCalls: 1, persona: { kind: 'fax', ringSeconds: 1 } }]);
  const fax = await waitForEnd(world, (await placeCall(world)).sid);
  const busy = await waitForEnd(world, (await placeCall(world)).sid);
  expect([fax.answeredBy, fax.persona.ringSeconds, fax.attempt]).toEqual(['fax', 1, 1]);
  expect([busy.status, busy.attempt]).toEqual(['busy', 2]);
});

test('faults are set over HTTP and count how often they fired', async () => {
  await using world = await startWorld();
  await post(world, 'faults', {
    on: 'rest',
    operation: 'calls.create',
    times: 1,
    effect: { type: 'error', status: 503 },
  });
  await expect(placeCall(world)).rejects.toMatchObject({ status: 503 });
  await placeCall(world);
  expect(await get(world, 'state')).toMatchObject({ faults: [{ matched: 1, fired: 1 }], callsLive: 1 });
  await fetch(`${world.simulator.url}/__sim/faults`, { method: 'DELETE' });
  expect(world.simulator.state().faults).toEqual([]);
});

test('an invalid body returns 400 with a message', async () => {
  await using world = await startWorld();
  for (const [path, body] of [
    ['behaviours', { persona: {} }],
    ['behaviours', { match: '(', persona: {} }],
    ['behaviours', '{'],
    ['faults', { on: 'webhook', effect: { type: 'explode' } }],
    ['inbound', { from: 'me', to: TO }],
    ['clock', { speed: 0 }],
  ] as const) {
    const response = await post(world, path, body);
    expect([path, response.status]).toEqual([path, 400]);
    expect(await response.json()).toMatchObject({ error: expect.any(String) });
  }
});

test('the clock is read and set', async () => {
  await using world = await startWorld();
  const productMs = Date.parse('2027-01-01T00:00:00Z');
  await post(world, 'clock', { realMs: Date.now(), productMs, speed: 50 });
  expect(await get(world, 'clock')).toMatchObject({ productMs, speed: 50 });
  expect(world.clock.now().getUTCFullYear()).toBe(2027);
  const { dateCreated } = await placeCall(world);
  expect(dateCreated.getUTCFullYear()).toBe(2027);
});

test('an inbound call is created over HTTP', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Hangup/>');
  const response = await post(world, 'inbound', { from: TO, to: FROM, voiceUrl: `${world.app.url}/voice` });
  const { sid } = (await response.json()) as { sid: string };
  expect(await waitForEnd(world, sid)).toMatchObject({ direction: 'inbound', status: 'completed' });
});

test('a reset deletes calls, behaviours and faults, and running calls send no more webhooks', async () => {
  await using world = await startWorld();
  world.app.on(
    '/answer',
    '<Dial action="/done"><Conference statusCallback="/conference" statusCallbackEvent="leave end">room</Conference></Dial>',
  );
  world.simulator.addFaults({ on: 'webhook', effect: { type: 'wrong-signature' } });
  const { url } = world.app;
  await world.client.calls.create({
    to: '+14155558100',
    from: FROM,
    url: `${url}/answer`,
    statusCallback: `${url}/status`,
  });
  world.simulator.injectInboundCall({
    from: TO,
    to: FROM,
    voiceUrl: `${url}/answer`,
    persona: { patienceSeconds: null },
  });
  await eventually(() => world.app.requestsTo('/answer').length === 2 && world.simulator.state().conferencesLive === 1);
  await post(world, 'reset', {});
  expect(await get(world, 'ledger')).toMatchObject({ calls: [], recordings: [], notifications: [], webhooks: {} });
  expect(world.simulator.ledger().numbers).toHaveLength(2);
  const { sid } = await world.client.calls.create({
    to: '+14155558010',
    from: FROM,
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
