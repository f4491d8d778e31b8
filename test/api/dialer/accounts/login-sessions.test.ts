import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, type Client, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

const status = async (credential: { token?: string; cookie?: string }) =>
  (await send(system, 'GET', '/api/campaigns', credential)).status;

/** Logs in once more as the client's user and returns the new token. */
async function newToken({ user }: Pick<Client, 'user'>): Promise<string> {
  const [row] = await sql<[{ email: string }]>`select email from users where uuid = ${user.id}`;
  const body = { email: row.email, password: 'securePassword123' };
  const reply = await send(system, 'POST', '/api/auth/login', { body, headers: { 'user-agent': 'A phone' } });
  return reply.body['token'] as string;
}

test('users see their tokens and cookies, and end one of them', async () => {
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const phone = await newToken(owner);
  const { body } = await owner.get('/api/auth/sessions');
  expect(body).toMatchObject({ success: true, total: 3 });
  const shown = { id: expect.any(String), client_address: 'none', is_current: false };
  expect(body['sessions']).toEqual([
    expect.objectContaining({ ...shown, kind: 'token', user_agent: 'A phone' }),
    expect.objectContaining({ ...shown, kind: 'cookie' }),
    expect.objectContaining({ ...shown, kind: 'token', is_current: true }),
  ]);
  const ended = await owner.delete(`/api/auth/sessions/${body['sessions'][0].id}`);
  expect([ended.status, ended.body]).toEqual([200, { success: true, message: 'Session ended successfully' }]);
  expect([await status({ token: phone }), await status({ cookie }), await status(owner)]).toEqual([401, 200, 200]);
  expect((await owner.delete(`/api/auth/sessions/${body['sessions'][0].id}`)).status).toBe(404);
  const rest = await owner.get('/api/auth/sessions?limit=1&offset=1');
  expect([rest.body['sessions'].length, rest.body['total']]).toEqual([1, 2]);
});

test('users end all other sessions at once', async () => {
  const owner = await createTenant(system);
  const session = await openSession(system, owner);
  const others = [owner.token, await newToken(owner)];
  const { body } = await session.delete('/api/auth/sessions');
  expect(body).toEqual({ success: true, message: 'Other sessions ended successfully', ended: 2 });
  for (const token of others) expect(await status({ token })).toBe(401);
  expect(await status(session)).toBe(200);
});

const by = ({ id, username }: { id: number; username: string }) => ({ actorId: id, actorName: username });

test('the audit log shows who ended which session', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const session = await openSession(system, agent);
  const users = await sql<{ id: number; username: string }[]>`
    select id, username from users where uuid in (${owner.user.id}, ${agent.user.id}) order by id`;
  const [ownerRow, agentRow] = [users[0]!, users[1]!];
  await agent.delete('/api/auth/sessions');
  await owner.delete(`/api/users/${agent.user.id}/sessions`);
  const { cookie } = await openSession(system, agent);
  await send(system, 'POST', '/api/auth/logout', { cookie });
  expect(await status({ cookie })).toBe(401);
  expect(await status(session)).toBe(401);
  const events = await sql`
    select actor_id, actor_name, changes -> 'user_id' -> 'before' as user_id, changes -> 'kind' -> 'before' as kind
    from audit_events where entity = 'session' and verb = 'deleted'
      and tenant_id = (select tenant_id from users where id = ${agentRow.id}) order by id`;
  expect(events).toEqual([
    { ...by(agentRow), userId: agentRow.id, kind: 'cookie' },
    { ...by(ownerRow), userId: agentRow.id, kind: 'token' },
    { ...by(agentRow), userId: agentRow.id, kind: 'cookie' },
  ]);
});

test('only administrators end the sessions of another user, and only in their tenant', async () => {
  const owner = await createTenant(system);
  const agent = await addUser(system, owner, 'agent');
  const [session] = (await agent.get('/api/auth/sessions')).body['sessions'];
  const supervisor = await addUser(system, owner, 'supervisor');
  for (const stranger of [supervisor, await createTenant(system)])
    expect((await stranger.delete(`/api/auth/sessions/${session.id}`)).status).toBe(404);
  expect(await status(agent)).toBe(200);
  expect((await owner.delete(`/api/auth/sessions/${session.id}`)).status).toBe(200);
  expect(await status(agent)).toBe(401);
});

test('log-out with a token ends this token only', async () => {
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const other = await newToken(owner);
  const logout = () => send(system, 'POST', '/api/auth/logout', { token: other, api: 'callcenter-pro' });
  expect((await logout()).body).toEqual({ message: 'Logged out successfully' });
  expect([await status({ token: other }), await status(owner), await status({ cookie })]).toEqual([401, 200, 200]);
});

test('the value of a token session is no cookie, and the other way round', async () => {
  const owner = await createTenant(system);
  const { jti } = JSON.parse(Buffer.from(owner.token.split('.')[1]!, 'base64url').toString()) as { jti: string };
  expect(await status({ cookie: `sid=${jti}` })).toBe(401);
});

test('an ended token is not listed, and the sweeper deletes its row', async () => {
  const owner = await createTenant(system);
  await newToken(owner);
  const ofOwner = sql`user_id = (select id from users where uuid = ${owner.user.id})`;
  await sql`update sessions set expires_at = now() where ${ofOwner} and user_agent = 'A phone'`;
  expect((await owner.get('/api/auth/sessions')).body['total']).toBe(1);
  await system.runJob('system.sweep', {});
  expect(await sql`select from sessions where ${ofOwner}`).toHaveLength(1);
});

test('authentication reads session and user in one statement', async () => {
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const statements: string[] = [];
  const { options } = sql;
  const debug = options.debug;
  options.debug = (_connection, query) => statements.push(query);
  try {
    for (const credential of [{ token: owner.token }, { cookie }]) {
      await send(system, 'GET', `/api/agents/${randomUUID()}`, credential);
    }
  } finally {
    options.debug = debug;
  }
  expect(statements.filter((query) => query.includes('join sessions s'))).toHaveLength(2);
});
