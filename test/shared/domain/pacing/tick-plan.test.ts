/**
 * Tests how campaigns pace their calls: the abandonment limit, the reasons for not dialing, and the calls that a tick
 * hangs up.
 */
import { expect, test } from 'vitest';
import { tickCampaign as runTick } from '../../../../shared/domain/dialing/tick.ts';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  agentRows,
  callRow,
  type DialingTenant,
  leadRow,
  createDialingTenant,
  placeCall,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { LONG_LIST, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { savePacerState, pacerStateAfter } from '../../../helpers/fixtures/pacer-state.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 10:00 in New York.
const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;

let lastNumber = 5_557_000;
const phone = () => `+1212${(lastNumber += 1)}`;
const phones = (count: number) => Array.from({ length: count }, phone);

const pacing = async ({ owner, campaign }: Pick<DialingTenant, 'owner' | 'campaign'>) =>
  (await owner.get(`/api/campaigns/${campaign}/pacing`)).body['pacing'];
const codes = async (floor: Pick<DialingTenant, 'owner' | 'campaign'>) =>
  (await pacing(floor)).reasons.map(({ code }: { code: string }) => code);

/** Inserts `answered` answered calls that ended `hours` hours ago. `abandoned` of these calls were abandoned. */
const answeredAgo = ({ campaignId }: DialingTenant, hours: number, answered: number, abandoned: number) => sql`
  insert into abandon_ledger (campaign_id, hour, answered, abandoned)
  values (${campaignId}, date_trunc('hour', clock_now() - make_interval(hours => ${hours})), ${answered}, ${abandoned})
  on conflict (campaign_id, hour) do update set answered = excluded.answered, abandoned = excluded.abandoned`;

/** Returns the ids of those `calls` that have a job `call.hangup`. */
async function hangUpJobs(calls: { id: number }[]): Promise<number[]> {
  const jobs = await queueOf(ctx.queues, 'call.hangup').getJobs();
  const ids = jobs.filter(({ name }) => name === 'call.hangup').map(({ data }) => data.payload.callId);
  return calls.map(({ id }) => id).filter((id) => ids.includes(id));
}

test('the default abandonment policy is the law, and a given policy is shown as given', async () => {
  const floor = await createDialingTenant(system, { phones: [] });
  const policyShown = async () =>
    (await floor.owner.get(`/api/campaigns/${floor.campaign}`)).body['campaign'].abandon_policy;
  expect(await policyShown()).toEqual({ target_rate: 0.025, hard_rate: 0.03, window: '30d', answers_min: 50 });
  const policy = { target_rate: 0.01, hard_rate: 0.02, window: 'calendar_month', answers_min: 20 };
  await floor.owner.put(`/api/campaigns/${floor.campaign}`, { abandon_policy: policy });
  expect(await policyShown()).toEqual(policy);
  for (const [wrong, field] of [
    [{ hard_rate: 0.05 }, 'hard_rate'],
    [{ window: '90d' }, 'window'],
    [{ answers_min: 0 }, 'answers_min'],
    [{ answers_min: 201 }, 'answers_min'],
    [{ target_rate: 0.02, hard_rate: 0.01 }, 'target_rate'],
    [{ window_hours: 24 }, 'window_hours'],
  ] as const) {
    const reply = await floor.owner.put(`/api/campaigns/${floor.campaign}`, { abandon_policy: wrong });
    expect(reply).toMatchObject({ status: 400, body: { details: [{ field: `abandon_policy.${field}` }] } });
  }
});

test('omitted fields of an abandonment policy stay, and must agree with the sent fields', async () => {
  const abandon_policy = { target_rate: 0.015, hard_rate: 0.02, window: '24h', answers_min: 20 };
  const floor = await createDialingTenant(system, { phones: [], abandon_policy });
  const put = (policy: object) => floor.owner.put(`/api/campaigns/${floor.campaign}`, { abandon_policy: policy });
  const { body } = await put({ target_rate: 0.01 });
  expect(body['campaign'].abandon_policy).toEqual({ ...abandon_policy, target_rate: 0.01 });
  expect(await put({ hard_rate: 0.005 })).toMatchObject({
    status: 400,
    body: {
      details: [
        {
          field: 'abandon_policy.target_rate',
          message: 'target_rate, 0.01, must be at most hard_rate, 0.005. Send both.',
        },
      ],
    },
  });
});

test.each<[string, number, boolean]>([
  ['24h', 20, true],
  ['24h', 25, false],
  ['30d', 25, true],
  ['30d', 29 * 24, true],
  ['30d', 31 * 24, false],
  // The calendar month began thirteen days ago, by the time of New York.
  ['calendar_month', 12 * 24, true],
  ['calendar_month', 13 * 24, false],
])('with a window of %s, calls abandoned %i hours ago count: %s', async (window, hours, counts) => {
  const floor = await createDialingTenant(system, {
    phones: phones(2),
    timezone: 'America/New_York',
    abandon_policy: { window },
  });
  await answeredAgo(floor, hours, 60, 2);
  expect((await pacing(floor)).abandonment).toMatchObject({ window, over_limit: counts, abandoned: counts ? 2 : 0 });
  expect((await codes(floor)).includes('abandonment_limit')).toBe(counts);
});

test('a calendar month begins at midnight of the campaign’s zone', async () => {
  const floor = await createDialingTenant(system, {
    phones: [],
    timezone: 'Asia/Tokyo',
    abandon_policy: { window: 'calendar_month' },
  });
  // 14:30 UTC on 31 December is before midnight in Tokyo, and 15:30 UTC is after midnight.
  const backHours = (Date.parse('2026-01-13T15:00:00Z') - Date.parse('2025-12-31T15:00:00Z')) / 3_600_000;
  await answeredAgo(floor, backHours, 40, 1);
  await answeredAgo(floor, backHours + 1, 50, 2);
  expect((await pacing(floor)).abandonment).toMatchObject({ answered: 40, abandoned: 1 });
});

test('below answers_min the abandoned calls count as of that many answers', async () => {
  const floor = await createDialingTenant(system, { phones: phones(60), abandon_policy: { answers_min: 100 } });
  await answeredAgo(floor, 20, 60, 2);
  expect((await pacing(floor)).abandonment.over_limit).toBe(false);
  await answeredAgo(floor, 20, 60, 25);
  expect((await pacing(floor)).abandonment.over_limit).toBe(true);
});

test('some calls of today may exceed the share while time and leads are left to make up for them', async () => {
  const floor = await createDialingTenant(system, { phones: phones(300), agents: 5, timezone: 'America/New_York' });
  const overLimit = async () => (await pacing(floor)).abandonment.over_limit;
  await answeredAgo(floor, 1, 100, 5);
  expect(await overLimit()).toBe(false);
  await answeredAgo(floor, 1, 100, 6);
  expect(await overLimit()).toBe(true);
  // Only calls of today may exceed the share. Most of these calls were abandoned on an earlier day.
  await answeredAgo(floor, 1, 100, 1);
  await answeredAgo(floor, 30, 100, 6);
  expect(await overLimit()).toBe(true);
  await sql`delete from abandon_ledger where campaign_id = ${floor.campaignId}`;
  await answeredAgo(floor, 1, 100, 5);
  const leadsAre = (status: string) => sql`
    update leads set status = ${status} where id = any(${floor.leadIds.slice(200)})`;
  await leadsAre('completed');
  expect(await overLimit()).toBe(true);
  await leadsAre('pending');
  expect(await overLimit()).toBe(false);
  const end = new Date(ctx.clock.nowMs() + 300_000).toISOString();
  await floor.owner.put(`/api/campaigns/${floor.campaign}`, { schedule_end: end });
  expect(await overLimit()).toBe(true);
});

test('above the limit each call has a free agent, even with good statistics', async () => {
  const floor = await createDialingTenant(system, { phones: phones(LONG_LIST), agents: 5 });
  await savePacerState(sql, floor.campaignId, pacerStateAfter(0.1));
  await answeredAgo(floor, 48, 100, 3);
  expect(await tickCampaign(system, floor)).toHaveLength(5);
  expect((await pacing(floor)).last_tick).toMatchObject({ mode: 'progressive', fallback: 'abandonment_limit' });
  await sql`delete from abandon_ledger where campaign_id = ${floor.campaignId}`;
  expect((await tickCampaign(system, floor)).length).toBeGreaterThan(5);
  expect((await pacing(floor)).last_tick).toMatchObject({ mode: 'predictive', fallback: null });
});

test('a campaign shows everything that keeps it from dialing, and what to do', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 0, timezone: 'America/New_York' });
  const change = (fields: object) => floor.owner.put(`/api/campaigns/${floor.campaign}`, fields);
  await sql`update campaigns set status = 'paused' where id = ${floor.campaignId}`;
  await change({ caller_id: null, calling_hours_start: '12:00:00', calling_hours_end: '14:00:00' });
  expect(await codes(floor)).toEqual(['not_active', 'no_caller_id', 'outside_hours', 'no_agents', 'no_lead_due']);
  const { reasons } = await pacing(floor);
  expect(reasons[2].message).toContain('2026-01-13T17:00:00.000Z');
  for (const { message } of reasons) expect(message).toMatch(/[.]$/);

  await change({ caller_id: '+14155551234', calling_hours_start: '00:00:00', calling_hours_end: '00:00:00' });
  await sql`update campaigns set status = 'active' where id = ${floor.campaignId}`;
  await insertLeads(sql, floor.campaign, [phone()]);
  await tickCampaign(system, floor);
  expect(await codes(floor)).toEqual(['no_agents', 'cold_statistics']);
  await sql`update leads set next_call_at = clock_now() + interval '1 hour' where campaign_id = ${floor.campaignId}`;
  expect((await pacing(floor)).reasons[1]).toMatchObject({
    code: 'no_lead_due',
    message: expect.stringContaining('2026-01-13T16:00'),
  });
  await system.advanceClock(60);
  expect(await codes(floor)).toContain('dialer_not_running');
  await system.advanceClock(-60);
});

