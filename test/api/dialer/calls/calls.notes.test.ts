/** Tests what users can add to a call: notes, a corrected disposition, or an opt-out of the called person. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { queueOf } from '../../../../shared/enqueue.ts';
import { addUser } from '../../../helpers/api/client.ts';
import { insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { insertEndedCall, type EndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { createImportAccount, createImportCampaign } from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { sql, queues } = system.ctx;
const { owner, tenantId } = await createImportAccount(system);
const addCall = (fields: Omit<EndedCall, 'tenantId'> = {}) => insertEndedCall(sql, { tenantId, ...fields });

async function addAgent(fields: object = {}): Promise<number> {
  const { body } = await owner.post('/api/agents', { name: 'John Doe', phone: newAgentPhone(), ...fields });
  const [{ id }] = await sql<[{ id: number }]>`select id from agents where uuid = ${body['agent'].id}`;
  return id;
}

test('notes, outcome and metadata can be set one by one', async () => {
  const { uuid } = await addCall({ disposition: 'answered' });
  const put = (body: unknown) => owner.put(`/api/calls/${uuid}`, body);
  const noted = await put({ notes: 'Wants a quote', metadata: { product: 'roof' } });
  expect(noted.status).toBe(200);
  expect(noted.body['call']).toMatchObject({ notes: 'Wants a quote', disposition: 'answered' });
  expect((await put({ metadata: { rooms: 4 } })).body['call']).toMatchObject({
    notes: 'Wants a quote',
    metadata: { product: 'roof', rooms: 4 },
  });
  expect((await put({ notes: null, disposition: 'failed' })).body['call']).toMatchObject({
    notes: null,
    disposition: 'failed',
    status: 'completed',
  });
  const { events } = (await owner.get(`/api/calls/${uuid}`)).body['call'];
  expect(events.map(({ event }: { event: string }) => event)).toEqual(['noted', 'noted', 'noted']);
  for (const [body, field] of [
    [{ rating: 5 }, 'rating'],
    [{ disposition: 'lost' }, 'disposition'],
    [{ notes: 'a\0b' }, 'notes'],
    [{ metadata: { a: {} } }, 'metadata.a'],
    [{ do_not_call: false }, 'do_not_call'],
  ] as const)
    expect(await put(body)).toMatchObject({ status: 400, body: { details: [{ field }] } });
});

test('a corrected disposition changes the retry of the lead', async () => {
  const { id: campaignId, uuid: campaignUuid } = await createImportCampaign(system, owner, tenantId);
  const [id] = (await insertLeads(sql, campaignUuid, ['+14155552605'])) as [number];
  await sql`update leads set status = 'completed', call_attempts = 1 where id = ${id}`;
  const times = { startTime: '2026-01-13T14:50:00Z', endTime: '2026-01-13T15:00:00Z' };
  const call = await addCall({ campaignId, leadId: id, toNumber: '+14155552605', disposition: 'answered', ...times });
  expect((await owner.put(`/api/calls/${call.uuid}`, { disposition: 'no_answer' })).status).toBe(200);
  const waiting = await queueOf(queues, 'retry.schedule').getJobs();
  expect(waiting.map(({ data }) => data.payload)).toContainEqual({ callId: call.id });
  await system.runJob('retry.schedule', { callId: call.id });
  const [row] = await sql`select status, status_reason, next_call_at from leads where id = ${id}`;
  // One hour after the call the time in California is 08:00, but the campaign's calling hours begin at 09:00. So the
  // retry is due at 09:00.
  expect(row).toEqual({ status: 'pending', statusReason: 'no_answer', nextCallAt: new Date('2026-01-13T17:00:00Z') });
});

test('do_not_call puts the number on the list of the whole tenant and stops its leads', async () => {
  const number = '+14155552606';
  const { id: campaignId, uuid: campaignUuid } = await createImportCampaign(system, owner, tenantId);
  const [id] = (await insertLeads(sql, campaignUuid, [number])) as [number];
  const call = await addCall({ campaignId, leadId: id, toNumber: number, disposition: 'answered' });
  expect((await owner.put(`/api/calls/${call.id}`, { do_not_call: true })).status).toBe(200);
  const { body } = await owner.get(`/api/dnc?phone=${number}`);
  expect(body['dnc']).toMatchObject([{ phone: number, source: 'disposition', scope: 'tenant' }]);
  await system.runJob('retry.schedule', { callId: call.id });
  const [row] = await sql`select status, do_not_call, next_call_at from leads where id = ${id}`;
  expect(row).toEqual({ status: 'dnc', doNotCall: true, nextCallAt: null });
});

test('agents update and see only their own calls', async () => {
  const user = await addUser(system, owner, 'agent');
  const agentless = await addUser(system, owner, 'agent');
  const [mine, another] = [await addAgent({ user_id: user.user.id }), await addAgent()];
  const [own, others, untaken] = [
    await addCall({ agentId: mine }),
    await addCall({ agentId: another }),
    await addCall(),
  ];
  expect(await user.put(`/api/calls/${own.uuid}`, { notes: 'Mine' })).toMatchObject({ status: 200 });
  for (const { uuid } of [others, untaken])
    for (const body of [{ notes: 'Not mine' }, { disposition: 'failed' }, { do_not_call: true }])
      expect((await user.put(`/api/calls/${uuid}`, body)).status).toBe(404);
  // If a user is not an agent, the user has no own calls. So the user must not update a call without an agent.
  expect((await agentless.put(`/api/calls/${untaken.uuid}`, { notes: 'x' })).status).toBe(404);
  expect((await owner.get(`/api/dnc?phone=+14155552671`)).body['count']).toBe(0);

  const { agent_group: group } = (await owner.post('/api/agent-groups', { name: randomUUID() })).body;
  const confined = await createImportCampaign(system, owner, tenantId);
  await owner.put(`/api/campaigns/${confined.uuid}`, { agent_group_id: group.id });
  const hidden = await addCall({ campaignId: confined.id });
  expect((await user.get(`/api/calls/${hidden.uuid}`)).status).toBe(404);
  expect((await user.put(`/api/calls/${hidden.uuid}`, { notes: 'x' })).status).toBe(404);
  expect((await user.get(`/api/calls?campaign_id=${confined.id}`)).body['calls']).toEqual([]);
  const { body } = await user.get(`/api/calls/stats/summary?campaign_id=${confined.id}`);
  expect(body['stats'].total_calls).toBe(0);
});
