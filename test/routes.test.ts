/** Who may use which route, and that nobody reaches another tenant, over the route table itself. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Role } from '../shared/domain/access.ts';
import { addUser, campaignExample, foundTenant, send } from './helpers/client.ts';
import { openApiDocument } from './helpers/openapi.ts';
import { insertRow } from './helpers/insert-row.ts';
import { createTestSystem } from './helpers/system.ts';

type Rule = {
  /** Who may; `public` needs no token. */
  for: readonly Role[] | 'public';
  /** The table of `{id}`. */
  table?: keyof typeof insertRow;
  /** Input that passes validation, so that what refuses is the permission. */
  body?: unknown;
  query?: string;
  /** What those who may get, where the input names something that is not there. */
  answer?: 404;
};

const everybody: readonly Role[] = ['admin', 'supervisor', 'agent'];
const leaders: readonly Role[] = ['admin', 'supervisor'];

/** A file of one row, and the campaign it is for. */
function form(campaignId?: string): FormData {
  const sent = new FormData();
  if (campaignId) sent.append('campaign_id', campaignId);
  sent.append('file', new File(['phone\n+14155552671\n'], 'numbers.csv', { type: 'text/csv' }));
  return sent;
}

const agentExample = { name: 'John Doe', phone: '+14155553333' };

/** Every route with what it promises; a route without an entry fails below, so no new one is forgotten. */
const rules: Record<string, Rule> = {
  'POST /auth/register': { for: 'public', body: {} },
  'POST /auth/login': { for: 'public', body: {} },

  'GET /campaigns': { for: everybody },
  'POST /campaigns': { for: leaders, body: campaignExample },
  'GET /campaigns/{id}': { for: everybody, table: 'campaigns' },
  'PUT /campaigns/{id}': { for: leaders, table: 'campaigns', body: { name: 'Changed' } },
  'POST /campaigns/{id}/start': { for: leaders, table: 'campaigns' },
  'POST /campaigns/{id}/pause': { for: leaders, table: 'campaigns' },
  'POST /campaigns/{id}/cancel': { for: leaders, table: 'campaigns' },
  'GET /campaigns/{id}/pacing': { for: everybody, table: 'campaigns' },
  'GET /campaigns/{id}/preflight': { for: everybody, table: 'campaigns' },

  'GET /agents': { for: everybody },
  'POST /agents': { for: leaders, body: agentExample },
  'GET /agents/{id}': { for: everybody, table: 'agents' },
  'PUT /agents/{id}': { for: leaders, table: 'agents', body: { name: 'Changed' } },
  'PUT /agents/{id}/status': { for: everybody, table: 'agents', body: { status: 'break' } },
  'GET /agents/{id}/stats': { for: everybody, table: 'agents' },

  'GET /agent-groups': { for: everybody },
  'POST /agent-groups': { for: leaders, body: () => ({ name: randomUUID() }) },
  'GET /agent-groups/{id}': { for: everybody, table: 'agent_groups' },
  'PUT /agent-groups/{id}': { for: leaders, table: 'agent_groups', body: { name: 'Changed' } },
  'DELETE /agent-groups/{id}': { for: leaders, table: 'agent_groups' },

  'GET /leads': { for: everybody, query: `campaign_id=${randomUUID()}`, answer: 404 },
  'POST /leads/upload': { for: leaders, body: () => form(randomUUID()), answer: 404 },
  'GET /leads/template/csv': { for: everybody },
  'GET /leads/{id}': { for: everybody, table: 'leads' },
  'PUT /leads/{id}': { for: leaders, table: 'leads', body: { notes: 'Changed' } },
  'GET /leads/imports': { for: leaders },
  'GET /leads/imports/{id}': { for: leaders, table: 'lead_imports' },
  'GET /leads/imports/{id}/errors.csv': { for: leaders, table: 'lead_imports' },

  'GET /dnc': { for: everybody },
  'POST /dnc': { for: leaders, body: { phone: '+14155552671' } },
  'POST /dnc/upload': { for: leaders, body: () => form() },
  'DELETE /dnc/{id}': { for: leaders, table: 'dnc_numbers' },

  'GET /calls': { for: everybody },
  'GET /calls/stats/summary': { for: everybody },
  'GET /calls/stats/by-disposition': { for: everybody },
  'GET /calls/export.csv': { for: everybody },
  'PUT /calls/{id}': { for: everybody, table: 'calls', body: { notes: 'Changed' } },
  'GET /calls/{id}': { for: everybody, table: 'calls' },
};

