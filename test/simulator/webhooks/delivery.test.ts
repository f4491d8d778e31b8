import { type AddressInfo, createServer } from 'node:net';
import * as fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { twilioSignature } from '../../../scripts/simulator/webhooks/signature.ts';
import { parseWebhookUrl } from '../../../scripts/simulator/webhooks/url.ts';
import { type World, eventually, single, startWorld, waitForEnd } from '../helpers/world.ts';

const from = '+14155551234';

const place = (world: World, url: string, extra: object = {}) =>
  world.client.calls.create({ to: '+14155558003', from, url, ...extra });

/** A port where nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('the signature is the documented one', () => {
  const url = 'https://ex.com:8443/webhooks/twilio/status?callId=1&n=John%20Doe%26x';
  const params = { CallSid: 'CA1', CallStatus: 'completed', Multi: ['b', 'a', 'a'] };
  expect(twilioSignature('tok', url, params)).toBe('kpOsb72HQKHNUrOQdVBdPoxKvl0=');
});

test('the signature agrees with the SDK on any parameters', () => {
  const params = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.array(fc.string())));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.webUrl({ withQueryParameters: true }), params, (token, url, given) => {
      expect(twilioSignature(token, url, given)).toBe(twilio.getExpectedTwilioSignature(token, url, given));
    }),
  );
});

test('overrides are read from the fragment and default to one retry of a failed connection', () => {
  const plain = parseWebhookUrl('https://ex.com/a?b=c');
  expect(plain.url).toBe('https://ex.com/a?b=c');
  expect(plain.overrides).toMatchObject({
    retriesMax: 1,
    connectTimeoutMs: 5_000,
    readTimeoutMs: 15_000,
    totalTimeoutMs: 15_000,
  });
  expect([...plain.overrides.retryOn]).toEqual(['ct']);
  const set = parseWebhookUrl('https://ex.com/a#rc=3&rp=ct,5xx,rt&ct=99&rt=200');
  expect(set.url).toBe('https://ex.com/a');
  expect(set.overrides).toMatchObject({ retriesMax: 3, connectTimeoutMs: 5_000, readTimeoutMs: 200 });
  expect([...set.overrides.retryOn]).toEqual(['ct', 'rt', '5xx']);
  expect(parseWebhookUrl('https://ex.com/a#rp=all').overrides.retryOn.size).toBe(4);
});

test('a query is signed and sent as it was written, and the fragment is neither', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const query = `leadName=John%20O'Brien&x=%7e`;
  const { sid } = await place(world, `${world.app.url}/answer?${query}#rc=2`);
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/answer'))).toMatchObject({ target: `/answer?${query}`, signed: true });
});

test('with method GET the parameters travel and are signed in the query', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const { sid } = await place(world, `${world.app.url}/answer?a=1`, { method: 'GET' });
  await waitForEnd(world, sid);
  const asked = single(world.app.requestsTo('/answer'));
  expect(asked).toMatchObject({ method: 'GET', signed: true });
  expect(asked.target).toMatch(/^\/answer\?a=1&AccountSid=/);
});

test('a server error is not retried by default', async () => {
  await using world = await startWorld();
  world.app.on('/status', () => ({ status: 503 }));
  const { sid } = await place(world, `${world.app.url}/answer`, { statusCallback: `${world.app.url}/status` });
  await waitForEnd(world, sid);
  await eventually(() => world.simulator.state().webhooks.status?.failed);
  expect(world.app.requestsTo('/status')).toHaveLength(1);
  expect(world.simulator.state().webhooks.status).toMatchObject({ sent: 1, retried: 0, failed: 1 });
});

test('rp=5xx retries a server error up to rc times with the same idempotency token', async () => {
  await using world = await startWorld();
  world.app.on('/status', () => ({ status: world.app.requestsTo('/status').length < 3 ? 503 : 204 }));
  const statusCallback = `${world.app.url}/status#rc=3&rp=ct,5xx,rt`;
  await place(world, `${world.app.url}/answer`, { statusCallback, statusCallbackEvent: ['completed'] });
  await eventually(() => world.app.requestsTo('/status').length === 3);
  const requests = world.app.requestsTo('/status');
  expect(new Set(requests.map(({ idempotencyToken }) => idempotencyToken)).size).toBe(1);
  expect(new Set(requests.map(({ params }) => params.SequenceNumber))).toEqual(new Set(['0']));
  expect(requests.every(({ signed }) => signed)).toBe(true);
  await eventually(() => world.simulator.state().webhooks.status?.retried === 2);
  expect(world.simulator.state().webhooks.status).toMatchObject({ sent: 1, failed: 0 });
});

test('different events carry different idempotency tokens', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const statusCallback = `${world.app.url}/status`;
  const statusCallbackEvent = ['initiated', 'ringing', 'answered', 'completed'];
  await place(world, `${world.app.url}/answer`, { statusCallback, statusCallbackEvent });
  await eventually(() => world.app.requestsTo('/status').length === 4);
  expect(new Set(world.app.requestsTo('/status').map(({ idempotencyToken }) => idempotencyToken)).size).toBe(4);
});

test('a slow answer is a read timeout, and for instructions leads to the fallback', async () => {
  await using world = await startWorld();
  world.app.on('/answer', () => ({ body: '<Response/>', delayMs: 400 }));
  world.app.on('/fallback', '<Hangup/>');
  const { sid } = await place(world, `${world.app.url}/answer#rt=150&rc=0`, {
    fallbackUrl: `${world.app.url}/fallback`,
  });
  await waitForEnd(world, sid);
  expect(single(world.app.requestsTo('/fallback')).params).toMatchObject({ ErrorCode: '11200' });
});

test('a refused connection is retried once by default and then reported', async () => {
  await using world = await startWorld();
  const { sid } = await place(world, `http://127.0.0.1:${await closedPort()}/answer`);
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
  expect(world.simulator.state().webhooks.voice).toMatchObject({ sent: 1, retried: 1, failed: 1 });
  expect(world.simulator.ledger().notifications.map(({ code }) => code)).toEqual([11205]);
});
