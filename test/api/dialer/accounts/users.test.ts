import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, type Client, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { LiveClient } from '../../../helpers/api/live-client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { ctx, config } = system;
const { sql } = ctx;

const PASSWORD = 'securePassword123';
const status = async (credential: { token?: string; cookie?: string }) =>
  (await send(system, 'GET', '/api/campaigns', credential)).status;
const emailOf = async ({ user }: Client) =>
  (await sql<[{ email: string }]>`select email from users where uuid = ${user.id}`)[0].email;
const login = async (client: Client, password = PASSWORD) =>
  (await send(system, 'POST', '/api/auth/login', { body: { email: await emailOf(client), password } })).status;
const post = (path: string, body: object) => send(system, 'POST', path, { body });
const invite = async (client: Client, email = `${randomUUID()}@example.com`) =>
  (await client.post('/api/invitations', { email })).body as { code: string; invitation: { id: string } };
/** Sets a new password with a code. */
const use = async (code: string) =>
  (await post('/api/auth/password-reset', { code, password: 'another good one' })).status;
const closeOf = (client: LiveClient) =>
  new Promise<number>((resolve) => client.socket.once('close', (code: number) => resolve(code)));

test('administrators list the users of their tenant, with a filter and pages', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const { body } = await owner.get('/api/users');
  expect(body).toMatchObject({ success: true, total: 2 });
  expect(body['users'][0]).toEqual({
    id: owner.user.id,
    numeric_id: expect.any(Number),
    email: await emailOf(owner),
    username: await emailOf(owner),
    role: 'admin',
    tenant_id: owner.user.tenant_id,
    first_name: 'John',
    last_name: 'Doe',
    phone: '+14155551234',
    is_owner: true,
    is_active: true,
    has_second_factor: false,
    created_at: expect.any(String),
  });
  const ids = async (query: string) =>
    (await owner.get(`/api/users?${query}`)).body['users'].map(({ id }: { id: string }) => id);
  expect(await ids('role=agent')).toEqual([agent.user.id]);
  expect(await ids('is_active=false')).toEqual([]);
  expect(await ids(`email=${encodeURIComponent((await emailOf(agent)).toUpperCase())}`)).toEqual([agent.user.id]);
  expect(await ids('limit=1&offset=1')).toEqual([agent.user.id]);
  expect((await owner.get(`/api/users/${agent.user.id}`)).body['user'].email).toBe(await emailOf(agent));
});

test('a deactivation ends tokens, sessions and WebSockets at once, and the login', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const { cookie } = await openSession(system, agent);
  const sockets = [
    await LiveClient.connect(config.port, agent.token),
    await LiveClient.open(config.port, { headers: { cookie } }),
  ];
  await sockets[1]!.waitFor('connected');
  const closed = Promise.all(sockets.map(closeOf));
  const reply = await owner.put(`/api/users/${agent.user.id}`, { is_active: false });
  expect([reply.status, reply.body['user'].is_active]).toEqual([200, false]);
  expect(await closed).toEqual([4401, 4401]);
  expect([await status(agent), await status({ cookie }), await login(agent)]).toEqual([401, 401, 401]);
  expect((await owner.put(`/api/users/${agent.user.id}`, { is_active: true })).status).toBe(200);
  expect([await status(agent), await status({ cookie }), await login(agent)]).toEqual([401, 401, 200]);
});

test('a new role applies at once, and closes the WebSockets with the old rights', async () => {
  const owner = await createTenant(system);
  const supervisor = await addUser(system, owner, 'supervisor');
  const closed = closeOf(await LiveClient.connect(config.port, supervisor.token));
  expect((await owner.put(`/api/users/${supervisor.user.id}`, { role: 'agent' })).body['user'].role).toBe('agent');
  expect(await closed).toBe(4403);
  expect((await supervisor.get('/api/publishers')).status).toBe(403);
});

test('a log-out closes the WebSocket of the token', async () => {
  const owner = await createTenant(system);
  const closed = closeOf(await LiveClient.connect(config.port, owner.token));
  await send(system, 'POST', '/api/auth/logout', { token: owner.token, api: 'callcenter-pro' });
  expect(await closed).toBe(4401);
});

test('the last active owner stays, also when two owners deactivate each other at the same time', async () => {
  const owner = await createTenant(system);
  for (const change of [{ is_active: false }, { is_owner: false }])
    expect((await owner.put(`/api/users/${owner.user.id}`, change)).status).toBe(409);
  const second = await addUser(system, owner, 'admin');
  // An administrator who is not an owner changes neither an owner nor the ownership.
  for (const path of [`/api/users/${owner.user.id}`, `/api/users/${second.user.id}`])
    expect((await second.put(path, path.endsWith(owner.user.id) ? { role: 'agent' } : { is_owner: true })).status).toBe(
      403,
    );
  expect((await second.post(`/api/users/${owner.user.id}/password-reset`)).status).toBe(403);
  expect((await second.delete(`/api/users/${owner.user.id}/sessions`)).status).toBe(403);
  expect((await owner.put(`/api/users/${second.user.id}`, { is_owner: true })).body['user'].is_owner).toBe(true);
  await Promise.all([
    owner.put(`/api/users/${second.user.id}`, { is_active: false }),
    second.put(`/api/users/${owner.user.id}`, { is_active: false }),
  ]);
  const active = await sql`
    select from users where is_owner and is_active and tenant_id = (select id from tenants where uuid = ${owner.user.tenant_id})`;
  expect(active).toHaveLength(1);
});

