import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
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
      numeric_id: expect.any(Number),
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

test('a registration may name the company and its number, which GET /account shows and PUT changes', async () => {
  const company = { company_name: 'Acme & Sons', callback_number: '+14155550188' };
  const { body } = await register({ ...registration(), ...company, role: 'admin' });
  const account = (method: 'GET' | 'PUT', changes?: object) =>
    send(system, method, '/api/account', { token: body['token'], ...(changes && { body: changes }) });
  const shown = { companyName: 'Acme & Sons', callbackNumber: '+14155550188' };
  expect((await account('GET')).body).toEqual({ timezone: 'UTC', currency: 'USD', ...shown });
  expect(await account('PUT', { companyName: null })).toMatchObject({
    status: 200,
    body: { ...shown, companyName: null },
  });
  // Calls to 900 numbers cost the caller more than ordinary calls (47 CFR 64.1200(a)(7)(i)(A)).
  expect(await account('PUT', { callbackNumber: '+19002341234' })).toMatchObject({
    status: 400,
    body: { details: [{ field: 'callbackNumber' }] },
  });
  expect((await register({ ...registration(), callback_number: '+19002341234' })).status).toBe(400);
  const plain = (await register({ ...registration(), role: 'admin' })).body;
  const { body: unnamed } = await send(system, 'GET', '/api/account', { token: plain['token'] });
  expect(unnamed).toMatchObject({ companyName: null, callbackNumber: null });
  const joining = { ...registration(), ...company, tenant_id: plain['user'].tenant_id };
  expect((await register(joining, plain['token'])).status).toBe(409);
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

test('a login name belongs to one user, as an e-mail address or as a user name', async () => {
  const name = randomUUID();
  const eve = { ...registration(), username: name };
  expect((await register(eve)).status).toBe(201);
  // The user name of another user, as a user name and as an e-mail address.
  expect((await register({ ...registration(), username: name.toUpperCase() })).status).toBe(409);
  // The e-mail address of another user is not allowed as a user name, whether the address is registered or not.
  for (const username of [eve.email, `${randomUUID()}@example.com`]) {
    const { status, body } = await register({ ...registration(), username });
    expect([status, body['details'][0].field]).toEqual([400, 'username']);
  }
  // The own address is allowed, and a login with the address or the name finds only its owner.
  const own = registration();
  expect((await register({ ...own, username: own.email.toUpperCase() })).status).toBe(201);
  await sql`update users set updated_at = now() where lower(email) = ${eve.email}`;
  for (const email of [eve.email, name, own.email])
    expect((await login({ email, password: eve.password })).body['user'].email).toBe(
      email === own.email ? own.email : eve.email,
    );
});

test('the database refuses the login name of another user, also at the same time', async () => {
  const [first, second] = [await createTenant(system), await createTenant(system)];
  const rename = (client: typeof first, columns: Record<string, string>) =>
    sql`update users set ${sql(columns)} where uuid = ${client.user.id}`;
  const [{ email }] = await sql<[{ email: string }]>`select email from users where uuid = ${first.user.id}`;
  await expect(rename(second, { username: email })).rejects.toThrow('must be the e-mail address');
  await expect(rename(second, { email: email.toUpperCase(), username: randomUUID() })).rejects.toThrow(
    'login_names_pkey',
  );
  const name = randomUUID();
  const results = await Promise.allSettled([first, second].map((client) => rename(client, { username: name })));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  // The winner's earlier name is free again.
  const names = await sql`select name from login_names where name = ${name}`;
  expect(names).toHaveLength(1);
});

test('parallel registrations of one e-mail address create one user', async () => {
  const body = registration();
  const replies = await Promise.all([register(body), register(body), register({ ...body, username: 'x'.repeat(9) })]);
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
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
  ['password', { password: 'x'.repeat(129) }],
  ['password', { password: 'PassWord1' }],
  ['password', { email: 'jane.doe@example.com', password: 'JaneDoe2026!' }],
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
  const { jti } = decodeJwt(token) as { jti: string };
  const sign = (alg: string, audience: string, expires: string, { typ = 'JWT', jti: id = jti } = {}) =>
    new SignJWT({ version: 1, jti: id })
      .setProtectedHeader({ alg, typ })
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
    `Bearer ${await sign('HS256', 'api', '1h', { typ: 'logout+jwt' })}`,
    `Bearer ${await sign('HS256', 'api', '1h', { jti: randomUUID() })}`,
    `Bearer ${await sign('HS256', 'api', '1h', { jti: decodeJwt((await createTenant(system)).token).jti! })}`,
  ];
  for (const authorization of refused) {
    const { status, body } = await campaigns(authorization);
    expect({ authorization, status }).toEqual({ authorization, status: 401 });
    expect(body).toMatchObject({ success: false, error: expect.any(String) });
  }
  expect((await campaigns(`Bearer ${await sign('HS256', 'api', '1h')}`)).status).toBe(200);
  expect(decodeJwt(token).exp).toBeGreaterThan(Date.now() / 1000);
  // The example token of the dialer document has this header.
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'HS256', typ: 'JWT' });
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
