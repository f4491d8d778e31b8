/**
 * Lets every request of the product to other servers fail, with marked secrets and marked phone numbers. Then searches
 * all log lines and all failed jobs for the marks.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test, vi } from 'vitest';
import { jobOptions, queueOf } from '../../../shared/enqueue.ts';
import type { JobKind } from '../../../shared/jobs.ts';
import { createTenant, openSession, send } from '../../helpers/api/client.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const TOKEN = 'MARKED-carrier-token';
const ACCOUNT = `AC${'a'.repeat(32)}`;
const NUMBER = '+14157770123';
const SECRETS_KEY = randomBytes(32).toString('hex');
const SECRETS = ['marked', Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64'), SECRETS_KEY];

type Mode = 'refused' | 'failed' | 'lost' | 'silent';
let mode: Mode = 'refused';

/** A server that fails, and repeats what it received: credentials, numbers and the body. */
async function fail(request: IncomingMessage): Promise<{ status: number; body: string } | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const echo = `${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString()} ${NUMBER}`;
  if (mode === 'lost') request.socket.destroy();
  if (mode === 'lost' || mode === 'silent') return undefined;
  return { status: mode === 'refused' ? 401 : 500, body: JSON.stringify({ message: echo, code: 20003, detail: echo }) };
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await fail(request);
  if (!reply) return;
  response.writeHead(reply.status, { 'content-type': 'application/json' });
  response.end(reply.body);
}

const server: Server = createServer((request, response) => void handle(request, response));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const logLines: string[] = [];
const system = await createTestSystem({
  logLines,
  env: {
    LOG_LEVEL: 'debug',
    CARRIER: 'simulator',
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: TOKEN,
    TWILIO_TIMEOUT_MS: '200',
    SIMULATOR_URL: url,
    JWT_SECRET: 'marked secret that signs the tokens of users',
    SECRETS_KEY,
    EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
    HUBSPOT_BASE_URL: url,
    SALESFORCE_BASE_URL: url,
    PIPEDRIVE_BASE_URL: url,
    ZAPIER_BASE_URL: url,
  },
});
const { ctx } = system;
const { sql } = ctx;
system.startWorkers();
const owner = await createTenant(system);
const { cookie } = await openSession(system, owner);
const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = async (path: string, body: object) => {
  const reply = await send(system, 'POST', path, { cookie, body });
  expect({ path, status: reply.status, body: reply.body }).toMatchObject({ status: expect.toBeOneOf([200, 201]) });
  return reply.body as { id: number };
};

const target = await post('/api/rtb/targets', {
  name: 'T',
  endpointUrl: `${url}/bid`,
  authentication: 'bearer',
  authToken: 'marked-bidder-token',
  timeoutMs: 300,
});
const pool = await post('/api/pools', { name: 'P', webhookUrl: `${url}/hook` });
const integrations = await Promise.all(
  ['hubspot', 'salesforce', 'pipedrive', 'zapier'].map((platform) =>
    post('/api/integrations', {
      name: platform,
      platform,
      apiKey: platform === 'salesforce' ? '00D!marked-key' : 'marked-key-of-the-platform',
      ...(platform === 'salesforce' && { webhookUrl: 'https://acme.my.salesforce.com' }),
      ...(platform === 'zapier' && { webhookUrl: 'https://hooks.zapier.com/hooks/catch/1/marked-hook/' }),
    }),
  ),
);

/** Inserts the rows on which the jobs work. Returns the jobs. */
async function insertWork(syncedIntegrations: { id: number }[]): Promise<[JobKind, object][]> {
  const call = await insertRow.calls(sql, tenantId);
  const sid = `CA${call.uuid.replaceAll('-', '')}`;
  await sql`update calls set call_sid = ${sid}, to_number = ${NUMBER} where id = ${call.id}`;
  const number = await insertRow.phone_numbers(sql, tenantId);
  await sql`update phone_numbers set sync_due = 'sync' where id = ${number.id}`.catch(() => {});
  const purchase = await insertRow.number_purchases(sql, tenantId);
  await sql`update number_purchases set status = 'reserved', phone_number = ${`+1415777${String(purchase.id).padStart(4, '0')}`} where id = ${purchase.id}`;
  const [delivery] = await sql<[{ id: number }]>`
    insert into pool_webhook_deliveries (tenant_id, pool_id, event_key, body)
    values (${tenantId}, ${pool.id}, ${call.uuid}, ${JSON.stringify({ from: NUMBER })}) returning id`;
  const syncs = await Promise.all(
    syncedIntegrations.map(async ({ id }) => {
      const [sync] = await sql<[{ id: number }]>`
        insert into integration_syncs (tenant_id, integration_id) values (${tenantId}, ${id}) returning id`;
      return sync;
    }),
  );
  const values = { requestId: 'r', callerId: NUMBER, callStartTime: new Date().toISOString(), currency: 'USD' };
  return [
    ['carrier.account', {}],
    ['carrier.numbers', { tenantId }],
    ['numbers.search', { isoCountry: 'US', type: 'local', limit: 1 }],
    ['number.update', { tenantId, numberId: number.id, voiceUrl: 'https://example.com/marked' }],
    ['number.sync', { numberId: number.id }],
    ['number.purchase', { purchaseId: purchase.id }],
    ['call.hangup', { callId: call.id }],
    ['recording.reconcile', { callId: call.id }],
    ['cost.reconcile', { callId: call.id }],
    ['target.test', { tenantId, targetId: target.id, values }],
    ['webhook.deliver', { deliveryId: delivery.id }],
    ...syncs.map(({ id: syncId }): [JobKind, object] => ['integration.sync', { syncId }]),
  ];
}

