import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { type AgentFields, agentStatistics, insertAgent } from '../../../sql/agents/agents.ts';
import { type Weekday } from '../../../shared/rules/agents/working-hours.ts';
import {
  agentActivitySeconds,
  freeAgentSlots,
  recountAgentCalls,
  releaseAgent,
  reserveAgent,
  setAgentAway,
} from '../../../sql/agents/availability.ts';
import { insertGroup } from '../../../sql/agents/groups.ts';
import { insertTenant } from '../../../sql/accounts/tenants.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

let tenantId: number;
let lastPhone = 0;

beforeEach(async () => {
  tenantId = (await insertTenant(sql, { name: 'A seller' })).id;
});

const anyAgent = () => ({
  tenantId,
  groupId: null,
  skills: [] as string[],
  timezone: 'UTC',
  excludedIds: [] as number[],
});

type Standing = Partial<AgentFields> & { idleMinutes?: number; priority?: number };

/** Creates an available agent who has been idle for `idleMinutes` minutes. */
async function addAgent({ idleMinutes = 1, priority = 1, ...fields }: Standing = {}): Promise<number> {
  lastPhone += 1;
  const { id } = await insertAgent(sql, tenantId, {
    name: `Agent ${lastPhone}`,
    phone: `+1415555${lastPhone}`,
    email: null,
    userId: null,
    agentGroupId: null,
    maxConcurrentCalls: 1,
    workingHours: null,
    isActive: true,
    ...fields,
  });
  await sql`
    update agents set status = 'available', priority = ${priority},
      idle_since = clock_now() - make_interval(mins => ${idleMinutes})
    where id = ${id}`;
  return id;
}

async function agent(id: number) {
  const [row] = await sql`select *, idle_since = wrap_up_until as idle_after_wrap_up from agents where id = ${id}`;
  return row!;
}

/**
 * Inserts a call that was connected to the agent `secondsAgo` seconds ago. If `talkTime` is given, the call has ended.
 */
async function addCall(agentId: number, secondsAgo: number, talkTime?: number) {
  lastPhone += 1;
  const live = talkTime === undefined;
  await sql`
    insert into calls (tenant_id, agent_id, direction, status, from_number, to_number, connected_at, created_at, updated_at,
      end_time, disposition, talk_time)
    select ${tenantId}, ${agentId}, 'outbound', ${live ? 'in-progress' : 'completed'}, '+14155551234',
      ${`+1415555${lastPhone}`}, at, at, at, ${live ? null : sql`at + make_interval(secs => ${talkTime})`},
      ${live ? null : 'answered'}, ${talkTime ?? null}
    from (select clock_now() - make_interval(secs => ${secondsAgo}) as at) t`;
}

/** Reserves an agent slot. Tries again, as the dialer does, until a slot is reserved or no slot is free. */
async function reserveUntilFull() {
  for (;;) {
    const agent = await reserveAgent(sql, anyAgent());
    if (agent || (await freeAgentSlots(sql, anyAgent())).idle === 0) return agent;
  }
}

test('fifty concurrent reservations get every free slot once', async () => {
  const lines = [3, 1, 5, 2, 1, 4];
  await Promise.all(lines.map((maxConcurrentCalls) => addAgent({ maxConcurrentCalls })));
  const capacity = lines.reduce((sum, line) => sum + line);

  const taken = await Promise.all(Array.from({ length: 50 }, reserveUntilFull));

  expect(taken.filter(Boolean)).toHaveLength(capacity);
  const rows = await sql`select current_calls, max_concurrent_calls from agents where tenant_id = ${tenantId}`;
  expect(rows.every((row) => row['currentCalls'] === row['maxConcurrentCalls'])).toBe(true);
});

test('after concurrent reservations and releases all slots are free', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 12 }),
      async (lines, callers) => {
        tenantId = (await insertTenant(sql, { name: 'A seller' })).id;
        await Promise.all(lines.map((maxConcurrentCalls) => addAgent({ maxConcurrentCalls })));
        const use = async () => {
          const taken = await reserveAgent(sql, anyAgent());
          if (taken) await releaseAgent(sql, taken.id, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
        };
        await Promise.all(Array.from({ length: callers }, use));
        const capacity = lines.reduce((sum, line) => sum + line);
        expect(await freeAgentSlots(sql, anyAgent())).toEqual({ idle: capacity });
      },
    ),
    { numRuns: 15 },
  );
});

test('reserves only agents with all skills: the lowest priority number first, then the longest idle', async () => {
  const skilled = (...skills: string[]) => ({ ...anyAgent(), skills });
  await addAgent({ skills: ['sales'], idleMinutes: 90 });
  const late = await addAgent({ skills: ['sales', 'spanish'], idleMinutes: 5 });
  const second = await addAgent({ skills: ['spanish', 'sales', 'legal'], idleMinutes: 60, priority: 2 });
  const early = await addAgent({ skills: ['sales', 'spanish'], idleMinutes: 30 });
  const wanted = skilled('sales', 'spanish');
  expect(await freeAgentSlots(sql, wanted)).toEqual({ idle: 3 });
  const taken = [];
  for (let call = 0; call < 4; call += 1) taken.push((await reserveAgent(sql, wanted))?.id);
  expect(taken).toEqual([early, late, second, undefined]);
  expect((await agentActivitySeconds(sql, skilled('legal', 'french'))).talking).toEqual([]);
  expect(await freeAgentSlots(sql, anyAgent())).toEqual({ idle: 1 });
});

