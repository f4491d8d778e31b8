/**
 * Tests that each state in which a row waits has a healer, and that the healers of calls end the wait of agents and of
 * called persons.
 */
import { beforeEach, expect, test } from 'vitest';
import { enqueue, queueOf, retryDelayMs } from '../../../../shared/enqueue.ts';
import { definitionOf, type JobKind } from '../../../../shared/jobs.ts';
import { SCHEDULED_HEALERS, SWEEP_STEPS } from '../../../../shared/domain/operations/healers.ts';
import {
  agentRows,
  answerCall,
  callRow,
  createDialingTenant,
  legRows,
  ON_DEMAND,
  placeCall,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { waitUntil } from '../../../helpers/wait.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;

let lastNumber = 6_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

/** The states in which a row waits for nothing but a decision of a person. */
const RESTING: readonly string[] = [
  // When the bidder confirmed; the award itself waits as `claimed`.
  'rtb_awards.confirmed_at',
  // A tenant, an agent and a campaign wait for their users or for the operator.
  ...['pending', 'active', 'suspended'].map((status) => `tenants.status=${status}`),
  ...['available', 'busy', 'offline', 'break'].map((status) => `agents.status=${status}`),
  ...['draft', 'paused', 'completed', 'cancelled'].map((status) => `campaigns.status=${status}`),
  ...['completed', 'failed', 'dnc'].map((status) => `leads.status=${status}`),
  ...['completed', 'failed'].map((status) => `lead_imports.status=${status}`),
  'lead_recycles.status=completed',
  ...['completed', 'failed'].map((status) => `integration_syncs.status=${status}`),
  ...['calls', 'call_legs'].flatMap((table) =>
    ['completed', 'busy', 'no-answer', 'failed', 'canceled', 'lost'].map((status) => `${table}.status=${status}`),
  ),
  ...['rated', 'unrated'].map((source) => `calls.cost_source=${source}`),
  ...['completed', 'absent', 'deleted'].map((status) => `recordings.status=${status}`),
  ...['released', 'completed'].map((status) => `rtb_awards.status=${status}`),
  ...['bought', 'failed', 'lost'].map((status) => `number_purchases.status=${status}`),
  ...['delivered', 'failed'].map((status) => `pool_webhook_deliveries.status=${status}`),
  // An open dispute waits for the decision of a person.
  ...['open', 'accepted', 'rejected', 'withdrawn'].map((status) => `disputes.status=${status}`),
  'erasures.status=completed',
  // The states of agents are a history.
  ...['available', 'on_call', 'wrap_up', 'busy', 'break', 'offline'].map((state) => `agent_states.state=${state}`),
  'agent_states.ended_at',
  ...['sent', 'given_up'].map((state) => `integration_records.state=${state}`),
  // These times are compared with the clock when the row is read, so nothing has to happen at the time.
  'api_keys.expires_at',
  'api_keys.previous_valid_until',
  'bid_requests.late_bids_until',
  'bid_responses.expires_at',
  'idempotency_keys.locked_until',
  'invitations.expires_at',
  'invitations.used_at',
  'lead_previews.expires_at',
  'number_leases.live_until',
  'password_resets.expires_at',
  'sessions.expires_at',
  'user_invitations.expires_at',
  // An open dispute and a second factor that is not confirmed wait for a person.
  'disputes.resolved_at',
  'second_factors.confirmed_at',
  // An auction of a live call stays open until the call ends.
  'calls.rtb_closed_at',
  // The times of states above, whose healers end the wait.
  ...['erasures', 'integration_syncs', 'lead_imports', 'lead_recycles'].map((table) => `${table}.finished_at`),
  'calls.ended_at',
  'integration_records.ended_at',
  'rtb_awards.ended_at',
  'number_purchases.claimed_at',
  // The row of an auction is inserted when the auction has ended.
  ...['pending', 'completed', 'no_bids', 'no_bidders', 'failed'].map((status) => `bid_requests.status=${status}`),
];

/**
 * The states of the schema: the values of the columns that say how far something is, and the columns that say that
 * something is due or under way.
 */
async function listStates(): Promise<string[]> {
  const rows = await sql<{ state: string }[]>`
    with columns as (
      select r.relname, a.attname, t.typname, coalesce(c.oid, d.oid) as rule
      from pg_class r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        join pg_type t on t.oid = a.atttypid
        left join pg_constraint d on d.contypid = t.oid
        left join pg_constraint c on c.conrelid = r.oid and c.contype = 'c' and c.conkey = array[a.attnum]
      where r.relkind in ('r', 'p') and r.relnamespace = 'public'::regnamespace)
    select distinct relname || '.' || attname || '=' || value[1] as state
    from columns, regexp_matches(pg_get_constraintdef(rule), '''([^'']+)''::text', 'g') value
    where attname in ('status', 'sync_due', 'cost_source', 'state')
    union
    select distinct relname || '.' || attname from columns
    where attname in ('waits_for', 'current_calls') or attname like '%\_due' and typname = 'bool'
      -- Times at which a wait ends, times since which something waits, and ends that are still open.
      or typname = 'timestamptz' and (attname like '%\_until' or attname like 'next\_%\_at' or attname in (
        'claimed_at', 'opened_at', 'agent_reserved_at', 'renewed_at', 'expires_at',
        'ended_at', 'finished_at', 'released_at', 'resolved_at', 'rtb_closed_at', 'used_at', 'confirmed_at'))
    order by 1`;
  return rows.map(({ state }) => state);
}

test('each state in which a row waits has a healer', async () => {
  const healed = [
    ...Object.values(SWEEP_STEPS).flatMap(({ heals }) => heals),
    ...Object.values(SCHEDULED_HEALERS).flat(),
  ];
  const states = await listStates();
  expect(states.length).toBeGreaterThan(70);
  expect(states.filter((state) => !healed.includes(state) && !RESTING.includes(state))).toEqual([]);
  // Neither list names a state that the schema does not have, and no state both waits and rests.
  expect([...healed, ...RESTING].filter((state) => state !== 'outbox' && !states.includes(state))).toEqual([]);
  expect(healed.filter((state) => RESTING.includes(state))).toEqual([]);
});

async function forgetQueues(): Promise<void> {
  for (const queue of system.ctx.queues.values()) await queue.obliterate({ force: true });
}

async function payloads(kind: JobKind): Promise<unknown[]> {
  return (await queueOf(system.ctx.queues, kind).getJobs())
    .filter(({ name }) => name === kind)
    .map(({ data }) => data.payload);
}

beforeEach(forgetQueues);

test('a reserved parked leg whose job was lost rings again', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  await sql`delete from call_legs`;
  await system.runJob('campaign.tick', { campaignId: floor.campaignId });
  const [leg] = await sql<[{ id: number }]>`select id from call_legs where status = 'reserved'`;
  await forgetQueues();
  await system.advanceClock(6);
  await system.runJob('system.sweep', {});
  expect(await payloads('agent.park')).toEqual([{ parkedLegId: leg.id }]);
});

