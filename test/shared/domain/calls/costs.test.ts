/**
 * Tests the cost of a call: the sum of the carrier's prices for all parts of the call, whenever the carrier sets the
 * prices.
 */
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import type { CallRow } from '../../../../sql/calls/calls.ts';
import {
  answerAgentLeg,
  answerCall,
  callRow,
  type DialingTenant,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  reportConference,
  reportAgentLeg,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx } = system;

/** The carrier's fee for a detection, which the prices of the carrier do not contain. */
const DETECTION = 0.0075;
/** The called phone is checked for a machine, and both phones are in a conference for one started minute. */
const FEES = DETECTION + 2 * 0.0018;

/** Prices have five decimals. */
const dollars = (sum: number) => Math.round(sum * 1e5) / 1e5;

let lastNumber = 5_000;
const floorFor = (fields: object = {}): Promise<DialingTenant> =>
  createDialingTenant(system, { ...ON_DEMAND, phones: [`+1212555${(lastNumber += 1)}`], agents: 2, ...fields });

async function conversation(fields: object = {}): Promise<CallRow> {
  const call = await placeCall(system, await floorFor(fields));
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportConference(system, call, 'conference-start');
  await system.advanceClock(30);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '30' });
  await reportAgentLeg(system, call, { CallStatus: 'completed', CallDuration: '25' });
  return call;
}

/** Sets the price of one part of a call, as a poll of the carrier would. */
async function rate(call: CallRow, table: 'calls' | 'call_legs' | 'recordings', dollars: number): Promise<void> {
  const id = table === 'calls' ? ctx.sql`id` : ctx.sql`call_id`;
  await ctx.sql`update ${ctx.sql(table)} set price = ${dollars} where ${id} = ${call.id}`;
}

async function reportRecording(call: CallRow, recordingSid: string): Promise<void> {
  const params = { RecordingSid: recordingSid, RecordingStatus: 'completed', RecordingDuration: '25' };
  const receivedAtMs = ctx.clock.nowMs();
  await system.runJob('call.event', { source: 'recording', callUuid: call.uuid, params, receivedAtMs });
}

async function plannedPolls(call: CallRow): Promise<number> {
  const jobs = await queueOf(ctx.queues, 'cost.reconcile').getJobs();
  return jobs.filter(({ name, data }) => name === 'cost.reconcile' && data.payload.callId === call.id).length;
}

test('a cost is an estimate until call, agent leg and recording have prices, and then their sum with the fees', async () => {
  const call = await conversation();
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated', cost: 0.0215 });
  await rate(call, 'calls', 0.014);
  await rate(call, 'call_legs', 0.028);
  await system.runJob('cost.reconcile', { callId: call.id });
  // The campaign records its calls, so the price of the recording is still missing.
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated', cost: 0.0215 });
  await reportRecording(call, 'RE1');
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  await rate(call, 'recordings', 0.0025);
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({
    costSource: 'rated',
    cost: dollars(0.0445 + FEES),
    carrierFees: dollars(FEES),
  });
});

test('each conference that the person enters is charged by the started minute', async () => {
  const call = await conversation({ record_calls: false });
  // Two agents could not be reached, so the person entered three conferences within a minute.
  await ctx.sql`
    insert into call_events (tenant_id, call_id, event, message, metadata, occurred_at)
    select tenant_id, call_id, event, message, metadata, occurred_at + n * interval '3 seconds'
    from call_events, generate_series(1, 2) n where call_id = ${call.id} and event = 'agent_reserved'`;
  await rate(call, 'calls', 0.014);
  await rate(call, 'call_legs', 0.028);
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({
    costSource: 'rated',
    carrierFees: dollars(FEES + 2 * 0.0018),
  });
});

test('the carrier is not asked for the price of a call without an answer', async () => {
  const call = await placeCall(system, await floorFor());
  await reportStatus(system, call, { CallStatus: 'no-answer' });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'unrated', cost: 0 });
  expect(await plannedPolls(call)).toBe(0);
});

test('a recording that appears after the cost was rated is priced like the first', async () => {
  const call = await conversation({ record_calls: false });
  await system.runJob('cost.reconcile', { callId: call.id });
  await rate(call, 'calls', 0.014);
  await rate(call, 'call_legs', 0.014);
  await system.runJob('cost.reconcile', { callId: call.id, poll: 1 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: dollars(0.028 + FEES) });
  await reportRecording(call, 'RE2');
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  const before = await plannedPolls(call);
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await plannedPolls(call)).toBe(before + 1);
  await rate(call, 'recordings', 0.0025);
  await system.runJob('cost.reconcile', { callId: call.id, poll: 1 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: dollars(0.0305 + FEES) });
});

