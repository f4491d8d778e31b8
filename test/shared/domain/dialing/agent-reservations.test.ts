/** Tests call-backs that belong to an agent: who gets the lead, when, and what happens without the agent. */
import { expect, test } from 'vitest';
import { addUser, type Client } from '../../../helpers/api/client.ts';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import {
  agentRows,
  answerCall,
  callRow,
  createDialingTenant,
  type DialingTenant,
  leadRow,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start time is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;

let lastNumber = 6_000;
const phone = () => `+1212555${(lastNumber += 1)}`;
const at = (minutes: number) => new Date(system.ctx.clock.nowMs() + minutes * 60_000).toISOString();

/** A floor with a call-back that belongs to the second agent and is due in one minute. */
async function floorWithCallBack(fields: object = {}) {
  const floor = await createDialingTenant(system, {
    phones: [phone()],
    agents: 3,
    dial_mode: 'progressive',
    ...fields,
  });
  const [, owner] = await agentRows(system, floor);
  const lead = await leadRow(system, floor.leadIds[0]!);
  const callBack = { next_call_at: at(1), agent_id: owner!.uuid };
  const { status, body } = await floor.owner.put(`/api/leads/${lead.uuid}`, callBack);
  expect(status).toBe(200);
  expect(body.lead).toMatchObject({ agent_id: owner!.uuid, status: 'pending' });
  return { floor, owner: owner!, lead };
}

const setStatus = (agentId: number, status: string) => sql`update agents set status = ${status} where id = ${agentId}`;
const slots = async (floor: DialingTenant) => (await agentRows(system, floor)).map(({ currentCalls }) => currentCalls);

test('a call-back is called with the agent who owns it, at its time', async () => {
  const { floor, owner } = await floorWithCallBack();
  expect(await tickCampaign(system, floor)).toEqual([]);
  await system.advanceClock(60);
  const [call, ...others] = await tickCampaign(system, floor);
  expect(others).toEqual([]);
  expect(call).toMatchObject({ agentId: owner.id, leadId: floor.leadIds[0] });
  expect(await slots(floor)).toEqual([0, 1, 0]);
  await system.runJob('call.place', { callId: call!.id });
  await answerCall(system, await callRow(system, call!.id));
  expect(await callRow(system, call!.id)).toMatchObject({ agentId: owner.id });
});

test('while its agent is away, a call-back waits for ten minutes, then any agent calls', async () => {
  const { floor, owner } = await floorWithCallBack();
  await setStatus(owner.id, 'break');
  await system.advanceClock(10 * 60);
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', callBackAgentId: owner.id });
  await system.advanceClock(61);
  expect(await tickCampaign(system, floor)).toMatchObject([{ agentId: null, leadId: floor.leadIds[0] }]);
});

test('a call-back whose agent was deactivated is called at its time', async () => {
  const { floor, owner } = await floorWithCallBack();
  await sql`update agents set is_active = false where id = ${owner.id}`;
  await system.advanceClock(60);
  expect(await tickCampaign(system, floor)).toMatchObject([{ agentId: null }]);
});

test('the agent of a call-back who is in a call gets it after the call', async () => {
  const { floor, owner } = await floorWithCallBack();
  await sql`update agents set current_calls = 1 where id = ${owner.id}`;
  await system.advanceClock(120);
  expect(await tickCampaign(system, floor)).toEqual([]);
  await sql`update agents set current_calls = 0 where id = ${owner.id}`;
  expect(await tickCampaign(system, floor)).toMatchObject([{ agentId: owner.id }]);
});

test('a released reservation leaves the call-back with its agent', async () => {
  const { floor, owner } = await floorWithCallBack();
  await system.advanceClock(60);
  const [call] = await tickCampaign(system, floor);
  await floor.owner.post(`/api/campaigns/${floor.campaign}/pause`);
  await system.runJob('call.place', { callId: call!.id });
  const kept = { status: 'pending', callBack: true, callBackAgentId: owner.id };
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject(kept);
  expect(await slots(floor)).toEqual([0, 0, 0]);
});

/** Makes the agent a user who works at the desk. */
async function deskOf({ owner }: DialingTenant, agentId: number): Promise<Client> {
  const user = await addUser(system, owner, 'agent');
  await sql`
    update agents set user_id = (select id from users where uuid = ${user.user.id}), phone = ${newAgentPhone()}
    where id = ${agentId}`;
  return user;
}

test('in a preview campaign the agent of a call-back sees it first, and no other agent does', async () => {
  const { floor, owner, lead } = await floorWithCallBack({ dial_mode: 'preview' });
  const [other] = await agentRows(system, floor);
  const [desk, otherDesk] = [await deskOf(floor, owner.id), await deskOf(floor, other!.id)];
  await sql`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, priority)
    select tenant_id, campaign_id, '+12125557999', '+12125557999', 'low' from leads where id = ${floor.leadIds[0]!}`;
  await system.advanceClock(60);
  const next = async (client: Client) => (await client.post(`/api/campaigns/${floor.campaign}/preview/next`)).body.lead;
  expect((await next(otherDesk)).phone).toBe('+12125557999');
  expect((await next(desk)).id).toBe(lead.uuid);
  expect((await desk.post(`/api/leads/${lead.uuid}/call`)).status).toBe(202);
});

test('agents list their own call-backs, the earliest first', async () => {
  const { floor, owner, lead } = await floorWithCallBack();
  const desk = await deskOf(floor, owner.id);
  const [soon] = await sql<[{ uuid: string }]>`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, next_call_at, call_back, call_back_agent_id)
    select tenant_id, campaign_id, '+12125557998', '+12125557998', clock_now(), true, ${owner.id}
    from leads where id = ${floor.leadIds[0]!} returning uuid`;
  const { body } = await desk.get(`/api/agents/${owner.uuid}/callbacks`);
  expect(body.callbacks.map(({ id }: { id: string }) => id)).toEqual([soon.uuid, lead.uuid]);
  expect((await desk.get(`/api/leads/${lead.uuid}`)).status).toBe(200);
  const [other] = await agentRows(system, floor);
  expect((await desk.get(`/api/agents/${other!.uuid}/callbacks`)).status).toBe(404);
});

test('agent_id needs a call-back and an active agent, and a new time keeps the agent', async () => {
  const { floor, owner, lead } = await floorWithCallBack();
  const put = (body: object) => floor.owner.put(`/api/leads/${lead.uuid}`, body);
  expect((await put({ next_call_at: at(30) })).body.lead.agent_id).toBe(owner.uuid);
  expect((await put({ agent_id: null })).body.lead).toMatchObject({ agent_id: null, next_call_at: expect.any(String) });
  expect((await put({ next_call_at: null })).body.lead.agent_id).toBeNull();
  expect(await put({ agent_id: owner.uuid })).toMatchObject({
    status: 400,
    body: { details: [{ field: 'agent_id' }] },
  });
  await sql`update agents set is_active = false where id = ${owner.id}`;
  expect((await put({ agent_id: owner.uuid, next_call_at: at(5) })).status).toBe(400);
});
