/** Two documents, one system: the same action in either dialect leaves the same rows, and both show the same things. */
import { expect, test } from 'vitest';
import { type Client, createTenant, openSession, type SessionClient } from '../helpers/api/client.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

type Clients = { bearer: Client; session: SessionClient; tenantId: number };

async function tenant(): Promise<Clients> {
  const bearer = await createTenant(system);
  const [{ id }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${bearer.user.tenant_id}`;
  return { bearer, session: await openSession(system, bearer), tenantId: id };
}

/** Rows without what is another in any two rows. */
async function rowsOf(table: string, { tenantId }: Clients): Promise<Record<string, unknown>[]> {
  const rows = await sql<
    Record<string, unknown>[]
  >`select * from ${sql(table)} where tenant_id = ${tenantId} order by id`;
  const own = /^(id|uuid|tenantId|createdBy|rtbId|.*Id|.*At|idleSince)$/;
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !own.test(name))));
}

type Action = (clients: Clients) => Promise<unknown>;

const agent = async ({ bearer }: Clients) =>
  (await bearer.post('/api/agents', { name: 'Jane Roe', phone: '+14155553333' })).body['agent'].id;
const campaign = async ({ bearer }: Clients) =>
  (await bearer.post('/api/campaigns', { name: 'Both', description: 'Seen by both' })).body['campaign'].id;

const same: [string, string, Action, Action][] = [
  [
    'creating an agent',
    'agents',
    ({ bearer }) => bearer.post('/api/agents', { name: 'Jane', phone: '+14155553333', max_concurrent_calls: 2 }),
    ({ session }) => session.post('/api/agents', { name: 'Jane', phoneNumber: '+14155553333', maxConcurrentCalls: 2 }),
  ],
  [
    'setting an agent’s status',
    'agents',
    async (all) => all.bearer.put(`/api/agents/${await agent(all)}/status`, { status: 'available', reason: 'back' }),
    async (all) => all.session.put(`/api/agents/${await agent(all)}/status`, { status: 'available', reason: 'back' }),
  ],
  [
    'renaming a campaign',
    'campaigns',
    async (all) => all.bearer.put(`/api/campaigns/${await campaign(all)}`, { name: 'New', description: null }),
    async (all) => all.session.put(`/api/campaigns/${await campaign(all)}`, { name: 'New', description: null }),
  ],
  [
    'cancelling a draft',
    'campaigns',
    async (all) => all.bearer.post(`/api/campaigns/${await campaign(all)}/cancel`),
    async (all) => all.session.put(`/api/campaigns/${await campaign(all)}`, { status: 'completed' }),
  ],
  [
    'adding to the do-not-call list, which one document has',
    'dnc_numbers',
    ({ bearer }) => bearer.post('/api/dnc', { phone: '+14155552671' }),
    ({ session }) => session.post('/api/dnc', { phone: '+14155552671' }),
  ],
  [
    'creating a buyer, which the other document has',
    'buyers',
    ({ bearer }) => bearer.post('/api/buyers', { name: 'John Doe', phoneNumber: '+1234567890' }),
    ({ session }) => session.post('/api/buyers', { name: 'John Doe', phoneNumber: '+1234567890' }),
  ],
];

test.each(same)('%s leaves the same row in %s', async (_what, table, inBearer, inSession) => {
  const [one, other] = [await tenant(), await tenant()];
  await inBearer(one);
  await inSession(other);
  const rows = await rowsOf(table, one);
  expect(rows).toHaveLength(1);
  expect(await rowsOf(table, other)).toEqual(rows);
});

test('both show the same campaigns, agents and calls, whoever created them', async () => {
  const all = await tenant();
  const { bearer, session, tenantId } = all;
  await campaign(all);
  await session.post('/api/campaigns', { name: 'Inbound' });
  await agent(all);
  await session.post('/api/agents', { name: 'Sam', phoneNumber: '+14155553334' });
  await insertRow.calls(sql, tenantId);
  for (const noun of ['campaigns', 'agents', 'calls'] as const) {
    const shown = (await bearer.get(`/api/${noun}`)).body[noun] as { id: string }[];
    const { body } = await session.get(`/api/${noun}`);
    const bare = (noun === 'calls' ? body['calls'] : body) as { id: number; name?: string }[];
    const uuids = await sql<{ uuid: string }[]>`
      select uuid from ${sql(noun)} t join unnest(${bare.map(({ id }) => id)}::bigint[]) with ordinality o (id, at)
        on o.id = t.id order by at`;
    expect(bare.length).toBeGreaterThan(0);
    expect(uuids.map(({ uuid }) => uuid)).toEqual(shown.map(({ id }) => id));
    // Either form of an id is accepted in either dialect.
    for (const client of [bearer, session])
      for (const id of [shown[0]!.id, bare[0]!.id]) expect((await client.get(`/api/${noun}/${id}`)).status).toBe(200);
  }
});

test('validation is 400 in the one dialect and 422 in the other', async () => {
  const { bearer, session } = await tenant();
  expect((await bearer.post('/api/campaigns', { name: '' })).status).toBe(400);
  expect((await session.post('/api/campaigns', { name: '' })).status).toBe(422);
  // The path knows one dialect, and so does its status.
  expect((await bearer.post('/api/buyers', { name: '' })).status).toBe(422);
  expect((await session.post('/api/dnc', { phone: '' })).status).toBe(400);
});
