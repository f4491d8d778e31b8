import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addUser, campaignExample, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { conversationRules } from '../../../helpers/api/conversation-rules.ts';
import { type Case, cases } from '../../../helpers/api/route-rules.ts';
import { insertRow, sellCall } from '../../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);
const session = await openSession(system, owner);
const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
const [ownerId] = await sql<[{ id: number }]>`select id from users where uuid = ${owner.user.id}`;

/** Returns the events that the request of a reply has written. */
const eventsOf = (reply: { headers: Headers }) =>
  sql<{ entity: string; verb: string; actorName: string; changes: Record<string, unknown> }[]>`
    select entity, verb, actor_name, changes from audit_events
    where request_id = ${reply.headers.get('x-request-id')} order by id`;

/** Routes that write no audit event, each with the reason. */
const WITHOUT_EVENT: Record<string, string> = {
  'POST /leads': 'needs a campaign; leads.test.ts checks the event',
  'POST /campaigns/{id}/preview/next': 'the work of an agent; the history of the call shows it',
  'POST /leads/{id}/call': 'the work of an agent; the history of the call shows it',
  'POST /leads/{id}/skip': 'the work of an agent; the history of the call shows it',
  'PUT /agents/{id}/status': 'the work of an agent, many times a day',
  'PUT /agents/{id}/device': 'the work of an agent, each shift',
  'POST /agents/{id}/device-token': 'changes nothing',
  'POST /calls': 'the history of the call shows it',
  'POST /calls/{id}/hang-up': 'the work of an agent; the history of the call shows it',
  'POST /rtb/targets/{id}/test': 'changes nothing',
  'POST /auth/password': 'would end the credentials of this test; passwords.test.ts checks the event',
  'POST /auth/second-factor/confirm': 'would end the credentials of this test; second-factors.test.ts checks the event',
  'DELETE /auth/sessions': 'would end the credentials of this test; login-sessions.test.ts checks the event',
};

const form = (campaignId?: string) => {
  const data = new FormData();
  if (campaignId) data.append('campaign_id', campaignId);
  data.append('file', new File(['phone\n+14155552671\n'], 'numbers.csv', { type: 'text/csv' }));
  return data;
};

type Ids = { id: number; uuid: string };
type Request = { body?: unknown; second?: Ids; status?: number };

const PASSWORD = 'securePassword123';

/** Gives a user a second factor with a recovery code. Returns the body that proves the second factor. */
async function addSecondFactor(userId: number) {
  await sql`delete from second_factors where user_id = ${userId}`;
  await sql`
    insert into second_factors (tenant_id, user_id, uuid, secret, confirmed_at, last_step, recovery_code_hashes)
    values (${tenant.id}, ${userId}, gen_random_uuid(), '', now(), 0, array[encode(sha256('CODE'), 'hex')])`;
  return { current_password: PASSWORD, code: 'CODE' };
}

