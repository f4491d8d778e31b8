/** Rules that hold for every route: query parameters, methods, and the status and the sentences of errors. */
import { expect, test } from 'vitest';
import type { ErrorDetail } from '../../../../shared/errors.ts';
import { createTenant, openSession, operatorOf, send } from '../../../helpers/api/client.ts';
import { openApiDocument, resolveReferences } from '../../../helpers/api/openapi.ts';
import { type Case, cases } from '../../../helpers/api/route-rules.ts';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const owner = await createTenant(system);
const [tenant] = await system.ctx.sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
const session = await openSession(system, owner);
const credentials = {
  dialer: { token: owner.token },
  'callcenter-pro': { cookie: session.cookie },
  operator: { token: operatorOf(system).token },
};
const ANY_ID = '1000000';

function request({ api, route }: Case, { query = '', method }: { query?: string; method?: string } = {}) {
  const [ownMethod, template] = route.split(' ') as [string, string];
  const path = `/api${template.replaceAll(/\{\w+\}/g, ANY_ID)}${query}`;
  return send(system, method ?? ownMethod, path, { ...credentials[api], api });
}

/** The senders of these requests are not our API clients, and may add parameters. */
const WITH_OPEN_QUERY = ['POST /dni/track', 'POST /rtb/webhook/{targetId}'];

test('no route ignores an unknown query parameter', async () => {
  const closed = cases.filter(({ route }) => !WITH_OPEN_QUERY.includes(route));
  const replies = await Promise.all(closed.map((each) => request(each, { query: '?colour=red' })));
  const outcomes = replies.map(({ status, body }, index) => {
    const { api, route, rule } = closed[index]!;
    // A public path has no credential that decides the status.
    const expected = rule.for === 'public' ? [400, 422] : [api === 'callcenter-pro' ? 422 : 400];
    const codes = body['details']?.map(({ field, code }: ErrorDetail) => `${field} ${code}`) ?? [];
    return expected.includes(status) && codes.includes('colour unknown_parameter') ? [] : [`${api} ${route} ${status}`];
  });
  expect(outcomes.flat()).toEqual([]);
  expect(closed.length).toBeGreaterThan(100);
});

test('a path with a wrong method is 405 with Allow, and needs a credential as the path does', async () => {
  const paths = [...new Map(cases.map((each) => [each.route.split(' ')[1]!, each])).values()];
  const replies = await Promise.all(paths.map((each) => request(each, { method: 'PATCH' })));
  for (const [index, { status, headers }] of replies.entries()) {
    const { route } = paths[index]!;
    expect([route, status]).toEqual([route, 405]);
    expect(headers.get('allow')?.split(', ')).toContain(route.split(' ')[0]);
  }
  expect((await send(system, 'PATCH', '/api/buyers')).status).toBe(401);
});

test('a path that does not exist is 404, with and without a credential', async () => {
  for (const credential of [{}, ...Object.values(credentials)])
    for (const path of ['/api/nothing', '/api/operator/nothing', '/api/campaigns/1/nothing'])
      expect((await send(system, 'GET', path, credential)).status).toBe(404);
});

test('the lists take the names of both documents', async () => {
  const { uuid } = await insertRow.calls(system.ctx.sql, tenant.id);
  await insertRow.calls(system.ctx.sql, tenant.id);
  const { campaign_id: campaign } = (await owner.get(`/api/calls/${uuid}`)).body['call'];
  const ofDialer = async (query: string) => {
    const { body } = await owner.get(`/api/calls?${query}`);
    return (body['calls'] as unknown[]).length;
  };
  const ofPro = async (query: string) => {
    const { body } = await session.get(`/api/calls?${query}`);
    return (body['calls'] as unknown[]).length;
  };
  for (const count of [ofDialer, ofPro]) {
    expect(await count('')).toBe(2);
    expect(await count(`campaign_id=${campaign}`)).toBe(1);
    expect(await count(`campaignId=${campaign}`)).toBe(1);
    expect(await count('status=completed&disposition=busy')).toBe(0);
    expect(await count('status=ringing')).toBe(0);
    expect(await count('date_from=2030-01-01')).toBe(0);
    expect(await count('dateFrom=2030-01-01')).toBe(0);
    expect(await count('limit=1&page=2')).toBe(1);
    expect(await count('limit=1&offset=1')).toBe(1);
    expect(await count('page=2')).toBe(0);
    expect(await count('limit=101')).toBe(2);
  }
  expect((await session.get('/api/calls?limit=1&offset=1')).body['pagination']).toMatchObject({ page: 2, pages: 2 });
  expect((await session.get('/api/calls?limit=101')).body['pagination']).toMatchObject({ limit: 100 });
  for (const twice of ['page=1&offset=0', `campaign_id=${campaign}&campaignId=${campaign}`])
    expect((await owner.get(`/api/calls?${twice}`)).status).toBe(400);
  await owner.post('/api/campaigns', { name: 'A draft' });
  const names = async (query: string) => {
    const { body } = await session.get(`/api/campaigns?${query}`);
    return (body as unknown as { name: string }[]).map(({ name }) => name);
  };
  expect(await names('status=draft&limit=1')).toEqual(['A draft']);
  expect(await names('status=paused&limit=1')).toEqual(['A draft']);
  expect(await names('status=active')).toEqual([]);
});

