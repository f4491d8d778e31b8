/** Which web pages may use the API with the session of their visitor (CORS), and which may not (CSRF). */
import { expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createTenant, openSession } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { ctx, config } = system;
const founder = await createTenant(system);
const { cookie } = await openSession(system, founder);
const [{ username }] = await ctx.sql<[{ username: string }]>`
  select username from users where uuid = ${founder.user.id}`;
const ownOrigin = new URL(config.publicBaseUrl).origin;

const LISTED = 'https://app.example.com';
const apps = {
  simulator: createApp({ ...ctx, config: { ...config, allowedOrigins: [LISTED] } }),
  twilio: createApp({ ...ctx, config: { ...config, carrier: 'twilio', allowedOrigins: [LISTED] } }),
  https: createApp({ ...ctx, config: { ...config, publicBaseUrl: 'https://calls.example.com' } }),
};
type AppName = keyof typeof apps;

const send = async (app: AppName, method: string, path: string, headers: Record<string, string>, body?: object) =>
  apps[app].request(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });

const PREFLIGHT = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type,x-own' };
const originHeaders = ({ headers }: Response) =>
  ['access-control-allow-origin', 'access-control-allow-credentials'].map((name) => headers.get(name));

/** An origin, and with which carriers its pages may use the API. */
const origins: [origin: string, accepting: AppName[]][] = [
  [LISTED, ['simulator', 'twilio']],
  ['http://localhost:5173', ['simulator']],
  ['http://localhost', ['simulator']],
  ['http://127.0.0.1:8080', ['simulator']],
  ['http://[::1]:5173', ['simulator']],
  ['https://localhost:5173', []],
  ['http://localhost.evil.com', []],
  ['http://localhost:5173.evil.com', []],
  ['http://evil.com', []],
  ['http://evil-localhost:5173', []],
  ['http://127.0.0.1.evil.com:5173', []],
  ['http://127.0.0.1@evil.com', []],
  ['http://localhost:5173/path', []],
  ['HTTP://LOCALHOST:5173', []],
  ['null', []],
  ['', []],
];

test.each(origins)('the origin %j is allowed with: %j', async (origin, accepting) => {
  for (const app of ['simulator', 'twilio'] as const) {
    const isAllowed = accepting.includes(app);
    const expected = isAllowed ? [origin, 'true'] : [null, null];
    // Paths of both APIs, of none, and one without a credential.
    for (const path of ['/api/campaigns', '/api/leads/upload', '/api/nothing', '/api/auth/login']) {
      const preflight = await send(app, 'OPTIONS', path, { origin, ...PREFLIGHT });
      expect([path, preflight.status, ...originHeaders(preflight)]).toEqual([path, 204, ...expected]);
      expect(preflight.headers.get('access-control-allow-headers')).toBe(isAllowed ? 'content-type,x-own' : null);
    }
    // A page of another origin may send a simple request, but only an allowed page can read the reply.
    const read = await send(app, 'GET', '/api/campaigns', { origin, cookie });
    expect([read.status, ...originHeaders(read)]).toEqual([200, ...expected]);
    const write = await send(app, 'POST', '/api/campaigns', { origin, cookie }, { name: 'Written' });
    expect([write.status, ...originHeaders(write)]).toEqual([isAllowed ? 201 : 403, ...expected]);
    expect(write.headers.get('access-control-expose-headers')?.includes('X-RateLimit-Remaining')).toBe(
      isAllowed || undefined,
    );
    // The reply for a missing credential can be read, too.
    expect(originHeaders(await send(app, 'GET', '/api/campaigns', { origin }))).toEqual(expected);
  }
});

const writes: [string, AppName, Record<string, string>, number][] = [
  ['a page of another site', 'simulator', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['another site without an origin', 'simulator', { 'sec-fetch-site': 'cross-site' }, 403],
  ['our own page', 'twilio', { 'sec-fetch-site': 'same-origin', origin: ownOrigin }, 201],
  ['an old browser on our page', 'twilio', { origin: ownOrigin }, 201],
  ['a page of a sister host', 'twilio', { 'sec-fetch-site': 'same-site', origin: 'https://www.example.com' }, 403],
  ['a sister host that hides its origin', 'simulator', { 'sec-fetch-site': 'same-site', origin: 'null' }, 403],
  ['our page under another name of this machine', 'twilio', { origin: 'http://localhost:3', host: 'localhost:3' }, 201],
  ['another port of this machine', 'twilio', { origin: 'http://localhost:8080', host: 'localhost:3' }, 403],
  ['a rebound host name', 'simulator', { origin: 'http://evil.example', host: 'evil.example' }, 403],
  ['a program', 'twilio', {}, 201],
];

test.each(writes)('a write with a session from %s (%s)', async (_who, app, headers, status) => {
  expect((await send(app, 'POST', '/api/campaigns', { cookie, ...headers }, { name: 'Written' })).status).toBe(status);
  expect((await send(app, 'GET', '/api/campaigns', { cookie, ...headers })).status).toBe(200);
  // Routes that only the dialer API has refuse the same pages.
  const dnc = await send(app, 'POST', '/api/dnc', { cookie, ...headers }, { phone: '+14155552671' });
  expect(dnc.status === 403).toBe(status === 403);
});

test('a page of another origin cannot read the data of the operator', async () => {
  const operator = { authorization: `Bearer ${config.operatorToken}` };
  for (const origin of [LISTED, 'http://localhost:5173']) {
    const preflight = await send('simulator', 'OPTIONS', '/api/operator/tenants', { origin, ...PREFLIGHT });
    const read = await send('simulator', 'GET', '/api/operator/tenants', { origin, ...operator });
    expect([preflight.status, read.status]).toEqual([204, 200]);
    expect([...originHeaders(preflight), ...originHeaders(read)]).toEqual([null, null, null, null]);
  }
});

/** Where a page logs in, and the attributes of the cookie that a browser accepts from there. */
const cookies: [string, AppName, Record<string, string>, RegExp][] = [
  ['a program', 'simulator', {}, /^sid=.*; HttpOnly; SameSite=Lax$/],
  [
    'a page of another port of the same host',
    'simulator',
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:5173' },
    /^sid=.*; HttpOnly; SameSite=Lax$/,
  ],
  [
    'a page of localhost, to 127.0.0.1',
    'simulator',
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:5173' },
    /^sid=.*; HttpOnly; Secure; SameSite=None$/,
  ],
  [
    'a page of this machine, to a server with https',
    'https',
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:5173' },
    /^__Host-sid=.*; HttpOnly; Secure; SameSite=None$/,
  ],
  ['our own page with https', 'https', { 'sec-fetch-site': 'same-origin' }, /^__Host-sid=.*; Secure; SameSite=Lax$/],
];

test.each(cookies)('the cookie of a login by %s (%s)', async (_who, app, headers, expected) => {
  const login = await send(app, 'POST', '/api/auth/login', headers, { username, password: 'securePassword123' });
  expect([login.status, login.headers.get('set-cookie')]).toEqual([200, expect.stringMatching(expected)]);
  const session = login.headers.get('set-cookie')!.split(';')[0]!;
  const write = await send(app, 'POST', '/api/campaigns', { ...headers, cookie: session }, { name: 'Written' });
  expect(write.status).toBe(201);
  const logout = await send(app, 'POST', '/api/auth/logout', { ...headers, cookie: session });
  expect(logout.headers.get('set-cookie')).toMatch(/sid=;.*Max-Age=0/);
});
