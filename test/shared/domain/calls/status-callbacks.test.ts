/**
 * Tests that callbacks may come late, twice and in any order, and that the final state of a call does not depend on the
 * order.
 */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import type { CallRow } from '../../../../sql/calls/calls.ts';
import {
  answerAgentLeg,
  agentRows,
  answerCall,
  callCounts,
  callRow,
  type DialingTenant,
  leadRow,
  legRows,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  reportConference,
  reportAgentLeg,
  sendCallback,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx, simulator } = system;

let lastNumber = 3_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

const completed = { CallStatus: 'completed', CallDuration: '30', SipResponseCode: '200' };

test('a call ends once, and everything that follows from the end happens once', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportConference(system, call, 'conference-start');
  await Promise.all([1, 2, 3].map(() => reportStatus(system, call, completed)));
  await reportStatus(system, call, { CallStatus: 'no-answer' });
  expect(await callRow(system, call.id)).toMatchObject({ status: 'completed', disposition: 'answered' });
  expect(await agentRows(system, floor)).toMatchObject([{ currentCalls: 0, totalCallsHandled: 1 }]);
  // The counters are the same before and after the changes are added to the campaign's row.
  const shown = (await floor.owner.get(`/api/campaigns/${floor.campaign}`)).body.campaign;
  expect(shown).toMatchObject({ calls_made: 1, calls_completed: 1 });
  expect(await callCounts(system, floor.campaignId)).toEqual({ callsMade: 1, callsCompleted: 1 });
  expect((await floor.owner.get(`/api/campaigns/${floor.campaign}`)).body.campaign).toEqual(shown);
  expect(await ctx.sql`select from call_events where call_id = ${call.id} and event = 'call_ended'`).toHaveLength(1);
  await expect(ctx.sql`update calls set status = 'ringing' where id = ${call.id}`).rejects.toThrow('has ended');
});

test('a late conference callback turns an abandoned call into an answered one', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await system.advanceClock(8);
  await reportStatus(system, call, { ...completed, CallDuration: '8' });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'abandoned', connectedAt: null, talkTime: 0 });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', statusReason: 'abandoned' });

  await reportConference(system, call, 'conference-start', 4);
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'answered', connectedAt: expect.any(Date) });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'completed', nextCallAt: null });
});

test('a machine that is detected after the end turns the call into a voicemail', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call, null);
  await reportStatus(system, call, { ...completed, CallDuration: '1' });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'no_answer', answeredBy: null });
  const params = { CallSid: call.callSid!, AnsweredBy: 'machine_start' };
  const receivedAtMs = ctx.clock.nowMs();
  await system.runJob('call.event', { source: 'amd', callUuid: call.uuid, params, receivedAtMs });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'voicemail', answeredBy: 'machine_start' });
});

test('a machine that is detected while an agent is rung does not set the agent away', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  await answerCall(system, call, null);
  await system.runJob('agent.ring', { legId: (await legRows(system, call.id))[0]!.id });
  const params = { CallSid: call.callSid!, AnsweredBy: 'fax' };
  const receivedAtMs = ctx.clock.nowMs();
  await system.runJob('call.event', { source: 'amd', callUuid: call.uuid, params, receivedAtMs });
  await reportAgentLeg(system, call, { CallStatus: 'canceled' });
  expect(await legRows(system, call.id)).toHaveLength(1);
  const standing = (await agentRows(system, floor)).map((agent) => [agent.status, agent.currentCalls]);
  expect(standing).toEqual([
    ['available', 0],
    ['available', 0],
  ]);
});

test('a second carrier call for one attempt is hung up, and does not change the first', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  expect(await answerCall(system, call)).toContain('</Conference>');
  expect(await answerCall(system, { ...call, callSid: 'CAanother' })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>',
  );
  await reportStatus(system, { ...call, callSid: 'CAanother' }, completed);
  expect(await callRow(system, call.id)).toMatchObject({ live: true, callSid: call.callSid });
  expect(await ctx.sql`select from call_events where call_id = ${call.id} and event = 'double_dial'`).toHaveLength(1);
});

test('the end of a call hangs up a ringing agent leg, and cancels a reserved one', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone(), phone()], agents: 2 });
  simulator.addBehaviours({ match: '5559001$', nextCalls: 1, persona: { kind: 'no-answer' } });
  const ringing = await placeCall(system, floor);
  await answerCall(system, ringing);
  await system.runJob('agent.ring', { legId: (await legRows(system, ringing.id))[0]!.id });
  await reportStatus(system, ringing, { ...completed, CallDuration: '1' });
  await system.runJob('call.hangup', { callId: ringing.id });
  const { callSid } = (await legRows(system, ringing.id))[0]!;
  expect(simulator.ledger().calls.find(({ sid }) => sid === callSid)?.status).toBe('canceled');

  const silent = await placeCall(system, floor);
  await answerCall(system, silent);
  await reportStatus(system, silent, { ...completed, CallDuration: '1' });
  const placedBefore = simulator.ledger().calls.length;
  await system.runJob('agent.ring', { legId: (await legRows(system, silent.id))[0]!.id });
  expect(simulator.ledger().calls).toHaveLength(placedBefore);
  expect(await legRows(system, silent.id)).toMatchObject([{ status: 'canceled', live: false }]);
  expect((await agentRows(system, floor)).map((agent) => agent.currentCalls)).toEqual([0, 0]);
});

test('a lost call that took place after all gets its price, and nothing else changes', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await ctx.sql`
    update calls set status = 'lost', call_sid = null, end_time = clock_now(), disposition = 'failed', cost = 0,
      cost_source = 'unrated' where id = ${call.id}`;
  await reportStatus(system, call, { CallStatus: 'in-progress' });
  await reportStatus(system, call, completed);
  const row = await callRow(system, call.id);
  expect(row).toMatchObject({ status: 'lost', disposition: 'failed', callSid: call.callSid, costSource: 'estimated' });
  expect(await answerCall(system, call)).toContain('<Response><Hangup/></Response>');
});

