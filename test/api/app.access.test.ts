/**
 * Checks every path that the app serves with the route rules: who may use the path, and that no route reaches another
 * tenant.
 */
import { randomInt, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { Role } from '../../shared/domain/accounts/access.ts';
import { addUser, campaignExample, createTenant, openSession, operatorOf, send } from '../helpers/api/client.ts';
import { type ApiName, openApiDocument } from '../helpers/api/openapi.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { agentExample } from '../helpers/api/agent-rules.ts';
import { type Case, cases, ALL_ROLES, rulesOf } from '../helpers/api/route-rules.ts';
import { surfaceOf } from '../helpers/api/surfaces.ts';
import { createTestSystem } from '../helpers/system.ts';

// Each request of a stranger comes from another address, because wrong credentials of the operator block an address.
const system = await createTestSystem({ env: { TRUSTED_PROXIES: '1' } });
// The workers of the queue `carrier` run, because some routes wait for the carrier. No other workers run, because other
// workers would change the rows under test.
system.startWorkers(['carrier']);
const { sql } = system.ctx;
const owner = await createTenant(system);
const users = {
  admin: await addUser(system, owner, 'admin'),
  supervisor: await addUser(system, owner, 'supervisor'),
  agent: await addUser(system, owner, 'agent'),
};
// The sessions are of other users, because one of the routes ends all other sessions of its user.
const sessions = {
  admin: await openSession(system, await addUser(system, owner, 'admin')),
  supervisor: await openSession(system, await addUser(system, owner, 'supervisor')),
  agent: await openSession(system, await addUser(system, owner, 'agent')),
};

type Credential = { token?: string; cookie?: string; address?: string };

const credentialOf = (api: ApiName, role: Role): Credential =>
  api === 'dialer' ? { token: users[role].token } : { cookie: sessions[role].cookie };

function request({ api, route, rule }: Case, id: string, { address, ...credential }: Credential = {}) {
  const [method, template] = route.split(' ') as [string, string];
  const named = template.replace(/\{\w+\}/, id).replace(/\{\w+\}/, randomUUID());
  const path = `/api${named}${rule.query ? `?${rule.query}` : ''}`;
  const body = typeof rule.body === 'function' ? rule.body() : rule.body;
  return send(system, method, path, {
    ...credential,
    api,
    body: body ?? (method === 'POST' ? {} : undefined),
    // The request must not wait for a lead import, because no worker runs lead imports in this test.
    headers: { prefer: 'respond-async', ...(address && { 'x-forwarded-for': address }) },
  });
}

test.each(Object.entries(rulesOf))('every route of %s has a rule, and every rule has a route', async (api, rules) => {
  const document = await openApiDocument(system, api as ApiName);
  // The callbacks of the carrier have no user. `statusOf` below requests them.
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).flatMap((method) =>
      path.startsWith('/webhooks/') ? [] : [`${method.toUpperCase()} ${path}`],
    ),
  );
  expect(Object.keys(rules).toSorted()).toEqual(routes.toSorted());
  const withId = Object.keys(rules).filter((route) => rules[route]!.table !== undefined);
  const named = Object.keys(rules).filter((route) => route.includes('{') && rules[route]!.for !== 'public');
  expect(withId).toEqual(api === 'operator' ? [] : named);
});

const protectedCases = cases.flatMap(({ rule, ...each }) =>
  typeof rule.for === 'string' ? [] : [{ ...each, rule: { ...rule, for: rule.for } }],
);
const publicCases = cases.filter(({ rule }) => rule.for === 'public');

test.each(publicCases)('$api: $route needs no credential', async (each) => {
  // The status is not 401, because the route needs no credential. Most rules have an empty body, which is invalid
  // (400).
  expect((await request(each, randomUUID())).status).toBe(each.rule.answer ?? 400);
});

test.each(protectedCases)('$api: $route allows exactly the roles of its rule', async (each) => {
  const { api, rule } = each;
  expect((await request(each, randomUUID())).status).toBe(401);
  for (const role of ALL_ROLES) {
    const { status } = await request(each, randomUUID(), credentialOf(api, role));
    // A role without the permission gets 403 and not 404, so the role cannot find out which rows exist.
    const granted = rule.table || rule.answer ? [rule.answer ?? 404] : [200, 201, 202];
    const expected = rule.for.includes(role) ? granted : [403];
    expect({ role, status }).toEqual({ role, status: expect.toBeOneOf(expected) });
  }
});

const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

const stranger = createTenant(system);
const strangerSession = stranger.then((client) => openSession(system, client));
const operatorCases = cases.filter(({ rule }) => rule.for === 'operator');

test.each(operatorCases)('$api: $route is for the operator only', async (each) => {
  const refused: Credential[] = [
    {},
    { token: (await stranger).token },
    { token: users.agent.token },
    { cookie: sessions.admin.cookie },
    { token: operatorOf(system).token.toUpperCase() },
  ];
  for (const [index, credential] of refused.entries()) {
    const reply = await request(each, randomUUID(), { ...credential, address: newAddress() });
    expect([index, reply.status, reply.body['success']]).toEqual([index, 401, false]);
  }
  const { status } = await request(each, randomUUID(), { token: operatorOf(system).token });
  expect(status).toBeOneOf(each.route.includes('{') || each.rule.answer ? [404] : [200, 201, 202]);
});

const withId = cases.flatMap((each) => (each.rule.table ? [{ ...each, table: each.rule.table }] : []));

