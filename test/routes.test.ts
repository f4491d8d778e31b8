/** Who may use which route, and that nobody reaches another tenant, over the route table itself. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Role } from '../shared/domain/access.ts';
import { addUser, campaignExample, type Client, foundTenant, openSession, send } from './helpers/client.ts';
import { type Dialect, openApiDocument } from './helpers/openapi.ts';
import { insertRow } from './helpers/insert-row.ts';
import { createTestSystem } from './helpers/system.ts';

type Rule = {
  /** Who may; `public` needs no credential. */
  for: readonly Role[] | 'public';
  /** The table of the first id in the path. */
  table?: keyof typeof insertRow;
  /** Input that passes validation, so that what refuses is the permission. */
  body?: unknown;
  query?: string;
  /** What those who may get, where the input names something that is not there; and what the public gets. */
  answer?: number;
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
const dialerRules: Record<string, Rule> = {
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

const sessionAgentExample = { name: 'Jane Smith', phoneNumber: '+14155553333' };
const buyerExample = { name: 'John Doe', phoneNumber: '+14155554444' };
const targetExample = { name: 'Premium Buyer', endpointUrl: 'https://api.premium.com/bid' };
const callExample = () => ({ callerNumber: '+14155551111', destinationNumber: '+14155552222', callSid: randomUUID() });

const sessionRules: Record<string, Rule> = {
  'POST /auth/login': { for: 'public', body: { username: 'nobody' }, answer: 422 },
  'GET /auth/user': { for: 'public', answer: 401 },
  'POST /auth/logout': { for: 'public', answer: 200 },

  'GET /campaigns': { for: everybody },
  'POST /campaigns': { for: leaders, body: { name: 'Summer Campaign' } },
  'GET /campaigns/{id}': { for: everybody, table: 'campaigns' },
  'PUT /campaigns/{id}': { for: leaders, table: 'campaigns', body: { name: 'Changed' } },
  'DELETE /campaigns/{id}': { for: leaders, table: 'campaigns' },

  'GET /buyers': { for: everybody },
  'POST /buyers': { for: leaders, body: buyerExample },
  'GET /buyers/{id}': { for: everybody, table: 'buyers' },
  'PUT /buyers/{id}': { for: leaders, table: 'buyers', body: { name: 'Changed' } },
  'DELETE /buyers/{id}': { for: leaders, table: 'buyers' },
  'GET /campaigns/{campaignId}/buyers': { for: everybody, table: 'campaigns' },
  'POST /campaigns/{campaignId}/buyers': {
    for: leaders,
    table: 'campaigns',
    body: () => ({ buyerId: randomUUID() }),
    answer: 404,
  },
  'DELETE /campaigns/{campaignId}/buyers/{buyerId}': { for: leaders, table: 'campaigns', answer: 404 },

  'GET /agents': { for: everybody },
  'POST /agents': { for: leaders, body: sessionAgentExample },
  'GET /agents/{id}': { for: everybody, table: 'agents' },
  'PUT /agents/{id}/status': { for: everybody, table: 'agents', body: { status: 'busy' } },

  'GET /calls': { for: everybody },
  'POST /calls': { for: leaders, body: callExample },
  'GET /calls/{id}': { for: everybody, table: 'calls' },
  'PUT /calls/{id}': { for: leaders, table: 'calls', body: { hangupCause: 'Changed' } },
  'GET /calls/{id}/logs': { for: everybody, table: 'calls' },
  'GET /campaigns/{campaignId}/calls': { for: everybody, table: 'campaigns' },

  'GET /rtb/targets': { for: everybody },
  'POST /rtb/targets': { for: leaders, body: targetExample },
  'DELETE /rtb/targets/clear-all': { for: ['admin'] },
  'GET /rtb/targets/{id}': { for: everybody, table: 'rtb_targets' },
  'PUT /rtb/targets/{id}': { for: leaders, table: 'rtb_targets', body: { name: 'Changed' } },
  'DELETE /rtb/targets/{id}': { for: leaders, table: 'rtb_targets' },
  'POST /rtb/targets/{id}/test': { for: leaders, table: 'rtb_targets' },
  'GET /rtb/routers': { for: everybody },
  'POST /rtb/routers': { for: leaders, body: { name: 'Main Router' } },
  'GET /rtb/routers/{id}': { for: everybody, table: 'rtb_routers' },
  'PUT /rtb/routers/{id}': { for: leaders, table: 'rtb_routers', body: { name: 'Changed' } },
  'DELETE /rtb/routers/{id}': { for: leaders, table: 'rtb_routers' },
  'POST /rtb/routers/{routerId}/targets': {
    for: leaders,
    table: 'rtb_routers',
    body: () => ({ targetId: randomUUID() }),
    answer: 404,
  },
  'DELETE /rtb/routers/{routerId}/targets/{targetId}': { for: leaders, table: 'rtb_routers', answer: 404 },
  'GET /rtb/bid-requests': { for: everybody },
  'GET /rtb/bid-responses': { for: everybody, query: 'bidRequestId=1000000' },
  // A bidder of ours answers whoever has its own credentials.
  'POST /rtb/webhook/{targetId}': { for: 'public', answer: 404 },
};

const rulesOf: Record<Dialect, Record<string, Rule>> = { dialer: dialerRules, 'callcenter-pro': sessionRules };

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await foundTenant(system);
const users = {
  admin: await addUser(system, owner, 'admin'),
  supervisor: await addUser(system, owner, 'supervisor'),
  agent: await addUser(system, owner, 'agent'),
};
const sessions = {
  admin: await openSession(system, users.admin),
  supervisor: await openSession(system, users.supervisor),
  agent: await openSession(system, users.agent),
};

type Case = { dialect: Dialect; route: string; rule: Rule };
type Credential = { token?: string; cookie?: string };

const credentialOf = (dialect: Dialect, role: Role): Credential =>
  dialect === 'dialer' ? { token: users[role].token } : { cookie: sessions[role].cookie };

function call({ dialect, route, rule }: Case, id: string, credential: Credential = {}) {
  const [method, template] = route.split(' ') as [string, string];
  const named = template.replace(/\{\w+\}/, id).replace(/\{\w+\}/, randomUUID());
  const path = `/api${named}${rule.query ? `?${rule.query}` : ''}`;
  const body = typeof rule.body === 'function' ? rule.body() : rule.body;
  return send(system, method, path, {
    ...credential,
    dialect,
    body: body ?? (method === 'POST' ? {} : undefined),
    // No worker runs here, so there is no result of an upload to wait for.
    headers: { prefer: 'respond-async' },
  });
}

const cases = (Object.keys(rulesOf) as Dialect[]).flatMap((dialect) =>
  Object.entries(rulesOf[dialect]).map(([route, rule]): Case => ({ dialect, route, rule })),
);

test.each(Object.entries(rulesOf))(
  'every route of %s has its rule, and every rule its route',
  async (dialect, rules) => {
    const document = await openApiDocument(system, dialect as Dialect);
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(Object.keys(rules).toSorted()).toEqual(routes.toSorted());
    const withId = Object.keys(rules).filter((route) => rules[route]!.table !== undefined);
    const named = Object.keys(rules).filter((route) => route.includes('{') && rules[route]!.for !== 'public');
    expect(withId).toEqual(named);
  },
);

const guarded = cases.filter(({ rule }) => rule.for !== 'public');
const open = cases.filter(({ rule }) => rule.for === 'public');

test.each(open)('$dialect: $route needs no credential', async (each) => {
  // Its empty body is what is wrong, unless the rule says otherwise.
  expect((await call(each, randomUUID())).status).toBe(each.rule.answer ?? 400);
});

test.each(guarded)('$dialect: $route is for whom its rule says', async (each) => {
  const { dialect, rule } = each;
  expect((await call(each, randomUUID())).status).toBe(401);
  for (const role of everybody) {
    const { status } = await call(each, randomUUID(), credentialOf(dialect, role));
    // Permission comes before look-up: who may not ask does not learn what exists.
    const granted = rule.table || rule.answer ? [404] : [200, 201, 202];
    const expected = rule.for.includes(role) ? granted : [403];
    expect({ role, status }).toEqual({ role, status: expect.toBeOneOf(expected) });
  }
});

const withId = cases.flatMap((each) => (each.rule.table ? [{ ...each, table: each.rule.table }] : []));

test.each(withId)('$dialect: $route finds nothing of another tenant', async ({ table, ...each }) => {
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const { id, uuid } = await insertRow[table](sql, tenant.id);
  const row = async () => (await sql`select * from ${sql(table as string)} where id = ${id}`)[0];
  const before = await row();
  const stranger = await foundTenant(system);
  const credential = await strangers(each.dialect, stranger);
  for (const form of [uuid, String(id)]) {
    const { status, body } = await call(each, form, credential);
    expect(status).toBe(404);
    expect(JSON.stringify(body)).not.toContain(owner.user.tenant_id);
  }
  expect(await row()).toEqual(before);
  // The same request finds it for those it belongs to, and then at most what else it names is not there.
  const { status, body } = await call(each, uuid, credentialOf(each.dialect, 'admin'));
  const itself = /^(Campaign|RTB router|Router) not found/.test(body['message'] ?? '');
  expect(status === 404 && (each.rule.answer !== 404 || itself)).toBe(false);
});

async function strangers(dialect: Dialect, { token, ...stranger }: Client): Promise<Credential> {
  return dialect === 'dialer' ? { token } : { cookie: (await openSession(system, { token, ...stranger })).cookie };
}

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
