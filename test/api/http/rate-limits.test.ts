import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createContext } from '../../../shared/context.ts';
import { signToken } from '../../../shared/domain/accounts/tokens.ts';
import { addUser, createTenant, openSession } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const LIMIT = 12;
const system = await createTestSystem({
  env: {
    RATE_LIMIT_PER_MINUTE: String(LIMIT),
    RATE_LIMIT_RTB_PER_MINUTE: '50',
    RATE_LIMIT_DNI_PER_MINUTE: '100',
    RATE_LIMIT_PAGES_PER_MINUTE: '20',
  },
});
const { ctx, config } = system;

/** The context of a second API process on the same Postgres and Redis. */
const other = await createContext(config, { processName: 'test', keyPrefix: ctx.keyPrefix });
afterAll(() => other[Symbol.asyncDispose]());

let lastHost = 0;
const newAddress = () => `203.0.113.${(lastHost += 1)}`;

/** Returns a function that sends requests from the IP address `address`. */
function from(address: string, app: Pick<ReturnType<typeof createApp>, 'request'> = system) {
  return async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(path, { method, headers }, { incoming: { socket: { remoteAddress: address } } });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const remaining = (response: Response) => Number(response.headers.get('x-ratelimit-remaining'));

/** Sends a request. Returns how many requests of the client count for the rate limit, including the sent request. */
async function taken(address: string, headers: Record<string, string> = {}, app?: Pick<typeof system, 'request'>) {
  return LIMIT - remaining(await from(address, app)('/api/calls', headers));
}

test('each reply has the limit, the remaining requests and the time of the reset', async () => {
  const ask = from(newAddress());
  const asked = Date.now() / 1000;
  const first = await ask('/api/campaigns');
  expect(first.status).toBe(401);
  expect(first.headers.get('x-ratelimit-limit')).toBe(String(LIMIT));
  expect(remaining(first)).toBe(LIMIT - 1);
  const reset = Number(first.headers.get('x-ratelimit-reset'));
  expect(reset).toBeGreaterThanOrEqual(Math.floor(asked) + 59);
  expect(reset).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + 60);
  expect(Number.isInteger(reset)).toBe(true);
  expect(remaining(await ask('/api/nothing'))).toBe(LIMIT - 2);
});

test('requests over the limit are refused with the time to wait, other clients are not affected', async () => {
  const owner = await createTenant(system);
  const colleague = await addUser(system, owner, 'agent');
  const ask = from(newAddress());
  for (let asked = 1; asked <= LIMIT; asked += 1) {
    const response = await ask('/api/campaigns', bearer(owner.token));
    expect([response.status, remaining(response)]).toEqual([200, LIMIT - asked]);
  }
  const refused = await ask('/api/campaigns', bearer(owner.token));
  expect(refused.status).toBe(429);
  expect(remaining(refused)).toBe(0);
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await refused.json()).toEqual({
    success: false,
    error: expect.stringContaining(`${LIMIT} requests per minute`),
    message: expect.stringContaining('Try again in'),
    statusCode: 429,
    timestamp: expect.stringMatching(/Z$/),
    requestId: expect.any(String),
  });
  // The rate limit applies to the user at every IP address, but not to other users at the same IP address.
  expect((await from(newAddress())('/api/agents', bearer(owner.token))).status).toBe(429);
  expect((await ask('/api/agents', bearer(colleague.token))).status).toBe(200);
});

test('requests without a valid token count for the address, with IPv6 for the /64 network', async () => {
  const address = newAddress();
  expect(await taken(address)).toBe(1);
  expect(await taken(address, bearer('nonsense'))).toBe(2);
  expect(await taken(`::ffff:${address}`)).toBe(3);
  expect(await taken(newAddress())).toBe(1);

  expect(await taken('2001:db8::1')).toBe(1);
  expect(await taken('2001:db8:0:0:ffff::2')).toBe(2);
  expect(await taken('2001:0db8::abcd:1')).toBe(3);
  expect(await taken('2001:db8:0:1::1')).toBe(1);
  expect(await taken('fe80::1%eth0')).toBe(1);
});