test('an invited person sets the password, and the code works once', async () => {
  const owner = await createTenant(system);
  const email = `${randomUUID()}@example.com`;
  const invited = await owner.post('/api/invitations', { email, role: 'supervisor' });
  expect(invited.status).toBe(201);
  const { code, invitation } = invited.body as { code: string; invitation: { id: string } };
  expect(invitation).toMatchObject({ email, role: 'supervisor' });
  const [stored] = await sql<
    [{ text: string }]
  >`select i::text as text from user_invitations i where uuid = ${invitation.id}`;
  expect(stored.text).not.toContain(code);
  expect((await owner.get('/api/invitations')).body).toMatchObject({ total: 1, invitations: [invitation] });

  expect((await post('/api/auth/invitation', { code, password: 'Password1' })).status).toBe(400);
  const accept = () => post('/api/auth/invitation', { code, password: PASSWORD, first_name: 'Ann' });
  const replies = await Promise.all([accept(), accept()]);
  expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([201, 403]);
  const { body } = replies.find((reply) => reply.status === 201)!;
  expect(body['user']).toMatchObject({ email, role: 'supervisor', tenant_id: owner.user.tenant_id });
  expect(await status({ token: body['token'] })).toBe(200);
  expect((await accept()).status).toBe(403);
});

test('a withdrawn, replaced or expired invitation is invalid, and so are those of a deactivated administrator', async () => {
  const owner = await createTenant(system);
  const admin = await addUser(system, owner, 'admin');
  const email = `${randomUUID()}@example.com`;
  const replaced = await invite(owner, email);
  const withdrawn = await invite(owner, email.toUpperCase());
  expect((await owner.delete(`/api/invitations/${withdrawn.invitation.id}`)).status).toBe(200);
  const expired = await invite(owner);
  await sql`update user_invitations set expires_at = now() where uuid = ${expired.invitation.id}`;
  const ofAdmin = await invite(admin);
  const reset = await admin.post(`/api/users/${(await addUser(system, owner, 'agent')).user.id}/password-reset`);
  await owner.put(`/api/users/${admin.user.id}`, { role: 'agent' });
  for (const { code } of [replaced, withdrawn, expired, ofAdmin])
    expect((await post('/api/auth/invitation', { code, password: PASSWORD })).status).toBe(403);
  expect(
    (await post('/api/auth/password-reset', { code: reset.body['code'], password: 'another good one' })).status,
  ).toBe(403);
});

test('a reset code sets a new password once, ends the sessions, and expires after an hour', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const create = () => owner.post(`/api/users/${agent.user.id}/password-reset`);
  const { code: replaced } = (await create()).body as { code: string };
  const reply = await create();
  expect(reply.status).toBe(201);
  const lifetimeMs = Date.parse(reply.body['expires_at']) - Date.now();
  expect(lifetimeMs).toBeGreaterThan(50 * 60_000);
  expect(lifetimeMs).toBeLessThan(70 * 60_000);
  expect(await status(agent)).toBe(200);
  expect(await use(replaced)).toBe(403);
  expect((await Promise.all([use(reply.body['code']), use(reply.body['code'])])).toSorted((a, b) => a - b)).toEqual([
    200, 403,
  ]);
  expect([await status(agent), await login(agent), await login(agent, 'another good one')]).toEqual([401, 401, 200]);
  const { code: expired } = (await create()).body as { code: string };
  await sql`update password_resets set expires_at = now()`;
  expect(await use(expired)).toBe(403);
  await system.runJob('system.sweep', {});
  expect(await sql`select from password_resets`).toHaveLength(0);
  // Administrators need their current password for their own user.
  expect((await owner.post(`/api/users/${owner.user.id}/password-reset`)).status).toBe(409);
});

test('a user reads themselves, the own agent and the own permissions', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const { body } = await owner.post('/api/agents', { name: 'Jane', phone: '+14155553333', user_id: agent.user.id });
  const { body: me } = await agent.get('/api/auth/me');
  expect(me).toMatchObject({ user: { id: agent.user.id, role: 'agent' }, agent_id: body['agent'].id });
  expect(me['permissions']).toContain('agents.status');
  expect(me['permissions']).not.toContain('agents.write');
  const { body: own } = await owner.get('/api/auth/me');
  expect(own).toMatchObject({ agent_id: null, permissions: expect.arrayContaining(['users.write', 'stats.read']) });
});
