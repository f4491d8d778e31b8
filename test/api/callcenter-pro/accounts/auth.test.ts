import { expect, test } from 'vitest';
import { createApp } from '../../../../api/app.ts';
import { createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx, config } = system;
const { sql } = ctx;

const PASSWORD = 'securePassword123';
const login = (username: string, more: { password?: string; headers?: Record<string, string> } = {}) =>
  send(system, 'POST', '/api/auth/login', {
    body: { username, password: more.password ?? PASSWORD },
    headers: more.headers,
    api: 'callcenter-pro',
  });

async function register(username: string) {
  const body = { email: `${username}@example.com`, username, password: PASSWORD };
  const { body: registered } = await send(system, 'POST', '/api/auth/register', { body });
  return registered as { token: string; user: { id: string } };
}

test('login, user and logout match the examples of the document', async () => {
  await register('admin');
  const { status, body, headers } = await login('admin');
  expect(status).toBe(200);
  const shown = { id: expect.any(Number), username: 'admin', email: 'admin@example.com' };
  expect(body).toEqual({ ...shown, createdAt: expect.stringMatching(/Z$/) });
  const set = headers.get('set-cookie')!;
  expect(set).toMatch(/^sid=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  const cookie = set.split(';')[0]!;
  const user = await send(system, 'GET', '/api/auth/user', { cookie });
  expect(user.body).toEqual({ ...shown, isAuthenticated: true });
  const logout = await send(system, 'POST', '/api/auth/logout', { cookie });
  expect(logout.body).toEqual({ message: 'Logged out successfully' });
  expect(logout.headers.get('set-cookie')).toContain('Max-Age=0');
  const after = await send(system, 'GET', '/api/auth/user', { cookie });
  expect([after.status, after.body['isAuthenticated']]).toEqual([401, false]);
  expect((await send(system, 'GET', '/api/campaigns', { cookie })).status).toBe(401);
});

test('the user name or the e-mail address logs in, case does not matter; a wrong password is 401', async () => {
  await register('Jane');
  expect((await login('jane@EXAMPLE.com')).status).toBe(200);
  expect((await login('JANE')).status).toBe(200);
  expect((await login('jane', { password: 'wrong' })).status).toBe(401);
});

test('only a hash of the session id is stored; each login creates a new session and ends the previous one', async () => {
  await register('sam');
  const first = (await login('sam')).headers.get('set-cookie')!.split(';')[0]!;
  const second = (await login('sam', { headers: { cookie: first } })).headers.get('set-cookie')!.split(';')[0]!;
  expect(second).not.toBe(first);
  expect((await send(system, 'GET', '/api/auth/user', { cookie: first })).status).toBe(401);
  expect((await send(system, 'GET', '/api/auth/user', { cookie: second })).status).toBe(200);
  const rows = await sql`select encode(id_hash, 'base64') as kept, octet_length(id_hash) as bytes from sessions`;
  expect(rows.every(({ bytes }) => bytes === 32)).toBe(true);
  expect(JSON.stringify(rows)).not.toContain(second.slice('sid='.length));
});

test('a session ends after a day without a request, or a week after the login; requests extend it', async () => {
  const owner = await openSession(system, await createTenant(system));
  const ofOwner = sql`kind = 'cookie' and user_id = (select id from users where uuid = ${owner.user.id})`;
  const status = async () => (await owner.get('/api/campaigns')).status;
  await sql`update sessions set last_seen_at = now() - interval '23 hours 59 minutes' where ${ofOwner}`;
  expect(await status()).toBe(200);
  const [{ fresh }] = await sql<[{ fresh: boolean }]>`
    select last_seen_at > now() - interval '1 minute' as fresh from sessions where ${ofOwner}`;
  expect(fresh).toBe(true);
  await sql`update sessions set last_seen_at = now() - interval '24 hours 1 minute' where ${ofOwner}`;
  expect(await status()).toBe(401);
  await sql`update sessions set last_seen_at = now(), expires_at = now() where ${ofOwner}`;
  expect(await status()).toBe(401);
  await system.runJob('system.sweep', {});
  expect(await sql`select from sessions where ${ofOwner}`).toHaveLength(0);
});

test('the last-seen time of a session is updated at most once a minute', async () => {
  const owner = await openSession(system, await createTenant(system));
  await sql`update sessions set last_seen_at = now() - interval '50 seconds'
    where user_id = (select id from users where uuid = ${owner.user.id})`;
  const seen = () => sql`select last_seen_at from sessions order by created_at desc limit 1`;
  const before = await seen();
  await owner.get('/api/campaigns');
  expect(await seen()).toEqual(before);
});

test('deactivating a user or revoking their tokens ends their sessions', async () => {
  for (const change of [sql`is_active = false`, sql`token_version = token_version + 1`]) {
    const owner = await openSession(system, await createTenant(system));
    await sql`update users set ${change} where uuid = ${owner.user.id}`;
    expect((await owner.get('/api/campaigns')).status).toBe(401);
  }
});

const origin = new URL(config.publicBaseUrl).origin;
const crossSite: [string, Record<string, string>, number][] = [
  ['a page of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['another site, by its origin alone', { origin: 'https://evil.example' }, 403],
  ['a page without an origin', { origin: 'null' }, 403],
  ['another site without an origin', { 'sec-fetch-site': 'cross-site' }, 403],
  ['our own page', { 'sec-fetch-site': 'same-origin', origin }, 201],
  ['a page of a sister host', { 'sec-fetch-site': 'same-site', origin: 'https://app.example' }, 403],
  ['a sister host that hides its origin', { 'sec-fetch-site': 'same-site', origin: 'null' }, 403],
  ['our own page under another name of this machine', { origin: 'http://localhost:3000', host: 'localhost:3000' }, 201],
  ['another port of this machine', { origin: 'http://localhost:8080', host: 'localhost:3000' }, 403],
  ['a rebound host name', { origin: 'http://evil.example', host: 'evil.example' }, 403],
  ['a name that only looks local', { origin: 'http://127.0.0.1.evil.example', host: '127.0.0.1.evil.example' }, 403],
  ['an old browser on our page', { origin }, 201],
  ['a program', {}, 201],
];

test.each(crossSite)('a write with a session from %s', async (_who, headers, status) => {
  const { cookie } = await openSession(system, await createTenant(system));
  const body = { name: 'Written' };
  expect((await send(system, 'POST', '/api/campaigns', { cookie, body, headers })).status).toBe(status);
  // The API allows read requests from another web site, because a page of another web site cannot read the reply.
  expect((await send(system, 'GET', '/api/campaigns', { cookie, headers })).status).toBe(200);
  // The API also rejects such requests to routes that only the dialer API has.
  const dnc = await send(system, 'POST', '/api/dnc', { cookie, body: { phone: '+14155552671' }, headers });
  expect(dnc.status === 403).toBe(status === 403);
});

test('pages of an allowed origin can use the API with a session, pages of other origins cannot read replies', async () => {
  await register('max');
  const allowed = 'https://app.example.com';
  const app = createApp({ ...ctx, config: { ...config, allowedOrigins: [allowed] } });
  const ask = (method: string, from: string, headers: Record<string, string> = {}) =>
    app.request('/api/auth/login', {
      method,
      headers: { origin: from, 'sec-fetch-site': 'cross-site', 'content-type': 'application/json', ...headers },
      ...(method === 'POST' && { body: JSON.stringify({ username: 'max', password: PASSWORD }) }),
    });
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  for (const reply of [await ask('OPTIONS', allowed, preflight), await ask('POST', allowed)]) {
    expect([200, 204]).toContain(reply.status);
    expect(reply.headers.get('access-control-allow-origin')).toBe(allowed);
    expect(reply.headers.get('access-control-allow-credentials')).toBe('true');
  }
  const refused = await ask('POST', 'https://evil.example');
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  expect(
    (await ask('OPTIONS', 'https://evil.example', preflight)).headers.get('access-control-allow-origin'),
  ).toBeNull();
});

test('a page of another site cannot log its visitor in', async () => {
  await register('kim');
  expect((await login('kim', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
});

test('over https the cookie is Secure and has the __Host- prefix', async () => {
  await register('lee');
  const secure = createApp({ ...ctx, config: { ...config, publicBaseUrl: 'https://calls.example.com' } });
  const response = await secure.request('/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'lee', password: PASSWORD }),
  });
  const set = response.headers.get('set-cookie')!;
  expect(set).toMatch(/^__Host-sid=/);
  expect(set).toContain('Secure');
  const [pair] = set.split(';') as [string];
  expect((await secure.request('/api/campaigns', { headers: { cookie: pair } })).status).toBe(200);
  const plain = pair.replace('__Host-', '');
  expect((await secure.request('/api/campaigns', { headers: { cookie: plain } })).status).toBe(401);
});

test('a token has priority over a cookie, also when the token is invalid', async () => {
  const founder = await createTenant(system);
  const { cookie } = await openSession(system, founder);
  const both = await send(system, 'GET', '/api/campaigns', { cookie, token: founder.token, api: 'dialer' });
  expect(both.body).toMatchObject({ success: true, campaigns: [] });
  for (const authorization of ['Bearer wrong', 'Bearer', 'bearer x y'])
    for (const path of ['/api/campaigns', '/api/buyers', '/api/auth/user'])
      expect((await send(system, 'GET', path, { cookie, headers: { authorization } })).status).toBe(401);
});

test('invalid fields are 422 with details, malformed JSON is 400, a missing row is 404', async () => {
  const owner = await openSession(system, await createTenant(system));
  const wrong = await owner.post('/api/buyers', { name: 'x', phoneNumber: 'no number', email: 'nobody' });
  expect([wrong.status, wrong.body['error']]).toEqual([422, 'Validation failed']);
  expect(wrong.body['details'].map(({ field }: { field: string }) => field)).toEqual(['email', 'phoneNumber']);
  expect((await owner.post('/api/buyers', '{')).status).toBe(400);
  expect((await owner.get('/api/buyers/1000000')).status).toBe(404);
  expect((await owner.get('/api/buyers/x')).status).toBe(422);
  expect((await owner.get('/api/nothing')).status).toBe(404);
});
