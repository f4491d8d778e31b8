/** Bull Board: only the operator sees it, it shows no personal data, and it changes nothing but one job at a time. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { addUser, createTenant, openSession, operatorOf } from '../../helpers/api/client.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ env: { TRUSTED_PROXIES: '1' } });
const { ctx, request } = system;
const { sql, queues, redis } = ctx;
const BOARD = '/admin/queues';
const operator = { authorization: `Bearer ${operatorOf(system).token}` };
const events = queues.get('events')!;

const basic = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

/** Everything that Bull Board could change. */
async function readState() {
  const states = [...queues.values()].map(async (queue) => ({
    name: queue.name,
    counts: await queue.getJobCounts(),
    isPaused: await queue.isPaused(),
    concurrency: await queue.getGlobalConcurrency(),
    schedulers: await queue.getJobSchedulersCount(),
  }));
  return {
    queues: await Promise.all(states),
    jobs: await Promise.all((await events.getJobs()).map((job) => redis.hgetall(events.toKey(job.id!)))),
    calls: await sql`select * from calls order by id`,
    dnc: await sql`select * from dnc_numbers order by id`,
  };
}

/** A job whose every field carries data of a person. */
const PERSON = { phone: '+14155550199', name: 'Sara Secret', email: 'sara@secret.example' };
async function addJobOfPerson(): Promise<string> {
  const callUuid = randomUUID();
  const params = { From: PERSON.phone, CallerName: PERSON.name };
  const data = { payload: { source: 'status', callUuid, callId: 7, params, receivedAtMs: 1 }, requestId: randomUUID() };
  const job = await events.add('call.event', data, { attempts: 12, deduplication: { id: PERSON.phone } });
  const text = `no route to ${PERSON.phone} of ${PERSON.name}, ${PERSON.email}`;
  await job.updateProgress({ text });
  await job.log(text);
  await redis.hset(events.toKey(job.id!), {
    returnvalue: JSON.stringify({ text }),
    failedReason: text,
    stacktrace: JSON.stringify([`TypeError: ${text}\n    at place (file:///app/${PERSON.name}.ts:1:1)`]),
    defa: text,
    pb: PERSON.name,
  });
  return job.id!;
}

const jobId = await addJobOfPerson();

