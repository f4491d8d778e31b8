import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { addUser, createTenant } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);

async function addAgent() {
  const user = await addUser(system, owner, 'agent');
  const fields = { name: 'Jane Roe', phone: newAgentPhone(), user_id: user.user.id };
  const { id } = (await owner.post('/api/agents', fields)).body['agent'];
  return { id: id as string, user };
}

test('the history has each state once, with its reason, from the end of the state before', async () => {
  const { id, user } = await addAgent();
  await user.put(`/api/agents/${id}/status`, { status: 'available' });
  await system.advanceClock(60);
  // What the dialer, the end of a call and the end of a wrap-up do.
  await sql`update agents set current_calls = 1 where uuid = ${id}`;
  await system.advanceClock(100);
  await sql`
    update agents set current_calls = 0, wrap_up_until = clock_now() + interval '30 seconds' where uuid = ${id}`;
  await system.advanceClock(30);
  await sql`update agents set wrap_up_until = null, last_active_at = clock_now() where uuid = ${id}`;
  await system.advanceClock(10);
  await user.put(`/api/agents/${id}/status`, { status: 'break', reason: 'Lunch' });
  await user.put(`/api/agents/${id}/status`, { status: 'break', reason: 'Lunch' });
  await system.advanceClock(300);
  await user.put(`/api/agents/${id}/status`, { status: 'break', reason: 'Training' });
  const { body } = await user.get(`/api/agents/${id}/states`);
  const states = body['states'].toReversed();
  expect(states.map(({ state, reason }: Record<string, string>) => [state, reason])).toEqual([
    ['offline', null],
    ['available', null],
    ['on_call', null],
    ['wrap_up', null],
    ['available', null],
    ['break', 'Lunch'],
    ['break', 'Training'],
  ]);
  const ends = states.map((each: Record<string, string>) => each['ended_at']);
  const starts = states.map((each: Record<string, string>) => each['started_at']);
  expect(ends).toEqual([...starts.slice(1), null]);
  const time = (await user.get(`/api/agents/${id}/time-in-states`)).body['states'];
  const of = (state: string, reason: string | null = null) =>
    time.find((each: Record<string, unknown>) => each['state'] === state && each['reason'] === reason);
  expect([of('on_call').seconds, of('available').seconds]).toEqual([
    expect.toSatisfy((seconds) => seconds >= 100 && seconds < 105),
    expect.toSatisfy((seconds) => seconds >= 70 && seconds < 80),
  ]);
  expect(of('available').count).toBe(2);
  expect(of('break', 'Lunch').seconds).toBeGreaterThanOrEqual(300);
});

test('only the time within the period counts, and an agent sees only their own', async () => {
  const { id, user } = await addAgent();
  await user.put(`/api/agents/${id}/status`, { status: 'available' });
  const from = new Date(system.ctx.clock.nowMs() + 10_000).toISOString();
  const to = new Date(system.ctx.clock.nowMs() + 70_000).toISOString();
  await system.advanceClock(100);
  const { body } = await owner.get(`/api/agents/${id}/time-in-states?date_from=${from}&date_to=${to}`);
  expect(body['states']).toEqual([{ state: 'available', reason: null, seconds: 60, count: 1 }]);
  const other = await addAgent();
  expect((await other.user.get(`/api/agents/${id}/time-in-states`)).status).toBe(404);
});

test('a new account has usual pause reasons, and leaders change the list, which is audited', async () => {
  const leader = await createTenant(system);
  expect((await leader.get('/api/pause-reasons')).body['pause_reasons']).toContain('Lunch');
  const reasons = ['Lunch', 'Prayer'];
  await leader.put('/api/pause-reasons', { pause_reasons: reasons });
  expect((await leader.get('/api/pause-reasons')).body['pause_reasons']).toEqual(reasons);
  expect((await leader.put('/api/pause-reasons', { pause_reasons: ['A', 'A'] })).status).toBe(400);
  const [event] = await sql`
    select changes from audit_events e join tenants t on t.id = e.tenant_id
    where t.uuid = ${leader.user.tenant_id} and entity = 'tenant' order by e.id desc limit 1`;
  expect(event!['changes']).toMatchObject({ pause_reasons: { after: reasons } });
});

test('the audit log names who changed the status of another agent, and not what agents set themselves', async () => {
  const { id, user } = await addAgent();
  await user.put(`/api/agents/${id}/status`, { status: 'available' });
  await owner.put(`/api/agents/${id}/status`, { status: 'offline', reason: 'Shift is over' });
  const events = await sql`
    select actor_id, changes from audit_events where entity = 'agent' and entity_uuid = ${id} and verb = 'updated'`;
  expect(events).toMatchObject([
    { changes: { status: { before: 'available', after: 'offline' }, status_reason: { after: 'Shift is over' } } },
  ]);
});
