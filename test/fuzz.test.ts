/**
 * Every route of the OpenAPI document under requests by chance, right and wrong: none makes it fail, each refusal says why
 * in the one shape of errors, and each reply is as described (which `send` checks). A promise that nobody handles fails
 * the run by itself.
 */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addUser, foundTenant, send } from './helpers/client.ts';
import { insertRow } from './helpers/insert-row.ts';
import { openApiDocument } from './helpers/openapi.ts';
import { createTestSystem } from './helpers/system.ts';
import { type WildRequest, wildRequests } from './helpers/wild-requests.ts';

/** The same requests each time; fast-check tells with a failure which of them it was. */
const SEED = 20_260_113;
const REQUESTS_PER_ROUTE = 60;
/** A slow machine makes fewer requests of the same sequence. */
const ROUTE_MS_MAX = 500;

const system = await createTestSystem();
const { sql } = system.ctx;
const document = await openApiDocument(system);
const owner = await foundTenant(system);
const stranger = await foundTenant(system);
const agent = await addUser(system, owner, 'agent');
await owner.post('/api/agents', { name: 'John Doe', phone: '+14155553333', user_id: agent.user.id });
const tokens = { admin: owner.token, agent: agent.token, nobody: undefined };

const tenantOf = async ({ user }: typeof owner) =>
  (await sql<[{ id: number }]>`select id from tenants where uuid = ${user.tenant_id}`)[0].id;
const [tenantId, strangerId] = [await tenantOf(owner), await tenantOf(stranger)];

type Table = keyof typeof insertRow;
const tables = Object.keys(insertRow) as Table[];
/** What the ids in paths are of; the longest that fits. */
const tableOf: [prefix: string, table: Table][] = [
  ['/agent-groups/', 'agent_groups'],
  ['/agents/', 'agents'],
  ['/calls/', 'calls'],
  ['/campaigns/', 'campaigns'],
  ['/dnc/', 'dnc_numbers'],
  ['/leads/imports/', 'lead_imports'],
  ['/leads/', 'leads'],
];

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

const routes = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${template}`, operation })),
);

test.each(routes)('$route withstands any request', async ({ route, operation }) => {
  const [method, template] = route.split(' ') as [string, string];
  const table = tableOf.find(([prefix]) => template.startsWith(prefix))?.[1];
  const rows = table ? [await insertRow[table](sql, tenantId), others[tables.indexOf(table)]!] : [];
  const path = fc.constantFrom(...rows.flatMap(both), randomUUID());
  const requests = wildRequests(template, operation, { path, fields: anyIds });
  const users = fc.constantFrom<keyof typeof tokens>('admin', 'admin', 'admin', 'admin', 'agent', 'agent', 'nobody');
  const endMs = Date.now() + ROUTE_MS_MAX;
  const property = fc.asyncProperty(requests, users, async ({ path, headers, body, form }, user) => {
    if (Date.now() > endMs) return;
    const { status, body: told } = await send(system, method, `/api${path}`, {
      token: tokens[user],
      // No worker runs here, so there is no result of an upload to wait for.
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
  await fc.assert(property, { seed: SEED, numRuns: REQUESTS_PER_ROUTE });
});

test('after all that, what another tenant has is as it was', async () => {
  expect(await possessions()).toEqual(before);
});
