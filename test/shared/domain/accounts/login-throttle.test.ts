import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { createApp } from '../../../../api/app.ts';
import { createContext } from '../../../../shared/context.ts';
import { send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const FAILURES_MAX = 5;
const ADDRESS_FAILURES_MAX = 50;
const ACCOUNT_FAILURES_MAX = 50;

const system = await createTestSystem();
const { ctx, config } = system;

/** The context of a second API process that uses the same services. */
const other = await createContext(config, { processName: 'test', keyPrefix: ctx.keyPrefix });
afterAll(() => other[Symbol.asyncDispose]());

const password = 'securePassword123';
let lastHost = 0;
const newAddress = () => `203.0.113.${(lastHost += 1)}`;

async function register(): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const { status } = await send(system, 'POST', '/api/auth/register', { body: { email, password } });
  expect(status).toBe(201);
  return email;
}

type Attempt = { email: string; password: string };
type Reply = { status: number; body: { message: string }; retryAfter: number | undefined };

function loginFrom(address: string, app: Pick<ReturnType<typeof createApp>, 'request'> = system) {
  return async (attempt: Attempt): Promise<Reply> => {
    const response = await app.request(
      '/api/auth/login',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(attempt) },
      { incoming: { socket: { remoteAddress: address } } },
    );
    const retryAfter = response.headers.get('retry-after');
    return {
      status: response.status,
      body: (await response.json()) as Reply['body'],
      retryAfter: retryAfter === null ? undefined : Number(retryAfter),
    };
  };
}

async function failing(login: (attempt: Attempt) => Promise<Reply>, email: string, times = FAILURES_MAX) {
  for (let failed = 0; failed < times; failed += 1)
    expect((await login({ email, password: 'wrongPassword123' })).status).toBe(401);
}

/** Deletes the counts of failed logins, so that a block ends immediately. */
async function forget(kind: 'account' | 'address' | 'slowed'): Promise<void> {
  const keys = await ctx.redis.keys(`${ctx.keyPrefix}:login:${kind}:*`);
  expect(keys.length).toBeGreaterThan(0);
  await ctx.redis.del(keys);
}

test('after five wrong passwords even the correct one is refused, with the time to wait', async () => {
  const email = await register();
  const login = loginFrom(newAddress());
  await failing(login, email);
  const refused = await login({ email, password });
  expect(refused).toEqual({
    status: 429,
    body: expect.objectContaining({ success: false, message: expect.stringContaining('Try again in 60 seconds') }),
    retryAfter: 60,
  });
  // A block of an account at one IP address does not apply to other IP addresses. The block applies in every process,
  // and the email may be written in upper or lower case.
  const again = await loginFrom(`203.0.113.${lastHost}`, createApp(other))({ email: email.toUpperCase(), password });
  expect(again.status).toBe(429);
  expect((await loginFrom(newAddress())({ email, password })).status).toBe(200);
});

/** Returns the replies to seven failed logins with the email. */
async function answers(email: string) {
  const login = loginFrom(newAddress());
  const replies: unknown[] = [];
  for (let tried = 0; tried < FAILURES_MAX + 2; tried += 1) {
    const { status, body, retryAfter } = await login({ email, password: 'wrongPassword123' });
    replies.push([status, body.message, retryAfter]);
  }
  return replies;
}

test('an unknown account is blocked with the same message', async () => {
  const known = await register();
  expect(await answers(`${randomUUID()}@example.com`)).toEqual(await answers(known));
});

test('each block is longer than the previous one, up to an hour', async () => {
  const email = await register();
  const login = loginFrom(newAddress());
  const waits: unknown[] = [];
  for (let block = 0; block < 5; block += 1) {
    await failing(login, email);
    waits.push((await login({ email, password })).retryAfter);
    await forget('account');
  }
  expect(waits).toEqual([60, 300, 900, 3600, 3600]);
});

