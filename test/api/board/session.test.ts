import { expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { operatorOf } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;
const BOARD = '/admin/queues';
const LOGIN = `${BOARD}/login`;
const ORIGIN = new URL(ctx.config.publicBaseUrl).origin;
const password = operatorOf(system).token;
const basic = (name: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
});

async function ask(path: string, headers: Record<string, string> = {}, method = 'GET', app = createApp(ctx)) {
  const response = await app.request(path, { method, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function openSession(): Promise<string> {
  const { status, headers } = await ask(LOGIN, basic('operator', password));
  expect([status, headers.get('location')]).toEqual([303, BOARD]);
  return headers.get('set-cookie')!.split(';')[0]!;
}

test('a browser is sent to the login, gives the password once, and then has a cookie for the queues only', async () => {
  const page = await ask(BOARD, { accept: 'text/html,*/*' });
  expect([page.status, page.headers.get('location')]).toEqual([303, LOGIN]);
  const challenge = await ask(LOGIN);
  expect(challenge.status).toBe(401);
  expect(challenge.headers.get('www-authenticate')).toContain('Basic realm=');
  expect((await ask(LOGIN, basic('operator', `${password}x`))).status).toBe(401);
  expect((await ask(LOGIN, basic('admin', password))).status).toBe(401);

  const opened = await ask(LOGIN, basic('operator', password));
  expect(opened.headers.get('set-cookie')).toMatch(
    /^board=[\w-]{43}; Path=\/admin\/queues; HttpOnly; SameSite=Strict$/,
  );
  const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
  expect((await ask(`${BOARD}/api/queues`, { cookie })).status).toBe(200);
  expect((await ask('/api/operator/tenants', { cookie })).status).toBe(401);
});

test('the password opens a session and gives access to nothing else', async () => {
  expect((await ask(`${BOARD}/api/queues`, basic('operator', password))).status).toBe(401);
  const change = await ask(
    `${BOARD}/api/queues/events/1/retry`,
    { ...basic('operator', password), origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    'PUT',
  );
  expect(change.status).toBe(401);
});

test('a change with a session needs proof that our own page sent it', async () => {
  const cookie = await openSession();
  const retry = async (headers: Record<string, string>) =>
    (await ask(`${BOARD}/api/queues/events/unknown/retry`, { cookie, ...headers }, 'PUT')).status;
  for (const headers of [
    {},
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' },
    { origin: 'null' },
  ] as Record<string, string>[])
    expect([headers, await retry(headers)]).toEqual([headers, 403]);
  // The job does not exist, so 404 means that the request passed.
  expect(await retry({ origin: ORIGIN })).toBe(404);
  expect(await retry({ 'sec-fetch-site': 'same-origin' })).toBe(404);
});

test('after the logout the session is over, and the browser must ask for the password again', async () => {
  const cookie = await openSession();
  expect((await ask(`${BOARD}/logout`, { cookie })).text).toContain('<form method="post">');
  expect((await ask(`${BOARD}/logout`, { cookie }, 'POST')).status).toBe(403);
  expect((await ask(`${BOARD}/logout`, { cookie, origin: ORIGIN }, 'POST')).status).toBe(200);
  expect((await ask(`${BOARD}/api/queues`, { cookie })).status).toBe(401);
  // The browser sends the remembered password by itself. This must not open a new session.
  const again = await ask(LOGIN, { cookie, ...basic('operator', password) });
  expect(again.status).toBe(401);
  expect(again.headers.get('www-authenticate')).toContain('Basic realm=');
  expect(again.headers.get('set-cookie')).toMatch(/^board=; Max-Age=0; Path=\/admin\/queues/);
});

test('a session ends after an hour, and with a new OPERATOR_TOKEN', async () => {
  const cookie = await openSession();
  const keys = await ctx.redis.keys(`${ctx.keyPrefix}:board:session:*`);
  for (const key of keys) expect(await ctx.redis.ttl(key)).toBeLessThanOrEqual(3_600);
  expect(keys.join(' ')).not.toContain(cookie.split('=')[1]);
  // Use does not make a session longer.
  const ttls = () => Promise.all(keys.map((key) => ctx.redis.expiretime(key)));
  const before = await ttls();
  expect((await ask(`${BOARD}/api/queues`, { cookie })).status).toBe(200);
  expect(await ttls()).toEqual(before);

  for (const operatorToken of ['another-operator-token-that-is-long-enough', undefined]) {
    const app = createApp({ ...ctx, config: { ...ctx.config, operatorToken } });
    expect((await ask(`${BOARD}/api/queues`, { cookie }, 'GET', app)).status).toBe(401);
  }
});
