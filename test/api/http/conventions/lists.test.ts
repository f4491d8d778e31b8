/** Reads every list of every API by cursor, while rows are inserted. */
import { expect, test } from 'vitest';
import { createTenant, openSession, operatorOf } from '../../../helpers/api/client.ts';
import { type ApiName, type JsonSchema, openApiDocument, resolveReferences } from '../../../helpers/api/openapi.ts';
import type { Reply } from '../../../helpers/api/reply.ts';
import { listedRows } from '../../../helpers/fixtures/listed-rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

/** Reads that return a list of the carrier, not of our database. The carrier has no cursor. */
const LISTS_OF_CARRIER = new Set(['listTwilioPhoneNumbers', 'searchPhoneNumbers']);

const isList = (schema: JsonSchema | undefined) =>
  schema?.['type'] === 'array' && (schema['items'] as JsonSchema)['type'] === 'object';

async function listsOf(api: ApiName) {
  const raw = await openApiDocument(system, api);
  const document = resolveReferences(raw, raw);
  return Object.values(document.paths).flatMap(({ get }) => {
    if (!get || LISTS_OF_CARRIER.has(get.operationId!)) return [];
    const names = new Set(get.parameters?.map(({ name }) => name));
    const schema = get.responses['200']?.content?.['application/json']?.schema;
    const shows = isList(schema) || get.operationId!.startsWith('list');
    return shows || names.has('limit') ? [{ operationId: get.operationId!, names, get }] : [];
  });
}

test.each(['dialer', 'callcenter-pro', 'operator'] as const)('every list of %s has a cursor', async (api) => {
  const lists = await listsOf(api);
  expect(lists.length).toBeGreaterThan(2);
  for (const { operationId, names, get } of lists) {
    expect([operationId, names.has('limit'), names.has('after')]).toEqual([operationId, true, true]);
    expect(Object.keys((get.responses['200'] as { headers?: object }).headers ?? {})).toContain('Link');
    expect(Object.keys(listedRows)).toContain(`${api} ${operationId}`);
  }
  const tested = Object.keys(listedRows).filter((name) => name.startsWith(`${api} `));
  expect(tested.toSorted()).toEqual(lists.map(({ operationId }) => `${api} ${operationId}`).toSorted());
});

type Get = (path: string) => Promise<Reply>;

/** Returns the objects of a list as texts that identify them. */
function itemsOf({ body }: Reply): string[] {
  const list = [body, body['lines'], body['rows'], ...Object.values(body)].find((value): value is unknown[] =>
    Array.isArray(value),
  );
  return list!.map((item) => {
    const { id, uuid, value } = item as Record<string, string | number | undefined>;
    return String((value === undefined && (id ?? uuid)) || JSON.stringify(item));
  });
}

const nextOf = ({ headers }: Reply) => /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

const withQuery = (path: string, query: string) => `/api${path}${path.includes('?') ? '&' : '?'}${query}`;

async function clientsOf(api: ApiName): Promise<{ get: Get; foreign: Get; tenantId: number }> {
  const owner = await createTenant(system);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  const get = { dialer: owner, 'callcenter-pro': await openSession(system, owner), operator: operatorOf(system) }[api];
  const other = await createTenant(system);
  const foreign = { dialer: other, 'callcenter-pro': await openSession(system, other), operator: owner }[api];
  return { get: (path) => get.get(path), foreign: (path) => foreign.get(path), tenantId: tenant.id };
}

const clients = {
  dialer: await clientsOf('dialer'),
  'callcenter-pro': await clientsOf('callcenter-pro'),
  operator: await clientsOf('operator'),
};

test.each(Object.entries(listedRows))('%s: no row is lost or repeated between two pages', async (name, create) => {
  const { get, tenantId } = clients[name.split(' ')[0] as ApiName];
  const { path, insert } = await create(sql, tenantId);
  for (let count = 0; count < 3; count += 1) await insert();
  const before = itemsOf(await get(withQuery(path, 'limit=100')));
  const read: string[] = [];
  const totals = new Set<string | null>();
  let next: string | undefined = withQuery(path, 'limit=2');
  for (let pages = 0; next !== undefined; pages += 1) {
    const reply = await get(next);
    expect(reply.status).toBe(200);
    read.push(...itemsOf(reply));
    totals.add(reply.headers.get('x-total-count') ?? String(reply.body['pagination']?.total));
    if (pages === 0) await insert();
    next = nextOf(reply);
    expect(reply.body['pagination']?.hasNext ?? next !== undefined).toBe(next !== undefined);
  }
  expect(new Set(read).size).toBe(read.length);
  expect(read.filter((item) => before.includes(item))).toEqual(before);
  // Every page says how many rows the list has, in the header or in `pagination`.
  expect([...totals]).toEqual([expect.stringMatching(/^\d+$/)]);
});

test.each([
  ['dialer', '/agents', 400],
  ['callcenter-pro', '/buyers', 422],
  ['operator', '/operator/tenants', 400],
] as const)('%s: a cursor that is not of this list is refused', async (api, path, invalid) => {
  const { get, foreign } = clients[api];
  const cursor = new URL(nextOf(await get(withQuery(path, 'limit=1')))!, 'http://localhost').searchParams.get('after')!;
  const after = (value: string) => withQuery(path, `limit=1&after=${encodeURIComponent(value)}`);
  expect((await get(after(cursor))).status).toBe(200);
  for (const bad of ['', 'x', cursor.slice(0, -1), cursor.slice(0, -12), `${cursor}x`, cursor.replace('v1', 'v2')])
    expect([bad, (await get(after(bad))).status]).toEqual([bad, invalid]);
  expect((await get(`${after(cursor)}&offset=0`)).status).toBe(invalid);
  expect((await foreign(after(cursor))).status).toBe(api === 'operator' ? 401 : invalid);
});

test('a cursor of another list is refused, and a page after a cursor counts on', async () => {
  const { get } = clients['callcenter-pro'];
  const cursor = nextOf(await get('/api/calls?limit=1'))!.split('?')[1];
  const { status, body } = await get(`/api/audit-events?${cursor}`);
  expect([status, body['details'][0].field]).toEqual([422, 'after']);
  expect((await get(`/api/calls?${cursor}`)).body['pagination']).toMatchObject({ page: 2, limit: 1, hasPrev: true });
});
