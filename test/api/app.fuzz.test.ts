/**
 * Sends random valid and invalid requests to every route of the OpenAPI documents. No request may cause a status of
 * 500 or higher. Each error reply must have the common error body with a message. The function `send` checks that each
 * reply matches the OpenAPI document. An unhandled promise rejection fails the test run.
 */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addUser, createTenant, openSession, operatorOf, send } from '../helpers/api/client.ts';
import { createTrackedPages } from '../helpers/fixtures/tracking-tags.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { type ApiName, openApiDocument, resolveReferences } from '../helpers/api/openapi.ts';
import { type Case, cases } from '../helpers/api/route-rules.ts';
import type { Rule } from '../helpers/api/rule.ts';
import { createTestSystem } from '../helpers/system.ts';
import { type FuzzRequest, fuzzRequests } from '../helpers/api/fuzz-requests.ts';

/** With a fixed seed, every run sends the same requests. If a request fails, fast-check reports the request. */
const SEED = 20_260_113;
const REQUESTS_PER_ROUTE = 6;
/**
 * The number of requests to a route without parameters and body. All requests to such a route are the same, so a few
 * requests are enough.
 */
const SAME_REQUESTS = 5;
/** Milliseconds of real time for one route. A slow machine sends only the first requests of the same sequence. */
const ROUTE_MS_MAX = 300;

const system = await createTestSystem({ env: { RATE_LIMIT_RTB_PER_MINUTE: '100000' } });
// These workers run, because some routes wait for the carrier or for a bidder.
system.startWorkers(['carrier', 'auctions']);
const { sql } = system.ctx;
const owner = await createTenant(system);
const stranger = await createTenant(system);
const agent = await addUser(system, owner, 'agent');
await owner.post('/api/agents', { name: 'John Doe', phone: '+14155553333', user_id: agent.user.id });
const credentials: Record<ApiName, Record<'admin' | 'agent', { token: string } | { cookie: string }>> = {
  dialer: { admin: owner, agent },
  'callcenter-pro': { admin: await openSession(system, owner), agent: await openSession(system, agent) },
  // Users of tenants have no access to the operator's routes, so the operator sends the requests of both users.
  operator: { admin: operatorOf(system), agent: operatorOf(system) },
};

// A tag has the tag code in the OpenAPI document's example, so requests with the example are valid.
await createTrackedPages(system, { numbers: 1, tagCode: 'landing_page_2025' });

const tenantOf = async ({ user }: typeof owner) =>
  (await sql<[{ id: number }]>`select id from tenants where uuid = ${user.tenant_id}`)[0].id;
const [tenantId, strangerId] = [await tenantOf(owner), await tenantOf(stranger)];

type Table = keyof typeof insertRow;
const tables = Object.keys(insertRow) as Table[];

const bothIds = ({ id, uuid }: { id: number; uuid: string }) => [uuid, String(id)];
const ownRows = await Promise.all(tables.map((table) => insertRow[table](sql, tenantId)));
const strangerRows = await Promise.all(tables.map((table) => insertRow[table](sql, strangerId)));
const anyIds = fc.constantFrom(
  ...ownRows.flatMap(bothIds),
  ...strangerRows.flatMap(bothIds),
  owner.user.id,
  'uuid',
  randomUUID(),
);

/** Returns all rows of the other tenant, whose rows no request may change. */
const readStrangerRows = () =>
  Promise.all(
    tables.map((table) => sql`select * from ${sql(table as string)} where tenant_id = ${strangerId} order by id`),
  );
const before = await readStrangerRows();

function formOf({ file, fields }: NonNullable<FuzzRequest['form']>): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  if (file !== null) form.append('file', new File([file], 'leads.csv', { type: 'text/csv' }));
  return form;
}

/**
 * Returns ids for the first parameter in the path. Most ids are of a row of the user's tenant. If the rule names no
 * table, the ids are of rows of all tables.
 */
async function idsInPath({ table, column }: Rule): Promise<string[]> {
  if (!table) return [...ownRows, ...strangerRows].flatMap(bothIds);
  const own = await insertRow[table](sql, tenantId);
  const rows = [own, own, own, strangerRows[tables.indexOf(table)]!];
  if (!column) return rows.flatMap(bothIds);
  const named = rows.map(({ id }) => sql`select ${sql(column)} from ${sql(table as string)} where id = ${id}`);
  return (await Promise.all(named)).map(([row]) => String(row![column]));
}

/**
 * Returns a generator of the users who send the requests. Most users may use the route. The logout route gets no user,
 * because a logout would end the session that the other routes need.
 */
function usersOf({ route, rule }: Case) {
  if (route === 'POST /auth/logout') return fc.constant('anonymous' as const);
  const may = rule.for.includes('agent') ? (['admin', 'agent'] as const) : (['admin'] as const);
  return fc.oneof({ arbitrary: fc.constantFrom(...may), weight: 8 }, fc.constant('anonymous' as const));
}

async function handlesAnyRequest(each: Case): Promise<void> {
  const { api, route, rule } = each;
  const [method, template] = route.split(' ') as [string, string];
  const document = await openApiDocument(system, api);
  const operation = resolveReferences(document, document.paths[template]![method.toLowerCase()]!);
  const path = fc.constantFrom(...(await idsInPath(rule)), randomUUID());
  const requests = fuzzRequests(template, operation, { path, fields: anyIds });
  const endMs = Date.now() + ROUTE_MS_MAX;
  const property = fc.asyncProperty(requests, usersOf(each), async ({ path, headers, body, form }, user) => {
    if (Date.now() > endMs) return;
    const { status, body: reply } = await send(system, method, `/api${path}`, {
      ...(user !== 'anonymous' && credentials[api][user]),
      api,
      // The request must not wait for a lead import, because no worker runs lead imports in this test.
      headers: { prefer: 'respond-async', ...headers },
      body: form ? formOf(form) : body,
    });
    expect(status).toBeLessThan(500);
    if (status < 400) return;
    expect(reply).toMatchObject({
      success: false,
      error: expect.stringMatching(/\w/),
      message: expect.stringMatching(/\w/),
      statusCode: status,
    });
  });
  const numRuns = operation.parameters || operation.requestBody ? REQUESTS_PER_ROUTE : SAME_REQUESTS;
  await fc.assert(property, { seed: SEED, numRuns });
}

const isOperatorCase = ({ api }: Case) => api === 'operator';

test.each(cases.filter((each) => !isOperatorCase(each)))('$api: $route handles any request', handlesAnyRequest);

test('the rows of the other tenant are unchanged', async () => {
  expect(await readStrangerRows()).toEqual(before);
});

// These routes may change every tenant, so they come last.
test.each(cases.filter(isOperatorCase))('$api: $route handles any request', handlesAnyRequest);
