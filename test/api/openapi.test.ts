import { expect, test } from 'vitest';
import { createDialerApi } from '../../api/dialer/routes.ts';
import { createCallCenterProApi } from '../../api/callcenter-pro/routes.ts';
import { createWebhooks } from '../../api/webhooks/carrier-callbacks.ts';
import { createOperatorApi } from '../../api/operator/routes.ts';
import { send } from '../helpers/api/client.ts';
import {
  assertDocumented,
  type JsonSchema,
  type OpenApiDocument,
  type Operation,
  openApiDocument,
  resolveReferences,
} from '../helpers/api/openapi.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const documents = {
  dialer: await openApiDocument(system),
  'callcenter-pro': await openApiDocument(system, 'callcenter-pro'),
  operator: await openApiDocument(system, 'operator'),
};
const union = (await (await system.request('/openapi.json')).json()) as OpenApiDocument;
const apis = {
  dialer: createDialerApi(),
  'callcenter-pro': createCallCenterProApi(),
  operator: createOperatorApi((_c, next) => next()),
};

const POSTBACKS = ['GET', 'POST'].map((method) => `${method} /postbacks/{kind}/{uuid}/{signature}`);
/** The route of the hosted bidder. */
const HOSTED_BID = 'POST /rtb/webhook/{targetId}';
/** The route that the DNI snippet requests. */
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
const resolved = {
  dialer: resolveReferences(documents.dialer, documents.dialer),
  'callcenter-pro': resolveReferences(documents['callcenter-pro'], documents['callcenter-pro']),
  operator: resolveReferences(documents.operator, documents.operator),
};
const resolvedOperations = Object.values(resolved).flatMap(operationsOf);

test.each(['dialer', 'callcenter-pro', 'operator'] as const)(
  'the document of %s describes exactly its routes',
  (api) => {
    const served = apis[api].routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    // These routes are not in the router of CallCenter Pro. `app.ts` adds the routes, because none needs a user.
    if (api === 'callcenter-pro') served.push(HOSTED_BID, TRACK, ...POSTBACKS);
    const described = operationsOf(documents[api])
      .filter(([, , { tags }]) => !tags?.includes('Carrier callbacks'))
      .map(([method, path]) => `${method} ${path}`);
    expect(described.toSorted()).toEqual([...new Set(served)].toSorted());
  },
);

test('the documents describe exactly the callbacks that the carrier may send', () => {
  // Each callback is answered by GET, too. The documents describe the method that the product registers.
  const { routes } = createWebhooks(system.ctx);
  const served = routes.filter(({ method }) => method === 'POST');
  expect(routes.filter(({ method }) => method === 'GET').map(({ path }) => path)).toEqual(
    served.map(({ path }) => path),
  );
  const described = operations.filter(([, , { tags }]) => tags?.includes('Carrier callbacks'));
  expect(described.map(([method, path]) => `${method} ${path}`).toSorted()).toEqual(
    served.map(({ method, path }) => `${method} /webhooks${path.replaceAll(/:(\w+)/g, '{$1}')}`).toSorted(),
  );
});

test.each(operations)(
  '%s %s has a summary, a tag, a security, parameters and responses',
  (_method, path, operation) => {
    expect(operation.summary).toBeTruthy();
    expect(operation.tags).toHaveLength(1);
    expect(operation.security).toBeInstanceOf(Array);
    const success = Object.keys(operation.responses).filter((status) => status.startsWith('2'));
    expect(success.length).toBeGreaterThan(0);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(declared ?? []).toEqual(inPath);
  },
);

test('an operation declares only statuses that it can give, and the credentials that it accepts', () => {
  const read = documents.dialer.paths['/campaigns']!['get']!;
  expect(Object.keys(read.responses)).toEqual(['200', '400', '401', '403', '429', '500']);
  expect(read.security).toEqual([{ bearer: [] }]);
  const write = documents['callcenter-pro'].paths['/buyers/{id}']!['put']!;
  expect(Object.keys(write.responses).join()).toBe('200,400,401,403,404,409,413,415,422,429,500');
  expect(write.security).toEqual([{ session: [] }, { bearer: [] }]);
  const open = documents.dialer.paths['/auth/login']!['post']!;
  expect(Object.keys(open.responses).join()).toBe('200,400,401,403,413,415,429,500,503');
  const openInPro = documents['callcenter-pro'].paths['/auth/login']!['post']!;
  expect(Object.keys(openInPro.responses).join()).toBe('200,400,401,403,413,415,422,429,500,503');
  expect(open.security).toEqual([]);
});

test('the server of each document is the whole address of the API', async () => {
  for (const { servers } of [...Object.values(documents), union])
    expect(servers).toEqual([{ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api$/) }]);
});

const allDocuments = Object.entries({ ...documents, union });

