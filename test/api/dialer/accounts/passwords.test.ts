import { expect, test } from 'vitest';
import { type Client, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

const PASSWORD = 'securePassword123';
const NEW_PASSWORD = 'an even better one';

const body = (current_password = PASSWORD, new_password = NEW_PASSWORD) => ({ current_password, new_password });
const emailOf = async ({ user }: Pick<Client, 'user'>) =>
  (await sql<[{ email: string }]>`select email from users where uuid = ${user.id}`)[0].email;
const login = async (client: Pick<Client, 'user'>, password: string) =>
  (await send(system, 'POST', '/api/auth/login', { body: { email: await emailOf(client), password } })).status;
const status = async (credential: { token?: string; cookie?: string }) =>
  (await send(system, 'GET', '/api/campaigns', credential)).status;

test('a new password ends all credentials, and the client of the request gets a new token', async () => {
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const { status: code, body: reply } = await owner.post('/api/auth/password', body());
  expect([code, reply]).toEqual([
    200,
    { success: true, message: 'Password changed successfully', token: expect.any(String) },
  ]);
  expect(await status({ token: owner.token })).toBe(401);
  expect(await status({ cookie })).toBe(401);
  const [event] = await sql`
    select changes from audit_events where entity = 'user' and verb = 'updated'
      and entity_uuid = ${owner.user.id}`;
  expect(event?.['changes']).toMatchObject({ password_hash: { before: '[hidden]', after: '[hidden]' } });
  expect(await status({ token: reply['token'] })).toBe(200);
  expect(await login(owner, PASSWORD)).toBe(401);
  expect(await login(owner, NEW_PASSWORD)).toBe(200);
});

test('a client with a cookie gets a new cookie', async () => {
  const owner = await createTenant(system);
  const session = await openSession(system, owner);
  const reply = await send(system, 'POST', '/api/auth/password', { cookie: session.cookie, body: body() });
  expect(reply.body).toEqual({ success: true, message: 'Password changed successfully' });
  const cookie = reply.headers.get('set-cookie')!.split(';')[0]!;
  expect(await status({ cookie: session.cookie })).toBe(401);
  expect(await status({ token: owner.token })).toBe(401);
  expect(await status({ cookie })).toBe(200);
});

test('a wrong current password and an easy new password change nothing', async () => {
  const owner = await createTenant(system);
  for (const [wrong, field] of [
    [body('wrongPassword123'), 'current_password'],
    [body(PASSWORD, 'short'), 'new_password'],
    [body(PASSWORD, 'Password1'), 'new_password'],
    [body(PASSWORD, await emailOf(owner)), 'new_password'],
  ] as const) {
    const reply = await owner.post('/api/auth/password', wrong);
    expect([reply.status, reply.body['details'][0].field]).toEqual([400, field]);
  }
  expect(await status(owner)).toBe(200);
  expect(await login(owner, PASSWORD)).toBe(200);
});

test('the current password cannot be guessed with a stolen token', async () => {
  const owner = await createTenant(system);
  const guesses = Array.from({ length: 8 }, (_, guess) => owner.post('/api/auth/password', body(`wrong ${guess}`)));
  const statuses = (await Promise.all(guesses)).map((reply) => reply.status);
  expect(statuses.filter((code) => code === 400)).toHaveLength(5);
  expect(statuses.filter((code) => code === 429)).toHaveLength(3);
});

test('of two changes at the same time one wins', async () => {
  const owner = await createTenant(system);
  const replies = await Promise.all(
    ['first', 'second'].map((name) => owner.post('/api/auth/password', body(PASSWORD, `the ${name} one`))),
  );
  expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
});
