/** What GET shows, PUT takes: for every route with PUT of every API. */
import { expect, test } from 'vitest';
import type { ErrorDetail } from '../../../../shared/errors.ts';
import { createTenant, openSession, operatorOf } from '../../../helpers/api/client.ts';
import { type ApiName, type JsonSchema, openApiDocument, resolveReferences } from '../../../helpers/api/openapi.ts';
import type { Reply } from '../../../helpers/api/reply.ts';
import { cases } from '../../../helpers/api/route-rules.ts';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
system.startWorkers(['carrier']);
const { sql } = system.ctx;
const owner = await createTenant(system);
const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
const clients = { dialer: owner, 'callcenter-pro': await openSession(system, owner), operator: operatorOf(system) };
const documents: Record<ApiName, Awaited<ReturnType<typeof openApiDocument>>> = {
  dialer: await openApiDocument(system),
  'callcenter-pro': await openApiDocument(system, 'callcenter-pro'),
  operator: await openApiDocument(system, 'operator'),
};

/** These routes change a part of an object that has a GET route of its own. */
const WITHOUT_OBJECT = ['PUT /agents/{id}/status', 'PUT /agents/{id}/device'];

const updates = cases.filter(({ route }) => route.startsWith('PUT ') && !WITHOUT_OBJECT.includes(route));

type Update = (typeof updates)[number];

/** The simulated carrier sells a phone number only once. */
let bought = 1;

/** Creates an object. Returns the path of the object. */
async function pathOf({ route, rule }: Update): Promise<string> {
  const template = `/api${route.slice('PUT '.length)}`;
  if (route.includes('/operator/tenants/')) return template.replace('{id}', owner.user.tenant_id);
  if (route.includes('/twilio/phone-numbers/')) {
    const body = { phoneNumber: `+1415555010${bought++}`, friendlyName: 'Campaign Line' };
    const number = await clients['callcenter-pro'].post('/api/phone-numbers/purchase', body);
    return template.replace('{phoneNumberSid}', number.body['phoneNumberSid']);
  }
  if (!rule.table) return template;
  return template.replace(/\{\w+\}/, (await insertRow[rule.table](sql, tenant.id)).uuid);
}

/** Returns the object in a reply such as `{ success, campaign }`, or the reply itself. */
function objectOf({ body }: Reply): Record<string, unknown> {
  const members = 'success' in body ? Object.values(body) : [];
  return members.find((member) => typeof member === 'object' && member !== null && !Array.isArray(member)) ?? body;
}

const read = async ({ api }: Update, path: string) => objectOf(await clients[api].get(path));

test.each(updates)('$api: $route takes the object as GET shows it, and then changes nothing', async (each) => {
  const path = await pathOf(each);
  const before = await read(each, path);
  const reply = await clients[each.api].put(path, before);
  expect([reply.status, reply.body['message']]).toEqual([200, undefined]);
  expect(await read(each, path)).toEqual(before);
});

test.each(updates)('$api: $route changes one member of the whole object', async (each) => {
  const path = await pathOf(each);
  const before = await read(each, path);
  const change = each.rule.body as Record<string, unknown>;
  expect((await clients[each.api].put(path, { ...before, ...change })).status).toBe(200);
  expect(await read(each, path)).toMatchObject(change);
});

const invalidStatus = (api: ApiName) => (api === 'callcenter-pro' ? 422 : 400);

/** A request may change every member of these. They belong to the account, so a stranger sees the own ones. */
const OF_ACCOUNT = ['PUT /account', 'PUT /pause-reasons'];
const withFixedMembers = updates.filter(({ route }) => !OF_ACCOUNT.includes(route));

test.each(withFixedMembers)('$api: $route refuses another value for a member that cannot change', async (each) => {
  const { api, route } = each;
  const template = route.slice('PUT '.length);
  const put = resolveReferences(documents[api], documents[api].paths[template]!['put']!);
  const get = resolveReferences(documents[api], documents[api].paths[template]!['get']!);
  const bodySchema = put.requestBody!.content['application/json']!.schema!;
  const writable = Object.keys(bodySchema['properties'] as object);
  const replySchema = get.responses['200']!.content!['application/json']!.schema!;
  const shown = membersOf(replySchema);
  const path = await pathOf(each);
  const before = await read(each, path);
  const others = Object.keys(before).filter((name) => !writable.includes(name));
  expect(others.length).toBeGreaterThan(0);
  const [computed, fixed] = [true, false].map((is) =>
    others.filter((name) => (shown[name]!['readOnly'] === true) === is),
  );
  const changed = (names: string[]) => ({ ...before, ...Object.fromEntries(names.map((name) => [name, 'changed'])) });
  const { status, body } = await clients[api].put(path, changed([...others, 'colour']));
  expect(status).toBe(invalidStatus(api));
  expect(body['details'].map(({ field, code }: ErrorDetail) => `${field} ${code}`)).toEqual([
    ...fixed!.map((name) => `${name} read_only`),
    'colour unknown_field',
  ]);
  expect((await clients[api].put(path, changed(computed!))).status).toBe(200);
});

/** Returns the schemas of the members of the object in the schema of a reply. */
function membersOf(reply: JsonSchema): Record<string, JsonSchema> {
  const members = propertiesOf(reply);
  const objects = Object.values(members).filter(({ type, allOf }) => type === 'object' || allOf !== undefined);
  return 'success' in members ? propertiesOf(objects[0]!) : members;
}

const propertiesOf = (schema: JsonSchema): Record<string, JsonSchema> =>
  Object.assign({}, schema['properties'], ...((schema['allOf'] as JsonSchema[]) ?? []).map(propertiesOf));

test('an object that another tenant has is not found, whatever the body contains', async () => {
  const stranger = await createTenant(system);
  for (const each of withFixedMembers.filter(({ api }) => api === 'dialer')) {
    const path = await pathOf(each);
    const before = await read(each, path);
    const { status, body } = await stranger.put(path, { ...before, id: 'another value' });
    expect([each.route, status]).toEqual([each.route, 404]);
    expect(JSON.stringify(body)).not.toContain(owner.user.tenant_id);
  }
});

test('a text of the same time is the same time, and a masked secret stays', async () => {
  const created = await owner.post('/api/campaigns', { name: 'Times', schedule_start: '2027-01-01T09:00:00Z' });
  const { campaign } = created.body;
  const path = `/api/campaigns/${campaign.id}`;
  const sent = { ...campaign, created_at: campaign.created_at.replace('Z', '+00:00') };
  expect((await owner.put(path, sent)).status).toBe(200);
  const pro = clients['callcenter-pro'];
  const target = {
    name: 'T',
    endpointUrl: 'https://a.example/bid',
    authentication: 'bearer',
    authToken: 'secret_token',
  };
  const { id, authToken } = (await pro.post('/api/rtb/targets', target)).body;
  const sealed = () => sql`select auth_token from rtb_targets where id = ${id}`;
  const before = await sealed();
  expect((await pro.put(`/api/rtb/targets/${id}`, { name: 'Renamed', authToken })).status).toBe(200);
  expect(await sealed()).toEqual(before);
  // The stored token must not go to a host that does not know it.
  const moved = { endpointUrl: 'https://b.example/bid', authToken };
  const { status, body } = await pro.put(`/api/rtb/targets/${id}`, moved);
  expect([status, body['details'][0].field]).toEqual([422, 'authToken']);
});
