/** Tests which agents get the next call if agents take several calls at a time, and which agents count as at work. */
import { expect, test } from 'vitest';
import { agentActivitySeconds, reserveAgent, setIdleAgentAway } from '../../../sql/agents/availability.ts';
import { insertTenant } from '../../../sql/accounts/tenants.ts';
import { createTestSystem } from '../../helpers/system.ts';

const { sql } = (await createTestSystem()).ctx;

/** Creates available agents who take two calls at a time. The agent with number n has waited n minutes. */
async function createFloor(agents: number) {
  const { id: tenantId } = await insertTenant(sql, { name: 'A seller' });
  const rows = await sql<{ id: number }[]>`
    insert into agents (tenant_id, name, phone, status, max_concurrent_calls, idle_since)
    select ${tenantId}, 'Agent ' || n, '+1415555' || (9000 + n), 'available', 2, clock_now() - make_interval(mins => n)
    from generate_series(1, ${agents}) n returning id`;
  const query = { tenantId, groupId: null, skills: [], timezone: 'UTC', excludedIds: [] };
  return { tenantId, query, ids: rows.map(({ id }) => id) };
}

/** Connects the agent with a caller. */
const addConversation = (tenantId: number, agentId: number) => sql`
  insert into calls (tenant_id, agent_id, direction, status, from_number, to_number, start_time, answer_time, connected_at)
  values (${tenantId}, ${agentId}, 'outbound', 'in-progress', '+14155551234', '+12125550100',
    clock_now(), clock_now(), clock_now())`;

test('an idle agent comes before an agent in a call, whatever their priority and idle time', async () => {
  const { query, ids } = await createFloor(2);
  const [second, first] = ids;
  await sql`update agents set priority = 2 where id = ${second!}`;
  const taken = [];
  for (let call = 0; call < 4; call += 1) taken.push((await reserveAgent(sql, query))?.id);
  expect(taken).toEqual([first, second, first, second]);
});

test('agents whose working hours are over are not counted as soon free', async () => {
  const { tenantId, query, ids } = await createFloor(2);
  const [talking, wrapping] = ids;
  await addConversation(tenantId, talking!);
  await sql`update agents set wrap_up_until = clock_now() + interval '20 seconds', last_active_at = clock_now()
    where id = ${wrapping!}`;
  const counts = async () => {
    const activity = await agentActivitySeconds(sql, query);
    return [activity.talking.length, activity.wrapping.length];
  };
  expect(await counts()).toEqual([1, 1]);
  // The start of the test is a Tuesday, 15:00.
  await sql`update agents set working_hours = '{"tuesday": {"start": "08:00", "end": "14:00"}}' where tenant_id = ${tenantId}`;
  expect(await counts()).toEqual([0, 0]);
});

test('an agent in a conversation stays available if another call finds the phone busy', async () => {
  const { tenantId, ids } = await createFloor(2);
  await addConversation(tenantId, ids[0]!);
  for (const id of ids) await setIdleAgentAway(sql, id, 'phone_not_answered');
  expect(await sql`select status from agents where tenant_id = ${tenantId} order by id`).toEqual([
    { status: 'available' },
    { status: 'break' },
  ]);
});
