/** Tests the webhooks of number pools: each event is signed, and is sent until the receiver accepts the event. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import {
  receiveCall,
  endCallerLeg,
  randomPhoneNumber,
  createInboundCampaign,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { AUCTION_ENV } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { notifyPool } from '../../../../shared/domain/numbers/pool-webhooks.ts';
import { transaction } from '../../../../shared/transaction.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { sql } = system.ctx;

/**
 * The requests that the receiver of the webhooks got. The receiver answers with the statuses of `nextStatuses`, and
 * then with 204.
 */
const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
let nextStatuses: number[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(nextStatuses.shift() ?? 204).end();
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => void server.close());
const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

async function poolWithWebhook(url: string = webhookUrl) {
  requests.length = 0;
  nextStatuses = [];
  const floor = await createInboundCampaign(system);
  const { body: pool } = await floor.owner.post('/api/pools', { name: 'A pool', webhookUrl: url });
  const { body: phone } = await floor.owner.post('/api/phone-numbers', { phoneNumber: randomPhoneNumber() });
  await floor.owner.post(`/api/pools/${pool['id']}/numbers`, { phoneNumberId: phone['id'] });
  await floor.owner.put(`/api/campaigns/${floor.campaignId}`, { poolId: pool['id'] });
  const [{ tenantId }] = await sql<[{ tenantId: number }]>`select tenant_id from number_pools where id = ${pool['id']}`;
  return {
    ...floor,
    poolId: pool['id'] as number,
    tenantId,
    secret: pool['webhookSecret'] as string,
    to: phone['phoneNumber'] as string,
  };
}

type Delivery = {
  id: number;
  uuid: string;
  status: string;
  attempts: number;
  lastResult: string | null;
  eventKey: string;
};
const deliveriesOf = ({ poolId }: { poolId: number }) =>
  sql<Delivery[]>`select * from pool_webhook_deliveries where pool_id = ${poolId} order by id`;
const firstOf = async (pool: { poolId: number }) => (await deliveriesOf(pool))[0]!;
const deliver = (deliveryId: number) => system.runJob('webhook.deliver', { deliveryId });

/** Whether the signature is valid. The check works like the libraries of the webhook specification. */
function isSignatureValid(secret: string, { headers, body }: (typeof requests)[number]): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const content = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const recent = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp'])) < 300;
  return recent && headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
}

test('the webhook gets call.received and call.ended of a call, signed, each once', async () => {
  const pool = await poolWithWebhook();
  const [CallSid, From] = [randomCallSid(), randomPhoneNumber()];
  for (const _ of [1, 2]) await receiveCall(system, pool.to, { CallSid, From });
  for (const _ of [1, 2]) await endCallerLeg(system, CallSid);
  const deliveries = await deliveriesOf(pool);
  expect(deliveries.map(({ eventKey }) => eventKey.split(':')[0])).toEqual(['call.received', 'call.ended']);
  for (const { id } of [...deliveries, ...deliveries]) await deliver(id);
  expect(requests.map((each) => isSignatureValid(pool.secret, each))).toEqual([true, true]);
  const [received, ended] = requests.map(({ body }) => JSON.parse(body));
  const call = {
    poolId: pool.poolId,
    phoneNumber: pool.to,
    callerNumber: From,
    callSid: CallSid,
    campaignId: pool.campaignId,
  };
  expect(received).toEqual({
    type: 'call.received',
    timestamp: expect.stringMatching(/Z$/),
    data: {
      ...call,
      callId: expect.any(Number),
      phoneNumberId: expect.any(Number),
      status: 'ringing',
      disposition: null,
      duration: null,
    },
  });
  expect(ended).toMatchObject({ type: 'call.ended', data: { ...call, disposition: expect.any(String) } });
  expect(requests.map(({ headers }) => headers['webhook-id'])).toEqual(deliveries.map(({ uuid }) => uuid));
  expect(await deliveriesOf(pool)).toMatchObject([{ status: 'delivered' }, { status: 'delivered' }]);
});