test('opening a socket counts as a request of its user, also with the token as a subprotocol', async () => {
  const owner = await createTenant(system);
  const ask = from(newAddress());
  expect(remaining(await ask('/ws', { 'sec-websocket-protocol': `bearer, ${owner.token}` }))).toBe(LIMIT - 1);
  expect(remaining(await ask('/api/campaigns', bearer(owner.token)))).toBe(LIMIT - 2);
  expect(remaining(await ask('/ws', { 'sec-websocket-protocol': `chat, ${owner.token}` }))).toBe(LIMIT - 1);
});

test('a session counts for its user, together with tokens; an unknown session id counts for the address', async () => {
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const address = newAddress();
  const ask = from(address);
  expect(remaining(await ask('/api/campaigns', { cookie }))).toBe(LIMIT - 1);
  expect(remaining(await ask('/api/campaigns', bearer(owner.token)))).toBe(LIMIT - 2);
  expect(remaining(await from(newAddress())('/ws', { cookie }))).toBe(LIMIT - 3);
  // Requests with invented session ids count for the client's IP address.
  for (const made of ['a', 'b', 'c']) await ask('/api/campaigns', { cookie: `sid=${made}` });
  expect(await taken(address)).toBe(4);
  // If the request has a token, valid or invalid, the API ignores the session cookie.
  expect(await taken(address, { cookie, ...bearer('nonsense') })).toBe(5);
  await ctx.sql`delete from sessions`;
  expect(await taken(address, { cookie })).toBe(6);
});

test('a revoked token does not use up the limit of its user', async () => {
  const owner = await createTenant(system);
  const { jti: sessionId } = decodeJwt(owner.token);
  await ctx.sql`update users set token_version = 2 where uuid = ${owner.user.id}`;
  await ctx.sql`update sessions set token_version = 2 where user_id = (select id from users where uuid = ${owner.user.id})`;
  const ask = from(newAddress());
  const current = await signToken(config.jwtSecret, 'api', { userUuid: owner.user.id, version: 2, sessionId });
  const old = await ask('/api/campaigns', bearer(owner.token));
  expect([old.status, remaining(old)]).toEqual([401, LIMIT - 1]);
  const valid = await ask('/api/campaigns', bearer(current));
  expect([valid.status, remaining(valid)]).toEqual([200, LIMIT - 1]);
});

