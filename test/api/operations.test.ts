import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createProbes } from '../../api/health.ts';
import { createInternalApp } from '../../api/operations.ts';
import { serveApi } from '../../api/serve.ts';
import { findFreePort } from '../../scripts/processes/ports.ts';
import { createTenant, operatorOf } from '../helpers/api/client.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;
const operator = { authorization: `Bearer ${operatorOf(system).token}` };
const PARTS = ['status', 'api', 'postgres', 'redis', 'workers', 'work'];
/** The same process with an internal listener. */
const internalCtx = { ...ctx, config: { ...ctx.config, internal: { port: await findFreePort(), host: '127.0.0.1' } } };
const internalApp = createInternalApp(internalCtx, createProbes(ctx));

async function ask(app: Pick<ReturnType<typeof createApp>, 'request'>, path: string, headers = {}) {
  const response = await app.request(path, { headers });
  const text = await response.text();
  return { status: response.status, text, keys: text.startsWith('{') ? Object.keys(JSON.parse(text)) : [] };
}

test('without an internal listener, everyone sees the status and only the operator sees the rest', async () => {
  for (const path of ['/healthz', '/readyz']) expect((await ask(system, path)).keys).toEqual(['status']);
  expect((await ask(system, '/healthz', operator)).keys).toEqual(PARTS);
  expect((await ask(system, '/metrics', operator)).text).toContain('queue_jobs{');
  const { token } = await createTenant(system);
  const admin = { authorization: `Bearer ${token}` };
  for (const path of ['/healthz', '/metrics']) expect((await ask(system, path, admin)).status).toBe(401);
  expect((await ask(system, '/metrics')).status).toBe(401);
});

test('with an internal listener, the public listener shows the status and nothing else', async () => {
  const app = createApp(internalCtx);
  for (const path of ['/healthz', '/readyz']) expect((await ask(app, path, operator)).keys).toEqual(['status']);
  for (const path of ['/metrics', '/admin/queues', '/admin/queues/login', '/admin/queues/api/queues'])
    expect([path, (await ask(app, path, operator)).status]).toEqual([path, 404]);
});

test('the internal listener shows metrics and health, and asks for the operator at the queues', async () => {
  expect((await ask(internalApp, '/healthz')).keys).toEqual(PARTS);
  expect((await ask(internalApp, '/readyz')).keys).toEqual(['status']);
  expect((await ask(internalApp, '/metrics')).text).toContain('queue_jobs{');
  expect((await ask(internalApp, '/admin/queues/api/queues')).status).toBe(401);
  expect((await ask(internalApp, '/admin/queues/api/queues', operator)).status).toBe(200);
  for (const path of ['/api/operator/tenants', '/api/campaigns', '/docs', '/'])
    expect([path, (await ask(internalApp, path, operator)).status]).toEqual([path, 404]);
});

test('a foreign host name reaches no page of the operator', async () => {
  const app = createApp({ ...ctx, config: { ...ctx.config, operatorHosts: ['queues.corp.example'] } });
  const pages = ['/metrics', '/admin/queues/login', '/admin/queues/api/queues', '/api/operator/tenants'];
  const statuses = (served: typeof app, paths: string[], host: string) =>
    Promise.all(paths.map(async (path) => (await ask(served, path, { ...operator, host })).status));
  for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.evil.example'])
    expect([host, await statuses(app, pages, host)]).toEqual([host, [403, 403, 403, 403]]);
  for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'api:9464', 'queues.corp.example'])
    expect([host, ...(await statuses(app, pages, host))]).not.toContain(403);
  const internal = ['/healthz', '/metrics', '/admin/queues/api/queues'];
  expect(await statuses(internalApp as never, internal, 'evil.example:9464')).toEqual([403, 403, 403]);
  expect(await statuses(internalApp as never, internal, '127.0.0.1:9464')).not.toContain(403);
  // Load balancers ask for the readiness under any name, and get the status only.
  expect((await ask(internalApp, '/readyz', { host: 'evil.example' })).keys).toEqual(['status']);
});

const status = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;

test('both listeners are served, and end together', async () => {
  const config = { ...internalCtx.config, port: await findFreePort() };
  const server = await serveApi({ ...internalCtx, config });
  onTestFinished(() => server.close());
  expect(await status(config.port, '/readyz')).toBe(200);
  expect(await status(config.port, '/metrics')).toBe(404);
  expect(await status(config.internal.port, '/metrics')).toBe(200);
});

test('a stop first says at /readyz that no requests should come, and still answers those that do', async () => {
  const config = { ...ctx.config, port: await findFreePort(), shutdownUnreadySeconds: 2 };
  const server = await serveApi({ ...ctx, config });
  expect(await status(config.port, '/readyz')).toBe(200);
  const drained = server.drain();
  expect(await status(config.port, '/readyz')).toBe(503);
  const reply = await fetch(`http://127.0.0.1:${config.port}/dni.js`);
  expect([reply.status, reply.headers.get('connection')]).toEqual([200, 'close']);
  await drained;
  await server.close();
  await expect(status(config.port, '/readyz')).rejects.toThrow('fetch failed');
});

test('requests within one second share one probe', async () => {
  let pings = 0;
  const redis = new Proxy(ctx.redis, {
    get: (target, name) => {
      if (name === 'ping') pings += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  let counts = 0;
  const queues = new Map(
    [...ctx.queues].map(([name, queue]) => [
      name,
      Object.assign(Object.create(queue) as typeof queue, {
        getWorkersCount: () => {
          counts += 1;
          return queue.getWorkersCount();
        },
      }),
    ]),
  );
  const app = createApp({ ...ctx, redis, queues });
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: 50 }, (_, i) => ask(app, i % 2 ? '/healthz' : '/readyz')));
  const seconds = Math.ceil((performance.now() - startedMs) / 1_000);
  expect(pings).toBeLessThanOrEqual(seconds);
  expect(counts).toBeLessThanOrEqual(seconds * queues.size);
});