test('concurrent reservations with different skills never share a slot and never deadlock', async () => {
  const skillsOf = [['a'], ['b'], ['a', 'b'], ['a', 'b', 'c'], ['c']];
  await Promise.all(skillsOf.map((skills, at) => addAgent({ skills, maxConcurrentCalls: 2, idleMinutes: at })));
  const wanted = [['a'], ['b'], ['c'], ['a', 'b'], []];
  const until = async (skills: string[]) => {
    for (;;) {
      const agent = await reserveAgent(sql, { ...anyAgent(), skills });
      if (agent || (await freeAgentSlots(sql, { ...anyAgent(), skills })).idle === 0) return { skills, agent };
    }
  };
  const results = await Promise.all(Array.from({ length: 40 }, (_, at) => until(wanted[at % wanted.length]!)));
  const given = results.flatMap(({ skills, agent }) => (agent ? [{ skills, agent }] : []));
  const rows = await sql`select id, skills from agents where tenant_id = ${tenantId}`;
  for (const { skills, agent } of given)
    expect(rows.find(({ id }) => id === agent.id)!['skills']).toEqual(expect.arrayContaining(skills));
  const [{ used }] = await sql<[{ used: number }]>`
    select sum(current_calls)::int as used from agents where tenant_id = ${tenantId}`;
  expect([given.length, used]).toEqual([10, 10]);
});

test('a reservation skips an agent whose row is locked', async () => {
  const [held, next] = [await addAgent({ idleMinutes: 60 }), await addAgent()];
  await sql.begin(async (tx) => {
    await tx`select from agents where id = ${held} for update`;
    expect((await reserveAgent(sql, anyAgent()))?.id).toBe(next);
    expect(await reserveAgent(sql, anyAgent())).toBeUndefined();
  });
});

test('among agents with the lowest priority number, the longest idle agent is reserved', async () => {
  await addAgent({ idleMinutes: 90, priority: 2 });
  const short = await addAgent({ idleMinutes: 5 });
  const long = await addAgent({ idleMinutes: 60 });
  expect((await reserveAgent(sql, anyAgent()))?.id).toBe(long);
  expect((await reserveAgent(sql, anyAgent()))?.id).toBe(short);
});

test('an excluded agent is not reserved', async () => {
  const failed = await addAgent({ idleMinutes: 60 });
  const next = await addAgent();
  const taken = await reserveAgent(sql, { ...anyAgent(), excludedIds: [failed] });
  expect(taken?.id).toBe(next);
  expect(await reserveAgent(sql, { ...anyAgent(), excludedIds: [failed] })).toBeUndefined();
});

test('reserves only agents of the group and of the tenant', async () => {
  const { id: groupId } = await insertGroup(sql, tenantId, 'Sales');
  await addAgent({ idleMinutes: 60 });
  const member = await addAgent({ agentGroupId: groupId });
  const pool = { ...anyAgent(), groupId };
  expect(await freeAgentSlots(sql, pool)).toEqual({ idle: 1 });
  expect((await reserveAgent(sql, pool))?.id).toBe(member);
  expect(await reserveAgent(sql, pool)).toBeUndefined();

  const stranger = await insertTenant(sql, { name: 'Another seller' });
  expect(await reserveAgent(sql, { ...anyAgent(), tenantId: stranger.id })).toBeUndefined();
});

test('agents who are on break, offline, busy or deactivated are not reserved', async () => {
  for (const status of ['break', 'offline', 'busy']) {
    const id = await addAgent();
    await sql`update agents set status = ${status} where id = ${id}`;
  }
  await addAgent({ isActive: false });
  expect(await freeAgentSlots(sql, anyAgent())).toEqual({ idle: 0 });
  expect(await reserveAgent(sql, anyAgent())).toBeUndefined();
});

test('a handled call is counted, and its agent counts as idle from the end of the wrap-up on', async () => {
  const id = await addAgent();
  await reserveAgent(sql, anyAgent());
  await releaseAgent(sql, id, { wrapUpSeconds: 20, talkSeconds: 65, handled: true });

  expect(await agent(id)).toMatchObject({
    currentCalls: 0,
    totalCallsHandled: 1,
    totalCallDurationSeconds: 65,
    idleAfterWrapUp: true,
  });
  expect(await reserveAgent(sql, anyAgent())).toBeUndefined();
  await system.advanceClock(21);
  expect((await reserveAgent(sql, anyAgent()))?.id).toBe(id);
});

test('releasing an unused reservation does not change the agent', async () => {
  const id = await addAgent({ idleMinutes: 60 });
  const { idleSince } = await agent(id);
  await reserveAgent(sql, anyAgent());
  await releaseAgent(sql, id, { wrapUpSeconds: 20, talkSeconds: 0, handled: false });
  await releaseAgent(sql, id, { wrapUpSeconds: 20, talkSeconds: 0, handled: false });
  expect(await agent(id)).toMatchObject({ currentCalls: 0, totalCallsHandled: 0, wrapUpUntil: null, idleSince });
});

