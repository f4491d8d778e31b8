import { hash } from '@node-rs/argon2';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import type { Role } from '../../../../shared/domain/accounts/access.ts';
import { addUser, type Client, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const logLines: string[] = [];
const system = await createTestSystem({ env: { LOG_LEVEL: 'debug', TRUSTED_PROXIES: '1' }, logLines });
const { sql } = system.ctx;
const owner = await createTenant(system);

const PASSWORD = 'securePassword123';
const STEP_MS = 30_000;

/** A hash that is checked in less than a millisecond, because the tests check many passwords. */
const cheapHash = await hash(PASSWORD, { memoryCost: 64, timeCost: 1 });

async function newUser(role: Role = 'agent', tenant = owner): Promise<Client> {
  const user = await addUser(system, tenant, role);
  await sql`update users set password_hash = ${cheapHash} where uuid = ${user.user.id}`;
  return user;
}

/** Every secret and code of the tests, to search for them in the log. */
const secrets = new Set<string>();

/**
 * Returns the code of the authenticator app, `steps` time steps from now. A test uses the codes of the current and the
 * next step. Both are valid for at least 30 seconds, also if the step ends during the test.
 */
function codeOf(secret: string, steps = 0): string {
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });
  secrets.add(code);
  return code;
}

/** Forgets which codes were used, as if the test had waited for new codes. */
const forgetUsedCodes = () => sql`update second_factors set last_step = 0 where last_step is not null`;

/** Adds and confirms a second factor. The client gets the new token. */
async function enable(client: Client) {
  const added = await client.post('/api/auth/second-factor', { current_password: PASSWORD });
  const secret: string = added.body['secret'];
  const reply = await client.post('/api/auth/second-factor/confirm', { code: codeOf(secret) });
  const recoveryCodes: string[] = reply.body['recovery_codes'];
  for (const each of [secret, ...recoveryCodes]) secrets.add(each);
  const token: string = reply.body['token'];
  const renewed: Client = {
    ...client,
    token,
    get: (path) => send(system, 'GET', path, { token }),
    post: (path, body) => send(system, 'POST', path, { token, body: body ?? {} }),
    delete: (path) => send(system, 'DELETE', path, { token }),
  };
  await forgetUsedCodes();
  return { client: renewed, secret, recoveryCodes, added, confirmed: reply };
}

const emailOf = async ({ user }: Pick<Client, 'user'>) =>
  (await sql<[{ email: string }]>`select email from users where uuid = ${user.id}`)[0].email;

let lastAddress = 0;

/** Logs in from a new address, so that only the limits of the account count. */
async function login(client: Pick<Client, 'user'>, more: { code?: string; password?: string } = {}) {
  const headers = { 'x-forwarded-for': `2001:db8:${(lastAddress += 1).toString(16)}::1` };
  const body = { email: await emailOf(client), password: PASSWORD, ...more };
  const reply = await send(system, 'POST', '/api/auth/login', { body, headers });
  const detail = reply.body['details']?.[0].code as string | undefined;
  return { status: reply.status, detail, body: reply.body };
}

const sortedStatuses = (replies: { status: number }[]) => replies.map(({ status }) => status).toSorted((a, b) => a - b);

const isValid = async (credential: { token?: string; cookie?: string }) =>
  (await send(system, 'GET', '/api/campaigns', credential)).status === 200;

test('a user adds a second factor, and from then on logs in with a code of the app, in both APIs', async () => {
  const user = await newUser();
  const otherToken = (await login(user)).body['token'] as string;
  const { client, secret, recoveryCodes, added, confirmed } = await enable(user);
  expect(added.status).toBe(201);
  expect(added.body['uri']).toContain(`secret=${secret}`);
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect([confirmed.status, recoveryCodes.length]).toEqual([200, 10]);
  for (const code of recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/);
  // The other sessions have ended. The client of the request continues with its new token.
  expect([await isValid(user), await isValid({ token: otherToken }), await isValid(client)]).toEqual([
    false,
    false,
    true,
  ]);
  expect((await client.get('/api/auth/second-factor')).body['second_factor']).toEqual({
    is_enabled: true,
    confirmed_at: expect.any(String),
    recovery_codes_left: 10,
  });
  const [event] = await sql`
    select changes from audit_events where request_id = ${confirmed.headers.get('x-request-id')}
      and entity = 'second_factor'`;
  expect(event?.['changes']).toEqual({
    confirmed_at: { before: null, after: expect.any(String) },
    recovery_code_hashes: { before: '[hidden]', after: '[hidden]' },
  });
  const shown = await owner.get(`/api/users/${user.user.id}`);
  expect(shown.body['user']).toMatchObject({ has_second_factor: true });

  expect(await login(user)).toMatchObject({ status: 401, detail: 'second_factor_required' });
  expect(await login(user, { code: codeOf(secret, 3) })).toMatchObject({
    status: 401,
    detail: 'second_factor_invalid',
  });
  expect((await login(user, { code: codeOf(secret) })).status).toBe(200);
  const code = codeOf(secret, 1).replace(/^.../, '$& ');
  const body = { username: await emailOf(user), password: PASSWORD, code };
  const session = await send(system, 'POST', '/api/auth/login', { body, api: 'callcenter-pro' });
  expect(session.status).toBe(200);
  expect(session.headers.get('set-cookie')).toMatch(/^sid=/);
});

