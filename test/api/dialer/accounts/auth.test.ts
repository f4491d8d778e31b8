import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { addUser, createTenant, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

/** Returns the dialer document's example of a registration, with a new e-mail address each time. */
const registration = () => ({
  email: `${randomUUID()}@example.com`,
  password: 'securePassword123',
  first_name: 'John',
  last_name: 'Doe',
  phone: '+14155551234',
  role: 'agent',
  tenant_id: 'uuid',
});

const register = (body: unknown, token?: string) => send(system, 'POST', '/api/auth/register', { body, token });
const login = (body: unknown) => send(system, 'POST', '/api/auth/login', { body });
const campaigns = (authorization: string) => send(system, 'GET', '/api/campaigns', { headers: { authorization } });

test("the document's example founds a tenant, and its token and login work", async () => {
  const body = registration();
  const registered = await register(body);
  expect(registered.status).toBe(201);
  expect(registered.body).toEqual({
    success: true,
    message: 'User registered successfully',
    token: expect.any(String),
    user: {
      id: expect.any(String),
      email: body.email,
      role: 'agent',
      tenant_id: expect.any(String),
      first_name: 'John',
      last_name: 'Doe',
    },
  });
  expect((await campaigns(`Bearer ${registered.body['token']}`)).status).toBe(200);

  const { status, body: signedIn } = await login({ email: body.email.toUpperCase(), password: body.password });
  expect(status).toBe(200);
  expect(signedIn).toMatchObject({ success: true, token: expect.any(String), user: registered.body['user'] });
  expect((await campaigns(`bearer ${signedIn['token']}`)).status).toBe(200);
});

test('a tenant_id that does not exist founds a tenant too', async () => {
  const { status, body } = await register({ ...registration(), tenant_id: randomUUID() });
  expect(status).toBe(201);
  const [row] = await sql`select is_owner from users where uuid = ${body['user'].id}`;
  expect(row).toEqual({ isOwner: true });
});

test('only an administrator of a tenant can add users to it', async () => {
  const owner = await createTenant(system);
  const newcomer = () => ({ ...registration(), tenant_id: owner.user.tenant_id });
  expect((await register(newcomer())).status).toBe(403);
  expect((await register(newcomer(), (await createTenant(system)).token)).status).toBe(403);
  expect((await register(newcomer(), (await addUser(system, owner, 'supervisor')).token)).status).toBe(403);
  expect((await register(newcomer(), (await addUser(system, owner, 'agent')).token)).status).toBe(403);
  const added = await register(newcomer(), (await addUser(system, owner, 'admin')).token);
  expect(added.body['user']).toMatchObject({ tenant_id: owner.user.tenant_id, role: 'agent' });
});

test('an e-mail address that is registered already is a conflict, case does not matter', async () => {
  const body = registration();
  await register(body);
  const again = await register({ ...body, email: body.email.toUpperCase() });
  expect(again.status).toBe(409);
  expect(again.body).toMatchObject({ success: false, error: expect.any(String) });
});

test('passwords are stored as argon2id hashes and never returned', async () => {
  const body = registration();
  const { user } = (await register(body)).body;
  const [row] = await sql`select password_hash from users where uuid = ${user.id}`;
  expect(row!['passwordHash']).toMatch(/^\$argon2id\$/);
  expect(JSON.stringify(user)).not.toContain('password');
});

test('an unknown user and a wrong password get the same reply', async () => {
  const body = registration();
  await register(body);
  const wrong = await login({ email: body.email, password: 'wrongPassword123' });
  const unknown = await login({ email: `${randomUUID()}@example.com`, password: body.password });
  expect(wrong.status).toBe(401);
  expect(unknown.status).toBe(401);
  expect(unknown.body['message']).toBe(wrong.body['message']);
});

test.each([
  ['email', { email: 'john' }],
  ['password', { password: 'short' }],
  ['phone', { phone: '555-1234' }],
  ['role', { role: 'owner' }],
  ['tenant_id', { tenant_id: 'acme' }],
  ['is_owner', { is_owner: true }],
])('a registration with a wrong %s is refused by name', async (field, wrong) => {
  const { status, body } = await register({ ...registration(), ...wrong });
  expect(status).toBe(400);
  expect(body['details']).toMatchObject([{ field }]);
});

test('a body that is not JSON is a bad request with the common error body', async () => {
  for (const path of ['/api/auth/login', '/api/auth/register']) {
    const { status, body } = await send(system, 'POST', path, { body: '{"email": ' });
    expect(status).toBe(400);
    expect(body).toEqual({
      success: false,
      error: expect.stringContaining('JSON'),
      message: expect.stringContaining('JSON'),
      statusCode: 400,
      timestamp: expect.stringMatching(/Z$/),
      requestId: expect.any(String),
    });
  }
});

test('a request without a valid token is 401', async () => {
  const { token, user } = await createTenant(system);
  const [header, payload] = token.split('.') as [string, string];
  const key = new TextEncoder().encode(system.config.jwtSecret);
  const sign = (alg: string, audience: string, expires: string) =>
    new SignJWT({ version: 1 })
      .setProtectedHeader({ alg })
      .setIssuer('callcenter-pro')
      .setAudience(audience)
      .setSubject(user.id)
      .setExpirationTime(expires)
      .sign(key);
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const refused = [
    '',
    token,
    'Bearer',
    'Bearer x',
    `Basic ${token}`,
    `Bearer ${header}.${payload}.${'A'.repeat(43)}`,
    `Bearer ${unsigned}`,
    `Bearer ${await sign('HS512', 'api', '1h')}`,
    `Bearer ${await sign('HS256', 'board', '1h')}`,
    `Bearer ${await sign('HS256', 'api', '-1s')}`,
  ];
  for (const authorization of refused) {
    const { status, body } = await campaigns(authorization);
    expect({ authorization, status }).toEqual({ authorization, status: 401 });
    expect(body).toMatchObject({ success: false, error: expect.any(String) });
  }
  expect((await campaigns(`Bearer ${await sign('HS256', 'api', '1h')}`)).status).toBe(200);
  expect(decodeJwt(token).exp).toBeGreaterThan(Date.now() / 1000);
});

test('a token is invalid after a change of the token version or the deactivation of its user', async () => {
  const { token, user } = await createTenant(system);
  await sql`update users set token_version = token_version + 1 where uuid = ${user.id}`;
  expect((await campaigns(`Bearer ${token}`)).status).toBe(401);
  await sql`update users set token_version = 1, is_active = false where uuid = ${user.id}`;
  expect((await campaigns(`Bearer ${token}`)).status).toBe(401);
  await sql`update users set is_active = true where uuid = ${user.id}`;
  expect((await campaigns(`Bearer ${token}`)).status).toBe(200);
});