const system = await createTestSystem();
const { sql } = system.ctx;
const document = await openApiDocument(system);
const owner = await foundTenant(system);
const users = {
  admin: await addUser(system, owner, 'admin'),
  supervisor: await addUser(system, owner, 'supervisor'),
  agent: await addUser(system, owner, 'agent'),
};

function call(route: string, rule: Rule, id: string, token?: string) {
  const [method, template] = route.split(' ') as [string, string];
  const path = `/api${template.replace('{id}', id)}${rule.query ? `?${rule.query}` : ''}`;
  const body = typeof rule.body === 'function' ? rule.body() : rule.body;
  return send(system, method, path, {
    token,
    body: body ?? (method === 'POST' ? {} : undefined),
    // No worker runs here, so there is no result of an upload to wait for.
    headers: { prefer: 'respond-async' },
  });
}

test('every route has its rule, and every rule its route', () => {
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(Object.keys(rules).toSorted()).toEqual(routes.toSorted());
  const withId = Object.keys(rules).filter((route) => rules[route]!.table !== undefined);
  expect(withId).toEqual(Object.keys(rules).filter((route) => route.includes('{id}')));
});

const guarded = Object.entries(rules).filter(([, rule]) => rule.for !== 'public');
const open = Object.entries(rules).filter(([, rule]) => rule.for === 'public');

test.each(open)('%s needs no token', async (route, rule) => {
  // Its empty body is what is wrong.
  expect((await call(route, rule, randomUUID())).status).toBe(400);
});

test.each(guarded)('%s is for whom its rule says', async (route, rule) => {
  expect((await call(route, rule, randomUUID())).status).toBe(401);
  for (const role of everybody) {
    const { status } = await call(route, rule, randomUUID(), users[role].token);
    // Permission comes before look-up: who may not ask does not learn what exists.
    const granted = rule.table || rule.answer ? [404] : [200, 201, 202];
    const expected = rule.for.includes(role) ? granted : [403];
    expect({ role, status }).toEqual({ role, status: expect.toBeOneOf(expected) });
  }
});

const withId = Object.entries(rules).flatMap(([route, { table, ...rule }]) => (table ? [{ route, rule, table }] : []));

test.each(withId)('$route finds nothing of another tenant', async ({ route, rule, table }) => {
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const { id, uuid } = await insertRow[table](sql, tenant.id);
  const row = async () => (await sql`select * from ${sql(table as string)} where id = ${id}`)[0];
  const before = await row();
  const stranger = await foundTenant(system);
  for (const form of [uuid, String(id)]) {
    const { status, body } = await call(route, rule, form, stranger.token);
    expect(status).toBe(404);
    expect(JSON.stringify(body)).not.toContain(owner.user.tenant_id);
  }
  expect(await row()).toEqual(before);
  // The same request finds it for those it belongs to: above, nothing else was wrong.
  expect((await call(route, rule, uuid, owner.token)).status).not.toBe(404);
});

test('what a body or filter names must be of the same tenant too', async () => {
  const stranger = await foundTenant(system);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${stranger.user.tenant_id}`;
  const group = await insertRow.agent_groups(sql, tenant.id);
  const campaign = await insertRow.campaigns(sql, tenant.id);
  const agent = await insertRow.agents(sql, tenant.id);
  await insertRow.calls(sql, tenant.id);
  const reader = await foundTenant(system);
  for (const id of [group.uuid, group.id]) {
    expect((await reader.post('/api/agents', { ...agentExample, agent_group_id: id })).status).toBe(404);
    expect((await reader.post('/api/campaigns', { ...campaignExample, agent_group_id: id })).status).toBe(404);
    expect((await reader.get(`/api/agents?agent_group_id=${id}`)).body['agents']).toEqual([]);
  }
  for (const filter of [`campaign_id=${campaign.id}`, `agent_id=${agent.uuid}`, ''])
    expect((await reader.get(`/api/calls?${filter}`)).body['calls']).toEqual([]);
});