test('without the right password, a code changes nothing in the reply', async () => {
  const user = await newUser();
  const { secret } = await enable(user);
  const {
    timestamp: _1,
    requestId: _2,
    ...withCode
  } = (await login(user, { code: codeOf(secret), password: 'x' })).body;
  const { timestamp: _3, requestId: _4, ...without } = (await login(user, { password: 'x' })).body;
  expect(withCode).toEqual(without);
  expect(without).toMatchObject({ statusCode: 401, message: 'Wrong user name or password.' });
  // The code was not used up.
  expect((await login(user, { code: codeOf(secret) })).status).toBe(200);
});

test('a client with a cookie gets a new cookie when it confirms', async () => {
  const session = await openSession(system, await newUser());
  const post = (path: string, body: object) => send(system, 'POST', path, { cookie: session.cookie, body });
  const { body: added } = await post('/api/auth/second-factor', { current_password: PASSWORD });
  secrets.add(added['secret']);
  const code = codeOf(added['secret']);
  const reply = await post('/api/auth/second-factor/confirm', { code });
  expect(reply.body).not.toHaveProperty('token');
  expect(await isValid({ cookie: session.cookie })).toBe(false);
  expect(await isValid({ cookie: reply.headers.get('set-cookie')!.split(';')[0]! })).toBe(true);
  // The code that confirmed the second factor is used up.
  expect(await login(session, { code })).toMatchObject({ status: 401, detail: 'second_factor_invalid' });
});

test('a second factor has no effect before it is confirmed with a code', async () => {
  const user = await newUser();
  const refused = await user.post('/api/auth/second-factor', { current_password: 'wrongPassword123' });
  expect([refused.status, refused.body['details'][0].field]).toEqual([400, 'current_password']);
  const add = async () =>
    (await user.post('/api/auth/second-factor', { current_password: PASSWORD })).body['secret'] as string;
  const [first, second] = [await add(), await add()];
  for (const secret of [first, second]) secrets.add(secret);
  const confirm = (code: string) => user.post('/api/auth/second-factor/confirm', { code });
  // A second request replaces the secret.
  const wrong = await confirm(codeOf(first));
  expect([wrong.status, wrong.body['details'][0].code]).toEqual([400, 'invalid_code']);
  expect((await user.get('/api/auth/second-factor')).body['second_factor']).toMatchObject({ is_enabled: false });
  expect((await login(user)).status).toBe(200);
  await sql`update second_factors set created_at = now() - interval '61 minutes' where confirmed_at is null`;
  expect((await confirm(codeOf(second))).status).toBe(409);
  await sql`update second_factors set created_at = now() where confirmed_at is null`;
  const replies = await Promise.all([confirm(codeOf(second)), confirm(codeOf(second))]);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  const token = replies.find(({ status }) => status === 200)!.body['token'] as string;
  const again = { token, body: { current_password: PASSWORD } };
  expect((await send(system, 'POST', '/api/auth/second-factor', again)).status).toBe(409);
});

test('a code works once, also in two logins at the same time, and no earlier code works afterwards', async () => {
  const user = await newUser();
  const { secret } = await enable(user);
  const [now, next] = [codeOf(secret), codeOf(secret, 1)];
  const race = await Promise.all([login(user, { code: next }), login(user, { code: next })]);
  expect(sortedStatuses(race)).toEqual([200, 401]);
  expect(await login(user, { code: next })).toMatchObject({ status: 401, detail: 'second_factor_invalid' });
  expect(await login(user, { code: now })).toMatchObject({ status: 401, detail: 'second_factor_invalid' });
});