test('a failed delivery is repeated with the same id after growing pauses, and fails in the end', async () => {
  const pool = await poolWithWebhook();
  await receiveCall(system, pool.to);
  const { id } = await firstOf(pool);
  nextStatuses = [500, 302, 404];
  await deliver(id);
  // The next attempt is not due yet, so the job sends no webhook.
  await deliver(id);
  expect(requests).toHaveLength(1);
  for (const seconds of [6, 61]) {
    await system.advanceClock(seconds);
    await deliver(id);
  }
  expect(requests).toHaveLength(3);
  expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(requests.every((each) => isSignatureValid(pool.secret, each))).toBe(true);
  expect(await deliveriesOf(pool)).toMatchObject([{ status: 'pending', attempts: 3, lastResult: '404' }]);
  nextStatuses = Array.from({ length: 20 }, () => 503);
  for (let at = 0; at < 20; at++) {
    await system.advanceClock(60_000);
    await deliver(id);
  }
  expect(await deliveriesOf(pool)).toMatchObject([{ status: 'failed', attempts: 9 }]);
});

test('a failed attempt enqueues the next one, and the sweeper replaces a lost job', async () => {
  const pool = await poolWithWebhook();
  await receiveCall(system, pool.to);
  nextStatuses = [500];
  const { id } = await firstOf(pool);
  await deliver(id);
  const queue = system.ctx.queues.get('deliveries')!;
  expect(await queue.getJob(`webhook.deliver-${id}-2`)).toMatchObject({ data: { payload: { deliveryId: id } } });
  await queue.obliterate({ force: true });
  await system.advanceClock(60);
  await system.runJob('system.sweep', {});
  const sweptJobs = (await queue.getJobs()).filter((job) => job.data.payload.deliveryId === id);
  expect(sweptJobs).toHaveLength(1);
});

test('nothing is sent after a 410, or after the webhook of the pool was removed', async () => {
  const pool = await poolWithWebhook();
  await receiveCall(system, pool.to);
  nextStatuses = [410];
  const { id } = await firstOf(pool);
  await deliver(id);
  expect(await deliveriesOf(pool)).toMatchObject([{ status: 'failed', attempts: 1 }]);
  await receiveCall(system, pool.to);
  await pool.owner.put(`/api/pools/${pool.poolId}`, { webhookUrl: '' });
  await deliver((await deliveriesOf(pool))[1]!.id);
  expect(requests).toHaveLength(1);
  await receiveCall(system, pool.to);
  expect(await deliveriesOf(pool)).toHaveLength(2);
});

test('an event is inserted once per key, and not for another tenant’s pool', async () => {
  const pool = await poolWithWebhook();
  const other = await poolWithWebhook();
  const event = { type: 'pool.exhausted' as const, key: '2026-01-13T15:00', data: { numbers: 1 } };
  const notify = (target: { poolId: number; tenantId: number }) =>
    transaction(system.ctx, (tx) => notifyPool(tx, target, event));
  await Promise.all([notify(pool), notify(pool), notify(pool)]);
  await notify({ poolId: pool.poolId, tenantId: other.tenantId });
  expect(await deliveriesOf(pool)).toMatchObject([{ eventKey: 'pool.exhausted:2026-01-13T15:00' }]);
  expect(await deliveriesOf(other)).toEqual([]);
});

test('several jobs for one delivery send it once', async () => {
  const pool = await poolWithWebhook();
  await receiveCall(system, pool.to);
  const { id } = await firstOf(pool);
  await Promise.all([deliver(id), deliver(id), deliver(id), deliver(id)]);
  expect(requests).toHaveLength(1);
});

test('a webhook URL in a private network is blocked, and the delivery says why', async () => {
  const pool = await poolWithWebhook();
  await sql`update number_pools set webhook_url = 'https://10.1.2.3/hook' where id = ${pool.poolId}`;
  await receiveCall(system, pool.to);
  const { id } = await firstOf(pool);
  await deliver(id);
  expect(await deliveriesOf(pool)).toMatchObject([{ status: 'pending', lastResult: expect.stringMatching(/public/) }]);
});
