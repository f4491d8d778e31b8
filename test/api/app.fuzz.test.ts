/**
 * Every route of both OpenAPI documents under requests by chance, right and wrong: none makes it fail, each refusal says why
 * in the one shape of errors, and each reply is as described (which `send` checks). A promise that nobody handles fails
 * the run by itself.
 */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addUser, createTenant, openSession, send } from '../helpers/api/client.ts';
import { createTrackedPages } from '../helpers/fixtures/tracking-tags.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { type ApiName, openApiDocument } from '../helpers/api/openapi.ts';
import { type Case, cases, type Rule } from '../helpers/api/route-rules.ts';
import { createTestSystem } from '../helpers/system.ts';
import { type WildRequest, wildRequests } from '../helpers/api/fuzz-requests.ts';

/** The same requests each time; fast-check tells with a failure which of them it was. */
const SEED = 20_260_113;
const REQUESTS_PER_ROUTE = 24;
/** To a route that takes nothing one request is like another. */
const SAME_REQUESTS = 5;
/** A slow machine makes fewer requests of the same sequence. */
const ROUTE_MS_MAX = 300;

const system = await createTestSystem({ env: { RATE_LIMIT_RTB_PER_MINUTE: '100000' } });
// Some routes wait for what the carrier or a bidder says.
system.startWorkers(['carrier', 'auctions']);
const { sql } = system.ctx;
const owner = await createTenant(system);
const stranger = await createTenant(system);
const agent = await addUser(system, owner, 'agent');
await owner.post('/api/agents', { name: 'John Doe', phone: '+14155553333', user_id: agent.user.id });
const credentials: Record<ApiName, Record<'admin' | 'agent', { token: string } | { cookie: string }>> = {
  dialer: { admin: owner, agent },
  'callcenter-pro': { admin: await openSession(system, owner), agent: await openSession(system, agent) },
};

// The tag of the document's example, so that visitors get past it.
await createTrackedPages(system, { numbers: 1, tagCode: 'landing_page_2025' });

const tenantOf = async ({ user }: typeof owner) =>
  (await sql<[{ id: number }]>`select id from tenants where uuid = ${user.tenant_id}`)[0].id;
const [tenantId, strangerId] = [await tenantOf(owner), await tenantOf(stranger)];

type Table = keyof typeof insertRow;
const tables = Object.keys(insertRow) as Table[];

const both = ({ id, uuid }: { id: number; uuid: string }) => [uuid, String(id)];
const mine = await Promise.all(tables.map((table) => insertRow[table](sql, tenantId)));
const others = await Promise.all(tables.map((table) => insertRow[table](sql, strangerId)));
const anyIds = fc.constantFrom(...mine.flatMap(both), ...others.flatMap(both), owner.user.id, 'uuid', randomUUID());

/** All that the other tenant has. */
const possessions = () =>
  Promise.all(
    tables.map((table) => sql`select * from ${sql(table as string)} where tenant_id = ${strangerId} order by id`),
  );
const before = await possessions();

function formOf({ file, fields }: NonNullable<WildRequest['form']>): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  if (file !== null) form.append('file', new File([file], 'leads.csv', { type: 'text/csv' }));
  return form;
}

/** Of what the path names first, mostly the user's own; where no rule says what that is, of anything. */
async function idsInPath({ table, column }: Rule): Promise<string[]> {
  if (!table) return [...mine, ...others].flatMap(both);
  const own = await insertRow[table](sql, tenantId);
  const rows = [own, own, own, others[tables.indexOf(table)]!];
  if (!column) return rows.flatMap(both);
  const named = rows.map(({ id }) => sql`select ${sql(column)} from ${sql(table as string)} where id = ${id}`);
  return (await Promise.all(named)).map(([row]) => String(row![column]));
}

/** Mostly somebody who may. Logging out would leave the other routes without a session. */
function usersOf({ route, rule }: Case) {
  if (route === 'POST /auth/logout') return fc.constant('nobody' as const);
  const may = rule.for.includes('agent') ? (['admin', 'agent'] as const) : (['admin'] as const);
  return fc.oneof({ arbitrary: fc.constantFrom(...may), weight: 8 }, fc.constant('nobody' as const));
}

test.each(cases)('$api: $route withstands any request', async (each) => {
  const { api, route, rule } = each;
  const [method, template] = route.split(' ') as [string, string];
  const { paths } = await openApiDocument(system, api);
  const operation = paths[template]![method.toLowerCase()]!;
  const path = fc.constantFrom(...(await idsInPath(rule)), randomUUID());
  const requests = wildRequests(template, operation, { path, fields: anyIds });
  const endMs = Date.now() + ROUTE_MS_MAX;
  const property = fc.asyncProperty(requests, usersOf(each), async ({ path, headers, body, form }, user) => {
    if (Date.now() > endMs) return;
    const { status, body: told } = await send(system, method, `/api${path}`, {
      ...(user !== 'nobody' && credentials[api][user]),
      api,
      // No worker takes imports here, so there is no result of an upload to wait for.
      headers: { prefer: 'respond-async', ...headers },
      body: form ? formOf(form) : body,
    });
    expect(status).toBeLessThan(500);
    if (status < 400) return;
    expect(told).toMatchObject({
      success: false,
      error: expect.stringMatching(/\w/),
      message: expect.stringMatching(/\w/),
      statusCode: status,
    });
  });
  const numRuns = operation.parameters || operation.requestBody ? REQUESTS_PER_ROUTE : SAME_REQUESTS;
  await fc.assert(property, { seed: SEED, numRuns });
});

test('after all that, what another tenant has is as it was', async () => {
  expect(await possessions()).toEqual(before);
});
