import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { GRANTABLE_PERMISSIONS } from '../../../../shared/domain/accounts/access.ts';
import { createApiKey } from '../../../../shared/domain/accounts/api-keys.ts';
import { campaignExample, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { LiveClient } from '../../../helpers/api/live-client.ts';
import { cases } from '../../../helpers/api/route-rules.ts';
import { actorOfClient } from '../../../helpers/fixtures/lead-imports.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
// Some routes wait for the carrier.
system.startWorkers(['carrier']);
const { sql } = system.ctx;
const owner = await createTenant(system);

type Created = { id: string; key: string; prefix: string };

async function createKey(permissions: readonly string[], more: object = {}): Promise<Created> {
  const { status, body } = await owner.post('/api/api-keys', { name: 'Import job', permissions, ...more });
  expect(status).toBe(201);
  return { id: body['api_key'].id, key: body['key'], prefix: body['api_key'].prefix };
}

const get = (key: string, path: string) => send(system, 'GET', path, { token: key });
const post = (key: string, path: string, body: unknown) => send(system, 'POST', path, { token: key, body });

test('a key is shown once, and only its hash is stored', async () => {
  const { id, key, prefix } = await createKey(['campaigns.read']);
  expect(key).toMatch(/^ccp_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
  expect(key.startsWith(`${prefix}_`)).toBe(true);
  const shown = JSON.stringify([
    (await owner.get(`/api/api-keys/${id}`)).body,
    (await owner.get('/api/api-keys')).body,
  ]);
  expect(shown).toContain(prefix);
  const secret = key.slice(prefix.length + 1);
  expect(shown).not.toContain(secret);
  const [row] = await sql`select k::text as row from api_keys k where uuid = ${id}`;
  expect(String(row?.['row'])).not.toContain(secret);
});

test('a key works on the routes of both APIs, and only with its permissions', async () => {
  const { key } = await createKey(['campaigns.read', 'campaigns.write', 'buyers.read']);
  expect((await post(key, '/api/campaigns', campaignExample)).status).toBe(201);
  // Only the CallCenter Pro API has this route.
  expect((await send(system, 'GET', '/api/buyers', { token: key, api: 'callcenter-pro' })).status).toBe(200);
  const refused = await get(key, '/api/dnc');
  expect([refused.status, refused.body['message']]).toEqual([403, expect.stringContaining('API key')]);
});

const withoutNames = (route: string) => route.replaceAll(/\{\w+\}/g, '{}');
const dialerRoutes = new Set(cases.flatMap(({ api, route }) => (api === 'dialer' ? withoutNames(route) : [])));
/**
 * The routes that answer the credential of a tenant. If both APIs have a route, the dialer API answers. The routes of the
 * operator refuse such credentials (`app.access.test.ts`).
 */
const protectedCases = cases.filter(
  ({ api, route, rule }) =>
    rule.for !== 'public' && (api === 'dialer' || (api === 'callcenter-pro' && !dialerRoutes.has(withoutNames(route)))),
);
const fullKey = await createKey(GRANTABLE_PERMISSIONS);
/** A key without the permission of any route of the test. */
const bareKey = await createKey(['rtb.clear']);
const ONLY_USERS = /^\w+ \/(users|invitations|auth|api-keys)\b/;

test.each(protectedCases)('$api: $route checks the permissions of a key', async ({ api, route, rule }) => {
  const [method, template] = route.split(' ') as [string, string];
  const path = `/api${template.replaceAll(/\{\w+\}/g, () => randomUUID())}${rule.query ? `?${rule.query}` : ''}`;
  const body = (typeof rule.body === 'function' ? rule.body() : rule.body) ?? (method === 'POST' ? {} : undefined);
  const request = async ({ key }: Created) =>
    (await send(system, method, path, { token: key, api, body, headers: { prefer: 'respond-async' } })).status;
  const isOfBareKey = route === 'DELETE /rtb/targets/clear-all';
  expect((await request(bareKey)) === 403).toBe(!isOfBareKey);
  const status = await request(fullKey);
  expect(status).not.toBeOneOf([401, 500]);
  expect(status === 403).toBe(ONLY_USERS.test(route));
});

test('a key cannot have a permission to manage users or keys, nor one that its creator does not have', async () => {
  for (const permission of ['users.write', 'api-keys.write', 'everything']) {
    const { status, body } = await owner.post('/api/api-keys', { name: 'Too much', permissions: [permission] });
    expect([status, body['details'][0].field]).toEqual([400, 'permissions.0']);
  }
  const actor = { ...(await actorOfClient(system, owner)), isOwner: false, role: 'admin' as const };
  const limited = {
    ...actor,
    apiKey: { id: 1, name: 'k', permissions: ['api-keys.write' as const, 'leads.read' as const] },
  };
  const create = (permissions: ('leads.read' | 'leads.write')[]) =>
    createApiKey(system.ctx, limited, { name: 'More than mine', permissions, expiresAt: null });
  await expect(create(['leads.write'])).rejects.toThrow('leads.write');
  await expect(create(['leads.read'])).resolves.toMatchObject({ row: { permissions: ['leads.read'] } });
});

test('a change of the permissions is valid at the next request', async () => {
  const { id, key } = await createKey(['campaigns.read']);
  expect((await get(key, '/api/agents')).status).toBe(403);
  await owner.put(`/api/api-keys/${id}`, { permissions: ['agents.read'] });
  expect((await get(key, '/api/agents')).status).toBe(200);
  expect((await get(key, '/api/campaigns')).status).toBe(403);
});

test('after a rotation the old secret is valid for the overlap', async () => {
  const { id, key: first } = await createKey(['campaigns.read']);
  const { key: second } = (await owner.post(`/api/api-keys/${id}/rotate`, { overlap_seconds: 3_600 })).body;
  expect(second).not.toBe(first);
  for (const key of [first, second]) expect((await get(key, '/api/campaigns')).status).toBe(200);
  await sql`update api_keys set previous_valid_until = now() - interval '1 second' where uuid = ${id}`;
  expect((await get(first, '/api/campaigns')).status).toBe(401);
  const { key: third } = (await owner.post(`/api/api-keys/${id}/rotate`, { overlap_seconds: 0 })).body;
  expect((await get(second, '/api/campaigns')).status).toBe(401);
  expect((await get(third, '/api/campaigns')).status).toBe(200);
});

test('an expired key is refused', async () => {
  const { id, key } = await createKey(['campaigns.read'], { expires_at: '2999-01-01T00:00:00Z' });
  expect((await get(key, '/api/campaigns')).status).toBe(200);
  await sql`update api_keys set expires_at = now() where uuid = ${id}`;
  expect((await get(key, '/api/campaigns')).status).toBe(401);
  const past = { name: 'Past', permissions: ['campaigns.read'], expires_at: '2020-01-01T00:00:00Z' };
  expect((await owner.post('/api/api-keys', past)).status).toBe(400);
});

test('a revoked key is refused at once', async () => {
  const { id, key } = await createKey(['campaigns.read']);
  expect((await get(key, '/api/campaigns')).status).toBe(200);
  expect((await owner.delete(`/api/api-keys/${id}`)).status).toBe(200);
  expect((await get(key, '/api/campaigns')).status).toBe(401);
  expect((await owner.delete(`/api/api-keys/${id}`)).status).toBe(404);
  expect((await owner.get(`/api/api-keys/${id}`)).status).toBe(404);
});

test('a wrong secret is refused, also with the public part of a key', async () => {
  const { key, prefix } = await createKey(['campaigns.read']);
  const wrong = [`${prefix}_${'A'.repeat(43)}`, prefix, `${key}A`, 'ccp_', key.toUpperCase()];
  for (const token of wrong) expect((await get(token, '/api/campaigns')).status).toBe(401);
});

test('a key belongs to the tenant: it works after its creator was deactivated', async () => {
  const tenant = await createTenant(system);
  const { cookie } = await openSession(system, tenant);
  const body = { name: 'Nightly import', permissions: ['campaigns.read'] };
  const created = await send(system, 'POST', '/api/api-keys', { cookie, body });
  await sql`update users set is_active = false where uuid = ${tenant.user.id}`;
  expect((await get(created.body['key'], '/api/campaigns')).status).toBe(200);
});

test('the last use is written at most once a minute', async () => {
  const { id, key } = await createKey(['campaigns.read']);
  const lastUsed = async () => (await owner.get(`/api/api-keys/${id}`)).body['api_key'].last_used_at;
  expect(await lastUsed()).toBeNull();
  await get(key, '/api/campaigns');
  const first = await lastUsed();
  await get(key, '/api/campaigns');
  expect(await lastUsed()).toBe(first);
  await sql`update api_keys set last_used_at = now() - interval '2 minutes' where uuid = ${id}`;
  await get(key, '/api/campaigns');
  expect(Date.parse(await lastUsed())).toBeGreaterThanOrEqual(Date.parse(first));
});

test('a key opens a WebSocket, and its revocation closes the WebSocket', async () => {
  const { id, key } = await createKey(['campaigns.read', 'agents.read']);
  const client = await LiveClient.connect(system.config.port, key);
  await owner.delete(`/api/api-keys/${id}`);
  expect(await client.closed).toMatchObject({ code: 4401 });
  await expect(LiveClient.open(system.config.port, { protocols: ['bearer', key] })).rejects.toThrow('response: 401');
});

test('an idempotency key of an API key is not the idempotency key of a user', async () => {
  const { key } = await createKey(['campaigns.read', 'agents.write', 'agents.read']);
  const name = randomUUID();
  const headers = { 'idempotency-key': randomUUID() };
  const byUser = await send(system, 'POST', '/api/agent-groups', { token: owner.token, body: { name }, headers });
  const byKey = await send(system, 'POST', '/api/agent-groups', { token: key, body: { name }, headers });
  expect([byUser.status, byKey.status]).toEqual([201, 409]);
  expect(byKey.body['message']).toContain('another request');
});
