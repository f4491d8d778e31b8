import { expect, test } from 'vitest';
import { createBearer } from '../api/bearer/index.ts';
import { send } from './helpers/client.ts';
import { insistOnDocumented, type Operation, openApiDocument } from './helpers/openapi.ts';
import { createTestSystem } from './helpers/system.ts';

const system = await createTestSystem();
const document = await openApiDocument(system);

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
    method.toUpperCase(),
    path,
    operation,
  ]),
);

test('every route is described, and nothing else', () => {
  const served = createBearer()
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
  const described = operations.map(([method, path]) => `${method} ${path}`);
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
  expect(open.map(([method, path]) => `${method} ${path}`)).toEqual([]);
});

test('references lead somewhere', () => {
  const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
});

test('the document and its reader are served to everybody', async () => {
  expect((await system.request('/openapi.json')).status).toBe(302);
  const docs = await system.request('/docs');
  expect(docs.headers.get('content-type')).toContain('text/html');
  expect(await docs.text()).toContain('/openapi.json');
});

test('a reply that is not as described fails whichever test receives it', async () => {
  const reply = await send(system, 'GET', '/api/campaigns');
  const check = (status: number, body: object, path = '/api/campaigns?limit=1', headers = reply.headers) =>
    insistOnDocumented(system, 'GET', path, { status, body, headers });

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