/** What a route needs besides its row: a second row, a link between the rows, or a body with the id of a row. */
const PREPARE: Record<string, (row: Ids) => Promise<Request>> = {
  'POST /campaigns/{id}/start': async ({ id }) => {
    await sql`update campaigns set routing_type = 'priority' where id = ${id}`;
    return {};
  },
  'POST /campaigns/{id}/pause': async ({ id }) => {
    await sql`update campaigns set status = 'active' where id = ${id}`;
    return {};
  },
  'POST /leads/upload': async () => ({ body: form((await insertRow.campaigns(sql, tenant.id)).uuid) }),
  'POST /tracking-tags': async () => ({
    body: { name: 'Tag', campaignId: (await insertRow.campaigns(sql, tenant.id)).id },
  }),
  'POST /campaigns/{campaignId}/buyers': async () => ({
    body: { buyerId: (await insertRow.buyers(sql, tenant.id)).id },
  }),
  'DELETE /campaigns/{campaignId}/buyers/{buyerId}': async ({ id }) => {
    const second = await insertRow.buyers(sql, tenant.id);
    await sql`insert into campaign_buyers (tenant_id, campaign_id, buyer_id, priority) values (${tenant.id}, ${id}, ${second.id}, 1)`;
    return { second };
  },
  'POST /calls/{id}/conversion': async ({ id }) => {
    await sellCall(sql, tenant.id, id);
    return { body: { converted: false } };
  },
  'POST /calls/{id}/adjustments': async ({ id }) => {
    await sellCall(sql, tenant.id, id);
    return {};
  },
  'POST /calls/{id}/disputes': async ({ id }) => {
    await sellCall(sql, tenant.id, id);
    return {};
  },
  'DELETE /users/{id}/sessions': async ({ id }) => {
    await sql`
      insert into sessions (id_hash, kind, tenant_id, user_id, token_version, expires_at)
      values (${randomBytes(32)}, 'token', ${tenant.id}, ${id}, 1, now() + interval '1 hour')`;
    return {};
  },
  'POST /pools/{poolId}/numbers': async () => ({
    body: { phoneNumberId: (await insertRow.phone_numbers(sql, tenant.id)).id },
  }),
  'DELETE /pools/{poolId}/numbers/{phoneNumberId}': async ({ id }) => {
    const second = await insertRow.phone_numbers(sql, tenant.id);
    await sql`update phone_numbers set pool_id = ${id}, assigned_at = clock_now() where id = ${second.id}`;
    return { second };
  },
  'POST /rtb/routers/{routerId}/targets': async () => ({
    body: { targetId: (await insertRow.rtb_targets(sql, tenant.id)).id },
  }),
  'DELETE /rtb/routers/{routerId}/targets/{targetId}': async ({ id }) => {
    const second = await insertRow.rtb_targets(sql, tenant.id);
    await sql`
      insert into rtb_router_targets (tenant_id, router_id, target_id, priority, weight)
      values (${tenant.id}, ${id}, ${second.id}, 1, 1)`;
    return { second };
  },
  'DELETE /rtb/targets/clear-all': async () => {
    await insertRow.rtb_targets(sql, tenant.id);
    return {};
  },
  'POST /publishers/{publisherId}/campaigns': async () => ({
    body: { campaignId: (await insertRow.campaigns(sql, tenant.id)).id },
  }),
  'DELETE /publishers/{publisherId}/campaigns/{campaignId}': async ({ id }) => {
    const second = await insertRow.campaigns(sql, tenant.id);
    await sql`
      insert into campaign_publishers (tenant_id, campaign_id, publisher_id) values (${tenant.id}, ${second.id}, ${id})`;
    return { second };
  },
  'POST /publishers/{publisherId}/phone-numbers': async () => ({
    body: { phoneNumberId: (await insertRow.phone_numbers(sql, tenant.id)).id },
  }),
  'DELETE /publishers/{publisherId}/phone-numbers/{phoneNumberId}': async ({ id }) => {
    const second = await insertRow.phone_numbers(sql, tenant.id);
    await sql`update phone_numbers set publisher_id = ${id} where id = ${second.id}`;
    return { second };
  },
  'POST /publishers/{publisherId}/tracking-tags': async () => ({
    body: { trackingTagId: (await insertRow.tracking_tags(sql, tenant.id)).id },
  }),
  'DELETE /publishers/{publisherId}/tracking-tags/{trackingTagId}': async ({ id }) => {
    const second = await insertRow.tracking_tags(sql, tenant.id);
    await sql`update tracking_tags set publisher_id = ${id} where id = ${second.id}`;
    return { second };
  },
  'POST /auth/second-factor': async () => ({ body: { current_password: PASSWORD } }),
  'POST /auth/second-factor/recovery-codes': async () => ({ body: await addSecondFactor(ownerId.id) }),
  'POST /auth/second-factor/remove': async () => ({ body: await addSecondFactor(ownerId.id) }),
  'DELETE /users/{id}/second-factor': async ({ id }) => {
    await addSecondFactor(id);
    return {};
  },
  // No worker answers in this test. The event is written before the request to the carrier.
  'PUT /twilio/phone-numbers/{phoneNumberSid}': async () => ({ status: 503 }),
};

async function requestAs(each: Case, credential: { token?: string; cookie?: string }) {
  const { api, route, rule } = each;
  const [method, template] = route.split(' ') as [string, string];
  const row = rule.table ? await insertRow[rule.table](sql, tenant.id) : { id: 0, uuid: '' };
  const { body, second, status } = (await PREPARE[route]?.(row)) ?? {};
  const [found] = rule.column ? await sql`select * from ${sql(rule.table as string)} where id = ${row.id}` : [];
  const path = template
    .replace(/\{\w+\}/, rule.column ? String(found![rule.column]) : row.uuid)
    .replace(/\{\w+\}/, second?.uuid ?? '');
  const ruleBody: unknown = typeof rule.body === 'function' ? rule.body() : rule.body;
  const reply = await send(system, method, `/api${path}`, {
    ...credential,
    api,
    body: body ?? ruleBody ?? (method === 'POST' ? {} : undefined),
    headers: { prefer: 'respond-async' },
  });
  return { reply, status };
}

