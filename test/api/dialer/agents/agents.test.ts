import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { addUser, type Client, createTenant } from '../../../helpers/api/client.ts';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { liveEventsDuring } from '../../../helpers/api/live-events.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);

/** The example agent of the API reference. */
const agentExample = {
  name: 'John Doe',
  phone: '+14155553333',
  email: 'john@example.com',
  agent_group_id: 'uuid',
  max_concurrent_calls: 2,
  working_hours: { monday: { start: '09:00', end: '17:00' } },
};

async function addAgent(fields: object = {}, by: Client = owner) {
  const { status, body } = await by.post('/api/agents', { name: 'John Doe', phone: newAgentPhone(), ...fields });
  expect(body).toMatchObject({ success: true });
  expect(status).toBe(201);
  return body['agent'];
}

async function addGroup(name: string) {
  return (await owner.post('/api/agent-groups', { name })).body['agent_group'];
}

/** Adds a user with the role `agent`, and an agent for the user. */
async function addAgentUser(fields: object = {}): Promise<{ user: Client; agent: { id: string } }> {
  const user = await addUser(system, owner, 'agent');
  return { user, agent: await addAgent({ ...fields, user_id: user.user.id }) };
}

test("the reference's example of an agent is created and shown with every field", async () => {
  const { status, body } = await owner.post('/api/agents', agentExample);
  expect(status).toBe(201);
  expect(body['agent']).toEqual({
    id: expect.any(String),
    numeric_id: expect.any(Number),
    state: 'offline',
    state_since: expect.any(String),
    call_id: null,
    tenant_id: owner.user.tenant_id,
    user_id: null,
    name: 'John Doe',
    phone: '+14155553333',
    email: 'john@example.com',
    agent_group_id: null,
    status: 'offline',
    status_reason: null,
    max_concurrent_calls: 2,
    current_calls: 0,
    total_calls_handled: 0,
    total_call_duration_seconds: 0,
    working_hours: { monday: { start: '09:00', end: '17:00' } },
    is_active: true,
    skills: [],
    priority: 1,
    phone_acceptance: 'detection',
    device: 'phone',
    created_at: expect.stringMatching(/Z$/),
    last_active_at: null,
  });
  const got = await owner.get(`/api/agents/${body['agent'].id}`);
  expect(got.body).toMatchObject({ success: true, agent: body['agent'] });
  const [row] = await sql`select id from agents where uuid = ${body['agent'].id}`;
  expect((await owner.get(`/api/agents/${row!['id']}`)).body).toEqual(got.body);
});

test('agents are listed newest first, by status and group, page by page', async () => {
  const leader = await createTenant(system);
  const { agent_group: group } = (await leader.post('/api/agent-groups', { name: 'Sales' })).body;
  const first = await addAgent({ agent_group_id: group.id }, leader);
  const second = await addAgent({}, leader);
  await leader.put(`/api/agents/${first.id}/status`, { status: 'available' });
  const ids = async (query: string) => {
    const { body } = await leader.get(`/api/agents${query}`);
    expect(body['count']).toBe(body['agents'].length);
    return body['agents'].map((agent: { id: string }) => agent.id);
  };
  expect(await ids('')).toEqual([second.id, first.id]);
  expect(await ids('?status=available&agent_group_id=uuid')).toEqual([first.id]);
  expect(await ids(`?agent_group_id=${group.id}`)).toEqual([first.id]);
  expect(await ids('?status=break')).toEqual([]);
  expect(await ids('?limit=1&offset=1')).toEqual([first.id]);
  expect((await leader.get('/api/agents?limit=0')).status).toBe(400);
});

test('an agent without a free slot or in wrap-up is shown and filtered as busy', async () => {
  const leader = await createTenant(system);
  const { id } = await addAgent({}, leader);
  await leader.put(`/api/agents/${id}/status`, { status: 'available' });
  const shown = async () => {
    const { status } = (await leader.get(`/api/agents/${id}`)).body['agent'];
    expect((await leader.get(`/api/agents?status=${status}`)).body['count']).toBe(1);
    return status;
  };
  await sql`update agents set current_calls = 1 where uuid = ${id}`;
  expect(await shown()).toBe('busy');
  await sql`update agents set current_calls = 0, wrap_up_until = clock_now() + interval '20 s' where uuid = ${id}`;
  expect(await shown()).toBe('busy');
  await system.advanceClock(21);
  expect(await shown()).toBe('available');
});

