import { expect, test } from 'vitest';
import { createDialerApi } from '../../api/dialer/routes.ts';
import { createCallCenterProApi } from '../../api/callcenter-pro/routes.ts';
import { send } from '../helpers/api/client.ts';
import { assertDocumented, type OpenApiDocument, type Operation, openApiDocument } from '../helpers/api/openapi.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const documents = {
  dialer: await openApiDocument(system),
  'callcenter-pro': await openApiDocument(system, 'callcenter-pro'),
};
const union = (await (await system.request('/openapi.json')).json()) as OpenApiDocument;
const dialects = { dialer: createDialerApi(), 'callcenter-pro': createCallCenterProApi() };

/** The bidder that we host. */
const HOSTED = 'POST /rtb/webhook/{targetId}';
/** What visitors of pages ask. */
const TRACK = 'POST /dni/track';

const operationsOf = (document: OpenApiDocument) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      method.toUpperCase(),
      path,
      operation,
    ]),
  );
const operations = Object.values(documents).flatMap(operationsOf);

test.each(['dialer', 'callcenter-pro'] as const)('every route of %s is described, and nothing else', (dialect) => {
  const served = dialects[dialect].routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  // Answered before a dialect is picked, as they take credentials of their own, or none.
  if (dialect === 'callcenter-pro') served.push(HOSTED, TRACK);
  const described = operationsOf(documents[dialect]).map(([method, path]) => `${method} ${path}`);
  expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
});

test.each(operations)('%s %s says what it is, takes and answers', (_method, path, operation) => {
  expect(operation.summary).toBeTruthy();
  expect(operation.tags).toHaveLength(1);
  const success = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
  expect(success.length).toBeGreaterThan(0);
  expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '403', '404', '409', '429']));
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const declared = operation.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  expect(declared ?? []).toEqual(inPath);
});

test('bodies of JSON have room for known fields only', () => {
  const open = operations.filter(([, , { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema && schema['additionalProperties'] !== false;
  });
  // Bid requests are written by others, who say more to some bidders; pages of others say of visitors what they know.
  expect(open.map(([method, path]) => `${method} ${path}`)).toEqual([HOSTED, TRACK]);
});

test('lists without pages say where they end', () => {
  const silent = operationsOf(documents['callcenter-pro']).flatMap(([method, path, { description, responses }]) => {
    const schema = responses['200']?.content?.['application/json']?.schema;
    return schema?.['type'] === 'array' && !description?.startsWith('The first 1000') ? [`${method} ${path}`] : [];
  });
  // Nobody has a thousand of these.
  expect(silent).toEqual(['GET /campaigns/{campaignId}/buyers', 'GET /calls/{id}/logs']);
});

test('references lead somewhere', () => {
  for (const document of [...Object.values(documents), union]) {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
  }
});

const bare = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');

const named = (list: [string, string, Operation][]) => list.map(([method, path]) => `${method} ${bare(path)}`);

test('the union has every operation of both, and the shapes of both where both describe one', () => {
  expect(new Set(named(operationsOf(union)))).toEqual(new Set(named(operations)));
  const shared = union.paths['/campaigns']?.['post'];
  const either = { oneOf: [expect.anything(), { $ref: '#/components/schemas/SessionCampaign' }] };
  expect(shared?.responses['201']?.content?.['application/json']?.schema).toEqual(either);
  expect(shared?.requestBody?.content['application/json']?.schema?.['oneOf']).toHaveLength(2);
});

test('the document and its reader are served to everybody', async () => {
  for (const path of ['/openapi.json', '/openapi/dialer.json', '/openapi/callcenter-pro.json'])
    expect((await system.request(path)).status).toBe(200);
  const docs = await system.request('/docs');
  expect(docs.headers.get('content-type')).toContain('text/html');
  expect(await docs.text()).toContain('/openapi.json');
});

test('a reply that is not as described fails whichever test receives it', async () => {
  const reply = await send(system, 'GET', '/api/campaigns');
  const check = (status: number, body: object, path = '/api/campaigns?limit=1', headers = reply.headers) =>
    assertDocumented(system, 'GET', path, { status, body, headers });

  await check(401, reply.body);
  await check(200, { success: true, campaigns: [], count: 0 });
  await expect(check(200, { success: true, campaigns: [] })).rejects.toThrow('count');
  await expect(check(200, { success: true, campaigns: [], count: '0' })).rejects.toThrow('expected number');
  await expect(check(200, { success: true, campaigns: [], count: 0, total: 0 })).rejects.toThrow('total');
  await expect(check(200, { success: true, campaigns: [{ id: 1 }], count: 1 })).rejects.toThrow('campaigns[0].id');
  await expect(check(201, {})).rejects.toThrow('not in the OpenAPI document');
  await expect(check(200, {}, '/api/nothing')).rejects.toThrow('not in the OpenAPI document');
  const html = new Headers({ 'content-type': 'text/html' });
  await expect(check(200, {}, '/api/campaigns', html)).rejects.toThrow('text/html');
});
