import { beforeEach, expect, test } from 'vitest';
import { type Client, createTenant } from '../../../helpers/api/client.ts';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

let owner: Client;
let tenantId: number;

beforeEach(async () => {
  owner = await createTenant(system);
  const [row] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  tenantId = row.id;
});

/** Inserts a live call of the campaign; `fields` are columns of the call. */
async function addLiveCall(campaignId: number, fields: Record<string, unknown>): Promise<{ uuid: string }> {
  const call = {
    tenantId,
    campaignId,
    direction: 'outbound',
    fromNumber: '+14155551234',
    startTime: new Date(),
    ...fields,
  };
  const [row] = await sql<[{ uuid: string }]>`
    insert into calls ${sql({ ...call, toNumber: `+1415556${Math.random().toString().slice(2, 6)}` })} returning uuid`;
  return row;
}

test('the floor counts live calls by phase and campaign, and shows what each agent does', async () => {
  const campaign = await insertRow.campaigns(sql, tenantId);
  const agent = await insertRow.agents(sql, tenantId);
  await sql`update campaigns set status = 'active' where id = ${campaign.id}`;
  await sql`update agents set status = 'available', current_calls = 1 where id = ${agent.id}`;
  const talking = await addLiveCall(campaign.id, {
    status: 'in-progress',
    agentId: agent.id,
    connectedAt: new Date(Date.parse('2026-01-13T14:58:00Z')),
  });
  await addLiveCall(campaign.id, { status: 'in-progress', answeredBy: 'human' });
  await addLiveCall(campaign.id, { status: 'in-progress', answeredBy: 'machine_start' });
  await addLiveCall(campaign.id, { status: 'ringing' });
  await addLiveCall(campaign.id, { status: 'reserved' });

  const { status, body } = await owner.get('/api/floor');
  expect(status).toBe(200);
  const counts = { ringing: 1, waiting: 1, talking: 1, machine: 1 };
  expect(body.counts).toEqual(counts);
  expect(body.campaigns).toMatchObject([{ campaign: { id: campaign.uuid }, counts, pacing: { status: 'active' } }]);
  expect(body.calls).toHaveLength(4);
  expect(body.agents).toMatchObject([
    { id: agent.uuid, state: 'talking', state_since: '2026-01-13T14:58:00.000Z', call_id: talking.uuid },
  ]);
});

test('the time in a state begins with the state, and not with a repeated status', async () => {
  const agent = await insertRow.agents(sql, tenantId);
  const set = async (status: string) => (await owner.put(`/api/agents/${agent.uuid}/status`, { status })).body.agent;
  const first = await set('break');
  await system.advanceClock(60);
  expect(await set('break')).toMatchObject({ state: 'break', state_since: first.state_since });
  const ready = await set('available');
  expect(Date.parse(ready.state_since) - Date.parse(first.state_since)).toBeGreaterThanOrEqual(60_000);
  await sql`update agents set wrap_up_until = clock_now() + interval '10 seconds' where id = ${agent.id}`;
  expect((await owner.get(`/api/agents/${agent.uuid}`)).body.agent.state).toBe('wrap_up');
});

test('the figures of the day equal the statistics of the same calls', async () => {
  const call = await insertRow.calls(sql, tenantId);
  const agent = await insertRow.agents(sql, tenantId);
  await sql`update calls set agent_id = ${agent.id}, talk_time = 75 where id = ${call.id}`;
  const lost = await insertRow.calls(sql, tenantId);
  await sql`update calls set disposition = 'abandoned' where id = ${lost.id}`;
  const old = await insertRow.calls(sql, tenantId);
  await sql`update calls set created_at = clock_now() - interval '1 day' where id = ${old.id}`;

  const { body } = await owner.get('/api/floor/day?timezone=America/New_York');
  expect(body.from).toBe('2026-01-13T05:00:00.000Z');
  const { body: summary } = await owner.get('/api/calls/stats/summary?date_from=2026-01-13&timezone=America/New_York');
  expect(body.total).toMatchObject({
    calls: summary.stats.total_calls,
    answered: summary.stats.human_answered,
    abandoned: summary.stats.abandoned_calls,
    talk_seconds: 75,
  });
  expect(body.total).toMatchObject({ calls: 2, placed: 2, answered: 2, abandoned: 1, talks: 1 });
  expect(body.steps).toMatchObject([{ at: '2026-01-13T15:00:00.000Z', calls: 2 }]);
  expect(body.agents).toMatchObject([{ id: agent.uuid, calls: 1, talk_seconds: 75 }]);
  expect(body.campaigns).toHaveLength(2);
});