test('a stranger who registers can neither read nor change the queues', async () => {
  const victim = await createTenant(system);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${victim.user.tenant_id}`;
  const call = await insertRow.calls(sql, tenant.id);
  const stranger = await createTenant(system);
  const agent = await addUser(system, stranger, 'agent');
  const [user] = await sql<[{ email: string }]>`select email from users where uuid = ${stranger.user.id}`;
  const { cookie } = await openSession(system, stranger);
  const requests: [method: string, path: string, body?: object][] = [
    ['GET', ''],
    ['GET', '/api/queues?activeQueue=events&status=latest'],
    ['GET', `/api/queues/events/${jobId}`],
    ['GET', '/static/favicon.ico'],
    [
      'POST',
      '/api/queues/events/add',
      {
        name: 'call.event',
        data: { payload: { source: 'opt-out', callUuid: call.uuid, params: {}, receivedAtMs: 1 } },
      },
    ],
    ['PUT', '/api/queues/calls/pause'],
    ['PUT', '/api/queues/events/empty'],
    ['PUT', '/api/queues/calls/concurrency', { concurrency: 0 }],
    ['PUT', `/api/queues/events/${jobId}/retry`],
  ];
  const credentials = [
    {},
    { authorization: `Bearer ${stranger.token}` },
    { authorization: `Bearer ${agent.token}` },
    { authorization: `Bearer ${operatorOf(system).token}x` },
    basic(user.email, 'securePassword123'),
    { cookie },
    { cookie: `board=${stranger.token}` },
  ];
  const before = await readState();
  for (const [index, [method, path, body]] of requests.entries())
    for (const credential of credentials) {
      const headers = {
        // Wrong credentials block an address, so each request has an address of its own.
        'x-forwarded-for': `192.0.2.${index}`,
        'content-type': 'application/json',
        ...credential,
      };
      const response = await request(BOARD + path, { method, headers, body: JSON.stringify(body) });
      expect([method, path, credential, response.status]).toEqual([method, path, credential, 401]);
      expect(await response.text()).not.toContain(PERSON.phone);
    }
  expect(await readState()).toEqual(before);
});

test('the operator reads the queues, but no data of a person', async () => {
  const read = async (path: string) => {
    const response = await request(BOARD + path, { headers: operator });
    const text = await response.text();
    expect([path, response.status]).toEqual([path, 200]);
    for (const value of Object.values(PERSON)) expect([path, text.includes(value)]).toEqual([path, false]);
    return text;
  };
  for (const path of ['', '/queue/events', `/queue/events/${jobId}`, '/job-schedulers', '/api/redis/stats'])
    await read(path);
  for (const path of ['workers', 'metrics', 'default-job-options', 'rate-limit', 'job-data-schema'])
    await read(`/api/queues/events/${path}`);
  expect(JSON.parse(await read(`/api/queues/events/${jobId}/logs`))).toEqual([]);
  expect(JSON.parse(await read(`/api/queues/events/${jobId}/flow`))).toMatchObject({ flowRoot: null });
  const imports = queues.get('imports')!;
  await imports.upsertJobScheduler('test', { every: 60_000 }, { name: 'leads.import', data: PERSON });
  expect(await read('/api/job-schedulers')).toContain('leads.import');
  await imports.removeJobScheduler('test');

  const list = JSON.parse(await read('/api/queues?activeQueue=events&status=latest&page=1'));
  const listed = list.queues.find(({ name }: { name: string }) => name === 'events');
  expect(listed).toMatchObject({ readOnlyMode: true, counts: { waiting: 1 } });
  const { job } = JSON.parse(await read(`/api/queues/events/${jobId}`));
  expect(listed.jobs).toEqual([job]);
  expect(job).toEqual({
    id: jobId,
    name: 'call.event',
    timestamp: expect.any(Number),
    attempts: 0,
    delay: 0,
    opts: { attempts: 12 },
    data: { callUuid: expect.any(String), callId: 7, requestId: expect.any(String) },
    failedReason: 'TypeError. The log has the text: search it for the id of the job.',
    stacktrace: [],
    isFailed: true,
  });
});

test('the operator can change nothing, except retry or start one job', async () => {
  const before = await readState();
  const ofLibrary = createApp(ctx).routes.filter(
    ({ path, method }) => path.startsWith(BOARD) && !['GET', 'ALL'].includes(method),
  );
  const changes = ofLibrary.map(({ method, path }) => [method, path] as const);
  expect(changes.length).toBeGreaterThan(20);
  changes.push(
    ['PUT', `${BOARD}/api/queues/:queueName/a-route-of-a-later-version`],
    ['POST', BOARD],
    ['DELETE', BOARD],
  );
  const ours = ['/api/queues/:queueName/:jobId/retry', '/api/queues/:queueName/:jobId/promote', '/logout'];
  for (const [method, path] of changes.filter(([, each]) => !ours.some((own) => each === BOARD + own))) {
    const named = path.replace(':queueName', 'events').replace(':jobId', jobId).replaceAll(/:\w+/g, 'failed');
    const body = JSON.stringify({ name: 'call.event', data: {}, jobData: {}, concurrency: 0, force: true });
    const headers = { ...operator, 'content-type': 'application/json' };
    const { status } = await request(named, { method, headers, body });
    expect([method, path, status]).toEqual([method, path, 403]);
  }
  // Paths that the library reads with GET but that are not listed.
  expect((await request(`${BOARD}/metrics-history`, { headers: operator })).status).toBe(403);
  expect(await readState()).toEqual(before);
});

test('the operator retries a failed job and starts a delayed job early', async () => {
  const change = async (id: string, action: string) =>
    (await request(`${BOARD}/api/queues/retries/${id}/${action}`, { method: 'PUT', headers: operator })).status;
  const retries = queues.get('retries')!;
  const delayed = await retries.add('retry.schedule', { payload: { callId: 1 } }, { delay: 600_000 });
  expect(await change(delayed.id!, 'retry')).toBe(409);
  expect(await change(delayed.id!, 'promote')).toBe(204);
  expect(await delayed.getState()).toBe('waiting');
  expect(await change(delayed.id!, 'promote')).toBe(409);

  await delayed.remove();
  const failed = await retries.add('retry.schedule', { payload: { callId: 1 } });
  await redis.lrem(retries.toKey('wait'), 0, failed.id!);
  await redis.zadd(retries.toKey('failed'), Date.now(), failed.id!);
  expect(await change(failed.id!, 'retry')).toBe(204);
  expect(await failed.getState()).toBe('waiting');
  expect(await change('unknown', 'retry')).toBe(404);
  const unknown = await request(`${BOARD}/api/queues/unknown/1/retry`, { method: 'PUT', headers: operator });
  expect(unknown.status).toBe(404);
});