test('a recovery code works once, also in two logins at the same time, and the audit log shows its use', async () => {
  const user = await newUser();
  const { client, recoveryCodes } = await enable(user);
  const code = recoveryCodes[0]!.toLowerCase();
  const race = await Promise.all([login(user, { code }), login(user, { code })]);
  expect(sortedStatuses(race)).toEqual([200, 401]);
  expect((await login(user, { code })).status).toBe(401);
  expect((await login(user, { code: recoveryCodes[1]! })).status).toBe(200);
  const { body } = await client.get('/api/auth/second-factor');
  expect(body['second_factor']).toMatchObject({ recovery_codes_left: 8 });
  const [{ username }] = await sql<[{ username: string }]>`select username from users where uuid = ${user.user.id}`;
  const events = await sql<{ changes: object }[]>`
    select changes from audit_events where entity = 'second_factor' and verb = 'updated' and actor_name = ${username}
      and not changes ? 'confirmed_at'`;
  expect(events.map(({ changes }) => Object.keys(changes))).toEqual([
    ['recovery_code_hashes'],
    ['recovery_code_hashes'],
  ]);
});

test('codes are limited per account over all addresses, before they are checked', async () => {
  const user = await newUser();
  const { client, secret, recoveryCodes } = await enable(user);
  const wrong = codeOf(secret, 5);
  const linesBefore = logLines.length;
  const guesses = await Promise.all(Array.from({ length: 8 }, () => login(user, { code: wrong })));
  const statuses = guesses.map(({ status }) => status);
  expect([401, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([5, 3]);
  // The limit also holds for the right codes, and for the requests of a user who is logged in.
  expect((await login(user, { code: codeOf(secret) })).status).toBe(429);
  expect((await login(user, { code: recoveryCodes[0]! })).status).toBe(429);
  const proof = { current_password: PASSWORD, code: codeOf(secret) };
  expect((await client.post('/api/auth/second-factor/remove', proof)).status).toBe(429);
  // A new password starts a new count, because the stranger does not know it.
  const password = 'an even better one';
  const { body: reset } = await owner.post(`/api/users/${user.user.id}/password-reset`);
  await send(system, 'POST', '/api/auth/password-reset', { body: { code: reset['code'], password } });
  expect((await login(user, { code: codeOf(secret), password })).status).toBe(200);
  // The limit is no oracle: without the right password, nothing shows it.
  expect((await login(user, { code: wrong, password: 'x' })).status).toBe(401);
  const events = logLines.slice(linesBefore).map((line) => JSON.parse(line)['securityEvent'] as string | undefined);
  expect(events.filter((event) => event === 'auth.second-factor.failed')).toHaveLength(5);
  expect(events.filter((event) => event === 'auth.second-factor.blocked')).toHaveLength(6);
});

test('correct codes do not count as wrong codes', async () => {
  const user = await newUser();
  const { recoveryCodes } = await enable(user);
  for (const code of recoveryCodes.slice(0, 6)) expect((await login(user, { code })).status).toBe(200);
});

test('codes use real time, also if the product clock is ahead', async () => {
  const user = await newUser();
  const { secret } = await enable(user);
  await system.advanceClock(3_600);
  const ahead = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: system.ctx.clock.nowMs() });
  expect((await login(user, { code: ahead })).status).toBe(401);
  expect((await login(user, { code: codeOf(secret) })).status).toBe(200);
});

test('password and code together renew the recovery codes and remove the second factor', async () => {
  const user = await newUser();
  const { client, secret, recoveryCodes } = await enable(user);
  const renew = (proof: object) => client.post('/api/auth/second-factor/recovery-codes', proof);
  const noPassword = await renew({ current_password: 'wrongPassword123', code: codeOf(secret) });
  expect([noPassword.status, noPassword.body['details'][0].field]).toEqual([400, 'current_password']);
  const renewed = await renew({ current_password: PASSWORD, code: codeOf(secret) });
  expect([renewed.status, renewed.body['recovery_codes'].length]).toEqual([200, 10]);
  for (const code of renewed.body['recovery_codes']) secrets.add(code);
  expect((await login(user, { code: recoveryCodes[0]! })).status).toBe(401);
  const remove = (code: string) => client.post('/api/auth/second-factor/remove', { current_password: PASSWORD, code });
  const used = await remove(codeOf(secret));
  expect([used.status, used.body['details'][0].code]).toEqual([400, 'invalid_code']);
  expect((await remove(renewed.body['recovery_codes'][0])).status).toBe(200);
  expect(await isValid(client)).toBe(true);
  expect((await login(user)).status).toBe(200);
  expect((await remove(codeOf(secret, 1))).status).toBe(409);
});

