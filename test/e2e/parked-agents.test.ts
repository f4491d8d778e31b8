import { expect, test } from 'vitest';
import { createTenant } from '../helpers/api/client.ts';
import { createAgent, createCampaign, insertLeads } from '../helpers/fixtures/campaigns.ts';
import { isSettled, waitUntil } from '../helpers/wait.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem({ listen: true, clockSpeed: 12, startAt: '2026-01-13T23:00:00Z' });

test('parked agents stay connected, leads join them at once, and their phones are hung up at the end', async () => {
  const { ctx } = system;
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner, { agent_legs: 'parked', wrap_up_seconds: 1 });
  // There is one agent for each lead, so that every lead is reached at the first call.
  const agents = await Promise.all([11, 12, 13, 14].map((n) => createAgent(owner, n)));
  await insertLeads(ctx.sql, campaign, ['+14155558010', '+14155558011', '+14155558012', '+14155558013']);
  system.startWorkers();
  expect((await owner.post(`/api/campaigns/${campaign}/start`)).status).toBe(200);
  const called = async () => {
    const [{ due }] = await ctx.sql<[{ due: number }]>`select count(*) as due from leads where status <> 'completed'`;
    return due === 0;
  };
  await waitUntil(async () => (await called()) && (await isSettled(system)), 'every lead reached', 100_000);

  const calls = await ctx.sql<{ disposition: string; delaySeconds: number; recordings: number }[]>`
    select disposition, extract(epoch from connected_at - agent_reserved_at)::float8 as delay_seconds,
      (select count(*) from recordings where call_id = calls.id) as recordings
    from calls`;
  expect(calls).toHaveLength(4);
  for (const call of calls) expect(call).toMatchObject({ disposition: 'answered', recordings: 1 });
  expect(await ctx.sql`select from call_legs where call_id is not null`).toHaveLength(0);

  // The campaign ended after the last lead, so the agents' waiting phones (parked legs) are hung up.
  const freed = async () => (await ctx.sql`select from call_legs where call_id is null and live`).length === 0;
  await waitUntil(freed, 'the parked legs hung up', 20_000);
  const lines = await ctx.sql<{ status: string }[]>`select status from call_legs where call_id is null`;
  expect(lines.map((line) => line.status)).toEqual(agents.map(() => 'completed'));
}, 150_000);