test('an available agent whose phone did not answer is set on break', async () => {
  const id = await addAgent();
  await setAgentAway(sql, id, 'no answer');
  expect(await agent(id)).toMatchObject({ status: 'break', statusReason: 'no answer' });
  await sql`update agents set status = 'offline', status_reason = null where id = ${id}`;
  await setAgentAway(sql, id, 'no answer');
  expect(await agent(id)).toMatchObject({ status: 'offline', statusReason: null });
});

/** Whether the agent works at the given time. The calculation uses Intl instead of Postgres. */
function worksAt(hours: Partial<Record<Weekday, { start: string; end: string }>>, timezone: string, at: Date): boolean {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value;
  const today = hours[part('weekday')!.toLowerCase() as Weekday];
  const time = `${part('hour')}:${part('minute')}`;
  return today !== undefined && time >= today.start && time < today.end;
}

const weekdays: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const fullHour = fc.integer({ min: 0, max: 24 }).map((hour) => `${String(hour).padStart(2, '0')}:00`);
const shift = fc
  .tuple(fullHour, fullHour)
  .filter(([start, end]) => start < end)
  .map(([start, end]) => ({ start, end }));
const workingHours = fc.dictionary(fc.constantFrom(...weekdays), shift, { maxKeys: 7 });

test('agents are free only in their working hours, in the time zone of the campaign', async () => {
  const id = await addAgent();
  await fc.assert(
    fc.asyncProperty(
      workingHours,
      fc.constantFrom('UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati'),
      async (hours, timezone) => {
        await sql`update agents set working_hours = ${sql.json(hours)} where id = ${id}`;
        await system.advanceClock(3 * 3_600);
        const works = worksAt(hours, timezone, system.ctx.clock.now());
        expect(await freeAgentSlots(sql, { ...anyAgent(), timezone })).toEqual({ idle: works ? 1 : 0 });
      },
    ),
    { numRuns: 60 },
  );
});

test('lists the elapsed seconds of conversations and wrap-ups of available agents only', async () => {
  const [talking, wrapping, leaving] = await Promise.all([addAgent(), addAgent(), addAgent()]);
  await addCall(talking, 40);
  await addCall(leaving, 70);
  await sql`update agents set status = 'break' where id = ${leaving}`;
  await sql`update agents set current_calls = 1 where id = ${wrapping}`;
  await releaseAgent(sql, wrapping, { wrapUpSeconds: 30, talkSeconds: 10, handled: true });
  await system.advanceClock(12);

  const working = await agentActivitySeconds(sql, anyAgent());

  expect(working.talking.map(Math.round)).toEqual([52]);
  expect(working.wrapping.map(Math.round)).toEqual([12]);
});

const ago = (seconds: number) => new Date(system.ctx.clock.nowMs() - seconds * 1000);

test('statistics cover the ended calls that began in the period', async () => {
  const id = await addAgent();
  await addCall(id, 3_600, 100);
  await addCall(id, 3_600, 201);
  await addCall(id, 7_200, 999);
  await addCall(id, 60);
  expect(await agentStatistics(sql, tenantId, id, { from: ago(3_700), before: ago(10) })).toEqual({
    totalCalls: 2,
    answeredCalls: 2,
    conversations: 2,
    convertedCalls: 0,
    totalTalkSeconds: 301,
    averageTalkSeconds: 150.5,
  });
  expect(await agentStatistics(sql, tenantId, id, { before: ago(3_700) })).toMatchObject({ totalCalls: 1 });
  expect(await agentStatistics(sql, tenantId, id, {})).toMatchObject({ totalCalls: 3 });
  expect(await agentStatistics(sql, tenantId, await addAgent(), {})).toEqual({
    totalCalls: 0,
    answeredCalls: 0,
    conversations: 0,
    convertedCalls: 0,
    totalTalkSeconds: 0,
    averageTalkSeconds: 0,
  });
});

test('current_calls is repaired from live calls after 30 seconds without a change', async () => {
  await system.advanceClock(31);
  await recountAgentCalls(sql);
  const [crashed, forgotten, working] = await Promise.all([
    addAgent({ maxConcurrentCalls: 3 }),
    addAgent({ maxConcurrentCalls: 3 }),
    addAgent(),
  ]);
  await reserveAgent(sql, { ...anyAgent(), excludedIds: [forgotten, working] });
  await addCall(forgotten, 0);
  await addCall(forgotten, 0);
  await reserveAgent(sql, { ...anyAgent(), excludedIds: [crashed, forgotten] });
  await addCall(working, 0);

  expect(await recountAgentCalls(sql)).toEqual([]);
  await system.advanceClock(31);
  expect(await recountAgentCalls(sql)).toHaveLength(2);
  expect((await agent(crashed))['currentCalls']).toBe(0);
  expect((await agent(forgotten))['currentCalls']).toBe(2);
  expect((await agent(working))['currentCalls']).toBe(1);
});