test('a correct password clears earlier failures and blocks', async () => {
  const email = await register();
  const login = loginFrom(newAddress());
  await failing(login, email);
  expect((await login({ email, password })).status).toBe(429);
  await forget('account');
  await failing(login, email, FAILURES_MAX - 1);
  expect((await login({ email, password })).status).toBe(200);
  await failing(login, email);
  expect((await login({ email, password })).retryAfter).toBe(60);
});

test('parallel attempts do not get past the limit', async () => {
  const email = await register();
  const login = loginFrom(newAddress());
  const guesses = Array.from({ length: 20 }, (_, guess) => login({ email, password: `wrongPassword${guess}` }));
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(FAILURES_MAX);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20 - FAILURES_MAX);
});

test('an address is blocked after fifty failures over all accounts', async () => {
  const email = await register();
  const login = loginFrom(newAddress());
  const guess = async (times: number) => {
    for (let failed = 0; failed < times; failed += 1)
      expect((await login({ email: `${randomUUID()}@example.com`, password })).status).toBe(401);
  };
  await guess(30);
  // A successful login does not clear the count of failed logins of the IP address.
  expect((await login({ email, password })).status).toBe(200);
  await guess(ADDRESS_FAILURES_MAX - 30);
  const refused = await login({ email, password });
  expect(refused.status).toBe(429);
  expect(refused.retryAfter).toBeGreaterThan(800);
  expect((await loginFrom(newAddress())({ email, password })).status).toBe(200);
  await forget('address');
  expect((await login({ email, password })).status).toBe(200);
});

test('parallel attempts at many accounts from one address check at most fifty passwords, others can log in', async () => {
  const email = await register();
  const login = loginFrom(newAddress());
  const attempts = Array.from({ length: 400 }, () => login({ email: `${randomUUID()}@example.com`, password }));
  // The user of another address logs in while the attack runs.
  const honest = await loginFrom(newAddress())({ email, password });
  const statuses = (await Promise.all(attempts)).map(({ status }) => status);
  expect(honest.status).toBe(200);
  const checked = statuses.filter((status) => status === 401).length;
  expect(checked).toBeGreaterThan(0);
  expect(checked).toBeLessThanOrEqual(ADDRESS_FAILURES_MAX);
  expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
});

test('many addresses are slowed at one account, and an address of an earlier login is not', async () => {
  const email = await register();
  const home = newAddress();
  expect((await loginFrom(home)({ email, password })).status).toBe(200);
  const isOpen = async () => {
    const { status } = await loginFrom(newAddress())({ email, password: 'wrongPassword123' });
    return status === 401;
  };
  let checked = 0;
  while (checked < 2 * ACCOUNT_FAILURES_MAX && (await isOpen())) checked += 1;
  // After fifty failures one more attempt is checked every ten seconds.
  expect(checked).toBeGreaterThanOrEqual(ACCOUNT_FAILURES_MAX);
  expect(checked).toBeLessThan(2 * ACCOUNT_FAILURES_MAX);
  const slowed = await loginFrom(newAddress())({ email, password });
  expect(slowed.status).toBe(429);
  expect(slowed.retryAfter).toBeLessThanOrEqual(10);
  expect((await loginFrom(home)({ email, password })).status).toBe(200);
  await forget('slowed');
  expect((await loginFrom(newAddress())({ email, password })).status).toBe(200);
});

test('without Redis logins are limited too', async () => {
  const alone = await createContext(config, { processName: 'test', keyPrefix: ctx.keyPrefix });
  const email = await register();
  alone.redis.disconnect();
  const login = loginFrom(newAddress(), createApp(alone));
  expect((await login({ email, password })).status).toBe(200);
  await failing(login, email);
  expect(await login({ email, password })).toMatchObject({ status: 429, retryAfter: 60 });
  await alone[Symbol.asyncDispose]();
});

test('Redis does not contain the logins', async () => {
  const email = await register();
  await failing(loginFrom(newAddress()), email, 1);
  const keys = await ctx.redis.keys(`${ctx.keyPrefix}:login:*`);
  expect(keys.length).toBeGreaterThan(0);
  expect(keys.join('\n')).not.toContain(email);
});