test('an administrator resets the second factor of another user of the same account only', async () => {
  const [user, admin, stranger] = [await newUser(), await newUser('admin'), await createTenant(system)];
  const { client } = await enable(user);
  const path = `/api/users/${user.user.id}/second-factor`;
  expect((await stranger.delete(path)).status).toBe(404);
  expect((await client.delete(path)).status).toBe(403);
  expect((await login(user)).status).toBe(401);
  const reset = await admin.delete(path);
  expect([reset.status, reset.body['user'].has_second_factor]).toEqual([200, false]);
  expect(await isValid(client)).toBe(false);
  expect((await login(user)).status).toBe(200);
  expect((await admin.delete(path)).status).toBe(409);
  const events = await sql`
    select verb, actor_id = (select id from users where uuid = ${admin.user.id}) as by_admin from audit_events
    where entity = 'second_factor' and verb = 'deleted'
      and changes #>> '{user_id,before}' = (select id::text from users where uuid = ${user.user.id})`;
  expect(events).toEqual([{ verb: 'deleted', byAdmin: true }]);
});

test('administrators reset neither their own second factor nor the one of an owner', async () => {
  const other = await createTenant(system);
  const { client } = await enable(await newUser('admin', other));
  expect((await client.delete(`/api/users/${client.user.id}/second-factor`)).status).toBe(409);
  const { client: ownerClient } = await enable(other);
  expect((await client.delete(`/api/users/${other.user.id}/second-factor`)).status).toBe(403);
  expect((await ownerClient.get('/api/auth/second-factor')).body['second_factor']).toMatchObject({ is_enabled: true });
});

test('a new password by a one-time code does not replace the second factor', async () => {
  const user = await newUser();
  const { secret } = await enable(user);
  const { body: reset } = await owner.post(`/api/users/${user.user.id}/password-reset`);
  const password = 'an even better one';
  const body = { code: reset['code'], password };
  expect((await send(system, 'POST', '/api/auth/password-reset', { body })).status).toBe(200);
  expect(await login(user, { password })).toMatchObject({ status: 401, detail: 'second_factor_required' });
  expect((await login(user, { password, code: codeOf(secret) })).status).toBe(200);
});

test('API keys do not need a second factor and cannot manage one', async () => {
  const other = await createTenant(system);
  const key = (await other.post('/api/api-keys', { name: 'Import job', permissions: ['campaigns.read'] })).body['key'];
  await enable(other);
  expect(await isValid({ token: key })).toBe(true);
  expect((await send(system, 'GET', '/api/auth/second-factor', { token: key })).status).toBe(403);
});

test('a login that began before the second factor was confirmed opens no valid session', async () => {
  const user = await newUser();
  const { body: added } = await user.post('/api/auth/second-factor', { current_password: PASSWORD });
  secrets.add(added['secret']);
  // The login and the confirmation race. If the login comes first, its session ends with the confirmation.
  const [loggedIn] = await Promise.all([
    login(user),
    user.post('/api/auth/second-factor/confirm', { code: codeOf(added['secret']) }),
  ]);
  expect(await isValid({ token: loggedIn.body['token'] ?? 'none' })).toBe(false);
});

test('no secret and no code is in the log, in the audit log or readable in the database', async () => {
  const user = await newUser();
  const { secret, recoveryCodes } = await enable(user);
  await login(user, { code: codeOf(secret) });
  await login(user, { code: codeOf(secret, 4) });
  await login(user, { code: recoveryCodes[0]! });
  const [{ events, rows }] = await sql<[{ events: string; rows: string }]>`
    select (select string_agg(changes::text, ' ') from audit_events where entity = 'second_factor') as events,
      (select string_agg(row_to_json(second_factors)::text, ' ') from second_factors) as rows`;
  const log = logLines.join('\n');
  expect(log).toContain('auth.second-factor.failed');
  expect(events).toContain('[hidden]');
  // Numbers of six digits also occur in ids and times, so the codes of apps are searched for as whole values.
  const texts = [...secrets].map((text) => (text.length > 6 ? text : `"${text}"`));
  expect(texts.length).toBeGreaterThan(100);
  expect(texts.filter((text) => (log + events + rows).includes(text))).toEqual([]);
  expect(events).not.toContain('v1:k1:');
});