test('outside the campaign’s own hours no call is wanted, and the leads do not change', async () => {
  const hours = { calling_hours_start: '12:00:00', calling_hours_end: '14:00:00' };
  const floor = await createDialingTenant(system, { phones: phones(1), timezone: 'America/New_York', ...hours });
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect((await pacing(floor)).last_tick).toMatchObject({ reason: 'outside_hours', calls_wanted: 0 });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', nextCallAt: null });
});

test.each([
  [1, 'few_agents', null],
  [5, null, expect.any(Number)],
])('with %i agents and enough statistics the fallback is %s', async (agents, fallback, price) => {
  const floor = await createDialingTenant(system, { phones: phones(LONG_LIST), agents });
  await savePacerState(sql, floor.campaignId, pacerStateAfter(0.3));
  await tickCampaign(system, floor);
  expect((await pacing(floor)).last_tick).toMatchObject({
    fallback,
    mode: fallback ? 'progressive' : 'predictive',
    price,
    answer_share: expect.closeTo(0.3, 1),
  });
});

test('the last leads of a list are called progressively: later answers could not make up for an abandoned call', async () => {
  const floor = await createDialingTenant(system, { phones: phones(60), agents: 5 });
  await savePacerState(sql, floor.campaignId, pacerStateAfter(0.1));
  expect(await tickCampaign(system, floor)).toHaveLength(5);
  expect((await pacing(floor)).last_tick).toMatchObject({ mode: 'progressive', fallback: 'short_list' });
  expect(await codes(floor)).toContain('short_list');
  await insertLeads(sql, floor.campaign, phones(LONG_LIST));
  expect((await tickCampaign(system, floor)).length).toBeGreaterThan(5);
  expect((await pacing(floor)).last_tick).toMatchObject({ mode: 'predictive', fallback: null });
});

