import { afterAll, expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { createContext } from '../../../shared/context.ts';
import { signToken } from '../../../shared/domain/accounts/tokens.ts';
import { addUser, createTenant, openSession } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const LIMIT = 12;
const system = await createTestSystem({
  env: { RATE_LIMIT_PER_MINUTE: String(LIMIT), RATE_LIMIT_RTB_PER_MINUTE: '50', RATE_LIMIT_DNI_PER_MINUTE: '100' },
});
const { ctx, config } = system;

/** A second API process on the same services. */
const other = await createContext(config, { processName: 'test', keyPrefix: ctx.keyPrefix });
afterAll(() => other[Symbol.asyncDispose]());

let lastHost = 0;
const newAddress = () => `203.0.113.${(lastHost += 1)}`;

/** As if it came over a socket from that address. */
function from(address: string, app: Pick<ReturnType<typeof createApp>, 'request'> = system) {
  return async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(path, { method, headers }, { incoming: { socket: { remoteAddress: address } } });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const remaining = (response: Response) => Number(response.headers.get('x-ratelimit-remaining'));

/** How many requests count against the one that asks, this one with them. */
async function taken(address: string, headers: Record<string, string> = {}, app?: Pick<typeof system, 'request'>) {
  return LIMIT - remaining(await from(address, app)('/api/calls', headers));
}

test('each reply tells the limit, what remains of it and when it begins anew', async () => {
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

test('what is above the limit is refused with the time to wait, and nobody else is', async () => {
  const owner = await createTenant(system);
  const colleague = await addUser(system, owner, 'agent');
  const ask = from(newAddress());
  // The first was to add the colleague.
  for (let asked = 2; asked <= LIMIT; asked += 1) {
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
    error: expect.stringContaining(`${LIMIT} requests a minute`),
    message: expect.stringContaining('Try again in'),
    statusCode: 429,
    timestamp: expect.stringMatching(/Z$/),
    requestId: expect.any(String),
  });
  // The user is limited from wherever they ask; others at the same address are not.
  expect((await from(newAddress())('/api/agents', bearer(owner.token))).status).toBe(429);
  expect((await ask('/api/agents', bearer(colleague.token))).status).toBe(200);
});

test('requests without a valid token count by address, a network at a time with IPv6', async () => {
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

test('sockets count as requests of whoever opens them, by the subprotocols of a browser too', async () => {
  const owner = await createTenant(system);
  const ask = from(newAddress());
  expect(remaining(await ask('/ws', { 'sec-websocket-protocol': `bearer, ${owner.token}` }))).toBe(LIMIT - 1);
  expect(remaining(await ask('/api/campaigns', bearer(owner.token)))).toBe(LIMIT - 2);
  expect(remaining(await ask('/ws', { 'sec-websocket-protocol': `chat, ${owner.token}` }))).toBe(LIMIT - 1);
});

test('a session counts for its user, together with their tokens, and one that is none for its address', async () => {
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const address = newAddress();
  const ask = from(address);
  expect(remaining(await ask('/api/campaigns', { cookie }))).toBe(LIMIT - 1);
  expect(remaining(await ask('/api/campaigns', bearer(owner.token)))).toBe(LIMIT - 2);
  expect(remaining(await from(newAddress())('/ws', { cookie }))).toBe(LIMIT - 3);
  // Made-up ids have no limit each: they share that of their address.
  for (const made of ['a', 'b', 'c']) await ask('/api/campaigns', { cookie: `sid=${made}` });
  expect(await taken(address)).toBe(4);
  // A token that is offered is what counts, be it a valid one or not.
  expect(await taken(address, { cookie, ...bearer('nonsense') })).toBe(5);
  await ctx.sql`delete from sessions`;
  expect(await taken(address, { cookie })).toBe(6);
});

test('a revoked token does not use up the limit of its user', async () => {
  const owner = await createTenant(system);
  await ctx.sql`update users set token_version = 2 where uuid = ${owner.user.id}`;
  const ask = from(newAddress());
  const current = await signToken(config.jwtSecret, 'api', { userUuid: owner.user.id, version: 2 });
  const old = await ask('/api/campaigns', bearer(owner.token));
  expect([old.status, remaining(old)]).toEqual([401, LIMIT - 1]);
  const valid = await ask('/api/campaigns', bearer(current));
  expect([valid.status, remaining(valid)]).toEqual([200, LIMIT - 1]);
});

test('bids and visitors have limits of their own', async () => {
  const ask = from(newAddress());
  const told = async (path: string) => {
    const { headers } = await ask(path);
    return [headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')];
  };
  expect(await told('/api/rtb/targets')).toEqual(['50', '49']);
  expect(await told('/api/rtb/webhook/1')).toEqual(['50', '48']);
  expect(await told('/api/dni/track')).toEqual(['100', '99']);
  expect(await told('/api/calls')).toEqual([String(LIMIT), String(LIMIT - 1)]);
  expect(await told('/ws')).toEqual([String(LIMIT), String(LIMIT - 2)]);
});

test('callbacks of the carrier, probes, metrics and documentation are not limited', async () => {
  const ask = from(newAddress());
  for (const path of ['/webhooks/twilio/status', '/api/webhooks/twilio/status'])
    expect((await ask(path, {}, 'POST')).headers.has('x-ratelimit-limit')).toBe(false);
  for (const path of ['/readyz', '/metrics', '/openapi/dialer.json', '/docs']) {
    const response = await ask(path);
    expect([path, response.status]).toEqual([path, 200]);
    expect(response.headers.has('x-ratelimit-limit')).toBe(false);
  }
});

test('two API processes count together', async () => {
  const address = newAddress();
  const [here, there] = [from(address), from(address, createApp(other))];
  expect(remaining(await here('/api/calls'))).toBe(LIMIT - 1);
  expect(remaining(await there('/api/calls'))).toBe(LIMIT - 2);
  const replies = await Promise.all(Array.from({ length: LIMIT }, (_, i) => (i % 2 ? here : there)('/api/calls')));
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(2);
});

test('without Redis the API goes on, each process counting by itself', async () => {
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

test('a client cannot choose its address, unless a proxy of ours vouches for it', async () => {
  const proxy = newAddress();
  const takenBehind = (trustedProxies: number, forwarded: string) =>
    taken(proxy, { 'x-forwarded-for': forwarded }, createApp({ ...other, config: { ...config, trustedProxies } }));
  expect(await takenBehind(0, '198.51.100.1')).toBe(1);
  expect(await takenBehind(0, '198.51.100.2')).toBe(2);

  expect(await takenBehind(1, '198.51.100.3')).toBe(1);
  expect(await takenBehind(1, 'forged, 198.51.100.3')).toBe(2);
  expect(await takenBehind(1, '198.51.100.3, 198.51.100.4')).toBe(1);
  expect(await takenBehind(2, '198.51.100.9, 198.51.100.3, 198.51.100.5')).toBe(3);
  // What is no address at all, and a chain shorter than it should be, count for the proxy itself.
  expect(await takenBehind(1, 'unknown')).toBe(3);
  expect(await takenBehind(2, '198.51.100.6')).toBe(4);
});
