/**
 * Both APIs use the same database rows. The same action over either API must create the same rows, and both APIs must
 * return the same campaigns, agents and calls.
 */
import { expect, test } from 'vitest';
import { type Client, createTenant, openSession, send, type SessionClient } from '../helpers/api/client.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

type Clients = { dialer: Client; callCenterPro: SessionClient; tenantId: number };

async function createClients(): Promise<Clients> {
  const dialer = await createTenant(system);
  const [{ id }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${dialer.user.tenant_id}`;
  return { dialer, callCenterPro: await openSession(system, dialer), tenantId: id };
}

/** Returns the rows of a table without the columns that differ in all rows, such as ids and times. */
async function rowsOf(table: string, { tenantId }: Clients): Promise<Record<string, unknown>[]> {
  const rows = await sql<
    Record<string, unknown>[]
  >`select * from ${sql(table)} where tenant_id = ${tenantId} order by id`;
  const uniqueColumns = /^(id|uuid|tenantId|createdBy|rtbId|.*Id|.*At|.*Since)$/;
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !uniqueColumns.test(name))));
}

type Action = (clients: Clients) => Promise<unknown>;

const agent = async ({ dialer }: Clients) =>
  (await dialer.post('/api/agents', { name: 'Jane Roe', phone: '+14155553333' })).body['agent'].id;
const campaign = async ({ dialer }: Clients) =>
  (await dialer.post('/api/campaigns', { name: 'Both', description: 'Seen by both' })).body['campaign'].id;

const sameActions: [string, string, Action, Action][] = [
  [
    'creating an agent',
    'agents',
    ({ dialer }) => dialer.post('/api/agents', { name: 'Jane', phone: '+14155553333', max_concurrent_calls: 2 }),
    ({ callCenterPro }) =>
      callCenterPro.post('/api/agents', { name: 'Jane', phoneNumber: '+14155553333', maxConcurrentCalls: 2 }),
  ],
  [
    'setting an agent’s status',
    'agents',
    async (all) => all.dialer.put(`/api/agents/${await agent(all)}/status`, { status: 'available', reason: 'back' }),
    async (all) =>
      all.callCenterPro.put(`/api/agents/${await agent(all)}/status`, { status: 'available', reason: 'back' }),
  ],
  [
    'renaming a campaign',
    'campaigns',
    async (all) => all.dialer.put(`/api/campaigns/${await campaign(all)}`, { name: 'New', description: null }),
    async (all) => all.callCenterPro.put(`/api/campaigns/${await campaign(all)}`, { name: 'New', description: null }),
  ],
  [
    'starting a campaign',
    'campaigns',
    async (all) => all.dialer.post(`/api/campaigns/${await campaign(all)}/start`),
    async (all) => all.callCenterPro.put(`/api/campaigns/${await campaign(all)}`, { status: 'active' }),
  ],
  [
    'adding a do-not-call number, a path of the dialer API only',
    'dnc_numbers',
    ({ dialer }) => dialer.post('/api/dnc', { phone: '+14155552671' }),
    ({ callCenterPro }) => callCenterPro.post('/api/dnc', { phone: '+14155552671' }),
  ],
  [
    'creating a buyer, a path of CallCenter Pro only',
    'buyers',
    ({ dialer }) => dialer.post('/api/buyers', { name: 'John Doe', phoneNumber: '+1234567890' }),
    ({ callCenterPro }) => callCenterPro.post('/api/buyers', { name: 'John Doe', phoneNumber: '+1234567890' }),
  ],
];

test.each(sameActions)(
  '%s leaves the same row in %s over both APIs',
  async (_what, table, inDialer, inCallCenterPro) => {
    const [one, other] = [await createClients(), await createClients()];
    await inDialer(one);
    await inCallCenterPro(other);
    const rows = await rowsOf(table, one);
    expect(rows).toHaveLength(1);
    expect(await rowsOf(table, other)).toEqual(rows);
  },
);

test('both APIs return the same campaigns, agents and calls, independent of the API that created them', async () => {
  const all = await createClients();
  const { dialer, callCenterPro, tenantId } = all;
  await campaign(all);
  await callCenterPro.post('/api/campaigns', { name: 'Inbound' });
  await agent(all);
  await callCenterPro.post('/api/agents', { name: 'Sam', phoneNumber: '+14155553334' });
  await insertRow.calls(sql, tenantId);
  for (const noun of ['campaigns', 'agents', 'calls'] as const) {
    const dialerRows = (await dialer.get(`/api/${noun}`)).body[noun] as { id: string }[];
    const { body } = await callCenterPro.get(`/api/${noun}`);
    const callCenterProRows = (noun === 'calls' ? body['calls'] : body) as { id: number; name?: string }[];
    const uuids = await sql<{ uuid: string }[]>`
      select uuid from ${sql(noun)} t join unnest(${callCenterProRows.map(({ id }) => id)}::bigint[]) with ordinality o (id, at)
        on o.id = t.id order by at`;
    expect(callCenterProRows.length).toBeGreaterThan(0);
    expect(uuids.map(({ uuid }) => uuid)).toEqual(dialerRows.map(({ id }) => id));
    // Each API accepts a uuid and an integer as an id.
    for (const client of [dialer, callCenterPro])
      for (const id of [dialerRows[0]!.id, callCenterProRows[0]!.id])
        expect((await client.get(`/api/${noun}/${id}`)).status).toBe(200);
  }
});

test('a validation error is 400 for a token and 422 for a session, on the paths of both APIs', async () => {
  const { dialer, callCenterPro } = await createClients();
  expect((await dialer.post('/api/campaigns', { name: '' })).status).toBe(400);
  expect((await callCenterPro.post('/api/campaigns', { name: '' })).status).toBe(422);
  // Each path exists in one API only. The credential decides the status.
  expect((await dialer.post('/api/buyers', { name: '' })).status).toBe(400);
  const reply = await callCenterPro.post('/api/dnc', { phone: '' });
  expect([reply.status, reply.body['error']]).toEqual([422, 'Validation failed']);
});

test('the header X-Api names the API that answers, whichever credential the request has', async () => {
  const { dialer, callCenterPro } = await createClients();
  await dialer.post('/api/campaigns', { name: 'Named' });
  const list = (headers: Record<string, string>, api: 'dialer' | 'callcenter-pro') =>
    send(system, 'GET', '/api/campaigns', { cookie: callCenterPro.cookie, headers, api });
  expect((await list({ 'x-api': 'dialer' }, 'dialer')).body).toMatchObject({ success: true, count: 1 });
  expect((await list({}, 'callcenter-pro')).body).toMatchObject([{ name: 'Named' }]);
  const invalid = { cookie: callCenterPro.cookie, body: {}, headers: { 'x-api': 'dialer' }, api: 'dialer' as const };
  expect((await send(system, 'POST', '/api/campaigns', invalid)).status).toBe(400);
  expect((await list({ 'x-api': 'other' }, 'dialer')).status).toBe(400);
});