/** The operations that the document of the dialer API also has. Each API answers them in its own form. */
const DOCUMENTED_BY_BOTH = [
  'POST /auth/login',
  'GET /campaigns',
  'POST /campaigns',
  'GET /campaigns/{id}',
  'PUT /campaigns/{id}',
  'GET /agents',
  'POST /agents',
  'PUT /agents/{id}/status',
  'GET /calls',
  'GET /calls/{id}',
];
/** The operations of both APIs that neither document has. */
const OURS = ['PUT /agents/{id}'];

test('no operation of the dialer API hides an operation that only the other document has', async () => {
  const [dialer, pro] = [await openApiDocument(system), await openApiDocument(system, 'callcenter-pro')];
  const ofDialer = new Set(cases.filter(({ api }) => api === 'dialer').map(({ route }) => route));
  const shared = cases.filter(({ api, route }) => api === 'callcenter-pro' && ofDialer.has(route));
  const hidden = shared.map(({ route }) => route).filter((route) => ![...DOCUMENTED_BY_BOTH, ...OURS].includes(route));
  expect(hidden).toEqual(['GET /agents/{id}', 'PUT /calls/{id}']);
  for (const route of hidden) {
    const [method, path] = route.split(' ') as [string, string];
    const [own, other] = [dialer, pro].map((document) => {
      const operation = resolveReferences(document, document.paths[path]![method.toLowerCase()]!);
      const schemas = [operation.requestBody?.content, operation.responses['200']?.content];
      return schemas.map((content) => content?.['application/json']?.schema?.['properties'] ?? {});
    });
    for (const part of [0, 1]) expect(own![part]).toMatchObject(other![part]!);
  }
  // The reply has the form that the document of the CallCenter Pro API shows.
  const { uuid, id } = await insertRow.calls(system.ctx.sql, tenant.id);
  const { status, body } = await owner.put(`/api/calls/${uuid}`, { cost: 0.03, hangupCause: 'test' });
  expect([status, body]).toMatchObject([200, { id, cost: 0.03, hangupCause: 'test', call: { id: uuid, cost: 0.03 } }]);
  const agent = await insertRow.agents(system.ctx.sql, tenant.id);
  expect((await owner.get(`/api/agents/${agent.id}`)).body).toMatchObject({ id: agent.id, agent: { id: agent.uuid } });
});

test('objects that both APIs list show both ids', async () => {
  await insertRow.agents(system.ctx.sql, tenant.id);
  for (const noun of ['campaigns', 'agents', 'calls']) {
    const rows = (await owner.get(`/api/${noun}`)).body[noun] as { id: string; numeric_id: number }[];
    const { body } = await session.get(`/api/${noun}`);
    const proRows = (noun === 'calls' ? body['calls'] : body) as { id: number; uuid: string }[];
    expect(rows.length).toBeGreaterThan(0);
    expect(proRows.map(({ id, uuid }) => [uuid, id])).toEqual(rows.map((row) => [row.id, row.numeric_id]));
  }
});

test('a time that a user gave comes back as it was sent, and recording can be switched on in both APIs', async () => {
  const times = { schedule_start: '2030-01-01T09:00:00Z', schedule_end: '2030-02-01T09:00:00.250Z' };
  expect((await owner.post('/api/campaigns', { name: 'Times', ...times })).body['campaign']).toMatchObject(times);
  const switches = { recordCalls: true, ringSecondsMax: 45 };
  const { id, ...created } = (await session.post('/api/campaigns', { name: 'Recorded', ...switches })).body;
  expect(created).toMatchObject(switches);
  const { campaign } = (await owner.get(`/api/campaigns/${id}`)).body;
  expect(campaign).toMatchObject({ record_calls: true, ring_seconds_max: 45 });
});

test('errors are sentences about the field', async () => {
  const sentence = async (body: object) => (await owner.post('/api/campaigns', body)).body['message'];
  expect(await sentence({})).toBe('Validation failed: name is required');
  expect(await sentence({ name: 5 })).toBe('Validation failed: name must be text');
  expect(await sentence({ name: '' })).toBe('Validation failed: name must not be empty');
  expect(await sentence({ name: 'x'.repeat(201) })).toBe('Validation failed: name must have at most 200 characters');
  expect(await sentence({ name: 'A', dial_mode: 'fast' })).toMatch(/dial_mode must be one of: preview, /);
  expect(await sentence({ name: 'A', wrap_up_seconds: 1.5 })).toMatch(/wrap_up_seconds must be a whole number/);
  expect(await sentence({ name: 'A', wrap_up_seconds: -1 })).toMatch(/wrap_up_seconds must be at least 0/);
  const { body } = await owner.get('/api/campaigns?limit=abc');
  expect(body['message']).toBe('Validation failed: limit must be a number');
});
