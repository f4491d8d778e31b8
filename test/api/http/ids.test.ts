/** Both forms of an id: every object shows both, and every path takes both. */
import { expect, test } from 'vitest';
import { createTenant, openSession, operatorOf } from '../../helpers/api/client.ts';
import { type ApiName, type JsonSchema, openApiDocument, resolveReferences } from '../../helpers/api/openapi.ts';
import { cases } from '../../helpers/api/route-rules.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
system.startWorkers(['carrier']);
const { sql } = system.ctx;
const owner = await createTenant(system);
const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
const clients = { dialer: owner, 'callcenter-pro': await openSession(system, owner), operator: operatorOf(system) };

/**
 * Objects with one form. Lines of a log and of the ledger have no uuid, and no path takes their id. The actor of an audit
 * event is a reference to a user or to an API key.
 */
const WITH_ONE_FORM = [
  'listAuditEvents.events.actor',
  'listCallLogs',
  'getBuyerStatement.lines',
  'getTargetStatement.lines',
  'getPublisherStatement.lines',
];

/** Returns the places of objects with an `id` but without its other form. */
function objectsWithOneForm(schema: unknown, place: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, allOf } = schema as { properties?: Record<string, JsonSchema>; allOf?: JsonSchema[] };
  const names = new Set([properties, ...(allOf ?? []).map((part) => part['properties'])].flatMap((of) => keysOf(of)));
  const isIncomplete = names.has('id') && !names.has('uuid') && !names.has('numeric_id');
  const parts = Object.entries(schema).flatMap(([key, part]): [string, unknown][] => {
    if (key === 'allOf') return [];
    return key === 'properties' ? Object.entries(part as object) : [[key, part]];
  });
  const inside = parts.flatMap(([key, part]) => objectsWithOneForm(part, key === 'items' ? place : `${place}.${key}`));
  return isIncomplete ? [place, ...inside] : inside;
}

const keysOf = (properties: unknown) => Object.keys((properties as object | undefined) ?? {});

test('every object shows both forms', async () => {
  const incomplete: string[] = [];
  for (const api of ['dialer', 'callcenter-pro', 'operator'] as const) incomplete.push(...(await inDocument(api)));
  expect(incomplete).toEqual(WITH_ONE_FORM);
});

async function inDocument(api: ApiName): Promise<string[]> {
  const document = await openApiDocument(system, api);
  const incomplete = Object.values(document.paths)
    .flatMap(Object.values)
    .flatMap(({ operationId, responses }) =>
      Object.values(responses as object).flatMap(({ content }: { content?: object }) =>
        Object.values(content ?? {}).flatMap(({ schema }: { schema: JsonSchema }) =>
          objectsWithOneForm(resolveReferences(document, schema), operationId),
        ),
      ),
    );
  return [...new Set(incomplete)];
}

/** Routes that show one object. The ids of objects at the carrier are the carrier's. */
const reads = cases.filter(
  ({ route, rule }) => /^GET [^{]+\{\w+\}[^{]*$/.test(route) && rule.table && !route.startsWith('GET /twilio/'),
);

test.each(reads)('$api: $route takes both forms', async ({ api, route, rule }) => {
  const { id, uuid } = await insertRow[rule.table!](sql, tenant.id);
  const template = `/api${route.slice('GET '.length)}`;
  const [byId, byUuid] = await Promise.all(
    [id, uuid].map((each) => clients[api].get(template.replace(/\{\w+\}/, String(each)))),
  );
  expect([byId!.status, byUuid!.status]).toEqual([200, 200]);
  expect(objectIn(byId!.body)?.['id']).toEqual(objectIn(byUuid!.body)?.['id']);
});

const objectIn = (body: Record<string, unknown>) =>
  Object.values(body).find((member): member is Record<string, unknown> => isObjectWithId(member)) ?? body;

const isObjectWithId = (member: unknown) => typeof member === 'object' && member !== null && 'id' in member;
