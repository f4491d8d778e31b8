import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { addUser, campaignExample, createTenant } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const owner = await createTenant(system);

const addGroup = async (name: string) => (await owner.post('/api/agent-groups', { name })).body['agent_group'];

test('a group is created, shown, renamed, listed by name and deleted', async () => {
  const leader = await createTenant(system);
  const { status, body } = await leader.post('/api/agent-groups', { name: 'Support' });
  expect(status).toBe(201);
  expect(body).toEqual({
    success: true,
    agent_group: {
      id: expect.any(String),
      numeric_id: expect.any(Number),
      tenant_id: leader.user.tenant_id,
      name: 'Support',
      created_at: expect.stringMatching(/Z$/),
    },
  });
  const path = `/api/agent-groups/${body['agent_group'].id}`;
  const renamed = { ...body['agent_group'], name: 'Sales' };
  expect((await leader.put(path, { name: 'Sales' })).body).toEqual({ success: true, agent_group: renamed });
  expect((await leader.get(path)).body).toEqual({ success: true, agent_group: renamed });

  await leader.post('/api/agent-groups', { name: 'Billing' });
  const listed = (await leader.get('/api/agent-groups')).body;
  expect(listed['agent_groups'].map(({ name }: { name: string }) => name)).toEqual(['Billing', 'Sales']);
  expect(listed['count']).toBe(2);
  expect((await leader.get('/api/agent-groups?limit=1&offset=1')).body['agent_groups']).toEqual([renamed]);

  expect(await leader.delete(path)).toMatchObject({ status: 200, body: { success: true } });
  expect((await leader.get(path)).status).toBe(404);
});

test('the name of a group is unique in a tenant', async () => {
  await addGroup('Night shift');
  expect((await owner.post('/api/agent-groups', { name: 'Night shift' })).status).toBe(409);
  const other = await addGroup('Day shift');
  expect((await owner.put(`/api/agent-groups/${other.id}`, { name: 'Night shift' })).status).toBe(409);
  expect((await owner.put(`/api/agent-groups/${other.id}`, { name: 'Day shift' })).status).toBe(200);
  expect((await (await createTenant(system)).post('/api/agent-groups', { name: 'Night shift' })).status).toBe(201);
});

test('a group cannot be deleted while agents or campaigns belong to it', async () => {
  const group = await addGroup('Busy');
  const path = `/api/agent-groups/${group.id}`;
  const agent = { name: 'John Doe', phone: newAgentPhone(), agent_group_id: group.id };
  const { id: agentId } = (await owner.post('/api/agents', agent)).body['agent'];
  const { id: campaignId } = (await owner.post('/api/campaigns', { ...campaignExample, agent_group_id: group.id }))
    .body['campaign'];
  const refused = await owner.delete(path);
  expect(refused.status).toBe(409);
  expect(refused.body['message']).toContain('1 agents and 1 campaigns');

  await owner.put(`/api/agents/${agentId}`, { agent_group_id: null });
  expect((await owner.delete(path)).status).toBe(409);
  await owner.put(`/api/campaigns/${campaignId}`, { agent_group_id: null });
  expect((await owner.delete(path)).status).toBe(200);
});

test('naming a group by a new uuid creates it', async () => {
  const uuid = randomUUID();
  const agent = { name: 'John Doe', phone: newAgentPhone(), agent_group_id: uuid };
  expect((await owner.post('/api/agents', agent)).body['agent'].agent_group_id).toBe(uuid);
  expect((await owner.get(`/api/agent-groups/${uuid}`)).body['agent_group']).toMatchObject({ id: uuid });
  const stranger = await createTenant(system);
  expect((await stranger.post('/api/agents', agent)).status).toBe(404);
});

test('agents see their own group only', async () => {
  const [mine, other] = [await addGroup('Mine'), await addGroup('Other')];
  const user = await addUser(system, owner, 'agent');
  expect((await user.get('/api/agent-groups')).body['count']).toBe(0);
  const agent = { name: 'John Doe', phone: newAgentPhone(), user_id: user.user.id, agent_group_id: mine.id };
  await owner.post('/api/agents', agent);
  expect((await user.get('/api/agent-groups')).body['agent_groups']).toEqual([mine]);
  expect((await user.get(`/api/agent-groups/${other.id}`)).status).toBe(404);
});

test.each([[{ name: '' }], [{}], [{ name: 'Sales', colour: 'red' }]])('%j is rejected', async (body) => {
  expect((await owner.post('/api/agent-groups', body)).status).toBe(400);
});
