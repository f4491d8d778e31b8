/**
 * Tests preview dialing. Each agent gets the right lead. Each lead is called lawfully, at most once, and never without
 * an agent.
 */
import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  agentRows,
  answerCall,
  callRow,
  type DialingTenant,
  leadRow,
  createDialingTenant,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { addUser, type Client } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start time is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql, queues } = system.ctx;

let lastNumber = 6_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

type Desk = Client & { agentId: number };

/**
 * Adds a user who is an available agent.
 *
 * @param onTheLine If true, the agent's phone is connected and waits for calls.
 */
async function addDesk({ owner, campaign }: DialingTenant, onTheLine = true): Promise<Desk> {
  const user = await addUser(system, owner, 'agent');
  const fields = { name: 'Jane Roe', phone: newAgentPhone(), user_id: user.user.id };
  const { id } = (await owner.post('/api/agents', fields)).body['agent'];
  await owner.put(`/api/agents/${id}/status`, { status: 'available' });
  const [row] = await sql<[{ id: number }]>`select id from agents where uuid = ${id}`;
  if (onTheLine) await park(row.id, campaign);
  return { ...user, agentId: row.id };
}

const park = (agentId: number, campaign: string) => sql`
  insert into call_legs (tenant_id, agent_id, status, call_sid, from_number, to_number, start_time, answer_time)
  select tenant_id, ${agentId}, 'in-progress', ${`CA-line-${agentId}`}, '+14155551234', '+14155559001', clock_now(),
    clock_now()
  from campaigns where uuid = ${campaign}`;

const createPreviewTenant = (phones: string[], fields: object = {}) =>
  createDialingTenant(system, { phones, agents: 0, dial_mode: 'preview', ...fields });
const next = async (desk: Client, { campaign }: DialingTenant) => {
  const { status, body } = await desk.post(`/api/campaigns/${campaign}/preview/next`);
  expect(status).toBe(200);
  return body;
};
const callsTo = (number: string) => system.simulator.ledger().calls.filter(({ to }) => to === number).length;

test('each agent gets a lead of their own, and the same lead until it is called, skipped or expired', async () => {
  const floor = await createPreviewTenant([phone(), phone()]);
  const [jane, john, jim] = [await addDesk(floor), await addDesk(floor), await addDesk(floor)];
  const first = await next(jane, floor);
  expect(first).toEqual({
    success: true,
    lead: expect.any(Object),
    expires_at: expect.stringMatching(/^2026-01-13T20:03/),
  });
  expect(first['lead']).toMatchObject({ first_name: 'Sara', status: 'pending', campaign_id: floor.campaign });
  expect(await next(jane, floor)).toEqual(first);
  const second = await next(john, floor);
  expect(second['lead'].id).not.toBe(first['lead'].id);
  expect(await next(jim, floor)).toEqual({ success: true, lead: null, expires_at: null });
  const repeated = await Promise.all([1, 2, 3, 4].map(() => next(jane, floor)));
  expect(new Set(repeated.map(({ lead }) => lead.id))).toEqual(new Set([first['lead'].id]));

  await system.advanceClock(181);
  expect((await next(jim, floor))['lead'].id).toBe(first['lead'].id);
  expect(await jane.post(`/api/leads/${first['lead'].id}/call`)).toMatchObject({ status: 409 });
  expect(await jane.post(`/api/leads/${first['lead'].id}/skip`)).toMatchObject({ status: 409 });
  await system.advanceClock(-181);
});

test('agents who ask at the same time get different leads', async () => {
  const floor = await createPreviewTenant(Array.from({ length: 6 }, phone));
  const desks = [];
  for (let n = 0; n < 6; n += 1) desks.push(await addDesk(floor));
  const previews = await Promise.all(desks.map((desk) => next(desk, floor)));
  expect(new Set(previews.map(({ lead }) => lead?.id)).size).toBe(6);
});

test('a lead is called once for several clicks, and joins the agent at once after the answer', async () => {
  const number = phone();
  const floor = await createPreviewTenant([number], { wrap_up_seconds: 20 });
  const [jane] = [await addDesk(floor), await addDesk(floor)];
  const { lead } = await next(jane, floor);
  const clicks = await Promise.all([1, 2, 3].map(() => jane.post(`/api/leads/${lead.id}/call`)));
  expect(clicks.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409]);
  const { body } = clicks.find(({ status }) => status === 202)!;
  expect(body).toEqual({ success: true, message: 'The call is being placed', call_id: expect.any(String) });
  const [row] = await sql<[{ id: number }]>`select id from calls where uuid = ${body['call_id']}`;
  await Promise.all([1, 2].map(() => system.runJob('call.place', { callId: row.id })));
  expect(callsTo(number)).toBe(1);
  expect((await jane.get(`/api/calls/${body['call_id']}`)).body['call']).toMatchObject({ to_number: number });
  const call = await callRow(system, row.id);
  expect(call).toMatchObject({ agentId: jane.agentId, status: 'queued' });
  const [line] = await sql<
    [{ uuid: string }]
  >`select uuid from call_legs where call_id is null and agent_id = ${jane.agentId}`;
  expect(await answerCall(system, call)).toContain(`${line.uuid}</Conference>`);

  await system.runJob('call.event', {
    source: 'parked-leg-conference',
    parkedLegUuid: line.uuid,
    params: { ConferenceSid: 'CF1', StatusCallbackEvent: 'participant-join', CallSid: call.callSid! },
    receivedAtMs: system.ctx.clock.nowMs(),
  });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '30' });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'answered', live: false });
  const [agent] = await agentRows(system, floor);
  expect(agent).toMatchObject({ currentCalls: 0, totalCallsHandled: 1 });
  // An agent may request the next preview during the wrap-up time after a call.
  expect((await next(jane, floor))['lead']).toBeNull();
});

