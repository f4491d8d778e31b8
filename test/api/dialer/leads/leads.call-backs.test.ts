import { expect, test } from 'vitest';
import { addUser, type Client, createTenant } from '../../../helpers/api/client.ts';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);
const campaign = await createCampaign(owner);
const AT = '2030-01-20T15:30:00Z';

async function createAgent(): Promise<{ by: Client; agent: string }> {
  const by = await addUser(system, owner, 'agent');
  const fields = { name: 'John Doe', phone: newAgentPhone(), user_id: by.user.id };
  return { by, agent: (await owner.post('/api/agents', fields)).body['agent'].id };
}

/** Creates a lead that was called. With an agent, the agent talked with the person. */
async function createCalledLead(phone: string, agent: string | null): Promise<string> {
  const [id] = await insertLeads(sql, campaign, [phone]);
  const [row] = await sql<[{ uuid: string }]>`update leads set status = 'completed' where id = ${id!} returning uuid`;
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, agent_id, direction, status, from_number, to_number, start_time,
      end_time, disposition)
    select l.tenant_id, l.campaign_id, l.id, (select a.id from agents a where a.uuid = ${agent}), 'outbound', 'completed',
      '+14155551234', l.phone, clock_now(), clock_now(), 'answered'
    from leads l where l.id = ${id!}`;
  return row.uuid;
}

const [mine, other] = [await createAgent(), await createAgent()];
const listOf = async ({ by, agent }: typeof mine) =>
  (await by.get(`/api/agents/${agent}/callbacks`)).body['callbacks'].map(({ id }: { id: string }) => id);

test('an agent agrees a call-back with the person of an own call, moves it, gives it to any agent, and cancels it', async () => {
  const lead = await createCalledLead('+14155552671', mine.agent);
  const set = (body: object) => mine.by.put(`/api/leads/${lead}`, body);
  const agreed = { status: 'pending', status_reason: 'call_back', next_call_at: AT, agent_id: mine.agent };
  const answer = await set({ next_call_at: AT, agent_id: mine.agent });
  expect(answer).toMatchObject({ status: 200, body: { lead: agreed } });
  expect(answer.body['lead'].time_zones).toEqual(['America/Los_Angeles']);
  expect(await listOf(mine)).toEqual([lead]);
  const later = '2030-01-21T15:30:00Z';
  expect((await set({ next_call_at: later })).body['lead']).toMatchObject({ ...agreed, next_call_at: later });

  // Without a call of the agent, the call-back alone shows the lead to the agent: until another agent may call.
  await sql`delete from calls`;
  expect((await set({ agent_id: null })).body['lead']).toMatchObject({ next_call_at: later, agent_id: null });
  expect(await listOf(mine)).toEqual([]);
  expect((await set({ next_call_at: null })).status).toBe(404);
  const [row] = await sql<[{ phone: string }]>`delete from leads where uuid = ${lead} returning phone`;
  const called = await createCalledLead(row.phone, mine.agent);
  await mine.by.put(`/api/leads/${called}`, { next_call_at: AT });
  const cancelled = await mine.by.put(`/api/leads/${called}`, { next_call_at: null });
  expect(cancelled.body['lead']).toMatchObject({ next_call_at: null, agent_id: null });
});

test('an agent sets no call-back for others, for strangers, or together with other changes', async () => {
  const lead = await createCalledLead('+12125552671', mine.agent);
  const set = (body: object, id = lead) => mine.by.put(`/api/leads/${id}`, body);
  expect((await set({ next_call_at: AT, agent_id: other.agent })).status).toBe(400);
  expect((await set({ next_call_at: AT, notes: 'x' })).status).toBe(403);
  expect((await set({ next_call_at: AT, do_not_call: true })).status).toBe(403);
  const ofOther = await createCalledLead('+12125552672', other.agent);
  expect((await set({ next_call_at: AT }, ofOther)).status).toBe(404);
  expect(await sql`select from leads where next_call_at = ${AT} and call_back`).toEqual([]);

  // Both agents talked with the person. The call-back is the other agent's.
  await sql`
    update calls set agent_id = (select id from agents where uuid = ${mine.agent})
    where lead_id = (select id from leads where uuid = ${ofOther})`;
  await owner.put(`/api/leads/${ofOther}`, { next_call_at: AT, agent_id: other.agent });
  expect((await set({ next_call_at: '2030-02-01T10:00:00Z', agent_id: mine.agent }, ofOther)).status).toBe(409);
  expect(await listOf(other)).toEqual([ofOther]);
});