test('hosted bids and DNI requests have separate limits', async () => {
  const ask = from(newAddress());
  const limitHeaders = async (path: string) => {
    const { headers } = await ask(path);
    return [headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')];
  };
  expect(await limitHeaders('/api/rtb/targets')).toEqual(['50', '49']);
  expect(await limitHeaders('/api/rtb/webhook/1')).toEqual(['50', '48']);
  expect(await limitHeaders('/api/dni/track')).toEqual(['100', '99']);
  expect(await limitHeaders('/api/calls')).toEqual([String(LIMIT), String(LIMIT - 1)]);
  expect(await limitHeaders('/ws')).toEqual([String(LIMIT), String(LIMIT - 2)]);
});

test('carrier callbacks, health probes and metrics have no limit of requests', async () => {
  const ask = from(newAddress());
  for (const path of ['/webhooks/twilio/status', '/api/webhooks/twilio/status'])
    expect((await ask(path, {}, 'POST')).headers.has('x-ratelimit-limit')).toBe(false);
  for (const path of ['/readyz', '/metrics']) expect((await ask(path)).headers.has('x-ratelimit-limit')).toBe(false);
});

test('pages, documents and unknown paths share a limit', async () => {
  const ask = from(newAddress());
  const paths = ['/docs', '/docs/start.js', '/openapi/dialer.json', '/console', '/nothing', '/favicon.ico'];
  for (const [index, path] of paths.entries()) {
    const { headers } = await ask(path);
    expect([path, headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual([
      path,
      '20',
      String(19 - index),
    ]);
  }
  expect((await ask('/dni.js')).headers.get('x-ratelimit-limit')).toBe('100');
});

test('a token does not change the limit of a path that needs no credential', async () => {
  const owner = await createTenant(system);
  const [own, other] = [await openSession(system, owner), await createTenant(system)];
  const ask = from(newAddress());
  const credentials: Record<string, string>[] = [{}, bearer(owner.token), bearer(other.token), { cookie: own.cookie }];
  for (const [index, path] of ['/api/auth/register', '/api/auth/login', '/api/dni/track', '/dni/track'].entries()) {
    const left = [];
    for (const headers of credentials) left.push(remaining(await ask(path, headers, 'POST')));
    const first = index < 2 ? LIMIT - 1 - index * 4 : 99 - (index - 2) * 4;
    expect([path, left]).toEqual([path, [first, first - 1, first - 2, first - 3]]);
  }
  const bids = [];
  for (const headers of credentials) bids.push(remaining(await ask('/api/rtb/webhook/1', headers, 'POST')));
  expect(bids).toEqual([49, 48, 47, 46]);
});

test('registrations have limits per hour, for the address and for the deployment', async () => {
  const limits = { address: 3, total: 5 };
  const limited = await createContext(
    { ...config, registrationsPerHour: limits },
    { processName: 'test', keyPrefix: `${ctx.keyPrefix}:few` },
  );
  const app = createApp(limited);
  const register = async (address: string, headers: Record<string, string> = {}) => {
    const body = { email: `${randomUUID()}@example.com`, password: 'securePassword123', role: 'admin' };
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    };
    const reply = await app.request('/api/auth/register', init, { incoming: { socket: { remoteAddress: address } } });
    return { status: reply.status, wait: Number(reply.headers.get('retry-after')), body: await reply.json() };
  };
  const [first, second, third] = [newAddress(), newAddress(), newAddress()];
  const { body } = await register(first);
  // Parallel registrations cannot exceed the limit, and a token of an own tenant does not help.
  const replies = await Promise.all([1, 2, 3, 4].map(() => register(first, bearer((body as { token: string }).token))));
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(2);
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(2);
  expect(refused[0]!.wait).toBeGreaterThan(3_000);
  expect([(await register(second)).status, (await register(second)).status]).toEqual([201, 201]);
  expect((await register(third)).status).toBe(429);
  await limited[Symbol.asyncDispose]();
});

test('two API processes share the limits', async () => {
  const address = newAddress();
  const [here, there] = [from(address), from(address, createApp(other))];
  expect(remaining(await here('/api/calls'))).toBe(LIMIT - 1);
  expect(remaining(await there('/api/calls'))).toBe(LIMIT - 2);
  const replies = await Promise.all(Array.from({ length: LIMIT }, (_, i) => (i % 2 ? here : there)('/api/calls')));
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(2);
});

test('without Redis the API works, and each process counts by itself', async () => {
  const alone = await createContext(config, { processName: 'test', keyPrefix: ctx.keyPrefix });
  const owner = await createTenant(system);
  const [here, there] = [from(newAddress()), from(newAddress(), createApp(alone))];
  expect(remaining(await here('/api/campaigns', bearer(owner.token)))).toBe(LIMIT - 1);
  alone.redis.disconnect();
  const reply = await there('/api/campaigns', bearer(owner.token));
  expect([reply.status, remaining(reply)]).toEqual([200, LIMIT - 1]);
  const more = await Promise.all(Array.from({ length: LIMIT }, () => there('/api/campaigns', bearer(owner.token))));
  expect(more.filter(({ status }) => status === 429)).toHaveLength(1);
  await alone[Symbol.asyncDispose]();
});

test('X-Forwarded-For counts only behind a trusted proxy', async () => {
  const proxy = newAddress();
  const takenBehind = (trustedProxies: number, forwarded: string) =>
    taken(proxy, { 'x-forwarded-for': forwarded }, createApp({ ...other, config: { ...config, trustedProxies } }));
  expect(await takenBehind(0, '198.51.100.1')).toBe(1);
  expect(await takenBehind(0, '198.51.100.2')).toBe(2);

  expect(await takenBehind(1, '198.51.100.3')).toBe(1);
  expect(await takenBehind(1, 'forged, 198.51.100.3')).toBe(2);
  expect(await takenBehind(1, '198.51.100.3, 198.51.100.4')).toBe(1);
  expect(await takenBehind(2, '198.51.100.9, 198.51.100.3, 198.51.100.5')).toBe(3);
  // If `X-Forwarded-For` contains an invalid IP address or too few IP addresses, the request counts for the proxy.
  expect(await takenBehind(1, 'unknown')).toBe(3);
  expect(await takenBehind(2, '198.51.100.6')).toBe(4);
});