test('an agent whose phone cannot be rung loses the call to the next agent, and the last one to the message', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  const [first] = await legRows(system, call.id);
  await system.advanceClock(16);
  await system.runJob('system.sweep', {});
  const [ended, second] = await legRows(system, call.id);
  expect(ended).toMatchObject({ id: first!.id, status: 'canceled' });
  expect((await callRow(system, call.id)).agentId).toBe(second!.agentId);
  await system.advanceClock(16);
  await system.runJob('system.sweep', {});
  expect((await callRow(system, call.id)).agentId).toBeNull();
  expect(await payloads('call.redirect')).toContainEqual({ callId: call.id, to: 'abandon' });
  // The agents did nothing wrong: they stay available and are free again.
  expect(await agentRows(system, floor)).toMatchObject([
    { status: 'available', currentCalls: 0 },
    { status: 'available', currentCalls: 0 },
  ]);
});

test('a person whose parked agent has left gets the message, if the job for the next agent was lost', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  const [leg] = await sql<
    [{ uuid: string; callSid: string }]
  >`select uuid, call_sid from call_legs where call_id is null and live order by id desc limit 1`;
  await system.runJob('call.event', {
    source: 'parked-leg-status',
    parkedLegUuid: leg.uuid,
    params: { CallSid: leg.callSid, CallStatus: 'completed', CallDuration: '60' },
    receivedAtMs: system.ctx.clock.nowMs(),
  });
  await forgetQueues();
  await system.advanceClock(11);
  await system.runJob('system.sweep', {});
  expect(await payloads('call.redirect')).toContainEqual({ callId: call.id, to: 'abandon' });
});

test('a called person is redirected as soon as the carrier answers again', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await sql`update calls set agent_id = null where id = ${call.id}`;
  const refusals = 4;
  system.simulator.addFaults({
    on: 'rest',
    operation: 'calls.update',
    times: refusals,
    effect: { type: 'error', status: 503 },
  });
  const stop = system.startWorkers(['live-calls']);
  await enqueue(system.ctx, 'call.redirect', { callId: call.id, to: 'abandon' });
  const redirected = async () => {
    const done = await queueOf(system.ctx.queues, 'call.redirect').getJobs(['completed', 'failed']);
    return done.find(({ name }) => name === 'call.redirect');
  };
  await waitUntil(async () => (await redirected()) !== undefined, 'the job has ended');
  const job = (await redirected())!;
  // The refusals spend no attempts.
  expect([job.attemptsStarted, job.attemptsMade, await job.getState()]).toEqual([refusals + 1, 1, 'completed']);
  await stop();
  // The pause between two attempts is never longer than a second, and the attempts go on for the better part of a minute.
  const { attempts } = definitionOf('call.redirect');
  const pausesMs = Array.from({ length: attempts - 1 }, (_, made) => retryDelayMs('call.redirect', made + 1));
  expect(Math.max(...pausesMs)).toBeLessThanOrEqual(1_000);
  expect(pausesMs.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(30_000);
});
