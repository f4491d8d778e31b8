/**
 * Tests the sweeper after Redis lost all its data: the sweeper finds the due work in Postgres and enqueues no other
 * work.
 */
import { beforeEach, expect, test } from 'vitest';
import type { JobKind } from '../../../../shared/jobs.ts';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  answerAgentLeg,
  agentRows,
  answerCall,
  callRow,
  leadRow,
  legRows,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  reportConference,
  reportAgentLeg,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx } = system;

let lastNumber = 6_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

/** Seconds of product time after which the sweeper treats work as lost. No job takes so long. */
const LOST_SECONDS = 25;

async function forgetQueues(): Promise<void> {
  for (const queue of ctx.queues.values()) await queue.obliterate({ force: true });
}

async function payloads(kind: JobKind): Promise<unknown[]> {
  return (await queueOf(ctx.queues, kind).getJobs())
    .filter(({ name }) => name === kind)
    .map(({ data }) => data.payload);
}

beforeEach(async () => {
  // The ledger refuses to be emptied, except without its triggers.
  await ctx.sql`alter table ledger_transactions disable trigger keep_all`;
  await ctx.sql`alter table ledger_entries disable trigger keep_all`;
  await ctx.sql`truncate outbox, recordings, call_events, call_legs, calls, leads, agents, campaigns cascade`;
  await forgetQueues();
});

test('a reserved call and a reserved agent leg are placed', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone(), phone()], agents: 2 });
  const call = await placeCall(system, floor);
  const [waiting] = (await tickCampaign(system, floor)).filter(({ id }) => id !== call.id);
  await answerCall(system, call);
  const [leg] = await legRows(system, call.id);
  await forgetQueues();
  await system.runJob('system.sweep', {});
  expect(await payloads('call.place')).toEqual([]);
  // A person waits for the agent, so this job counts as lost earlier.
  await system.advanceClock(6);
  await system.runJob('system.sweep', {});
  expect(await payloads('agent.ring')).toEqual([{ legId: leg!.id }]);
  await system.advanceClock(LOST_SECONDS);
  await system.runJob('system.sweep', {});
  expect(await payloads('call.place')).toEqual([{ callId: waiting!.id }]);
  // A second sweep adds no jobs, because the jobs exist already.
  await system.runJob('system.sweep', {});
  expect(await payloads('call.place')).toHaveLength(1);
});

test('a job of an unknown kind stays in the outbox and does not delay the other jobs', async () => {
  const { sql } = ctx;
  await sql`
    insert into outbox (kind, payload, options, created_at) values
      ('job.of.a.newer.version', '{}', '{}', now() - interval '1 minute'),
      ('call.value', '{"payload":{"callId":7}}', '{}', now() - interval '1 minute')`;
  await system.runJob('system.sweep', {});
  expect(await payloads('call.value')).toContainEqual({ callId: 7 });
  expect(await sql`select kind from outbox`).toEqual([{ kind: 'job.of.a.newer.version' }]);
});

test('a lead whose call has ended gets its result', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await reportStatus(system, call, { CallStatus: 'busy' });
  await forgetQueues();
  await system.advanceClock(LOST_SECONDS);
  await system.runJob('system.sweep', {});
  expect(await payloads('retry.schedule')).toEqual([{ callId: call.id }]);
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', statusReason: 'busy' });
});

test('a lead that was queued and never got a call is due again', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  await ctx.sql`update leads set status = 'queued', updated_at = clock_now() where id = ${floor.leadIds[0]!}`;
  await system.advanceClock(LOST_SECONDS);
  await system.runJob('system.sweep', {});
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending' });
});

test('an answered person without an agent hears the abandonment message, unless an agent is being rung', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone(), phone()], agents: 2 });
  const [stranded, served] = [await placeCall(system, floor), await placeCall(system, floor)];
  await answerCall(system, stranded);
  await answerCall(system, served);
  await system.runJob('agent.ring', { legId: (await legRows(system, stranded.id))[0]!.id });
  await reportAgentLeg(system, stranded, { CallStatus: 'no-answer' });
  await forgetQueues();
  await system.advanceClock(12);
  await system.runJob('system.sweep', {});
  expect(await payloads('call.redirect')).toEqual([{ callId: stranded.id, to: 'abandon' }]);
});

test('prices and recordings of ended calls are fetched when the usual poll is overdue', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportConference(system, call, 'conference-start');
  await system.advanceClock(30);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '30' });
  await forgetQueues();
  await system.advanceClock(15);
  await system.runJob('system.sweep', {});
  expect(await payloads('cost.reconcile')).toEqual([]);
  await system.advanceClock(LOST_SECONDS);
  await system.runJob('system.sweep', {});
  expect(await payloads('cost.reconcile')).toEqual([{ callId: call.id, poll: 0 }]);

  // The sweep started a poll of the call's price, so the next sweep waits for the result of the poll.
  await system.runJob('cost.reconcile', { callId: call.id });
  await forgetQueues();
  await system.advanceClock(LOST_SECONDS);
  await system.runJob('system.sweep', {});
  expect(await payloads('cost.reconcile')).toEqual([]);
});

test('a call whose status callbacks were lost is ended by polling the carrier, and its agent is released', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await ctx.carrier.hangUp(call.callSid!);
  await system.runJob('calls.poll', {});
  expect(await callRow(system, call.id)).toMatchObject({ live: true });
  await system.advanceClock(200);
  await system.runJob('calls.poll', {});
  expect(await callRow(system, call.id)).toMatchObject({ live: false });
  expect(await agentRows(system, floor)).toMatchObject([{ currentCalls: 0 }]);
});

test('an agent who counts as busy without a call is available again', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  await ctx.sql`update agents set current_calls = 1`;
  await system.advanceClock(60);
  await system.runJob('system.sweep', {});
  expect(await agentRows(system, floor)).toMatchObject([{ currentCalls: 0 }]);
});

test('a failed step does not stop the other steps', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  await ctx.sql`update leads set status = 'queued' where id = ${floor.leadIds[0]!}`;
  await system.advanceClock(LOST_SECONDS);
  await ctx.sql`alter table rtb_cap_buckets rename to mislaid`;
  try {
    await expect(system.runJob('system.sweep', {})).rejects.toThrow('The sweep failed in these steps: caps.');
  } finally {
    await ctx.sql`alter table mislaid rename to rtb_cap_buckets`;
  }
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending' });
});