test('an agent belongs to the user with the same e-mail address, or to the user in user_id', async () => {
  const user = await addUser(system, owner, 'agent');
  const { email } = (await sql`select email from users where uuid = ${user.user.id}`)[0]!;
  const byEmail = await addAgent({ email: String(email).toUpperCase() });
  expect(byEmail.user_id).toBe(user.user.id);

  const again = await owner.post('/api/agents', { ...agentExample, user_id: user.user.id });
  expect(again.status).toBe(409);
  expect(again.body['message']).toContain('John Doe');

  await owner.put(`/api/agents/${byEmail.id}`, { is_active: false });
  expect((await addAgent({ user_id: user.user.id })).user_id).toBe(user.user.id);
  expect((await owner.put(`/api/agents/${byEmail.id}`, { is_active: true })).status).toBe(409);
});

test('an agent cannot belong to a user of another tenant', async () => {
  const stranger = await createTenant(system);
  const { status } = await owner.post('/api/agents', { ...agentExample, user_id: stranger.user.id });
  expect(status).toBe(404);
});

test('every field can be changed, one at a time or all at once', async () => {
  const group = await addGroup('Changed');
  const { user, agent } = await addAgentUser();
  const changes = {
    name: 'Jane Roe',
    phone: '+14155554444',
    email: null,
    agent_group_id: group.id,
    user_id: user.user.id,
    max_concurrent_calls: 5,
    working_hours: { friday: { start: '22:00', end: '24:00' } },
    is_active: true,
  };
  const { status, body } = await owner.put(`/api/agents/${agent.id}`, changes);
  expect(status).toBe(200);
  expect(body['agent']).toMatchObject(changes);
  const cleared = { agent_group_id: null, user_id: null, working_hours: null };
  expect((await owner.put(`/api/agents/${agent.id}`, cleared)).body['agent']).toEqual({ ...body['agent'], ...cleared });
  expect((await owner.put(`/api/agents/${agent.id}`, {})).body['agent']).toEqual({ ...body['agent'], ...cleared });
});

test('the maximum cannot fall below the calls in progress', async () => {
  const { id } = await addAgent({ max_concurrent_calls: 3 });
  await sql`update agents set current_calls = 2 where uuid = ${id}`;
  const { status, body } = await owner.put(`/api/agents/${id}`, { max_concurrent_calls: 1 });
  expect(status).toBe(409);
  expect(body['message']).toContain('2 calls');
});

test.each([
  ['unknown', { nickname: 'Jo' }, 'nickname', 'unknown_field'],
  ['phone', { phone: '4155553333' }, 'phone', 'invalid_format'],
  ['e-mail address', { email: 'john' }, 'email', 'invalid_format'],
  ['name', { name: ' ' }, 'name', 'too_small'],
  ['character', { name: 'Jo\0hn' }, 'name', 'custom'],
  ['number of slots', { max_concurrent_calls: 0 }, 'max_concurrent_calls', 'too_small'],
  ['group', { agent_group_id: 'sales' }, 'agent_group_id', expect.any(String)],
  ['weekday', { working_hours: { Monday: { start: '09:00', end: '17:00' } } }, 'working_hours.Monday', 'unknown_field'],
  [
    'order of hours',
    { working_hours: { monday: { start: '17:00', end: '09:00' } } },
    'working_hours.monday.end',
    'custom',
  ],
  [
    'hour',
    { working_hours: { monday: { start: '0900', end: '17:00' } } },
    'working_hours.monday.start',
    'invalid_format',
  ],
])('a wrong %s is rejected by name', async (_what, fields, field, code) => {
  const { status, body } = await owner.post('/api/agents', { ...agentExample, ...fields });
  expect(status).toBe(400);
  expect(body['details']).toMatchObject([{ field, code }]);
  const [count] = await sql`select count(*) from agents where name = ${'Jo'}`;
  expect(count).toEqual({ count: 0 });
});