test.each(withId)('$api: $route does not find rows of another tenant', async ({ table, ...each }) => {
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const { id, uuid } = await insertRow[table](sql, tenant.id);
  const row = async () => (await sql`select * from ${sql(table as string)} where id = ${id}`)[0];
  const before = await row();
  const forms = each.rule.column ? [String(before?.[each.rule.column])] : [uuid, String(id)];
  const credential = await credentialOfStranger(each.api);
  for (const form of forms) {
    const { status, body } = await request(each, form, credential);
    expect(status).toBe(404);
    expect(JSON.stringify(body)).not.toContain(owner.user.tenant_id);
  }
  expect(await row()).toEqual(before);
  // If the owner's tenant sends the same request, the route must find the row. Only another row in the request may be
  // missing.
  const { status, body } = await request(each, forms[0]!, credentialOf(each.api, 'admin'));
  const noun = table.replaceAll(/^rtb_|s$/g, '').replaceAll('_', ' ');
  const isOwnRow = new RegExp(`^(RTB )?${noun} not found`, 'i').test(body['message'] ?? '');
  expect(status === 404 && (each.rule.answer !== 404 || isOwnRow)).toBe(false);
});

async function credentialOfStranger(api: ApiName): Promise<Credential> {
  return api === 'dialer' ? { token: (await stranger).token } : { cookie: (await strangerSession).cookie };
}

/**
 * Every path that the app serves, outside middleware. A handler for all methods has one parameter, and middleware has two.
 * The adapters of Hono list one path several times.
 */
const served = [
  ...new Set(
    createApp(system.ctx).routes.flatMap(({ method, path, handler }) =>
      method === 'ALL' && handler.length > 1 ? [] : [`${method} ${path}`],
    ),
  ),
].map((route) => route.split(' ') as [method: string, path: string]);

const servedAs = (surface: string) => served.filter(([, path]) => surfaceOf(path) === surface);

test('every path that the app serves has a rule', () => {
  expect(served.filter(([, path]) => surfaceOf(path) === undefined)).toEqual([]);
  const documented = new Set(Object.values(rulesOf).flatMap((rules) => Object.keys(rules)));
  const asDocumented = ([method, path]: (typeof served)[number]) =>
    `${method} ${path.slice('/api'.length).replaceAll(/:(\w+)/g, '{$1}')}`;
  // These two answer the other paths below their prefix: the routes of the tenants' APIs, and unknown paths.
  const others = ['ALL /*', 'ALL /operator/*'];
  expect(servedAs('documents').map(asDocumented)).toEqual(expect.arrayContaining(others));
  const unknown = servedAs('documents').filter((route) => ![...documented, ...others].includes(asDocumented(route)));
  expect(unknown).toEqual([]);
});

/** Sends a request to a path of the app, with any value for each parameter of the path. */
async function statusOf([method, path]: [string, string], headers: Record<string, string> = {}): Promise<number> {
  const named = path.replaceAll(/:\w+/g, 'x').replace('*', 'x');
  const { status } = await system.request(named, { method, headers: { 'x-forwarded-for': newAddress(), ...headers } });
  return status;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test.each(servedAs('public'))('%s %s needs no credential', async (...route) => {
  // The console has no file with the name of this test.
  const refusals = route[1].startsWith('/console/assets/') ? [401, 403] : [401, 403, 404];
  expect(await statusOf(route)).not.toBeOneOf(refusals);
});

test.each(servedAs('operator'))('%s %s is for the operator only', async (...route) => {
  const refused: Record<string, string>[] = [
    {},
    bearer((await stranger).token),
    bearer(users.agent.token),
    bearer(`${operatorOf(system).token}x`),
    { cookie: sessions.admin.cookie },
  ];
  for (const headers of refused) expect([headers, await statusOf(route, headers)]).toEqual([headers, 401]);
  expect(await statusOf(route, bearer(operatorOf(system).token))).not.toBe(401);
});

test.each(servedAs('carrier signature'))('%s %s needs the signature of the carrier', async (...route) => {
  for (const headers of [{}, bearer(users.admin.token), bearer(operatorOf(system).token)])
    expect(await statusOf(route, headers)).toBe(403);
});

test.each(servedAs('login'))('%s %s needs a user', async (...route) => {
  const upgrade = { upgrade: 'websocket', connection: 'upgrade' };
  for (const headers of [{}, bearer('invalid'), bearer(operatorOf(system).token)])
    expect(await statusOf(route, { ...upgrade, ...headers })).toBe(401);
});

test('ids in a body or filter must belong to the same tenant', async () => {
  const stranger = await createTenant(system);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${stranger.user.tenant_id}`;
  const group = await insertRow.agent_groups(sql, tenant.id);
  const campaign = await insertRow.campaigns(sql, tenant.id);
  const agent = await insertRow.agents(sql, tenant.id);
  await insertRow.calls(sql, tenant.id);
  const reader = await createTenant(system);
  for (const id of [group.uuid, group.id]) {
    expect((await reader.post('/api/agents', { ...agentExample(), agent_group_id: id })).status).toBe(404);
    expect((await reader.post('/api/campaigns', { ...campaignExample, agent_group_id: id })).status).toBe(404);
    expect((await reader.get(`/api/agents?agent_group_id=${id}`)).body['agents']).toEqual([]);
  }
  for (const filter of [`campaign_id=${campaign.id}`, `agent_id=${agent.uuid}`, ''])
    expect((await reader.get(`/api/calls?${filter}`)).body['calls']).toEqual([]);
});
