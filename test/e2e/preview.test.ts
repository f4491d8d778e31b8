import { expect, test } from 'vitest';
import { addUser, createTenant } from '../helpers/api/client.ts';
import { createCampaign, insertLeads } from '../helpers/fixtures/campaigns.ts';
import { isSettled, waitUntil } from '../helpers/wait.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem({ listen: true, clockSpeed: 12, startAt: '2026-01-13T23:00:00Z' });

test('an agent’s phone rings once, the agent previews a lead, calls it, and talks as soon as the lead answers', async () => {
  const { sql } = system.ctx;
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner, { dial_mode: 'preview', wrap_up_seconds: 1 });
  const jane = await addUser(system, owner, 'agent');
  const fields = { name: 'Jane Roe', phone: '+14155559011', user_id: jane.user.id };
  const { agent } = (await owner.post('/api/agents', fields)).body;
  await jane.put(`/api/agents/${agent.id}/status`, { status: 'available' });
  await insertLeads(sql, campaign, ['+14155558010']);
  system.startWorkers();
  await owner.post(`/api/campaigns/${campaign}/start`);
  const onTheLine = async () =>
    (await sql`select from call_legs where call_id is null and status = 'in-progress'`).length === 1;
  await waitUntil(onTheLine, 'the agent on the line', 60_000);
  // In preview dialing, the dialer starts no call before the agent asks for the call.
  expect(await sql`select from calls`).toHaveLength(0);

  const { lead } = (await jane.post(`/api/campaigns/${campaign}/preview/next`)).body;
  expect((await jane.post(`/api/leads/${lead.id}/call`)).status).toBe(202);
  const over = async () => (await sql`select from calls where not live`).length === 1 && (await isSettled(system));
  await waitUntil(over, () => sql`select * from calls`, 60_000);
  const [call] = await sql<{ disposition: string; talkTime: number }[]>`
    select disposition, talk_time from calls`;
  expect(call).toMatchObject({ disposition: 'answered' });
  // The person talks for ten seconds of product time after the carrier has detected a person.
  expect(call!.talkTime).toBeGreaterThanOrEqual(10);
  expect(await sql`select status, current_calls from agents`).toEqual([{ status: 'available', currentCalls: 0 }]);
  expect(await sql`select status from leads`).toEqual([{ status: 'completed' }]);
}, 120_000);