/** Enqueues the jobs with one attempt each, and waits until all have ended. */
async function runJobs(jobs: [JobKind, object][]): Promise<void> {
  const added = await Promise.all(
    jobs.map(([kind, payload]) =>
      queueOf(ctx.queues, kind).add(kind, { payload }, { ...jobOptions(kind, ctx.clock, {}), attempts: 1, delay: 0 }),
    ),
  );
  await vi.waitFor(
    async () => {
      const states = await Promise.all(added.map((job) => job.getState()));
      expect(states.filter((state) => state !== 'completed' && state !== 'failed')).toEqual([]);
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** Returns everything that the product has written to its logs and about failed jobs. */
async function writtenTexts(): Promise<string[]> {
  const failed = await Promise.all([...ctx.queues.values()].map((queue) => queue.getFailed(0, 1_000)));
  const jobs = failed.flat().flatMap(({ failedReason, stacktrace }) => [failedReason ?? '', ...(stacktrace ?? [])]);
  return [...logLines, ...jobs];
}

const withMark = (texts: string[], marks: string[]) =>
  texts.filter((text) => marks.some((mark) => text.toLowerCase().includes(mark.toLowerCase())));

test.each<Mode>(['refused', 'failed', 'lost', 'silent'])(
  'no secret and no number is written when servers are %s',
  async (how) => {
    mode = how;
    logLines.length = 0;
    // Requests to platforms are retried with pauses if the server is down, so only a refusal is tested.
    const jobs = await insertWork(how === 'refused' ? integrations : []);
    // A webhook without an answer times out after 10 seconds, which is too long for this test.
    await runJobs(jobs.filter(([kind]) => how !== 'silent' || kind !== 'webhook.deliver'));
    const recording = await insertRow.recordings(sql, tenantId);
    const [row] = await sql`select recording_sid from recordings where id = ${recording.id}`;
    await send(system, 'GET', `/api/twilio/recordings/${row!['recordingSid']}/media`, { cookie });
    const texts = await writtenTexts();
    expect(texts.length).toBeGreaterThan(10);
    expect(withMark(texts, [...SECRETS, '4157770'])).toEqual([]);
  },
);

test('no secret is written when a job throws an error with the request in its properties', async () => {
  const error = Object.assign(new Error(`Request to ${NUMBER} failed`, { cause: new Error(`Bearer ${TOKEN}`) }), {
    config: { headers: { Authorization: TOKEN }, data: NUMBER },
  });
  vi.spyOn(ctx.carrier.numbers, 'account').mockRejectedValueOnce(error);
  await runJobs([
    ['carrier.account', {}],
    ['call.event', { source: 'status', params: NUMBER, receivedAtMs: TOKEN }],
  ]);
  const texts = await writtenTexts();
  expect(texts.some((text) => text.includes('The payload of call.event is invalid'))).toBe(true);
  expect(withMark(texts, [...SECRETS, '4157770'])).toEqual([]);
});

test('no secret and no number is written when Postgres, Redis, a validation or a login fails', async () => {
  logLines.length = 0;
  await sql.unsafe(`alter table buyers add constraint refuses check (phone_number <> '${NUMBER}')`);
  const buyer = { name: 'MARKED name', phoneNumber: NUMBER };
  const reply = await send(system, 'POST', '/api/buyers', { cookie, body: buyer });
  expect(reply.status).toBe(500);
  await ctx.redis.set(`${ctx.keyPrefix}:text`, 'x');
  const redisError = await ctx.redis.lpush(`${ctx.keyPrefix}:text`, NUMBER, TOKEN).catch((error: unknown) => error);
  ctx.log.error({ err: redisError }, 'redis failed');
  await owner.post('/api/dnc', { phone: `${NUMBER}999999`, reason: 'marked' });
  const login = { email: 'marked@example.com', password: 'marked password' };
  await send(system, 'POST', '/api/auth/login', { body: login });
  await send(system, 'GET', '/api/calls', { token: 'eyJmarked12345.eyJmarked.c2ln' });
  expect(logLines.length).toBeGreaterThan(3);
  expect(withMark(logLines, [...SECRETS, '4157770'])).toEqual([]);
});

test('no secret is stored as the result of a request', async () => {
  const results = await sql<{ text: string }[]>`
    select last_result as text from pool_webhook_deliveries union all
    select reason from number_purchases union all
    select error from integration_syncs union all
    select disabled_reason from integrations union all
    select error from integration_records`;
  const texts = results.flatMap(({ text }) => text ?? []);
  expect(texts.length).toBeGreaterThan(4);
  expect(withMark(texts, SECRETS)).toEqual([]);
});