test.each(['no-answer', 'busy', 'canceled'])(
  'a call that ends %s leaves its agent free, without a handled call',
  async (end) => {
    const floor = await createPreviewTenant([phone()], { wrap_up_seconds: 20 });
    const jane = await addDesk(floor);
    const { lead } = await next(jane, floor);
    await jane.post(`/api/leads/${lead.id}/call`);
    const [row] = await sql<[{ id: number }]>`select id from calls where agent_id = ${jane.agentId}`;
    await system.runJob('call.place', { callId: row.id });
    const call = await callRow(system, row.id);
    await system.advanceClock(30);
    await reportStatus(system, call, { CallStatus: end });
    await system.advanceClock(-30);
    expect(await callRow(system, row.id)).toMatchObject({ connectedAt: null, talkTime: 0, live: false });
    const [agent] = await agentRows(system, floor);
    expect(agent).toMatchObject({ currentCalls: 0, totalCallsHandled: 0, wrapUpUntil: null });
  },
);

test('a call that a machine answers is not a conversation', async () => {
  const floor = await createPreviewTenant([phone()]);
  const jane = await addDesk(floor);
  const { lead } = await next(jane, floor);
  await jane.post(`/api/leads/${lead.id}/call`);
  const [row] = await sql<[{ id: number }]>`select id from calls where agent_id = ${jane.agentId}`;
  await system.runJob('call.place', { callId: row.id });
  const call = await callRow(system, row.id);
  expect(await answerCall(system, call, 'machine_start')).toContain('<Hangup/>');
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '4' });
  expect(await callRow(system, row.id)).toMatchObject({ disposition: 'voicemail', connectedAt: null, talkTime: 0 });
  expect((await agentRows(system, floor))[0]).toMatchObject({ currentCalls: 0, totalCallsHandled: 0 });
});

test('an agent without a connected phone cannot call, and keeps the preview', async () => {
  const number = phone();
  const floor = await createPreviewTenant([number]);
  const jane = await addDesk(floor, false);
  const { lead } = await next(jane, floor);
  const refused = await jane.post(`/api/leads/${lead.id}/call`);
  expect(refused).toMatchObject({ status: 409, body: { message: expect.stringContaining('answer your phone') } });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending' });
  await park(jane.agentId, floor.campaign);
  expect((await jane.post(`/api/leads/${lead.id}/call`)).status).toBe(202);
});

