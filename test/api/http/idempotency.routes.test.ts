/** Sends a POST request to every route, with each kind of credential and with an idempotency key, and then again. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTenant, openSession, send } from '../../helpers/api/client.ts';
import type { ApiName } from '../../helpers/api/openapi.ts';
import { type Case, cases } from '../../helpers/api/route-rules.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
// Some routes wait for the carrier.
system.startWorkers(['carrier']);
const { sql } = system.ctx;
const owner = await createTenant(system);
const { cookie } = await openSession(system, owner);
const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;

const credentials = [
  { name: 'a token', api: 'dialer' as ApiName, credential: { token: owner.token } },
  { name: 'a cookie', api: 'callcenter-pro' as ApiName, credential: { cookie } },
];

/** The routes of users. The header has no effect on public routes and on the routes of the operator. */
const posts = cases.filter(({ route, rule }) => route.startsWith('POST ') && typeof rule.for !== 'string');
const withoutNames = (route: string) => route.replaceAll(/\{\w+\}/g, '{}');
const hasRoute = (api: ApiName, route: string) =>
  posts.some((each) => each.api === api && withoutNames(each.route) === withoutNames(route));

/** Each route with each credential, and with the rule of the API that answers. */
const requests = credentials.flatMap((by) =>
  posts.flatMap((each) =>
    each.api === by.api || !hasRoute(by.api, each.route) ? [{ ...each, ...by, of: each.api }] : [],
  ),
);

async function pathOf({ route, rule }: Case): Promise<string> {
  // The test of a target sends a request to its endpoint, which must not happen here. So that target does not exist.
  const row = rule.table && rule.table !== 'rtb_targets' && (await insertRow[rule.table](sql, tenant.id));
  const path = route.slice('POST '.length).replace(/\{\w+\}/, row ? row.uuid : randomUUID());
  return `/api${path}${rule.query ? `?${rule.query}` : ''}`;
}

test.each(requests)('$of: $route with $name is executed at the first request, and then repeated', async (each) => {
  const { rule, credential, of } = each;
  const path = await pathOf(each);
  const body = (typeof rule.body === 'function' ? rule.body() : rule.body) ?? {};
  const headers = { 'idempotency-key': randomUUID(), prefer: 'respond-async' };
  const post = () => send(system, 'POST', path, { ...credential, api: of, body, headers });
  const first = await post();
  expect(String(first.body['message'])).not.toContain('still running');
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  const again = await post();
  // A refused request has no effect, so its key is released. The upload names a campaign that does not exist.
  const isReplayed = each.route === 'POST /leads/upload' || rule.answer === 400 ? null : 'true';
  expect(again.headers.get('idempotent-replayed')).toBe(isReplayed);
  expect(again.status).toBe(first.status);
  expect(again.body['message']).toBe(first.body['message']);
});

test('both credentials reach every POST route', () => {
  expect(requests.length).toBeGreaterThan(60);
});

test('no reply is stored in clear', async () => {
  const replies = await sql<{ path: string; body: string }[]>`
    select path, body from idempotency_keys where body is not null`;
  expect(replies.map(({ path }) => path)).toContain('/api/pools');
  expect(replies.filter(({ body }) => !body.startsWith('v1:') || body.includes('whsec_'))).toEqual([]);
});