/** The tests of the operator's routes check the events of the operator. */
const writing = cases.filter(({ route, rule }) => !route.startsWith('GET ') && typeof rule.for !== 'string');
/** The acts in a conversation need a live one: its history shows them, and `controls.test.ts` checks the events. */
const recorded = writing.filter(({ route }) => !WITHOUT_EVENT[route] && !conversationRules[route]);

describe('every route that writes', () => {
  test.each(recorded)('$api: $route is in the audit log', async (each) => {
    const credential = each.api === 'dialer' ? { token: owner.token } : { cookie: session.cookie };
    const { reply, status } = await requestAs(each, credential);
    const expected = status === undefined ? [200, 201, 202, 204] : [status];
    expect({ status: reply.status, body: reply.body }).toMatchObject({ status: expect.toBeOneOf(expected) });
    const events = await eventsOf(reply);
    expect(events.length).toBeGreaterThan(0);
    const [{ email }] = await sql<[{ email: string }]>`select email from users where uuid = ${owner.user.id}`;
    for (const { actorName } of events) expect(actorName).toBe(email);
  });

  test('the exceptions are routes', () => {
    const routes = new Set(writing.map(({ route }) => route));
    expect(Object.keys(WITHOUT_EVENT).filter((route) => !routes.has(route))).toEqual([]);
  });
});

test('an event shows who changed which field from what to what', async () => {
  const buyer = await send(system, 'POST', '/api/buyers', {
    cookie: session.cookie,
    body: { name: 'Acme', phoneNumber: '+14155554444' },
  });
  const change = await send(system, 'PUT', `/api/buyers/${buyer.body['id']}`, {
    cookie: session.cookie,
    body: { phoneNumber: '+14155559999' },
  });
  for (const credential of [{ token: owner.token }, { cookie: session.cookie }]) {
    const list = `/api/audit-events?entity=buyer&entityId=${buyer.body['id']}`;
    const { body } = await send(system, 'GET', list, { ...credential, api: 'callcenter-pro' });
    expect(body['pagination']).toMatchObject({ total: 2 });
    expect(body['events'][0]).toMatchObject({
      actor: { kind: 'user', name: expect.stringContaining('@example.com') },
      verb: 'updated',
      entity: 'buyer',
      entityId: buyer.body['id'],
      changes: { phone_number: { before: '+14155554444', after: '+14155559999' } },
      requestId: change.headers.get('x-request-id'),
      address: 'none',
    });
    expect(Object.keys(body['events'][0].changes)).toEqual(['phone_number']);
  }
  const none = await send(system, 'GET', '/api/audit-events?verb=deleted&entity=buyer&actorId=1&date_to=2020-01-01', {
    cookie: session.cookie,
  });
  expect(none.body['events']).toEqual([]);
});

test('the first event of an account names its founder', async () => {
  const founder = await createTenant(system);
  const [user] = await sql<[{ id: number; username: string }]>`
    select id, username from users where uuid = ${founder.user.id}`;
  const { body } = await send(system, 'GET', '/api/audit-events', { token: founder.token, api: 'callcenter-pro' });
  expect(body['events'].at(-1)).toMatchObject({
    actor: { kind: 'user', id: user.id, name: user.username },
    verb: 'created',
    entity: 'user',
    entityId: user.id,
  });
});

test('an edit of a call is in the log, without the notes', async () => {
  const call = await insertRow.calls(sql, tenant.id);
  const notes = await owner.put(`/api/calls/${call.uuid}`, { notes: 'marked notes', disposition: 'voicemail' });
  const cost = await send(system, 'PUT', `/api/calls/${call.uuid}`, { cookie: session.cookie, body: { cost: 1.5 } });
  expect(
    [...(await eventsOf(notes)), ...(await eventsOf(cost))].map(({ entity, changes }) => [entity, changes]),
  ).toEqual([
    ['call', { notes: { before: null, after: '[hidden]' }, disposition: { before: 'answered', after: 'voicemail' } }],
    [
      'ledger_transaction',
      { call_id: { before: null, after: call.id }, kind: { before: null, after: 'carrier_cost' } },
    ],
    ['call', { cost: { before: null, after: 1.5 } }],
  ]);
  // A request that changes nothing is no event.
  expect(await eventsOf(await owner.put(`/api/calls/${call.uuid}`, { disposition: 'voicemail' }))).toEqual([]);
});