test('when the agent hangs up, the call is not placed, or is hung up while it rings', async () => {
  const [early, late] = [phone(), phone()];
  const floor = await createPreviewTenant([early, late]);
  const [jane, john] = [await addDesk(floor), await addDesk(floor)];
  const calls: number[] = [];
  for (const desk of [jane, john]) {
    const { lead } = await next(desk, floor);
    await desk.post(`/api/leads/${lead.id}/call`);
    const [row] = await sql<[{ id: number }]>`select id from calls where agent_id = ${desk.agentId}`;
    calls.push(row.id);
  }
  const hangUp = async ({ agentId }: Desk) => {
    const [line] = await sql<
      [{ uuid: string }]
    >`select uuid from call_legs where call_id is null and agent_id = ${agentId}`;
    const params = { CallSid: `CA-line-${agentId}`, CallStatus: 'completed' };
    const receivedAtMs = system.ctx.clock.nowMs();
    await system.runJob('call.event', { source: 'parked-leg-status', parkedLegUuid: line.uuid, params, receivedAtMs });
  };
  await hangUp(jane);
  await system.runJob('call.place', { callId: calls[0]! });
  expect(callsTo(early)).toBe(0);
  expect(await sql`select from calls where id = ${calls[0]!}`).toHaveLength(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', callAttempts: 0 });

  await system.runJob('call.place', { callId: calls[1]! });
  await hangUp(john);
  const jobs = await queueOf(queues, 'call.hangup').getJobs();
  expect(jobs.filter(({ name, data }) => name === 'call.hangup' && data.payload.callId === calls[1])).toHaveLength(1);
  await system.runJob('call.hangup', { callId: calls[1]! });
  expect(system.simulator.ledger().calls.find(({ to }) => to === late)).toMatchObject({ status: 'canceled' });
  expect(await agentRows(system, floor)).toMatchObject([{ currentCalls: 0 }, { status: 'break' }]);
});

test('the law is checked when the agent calls, and again when the call is placed', async () => {
  const [listed, night, later] = [phone(), phone(), phone()];
  const floor = await createPreviewTenant([listed, night, later]);
  const [jane, john, jim] = [await addDesk(floor), await addDesk(floor), await addDesk(floor)];
  const previewedIds = [await next(jane, floor), await next(john, floor), await next(jim, floor)].map(
    ({ lead }) => lead.id,
  );
  await floor.owner.post('/api/dnc', { phone: listed });
  expect(await jane.post(`/api/leads/${previewedIds[0]}/call`)).toMatchObject({ status: 409 });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'dnc' });

  expect((await jim.post(`/api/leads/${previewedIds[2]}/call`)).status).toBe(202);
  // The clock moves to 22:00 in New York. The previews are extended by 7 hours, so that no preview has expired.
  await sql`update lead_previews set expires_at = expires_at + interval '7 hours'`;
  await system.advanceClock(7 * 3_600);
  const refused = await john.post(`/api/leads/${previewedIds[1]}/call`);
  const [row] = await sql<[{ id: number }]>`select id from calls where agent_id = ${jim.agentId}`;
  await system.runJob('call.place', { callId: row.id });
  await system.advanceClock(-7 * 3_600);
  expect(refused).toMatchObject({ status: 409, body: { message: expect.stringContaining('legal_hours') } });
  for (const id of floor.leadIds.slice(1))
    expect(await leadRow(system, id)).toMatchObject({ status: 'pending', statusReason: 'legal_hours' });
  expect([listed, night, later].map(callsTo)).toEqual([0, 0, 0]);
  expect((await agentRows(system, floor)).map(({ currentCalls }) => currentCalls)).toEqual([0, 0, 0]);
});

test('a skipped lead is due again after the delay of the retry policy', async () => {
  const floor = await createPreviewTenant([phone()], { retry_policy: { delay_minutes: 30 } });
  const jane = await addDesk(floor);
  const { lead } = await next(jane, floor);
  const { status, body } = await jane.post(`/api/leads/${lead.id}/skip`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, lead: { id: lead.id, status: 'pending', status_reason: 'skipped' } });
  expect((await next(jane, floor))['lead']).toBeNull();
  await system.advanceClock(1_801);
  expect((await next(jane, floor))['lead'].id).toBe(lead.id);
  await system.advanceClock(-1_801);
});

test('the dialer does not dial a preview campaign, and no lead in an open preview', async () => {
  const floor = await createPreviewTenant([phone(), phone()]);
  const [jane] = [await addDesk(floor), await addDesk(floor), await addDesk(floor)];
  const { lead } = await next(jane, floor);
  expect(await tickCampaign(system, floor)).toEqual([]);
  await floor.owner.put(`/api/campaigns/${floor.campaign}`, { dial_mode: 'progressive', agent_legs: 'parked' });
  const reserved = await tickCampaign(system, floor);
  expect(reserved.map(({ leadId }) => leadId)).toEqual([floor.leadIds[1]]);
  expect((await jane.post(`/api/leads/${lead.id}/call`)).body['message']).toContain('progressive, not preview');
  await system.advanceClock(181);
  expect(await tickCampaign(system, floor)).toHaveLength(2);
  await system.advanceClock(-181);
});

test('an agent who cannot call gets the reason', async () => {
  const floor = await createPreviewTenant([phone()]);
  const jane = await addDesk(floor);
  const path = `/api/campaigns/${floor.campaign}/preview/next`;
  expect(await floor.owner.post(path)).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('user_id') },
  });
  const group = (await floor.owner.post('/api/agent-groups', { name: 'Others' })).body['agent_group'];
  const change = (fields: object) => floor.owner.put(`/api/campaigns/${floor.campaign}`, fields);
  const [john] = [await addUser(system, floor.owner, 'supervisor')];
  await sql`update agents set user_id = (select id from users where uuid = ${john.user.id}) where id = ${jane.agentId}`;
  for (const [fields, message] of [
    [{ agent_group_id: group.id }, 'another group'],
    [{ agent_group_id: null, dial_mode: 'predictive' }, 'predictive, not preview'],
    [{ dial_mode: 'preview', caller_id: null }, 'caller_id'],
  ] as const) {
    await change(fields);
    expect(await john.post(path)).toMatchObject({ status: 409, body: { message: expect.stringContaining(message) } });
  }
  await change({ caller_id: '+14155551234' });
  await john.put(`/api/agents/${jane.agentId}/status`, { status: 'break' });
  expect((await john.post(path)).body['message']).toContain('You are break');
});