test('agents set their own status, supervisors every status, and each change emits an event', async () => {
  const { user, agent } = await addAgentUser();
  const other = await addAgentUser();
  const supervisor = await addUser(system, owner, 'supervisor');

  const events = await liveEventsDuring(system, owner.user.tenant_id, async () => {
    const { status, body } = await user.put(`/api/agents/${agent.id}/status`, { status: 'available' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, message: expect.any(String), agent: { status: 'available' } });
    await supervisor.put(`/api/agents/${agent.id}/status`, { status: 'break', reason: 'lunch' });
  });
  expect(events).toMatchObject([
    { event: 'agent:status:updated', data: { agentId: agent.id, status: 'available' } },
    { event: 'agent:status:updated', data: { agentId: agent.id, status: 'break' } },
  ]);
  const { body } = await owner.get(`/api/agents/${agent.id}`);
  expect(body['agent']).toMatchObject({ status: 'break', status_reason: 'lunch', last_active_at: expect.any(String) });

  expect((await user.put(`/api/agents/${other.agent.id}/status`, { status: 'offline' })).status).toBe(403);
  expect((await user.put(`/api/agents/${agent.id}/status`, { status: 'sleeping' })).status).toBe(400);
});

test('the status available ends a wrap-up, and setting it again keeps the place in the queue', async () => {
  const { id } = await addAgent();
  const idleSince = async () => (await sql`select idle_since from agents where uuid = ${id}`)[0]!['idleSince'];
  const available = () => owner.put(`/api/agents/${id}/status`, { status: 'available' });
  await available();
  const since = await idleSince();
  await system.advanceClock(60);
  await available();
  expect(await idleSince()).toEqual(since);

  await sql`update agents set wrap_up_until = clock_now() + interval '1 hour' where uuid = ${id}`;
  expect((await available()).body['agent'].status).toBe('available');
  expect((await idleSince()).getTime()).toBeGreaterThanOrEqual(since.getTime() + 60_000);
});

test('the end of a wrap-up emits the status of the agent, once', async () => {
  const { id } = await addAgent();
  await owner.put(`/api/agents/${id}/status`, { status: 'available' });
  await sql`update agents set wrap_up_until = clock_now() + interval '20 seconds' where uuid = ${id}`;
  const events = await liveEventsDuring(system, owner.user.tenant_id, async () => {
    await system.runJob('dialer.tick', {});
    await system.advanceClock(21);
    await system.runJob('dialer.tick', {});
    await system.runJob('dialer.tick', {});
  });
  expect(events).toMatchObject([{ event: 'agent:status:updated', data: { agentId: id, status: 'available' } }]);
});

test('a deactivated agent is offline and stays so', async () => {
  const { id } = await addAgent();
  await owner.put(`/api/agents/${id}/status`, { status: 'available' });
  const { body } = await owner.put(`/api/agents/${id}`, { is_active: false });
  expect(body['agent']).toMatchObject({ is_active: false, status: 'offline' });
  expect((await owner.put(`/api/agents/${id}/status`, { status: 'available' })).status).toBe(409);
});

test('agents see only themselves, not the other agents of their group', async () => {
  const group = await addGroup('Mine');
  const { user, agent } = await addAgentUser({ agent_group_id: group.id });
  const colleague = await addAgent({ agent_group_id: group.id });
  const seen = (await user.get('/api/agents?limit=100')).body['agents'].map(({ id }: { id: string }) => id);
  expect(seen).toEqual([agent.id]);
  expect((await user.get(`/api/agents/${colleague.id}`)).status).toBe(404);
});