test('the forecast of free agents and the utilisation of the day are shown', async () => {
  const floor = await createDialingTenant(system, { phones: phones(3), agents: 2 });
  await savePacerState(sql, floor.campaignId, pacerStateAfter(0.3));
  const [agent] = await agentRows(system, floor);
  await sql`
    insert into calls (tenant_id, campaign_id, agent_id, direction, status, from_number, to_number, start_time, connected_at)
    select tenant_id, id, ${agent!.id}, 'outbound', 'in-progress', '+14155551234', ${phone()}, clock_now(),
      clock_now() - interval '88 seconds' from campaigns where id = ${floor.campaignId}`;
  await sql`update agents set current_calls = 1 where id = ${agent!.id}`;
  await tickCampaign(system, floor);
  const first = await pacing(floor);
  expect(first.last_tick).toMatchObject({ agents_idle: 1, agents_talking: 1 });
  // The conversations of this lead list last a minute and a half, and the wrap-ups last five seconds.
  expect(first.last_tick.predicted_frees).toBeGreaterThan(0.5);
  expect(first.last_tick.predicted_frees).toBeLessThanOrEqual(1);
  await system.advanceClock(30);
  await tickCampaign(system, floor);
  const { today } = await pacing(floor);
  expect(today).toMatchObject({ day: '2026-01-13', utilisation: expect.closeTo(0.5, 1) });
  expect(today.talk_seconds).toBeGreaterThanOrEqual(30);
  expect(today.agent_seconds).toBeCloseTo(2 * today.talk_seconds, 5);
  // On the next day, the sums of the day start at 0.
  await system.advanceClock(86_400);
  await tickCampaign(system, floor);
  expect((await pacing(floor)).today).toMatchObject({ day: '2026-01-14', talk_seconds: 0 });
  await system.advanceClock(-86_430);
});