test('secrets, passwords and the data of leads are not in the log', async () => {
  const secret = 'marked-api-key-of-the-tenant';
  const { id } = (
    await send(system, 'POST', '/api/integrations', {
      cookie: session.cookie,
      body: { name: 'CRM', platform: 'hubspot', apiKey: secret },
    })
  ).body as { id: number };
  const target = { name: 'T', endpointUrl: 'https://b.example/bid', authentication: 'bearer', authToken: secret };
  await send(system, 'POST', '/api/rtb/targets', { cookie: session.cookie, body: target });
  const lead = await insertRow.leads(sql, tenant.id);
  await owner.put(`/api/leads/${lead.uuid}`, { first_name: 'Marked-Jane', notes: 'marked notes', priority: 'high' });
  await addUser(system, owner, 'agent');
  const events = await sql<{ entity: string; changes: object }[]>`
    select entity, changes from audit_events where tenant_id = ${tenant.id}`;
  const text = JSON.stringify(events);
  expect(text).not.toMatch(/marked|argon2|v1:k1|securePassword/i);
  expect(events.filter(({ entity }) => entity === 'lead').at(-1)?.changes).toMatchObject({
    first_name: { before: null, after: '[hidden]' },
    priority: { before: 'normal', after: 'high' },
  });
  expect(events.filter(({ entity }) => entity === 'user').at(-1)?.changes).toMatchObject({
    password_hash: { before: null, after: '[hidden]' },
    role: { before: null, after: 'agent' },
  });
  expect(id).toBeGreaterThan(0);
});

test('a request that fails writes no event, and work without a person writes none', async () => {
  const reply = await owner.post('/api/agent-groups', { name: 'Twice' });
  expect(await eventsOf(reply)).toHaveLength(1);
  const refused = await owner.post('/api/agent-groups', { name: 'Twice' });
  expect(refused.status).toBe(409);
  expect(await eventsOf(refused)).toEqual([]);
  const [before] = await sql`select count(*) from audit_events`;
  await sql`update campaigns set status = 'paused' where tenant_id = ${tenant.id}`;
  expect(await sql`select count(*) from audit_events`).toEqual([before]);
});

test('events cannot be changed or deleted, except by the retention function after 90 days', async () => {
  await owner.post('/api/campaigns', campaignExample);
  await expect(sql`update audit_events set actor_name = 'x'`).rejects.toThrow('stay unchanged');
  await expect(sql`delete from audit_events`).rejects.toThrow('stay unchanged');
  await expect(sql`truncate audit_events`).rejects.toThrow('stay unchanged');
  await expect(sql`select delete_old_audit_events(89, 10)`).rejects.toThrow('at least 90 days');
  const other = await insertOldEvent();
  expect(await sql`select delete_old_audit_events(90, 10) as deleted`).toEqual([{ deleted: 1 }]);
  expect(await sql`select from audit_events where id = ${other}`).toEqual([]);
  await expect(sql`delete from audit_events`).rejects.toThrow('stay unchanged');
});

/** Inserts an event that is 100 days old. Returns its id. */
async function insertOldEvent(): Promise<number> {
  const [row] = await sql<[{ id: number }]>`
    insert into audit_events (tenant_id, actor_kind, actor_name, verb, entity, changes, created_at)
    values (${tenant.id}, 'user', 'x', 'created', 'buyer', '{}', clock_now() - interval '100 days') returning id`;
  return row.id;
}

test('only administrators of the tenant read the log', async () => {
  const stranger = await createTenant(system);
  const { body } = await send(system, 'GET', '/api/audit-events', { token: stranger.token, api: 'callcenter-pro' });
  expect(
    body['events'].map((event: { entity: string; actor: { kind: string } }) => [event.entity, event.actor.kind]),
  ).toEqual([['user', 'user']]);
  const filter = `entityId=${randomUUID()}`;
  const empty = await send(system, 'GET', `/api/audit-events?${filter}`, { cookie: session.cookie });
  expect(empty.body['pagination']).toMatchObject({ total: 0 });
});