test('statistics count the calls of an agent between two days, each included', async () => {
  const agent = await addAgent();
  await sql`
    insert into calls (tenant_id, agent_id, direction, status, from_number, to_number, created_at, end_time, disposition,
      talk_time)
    select tenant_id, id, 'outbound', 'completed', '+14155551234', phone, day::timestamptz + interval '20 hours',
      day::timestamptz + interval '21 hours', disposition, talk
    from agents, (values ('2024-01-01', 'answered', 100), ('2024-01-31', 'answered', 201), ('2024-01-15', 'failed', 0),
      ('2024-02-01', 'answered', 999)) days (day, disposition, talk)
    where uuid = ${agent.id}`;
  const stats = async (query: string) => {
    const { status, body } = await owner.get(`/api/agents/${agent.id}/stats${query}`);
    expect(status).toBe(200);
    expect(body['agent']).toEqual(agent);
    return body['stats'];
  };
  expect(await stats('?date_from=2024-01-01&date_to=2024-01-31')).toEqual({
    total_calls: 3,
    answered_calls: 2,
    conversations: 2,
    avg_talk_time: 150.5,
    total_talk_time: 301,
  });
  expect(await stats('?date_from=2024-01-01&date_to=2024-01-31&timezone=Asia/Tokyo')).toMatchObject({ total_calls: 2 });
  expect(await stats('')).toMatchObject({ total_calls: 4 });
  expect(await stats('?date_from=2024-01-31T19:00:00Z&date_to=2024-01-31T22:00:00Z')).toMatchObject({ total_calls: 1 });
  for (const query of ['date_from=yesterday', 'date_to=0000-01-01', 'timezone=Mars/Olympus'])
    expect((await owner.get(`/api/agents/${agent.id}/stats?${query}`)).status).toBe(400);
});

test('two active agents of an account cannot have one phone', async () => {
  const leader = await createTenant(system);
  const first = await addAgent({ phone: '+14155553334' }, leader);
  const add = (fields: object = {}) =>
    leader.post('/api/agents', { name: 'Jane Roe', phone: '+14155553334', ...fields });
  const refused = await add();
  expect([refused.status, refused.body['details'][0]]).toMatchObject([409, { field: 'phone', code: 'taken' }]);
  expect(refused.body['message']).toContain('Another active agent has this phone');
  const second = await addAgent({ phone: '+14155553335' }, leader);
  const put = async (id: string, fields: object) => (await leader.put(`/api/agents/${id}`, fields)).status;
  expect(await put(second.id, { phone: '+14155553334' })).toBe(409);
  expect(await put(first.id, { phone: '+14155553334', name: 'Renamed' })).toBe(200);
  // The phone of an agent who has left is free.
  expect(await put(first.id, { is_active: false })).toBe(200);
  expect(await put(second.id, { phone: '+14155553334' })).toBe(200);
  expect(await put(first.id, { is_active: true })).toBe(409);
  expect(
    (await (await createTenant(system)).post('/api/agents', { name: 'Elsewhere', phone: '+14155553334' })).status,
  ).toBe(201);
  const atOnce = await Promise.all([1, 2, 3].map(() => add({ phone: '+14155553336' })));
  expect(atOnce.filter(({ status }) => status === 409)).toHaveLength(2);
});

test('agents who shared a phone before the rule keep it until it is changed', async () => {
  const leader = await createTenant(system);
  const [first, second] = [await addAgent({}, leader), await addAgent({}, leader)];
  const migration = await readFile('sql/migrations/0100_one_agent_per_phone.sql', 'utf8');
  await system.ctx.sql.begin(async (before) => {
    await before`drop trigger end_shared_phone on agents`;
    await before`drop function end_shared_phone`;
    await before`drop index agents_one_per_phone`;
    await before`alter table agents drop column shares_phone`;
    await before`update agents set phone = ${first.phone} where uuid = ${second.id}`;
    await before.unsafe(migration);
  });
  const put = async (id: string, fields: object) => (await leader.put(`/api/agents/${id}`, fields)).status;
  expect(await put(second.id, { name: 'Renamed', is_active: false })).toBe(200);
  expect(await put(second.id, { is_active: true })).toBe(200);
  expect(await put(second.id, { phone: second.phone })).toBe(200);
  expect(await put(second.id, { phone: first.phone })).toBe(409);
});
