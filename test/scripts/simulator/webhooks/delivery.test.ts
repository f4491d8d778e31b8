import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { eventually, single, startWorld, waitForEnd, type World } from '../helpers/world.ts';

const FROM = '+14155551234';

const placeCall = (world: World, url: string, extra: object = {}) =>
  world.client.calls.create({ to: '+14155558003', from: FROM, url, ...extra });

/** Returns a port on which no process listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a query is signed and sent as the product wrote it; the fragment is neither signed nor sent', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const query = `leadName=John%20O'Brien&x=%7e`;
  const { sid } = await placeCall(world, `${world.app.url}/answer?${query}#rc=2`);
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/answer'))).toMatchObject({ target: `/answer?${query}`, signed: true });
});

test('with method GET the parameters are sent and signed in the query', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const { sid } = await placeCall(world, `${world.app.url}/answer?a=1`, { method: 'GET' });
  await waitForEnd(world, sid);
  const request = single(world.app.requestsTo('/answer'));
  expect(request).toMatchObject({ method: 'GET', signed: true });
  expect(request.target).toMatch(/^\/answer\?a=1&AccountSid=/);
});

test('a server error is not retried by default', async () => {
  await using world = await startWorld();
  world.app.on('/status', () => ({ status: 503 }));
  const { sid } = await placeCall(world, `${world.app.url}/answer`, { statusCallback: `${world.app.url}/status` });
  await waitForEnd(world, sid);
  await eventually(() => world.simulator.state().webhooks.status?.failed);
  expect(world.app.requestsTo('/status')).toHaveLength(1);
  expect(world.simulator.state().webhooks.status).toMatchObject({ sent: 1, retried: 0, failed: 1 });
});

test('rp=5xx retries a server error up to rc times with the same idempotency token', async () => {
  await using world = await startWorld();
  world.app.on('/status', () => ({ status: world.app.requestsTo('/status').length < 3 ? 503 : 204 }));
  const statusCallback = `${world.app.url}/status#rc=3&rp=ct,5xx,rt`;
  await placeCall(world, `${world.app.url}/answer`, { statusCallback, statusCallbackEvent: ['completed'] });
  await eventually(() => world.app.requestsTo('/status').length === 3);
  const requests = world.app.requestsTo('/status');
  expect(new Set(requests.map(({ idempotencyToken }) => idempotencyToken)).size).toBe(1);
  expect(new Set(requests.map(({ params }) => params.SequenceNumber))).toEqual(new Set(['0']));
  expect(requests.every(({ signed }) => signed)).toBe(true);
  await eventually(() => world.simulator.state().webhooks.status?.retried === 2);
  expect(world.simulator.state().webhooks.status).toMatchObject({ sent: 1, failed: 0 });
});

test('different events have different idempotency tokens', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const statusCallback = `${world.app.url}/status`;
  const statusCallbackEvent = ['initiated', 'ringing', 'answered', 'completed'];
  await placeCall(world, `${world.app.url}/answer`, { statusCallback, statusCallbackEvent });
  await eventually(() => world.app.requestsTo('/status').length === 4);
  expect(new Set(world.app.requestsTo('/status').map(({ idempotencyToken }) => idempotencyToken)).size).toBe(4);
});

test('a slow response is a read timeout; slow instructions lead to the fallback', async () => {
  await using world = await startWorld();
  world.app.on('/answer', () => ({ body: '<Response/>', delayMs: 400 }));
  world.app.on('/fallback', '<Hangup/>');
  const { sid } = await placeCall(world, `${world.app.url}/answer#rt=150&rc=0`, {
    fallbackUrl: `${world.app.url}/fallback`,
  });
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/fallback')).params).toMatchObject({ ErrorCode: '11200' });
});

test('a refused connection is retried once by default and then reported', async () => {
  await using world = await startWorld();
  const { sid } = await placeCall(world, `http://127.0.0.1:${await closedPort()}/answer`);
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
  expect(world.simulator.state().webhooks.voice).toMatchObject({ sent: 1, retried: 1, failed: 1 });
  expect(world.simulator.ledger().notifications.map(({ code }) => code)).toEqual([11205]);
});
