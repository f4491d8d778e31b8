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
  const shown = { id: expect.any(Number), uuid: expect.any(String), username: 'admin', email: 'admin@example.com' };
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