type Step = (call: CallRow) => Promise<void>;

/** All callbacks of one conversation of half a minute, each with its time. */
const reports: Record<string, Step> = {
  initiated: (call) => reportStatus(system, call, { CallStatus: 'initiated', SequenceNumber: '0' }, 40),
  ringing: (call) => reportStatus(system, call, { CallStatus: 'ringing', SequenceNumber: '1' }, 39),
  answered: (call) => reportStatus(system, call, { CallStatus: 'in-progress', SequenceNumber: '2' }, 30),
  completed: (call) => reportStatus(system, call, { ...completed, AnsweredBy: 'human', SequenceNumber: '3' }, 0),
  started: (call) => reportConference(system, call, 'conference-start', 26),
  ended: (call) => reportConference(system, call, 'conference-end', 0),
  legAnswered: (call) => reportAgentLeg(system, call, { CallStatus: 'in-progress' }),
  legCompleted: (call) => reportAgentLeg(system, call, { CallStatus: 'completed', CallDuration: '27' }),
};

async function outcome(floor: DialingTenant, call: CallRow) {
  const { status, disposition, answeredBy, live, callSid, agentId, cost, costSource, connectedAt, ringingAt } =
    await callRow(system, call.id);
  await system.runJob('retry.schedule', { callId: call.id });
  const lead = await leadRow(system, floor.leadIds[0]!);
  return {
    call: [status, disposition, answeredBy, live, callSid === call.callSid, cost, costSource, connectedAt !== null],
    hasAgent: agentId !== null,
    ringing: ringingAt !== null,
    lead: [lead.status, lead.statusReason, lead.callAttempts, lead.nextCallAt],
    agents: (await agentRows(system, floor)).map((agent) => [agent.currentCalls, agent.totalCallsHandled]),
    legs: (await legRows(system, call.id)).map((leg) => [leg.status, leg.live]),
  };
}

async function conversationWith(steps: Step[]) {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await system.advanceClock(30);
  for (const step of steps) await step(call);
  return outcome(floor, call);
}

test('a conversation ends the same in every order and repetition of its callbacks', async () => {
  const clean = await conversationWith(Object.values(reports));
  expect(clean).toMatchObject({ call: ['completed', 'answered', 'human', false, true, 0.0215, 'estimated', true] });
  const names = Object.keys(reports);
  const shuffled = fc.shuffledSubarray([...names, ...names], { minLength: names.length, maxLength: 2 * names.length });
  await fc.assert(
    fc.asyncProperty(shuffled, async (order) => {
      const missing = names.filter((name) => !order.includes(name));
      const outcomeThen = await conversationWith([...order, ...missing].map((name) => reports[name]!));
      expect(outcomeThen).toEqual(clean);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test.each([
  ['in its first seconds ends the call', 'machine_start', 4, 'voicemail'],
  ['in the middle of the conversation is ignored', 'machine_start', 40, 'answered'],
  ['in the middle of the conversation is ignored, if the beep was long ago', 'machine_end_beep', 40, 'answered'],
])('a machine that is reported for a connected call %s', async (_, answeredBy, seconds, disposition) => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call, null);
  await reportConference(system, call, 'conference-start');
  await system.advanceClock(seconds);
  const params = { CallSid: call.callSid!, AnsweredBy: answeredBy, MachineDetectionDuration: '4000' };
  await system.runJob('call.event', { source: 'amd', callUuid: call.uuid, params, receivedAtMs: ctx.clock.nowMs() });
  const served = async () =>
    (
      await ctx.sql`
      select from pacing_events where campaign_id = ${floor.campaignId} and event ->> 'kind' = 'served'`
    ).length;
  expect(await served()).toBe(0);
  const jobs = await queueOf(ctx.queues, 'call.hangup').getJobs();
  const hangUps = jobs.filter(({ name, data }) => name === 'call.hangup' && data.payload.callId === call.id);
  expect(hangUps).toHaveLength(disposition === 'voicemail' ? 1 : 0);
  await reportStatus(system, call, { ...completed, CallDuration: String(seconds) });
  expect(await callRow(system, call.id)).toMatchObject({ disposition });
  // A machine is no answered call for the pacer.
  expect(await served()).toBe(disposition === 'voicemail' ? 0 : 1);
  // An agent who heard a machine needs no wrap-up time.
  const [agent] = await agentRows(system, floor);
  expect(agent).toMatchObject({ currentCalls: 0, totalCallsHandled: disposition === 'answered' ? 1 : 0 });
});

test('the agent is released when the machine begins to hear the voicemail message', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  const call = await placeCall(system, floor);
  await answerCall(system, call, null);
  const [agent] = await agentRows(system, floor);
  expect(agent).toMatchObject({ currentCalls: 1 });
  const params = { CallSid: call.callSid!, AnsweredBy: 'machine_end_beep' };
  await system.runJob('call.event', { source: 'amd', callUuid: call.uuid, params, receivedAtMs: ctx.clock.nowMs() });
  const { text } = await sendCallback(system, `/webhooks/twilio/voicemail?callId=${call.uuid}`, {
    CallSid: call.callSid!,
  });
  expect(text).toContain('<Play>');
  expect((await agentRows(system, floor))[0]).toMatchObject({ currentCalls: 0, wrapUpUntil: null });
  await reportStatus(system, call, { ...completed, CallDuration: '30' });
  expect((await agentRows(system, floor))[0]).toMatchObject({ currentCalls: 0 });
});