test.each(allDocuments)('every operation of %s has an operationId of its own', (_name, document) => {
  const missing = operationsOf(document).filter(([, , { operationId }]) => !/^[a-z][A-Za-z]+$/.test(operationId ?? ''));
  expect(missing.map(([method, path]) => `${method} ${path}`)).toEqual([]);
  const ids = operationsOf(document).map(([, , { operationId }]) => operationId);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test.each(Object.entries(documents))('every JSON body and reply of %s has a schema with a name', (_name, document) => {
  const unnamed = operationsOf(document).flatMap(([method, path, { requestBody, responses }]) => {
    const body = requestBody?.content['application/json']?.schema;
    const bodyName = body && nameOf(body);
    const replies = Object.entries(responses).flatMap(([status, { content }]) => {
      const schema = content?.['application/json']?.schema;
      return schema && nameOf(schema) === undefined ? [`${method} ${path} → ${status}`] : [];
    });
    return [...(body && !bodyName?.endsWith('Body') ? [`${method} ${path}: ${bodyName ?? 'body'}`] : []), ...replies];
  });
  expect(unnamed).toEqual([]);
});

/**
 * Returns the name of the component that a schema refers to. For an array, returns the component of the array's items.
 */
function nameOf(schema: JsonSchema): string | undefined {
  const target = schema['type'] === 'array' ? (schema['items'] as JsonSchema) : schema;
  return /^#\/components\/schemas\/(\w+)$/.exec(String(target['$ref']))?.[1];
}

test('names of schemas are nouns in PascalCase', () => {
  for (const document of Object.values(documents))
    for (const name of Object.keys(document.components.schemas)) expect(name).toMatch(/^([A-Z][a-z]+)+$/);
});

test('JSON bodies allow known fields only', () => {
  const openBodies = resolvedOperations.filter(([, , { requestBody }]) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema && schema['additionalProperties'] !== false;
  });
  // Only these two routes allow unknown fields. Other platforms may send bid requests with more fields, and web pages
  // may send more data about a visitor.
  expect(openBodies.map(([method, path]) => `${method} ${path}`)).toEqual([HOSTED_BID, TRACK]);
});

test('the description of a list without pages states its maximum length', () => {
  const withoutMaximum = operationsOf(resolved['callcenter-pro']).flatMap(
    ([method, path, { description, responses }]) => {
      const schema = responses['200']?.content?.['application/json']?.schema;
      return schema?.['type'] === 'array' && !description?.startsWith('The first 1000') ? [`${method} ${path}`] : [];
    },
  );
  expect(withoutMaximum).toEqual([]);
});

test('every reference has a target', () => {
  for (const document of [...Object.values(documents), union]) {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names));
  }
});

const withoutNames = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');

const namesOf = (list: [string, string, Operation][]) =>
  list.map(([method, path]) => `${method} ${withoutNames(path)}`);

test('the merged document has all operations of tenants, and both schemas where both APIs have an operation', () => {
  const ofTenants = [...operationsOf(documents.dialer), ...operationsOf(documents['callcenter-pro'])];
  expect(new Set(namesOf(operationsOf(union)))).toEqual(new Set(namesOf(ofTenants)));
  const shared = union.paths['/campaigns']?.['post'];
  expect(shared?.responses['201']?.content?.['application/json']?.schema?.['anyOf']).toHaveLength(2);
  expect(shared?.requestBody?.content['application/json']?.schema?.['anyOf']).toHaveLength(2);
});

test('the documents and the reference page need no credential', async () => {
  for (const path of ['/openapi.json', ...Object.keys(documents).map((api) => `/openapi/${api}.json`)])
    expect((await system.request(path)).status).toBe(200);
  const docs = await system.request('/docs');
  expect(docs.headers.get('content-type')).toContain('text/html');
  expect(await docs.text()).toContain('/docs/start.js');
  expect(await (await system.request('/docs/start.js')).text()).toContain('/openapi/dialer.json');
});

test('a reply that contradicts its description fails the test that receives it', async () => {
  const reply = await send(system, 'GET', '/api/campaigns');
  const check = (status: number, body: object, path = '/api/campaigns?limit=1', headers = reply.headers) =>
    assertDocumented(system, 'GET', path, { status, body, headers });

  await check(401, reply.body);
  await check(200, { success: true, campaigns: [], count: 0, total: 0 });
  await expect(check(200, { success: true, campaigns: [], total: 0 })).rejects.toThrow('count');
  await expect(check(200, { success: true, campaigns: [], count: '0', total: 0 })).rejects.toThrow('must be a number');
  await expect(check(200, { success: true, campaigns: [], count: 0, total: 0, pages: 0 })).rejects.toThrow('pages');
  const unknown = { success: true, campaigns: [{ id: 1 }], count: 1, total: 1 };
  await expect(check(200, unknown)).rejects.toThrow('campaigns[0].id');
  await expect(check(201, {})).rejects.toThrow('not in the OpenAPI document');
  await expect(check(200, {}, '/api/nothing')).rejects.toThrow('not in the OpenAPI document');
  const html = new Headers({ 'content-type': 'text/html' });
  await expect(check(200, {}, '/api/campaigns', html)).rejects.toThrow('text/html');
});