test('polling ends although a recording never appears', async () => {
  const call = await conversation();
  await rate(call, 'calls', 0.014);
  await rate(call, 'call_legs', 0.014);
  await system.runJob('cost.reconcile', { callId: call.id, poll: 3 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  await system.runJob('cost.reconcile', { callId: call.id, poll: 4 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: dollars(0.028 + FEES) });
});

test('polling does not wait for the price of an agent leg without an answer, because carriers set none', async () => {
  const call = await placeCall(system, await floorFor());
  await answerCall(system, call);
  await system.runJob('agent.ring', {
    legId: (await ctx.sql<[{ id: number }]>`select id from call_legs where call_id = ${call.id}`)[0].id,
  });
  await reportAgentLeg(system, call, { CallStatus: 'no-answer' });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '20' });
  await rate(call, 'calls', 0.014);
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: dollars(0.014 + DETECTION) });
});

/** Creates a call that ended and got its price before the carrier's id of the agent leg was known. */
async function ratedTooSoon(): Promise<CallRow & { legId: number }> {
  const call = await placeCall(system, await floorFor({ record_calls: false }));
  await answerCall(system, call);
  const [{ legId }] = await ctx.sql<[{ legId: number }]>`
    select id as leg_id from call_legs where call_id = ${call.id}`;
  system.simulator.addFaults({
    on: 'rest',
    operation: 'calls.create',
    times: 1,
    effect: { type: 'reset', when: 'after' },
  });
  await system.runJob('agent.ring', { legId });
  await endRated(call);
  return { ...call, legId };
}

async function endRated(call: CallRow): Promise<void> {
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '20' });
  await rate(call, 'calls', 0.014);
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: dollars(0.014 + DETECTION) });
}

/** @param fees what the carrier charges in addition to the price of the call and of the leg */
async function expectRatedAgain(call: CallRow, fees: number): Promise<void> {
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  await rate(call, 'call_legs', 0.014);
  await system.runJob('cost.reconcile', { callId: call.id, poll: 1 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: dollars(0.028 + fees) });
}

test('an agent leg that the carrier’s list shows after the cost was rated is added to the cost', async () => {
  const call = await ratedTooSoon();
  await system.advanceClock(60);
  await system.runJob('calls.poll', {});
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  await expectRatedAgain(call, DETECTION);
});

test('an agent leg that was given up as lost and answered all the same is added to the cost', async () => {
  const call = await ratedTooSoon();
  await ctx.sql`update call_legs set status = 'lost', end_time = clock_now() where id = ${call.legId}`;
  await reportAgentLeg(system, call, { CallStatus: 'ringing' });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated' });
  await reportAgentLeg(system, call, { CallStatus: 'completed', CallDuration: '2' });
  await expectRatedAgain(call, DETECTION);
});

test('an agent leg that began to ring after the end of the call is hung up, and added to the cost', async () => {
  const call = await placeCall(system, await floorFor({ record_calls: false }));
  await answerCall(system, call);
  const { carrier } = ctx;
  let rung = '';
  ctx.carrier = {
    ...carrier,
    placeCall: async (request) => {
      const placement = await carrier.placeCall(request);
      await endRated(call);
      if (placement.outcome === 'placed') rung = placement.callSid;
      return placement;
    },
  };
  const [{ legId }] = await ctx.sql<[{ legId: number }]>`
    select id as leg_id from call_legs where call_id = ${call.id}`;
  await system.runJob('agent.ring', { legId }).finally(() => (ctx.carrier = carrier));
  expect(system.simulator.ledger().calls.find(({ sid }) => sid === rung)?.status).toMatch(/canceled|completed/);
  await expectRatedAgain(call, DETECTION);
});

test('a call that was given up as lost and answered after its price was polled is rated', async () => {
  const call = await placeCall(system, await floorFor());
  await ctx.sql`
    update calls set status = 'lost', disposition = 'failed', cost = 0, cost_source = 'unrated', call_sid = null,
      end_time = clock_now() where id = ${call.id}`;
  await reportStatus(system, call, { CallStatus: 'ringing' });
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: 0 });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '1' });
  await rate(call, 'calls', 0.014);
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'rated', cost: 0.014 });
});

test('a cost without a price from the carrier is the list price with the fees, and is unrated after a day', async () => {
  const call = await conversation({ record_calls: false });
  await system.runJob('cost.reconcile', { callId: call.id, poll: 8 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'estimated' });
  await system.runJob('cost.reconcile', { callId: call.id, poll: 9 });
  expect(await callRow(system, call.id)).toMatchObject({ costSource: 'unrated', cost: dollars(0.014 + FEES) });
});