test('when the agents leave, the next tick releases reservations and gives up calls that rang long', async () => {
  const floor = await createDialingTenant(system, { phones: phones(LONG_LIST), agents: 5 });
  await savePacerState(sql, floor.campaignId, pacerStateAfter(0.1));
  const [old, young, ...waiting] = await tickCampaign(system, floor);
  expect(waiting.length).toBeGreaterThan(5);
  for (const call of [old!, young!]) await system.runJob('call.place', { callId: call.id });
  const ringing = { ...(await callRow(system, old!.id)) };
  await reportStatus(system, ringing, { CallStatus: 'ringing' }, 20);
  await reportStatus(system, await callRow(system, young!.id), { CallStatus: 'ringing' }, 5);
  await sql`update agents set status = 'break' where tenant_id = ${ringing.tenantId}`;
  expect(await tickCampaign(system, floor)).toEqual([]);
  for (const { id, leadId } of waiting) {
    await system.runJob('call.place', { callId: id });
    expect(await leadRow(system, leadId!)).toMatchObject({ status: 'pending', callAttempts: 0 });
  }
  expect(await hangUpJobs([old!, young!])).toEqual([old!.id]);
  expect((await pacing(floor)).last_tick).toMatchObject({ reason: 'no_agents', calls_wanted: 0 });
});

test('a progressive campaign gives up calls in excess of its free agents', async () => {
  const floor = await createDialingTenant(system, { phones: phones(2), agents: 2, dial_mode: 'progressive' });
  const calls = await tickCampaign(system, floor);
  for (const { id } of calls) await system.runJob('call.place', { callId: id });
  for (const [n, { id }] of calls.entries())
    await reportStatus(system, await callRow(system, id), { CallStatus: 'ringing' }, 16 + n);
  const [agent] = await agentRows(system, floor);
  await sql`update agents set status = 'offline' where id = ${agent!.id}`;
  await tickCampaign(system, floor);
  // One agent is left for two ringing calls. The product hangs up the call that has rung longer.
  expect(await hangUpJobs(calls)).toEqual([calls[1]!.id]);
});

test('only as many calls wait for the carrier as it takes in some seconds, and no campaign is shut out', async () => {
  const slow = { ...ctx, config: { ...ctx.config, twilio: { ...ctx.config.twilio, callsPerSecond: 1 } } };
  // Reservations of other tests would also wait for the same carrier, so the test deletes them.
  await sql`delete from calls where status = 'reserved'`;
  const floor = await createDialingTenant(system, { phones: phones(20), agents: 10 });
  expect(await runTick(slow, floor.campaignId)).toBe(3);
  expect(await runTick(slow, floor.campaignId)).toBe(0);
  expect((await pacing(floor)).last_tick).toMatchObject({ reason: 'carrier_limit', calls_wanted: 7, calls_started: 0 });
  expect(await codes(floor)).toContain('carrier_limit');
  const stranger = await createDialingTenant(system, { phones: phones(5), agents: 5 });
  expect(await runTick(slow, stranger.campaignId)).toBe(1);
});

test('an abandoned call is counted once, in the hour of its end, and removed when it is corrected', async () => {
  const floor = await createDialingTenant(system, { phones: phones(1), agents: 1 });
  const call = await placeCall(system, floor);
  await reportStatus(system, call, { CallStatus: 'in-progress' }, 10);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '10' });
  expect((await pacing(floor)).abandonment).toMatchObject({ answered: 1, abandoned: 1, rate: 1 });
  await floor.owner.put(`/api/calls/${call.uuid}`, { disposition: 'answered' });
  expect((await pacing(floor)).abandonment).toMatchObject({ answered: 1, abandoned: 0, rate: 0 });
});

test.each([8, 2])(
  'greetings that the carrier listens to since %i seconds count neither as waiting people nor against the starts',
  async (seconds) => {
    const startsWith = async (greetings: number) => {
      const floor = await createDialingTenant(system, { phones: phones(LONG_LIST), agents: 20, amd_mode: 'sync' });
      await savePacerState(sql, floor.campaignId, pacerStateAfter(0.3));
      await sql`
        insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time,
          ringing_at, answer_time)
        select tenant_id, campaign_id, id, 'outbound', 'in-progress', '+14155551234', phone_normalized,
          clock_now() - interval '20 seconds', clock_now() - interval '18 seconds',
          clock_now() - make_interval(secs => ${seconds})
        from leads where campaign_id = ${floor.campaignId} order by id limit ${greetings}`;
      await sql`update leads set status = 'calling' where id in (select lead_id from calls where live)`;
      await tickCampaign(system, floor);
      const { people_waiting: waiting, calls_wanted: wanted } = (await pacing(floor)).last_tick;
      expect(waiting).toBe(0);
      return wanted;
    };
    const [none, six] = [await startsWith(0), await startsWith(6)];
    expect(none).toBeGreaterThan(20);
    // A call that was just answered may need an agent, as a ringing call may.
    expect(six).toBeGreaterThanOrEqual(seconds > 5 ? none : none - 6);
  },
);
