/**
 * Tests answered outbound calls: a person gets an agent or the abandonment message, and a machine gets the voicemail
 * message.
 */
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  answerAgentLeg,
  agentRows,
  answerCall,
  sendCallback,
  callRow,
  leadRow,
  legRows,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  reportConference,
  reportAgentLeg,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { liveEventsDuring } from '../../../helpers/api/live-events.ts';
import { databaseNow } from '../../../../sql/clock.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York. An agent must be found within two seconds of product time, which pass in
// fifty milliseconds of real time.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z', clockSpeed: 40 });
const { ctx } = system;

let lastNumber = 2_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

const DAY_MS = 86_400_000;

test('a person gets the longest-idle agent, whose phone rings, and both join the conference of the call', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  let twiml = '';
  const events = await liveEventsDuring(system, floor.owner.user.tenant_id, async () => {
    twiml = await answerCall(system, call);
  });
  expect(twiml).toContain(`>call_${call.uuid}</Conference>`);
  expect(events).toMatchObject([
    { event: 'call:updated', data: { callId: call.uuid, status: 'in-progress', connected: false } },
    { event: 'agent:status:updated' },
    { event: 'incoming:call', data: { callId: call.uuid, first_name: 'Sara' } },
  ]);
  expect(await answerAgentLeg(system, call)).toContain(`>call_${call.uuid}</Conference>`);
  await reportConference(system, call, 'conference-start');
  const [first, second] = await agentRows(system, floor);
  expect([first!.currentCalls, second!.currentCalls]).toEqual([1, 0]);
  expect(await callRow(system, call.id)).toMatchObject({
    status: 'in-progress',
    agentId: first!.id,
    answeredBy: 'human',
    answerTime: expect.any(Date),
    connectedAt: expect.any(Date),
  });

  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '61', SipResponseCode: '200' });
  const ended = await callRow(system, call.id);
  expect(ended).toMatchObject({ disposition: 'answered', live: false, costSource: 'estimated' });
  expect(await agentRows(system, floor)).toMatchObject([
    { currentCalls: 0, totalCallsHandled: 1 },
    { currentCalls: 0 },
  ]);
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'completed', statusReason: 'answered' });
});

test('without a free agent within two seconds the person hears the abandonment message and is not called for three days', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  await ctx.sql`update agents set status = 'break' where id = ${(await agentRows(system, floor))[0]!.id}`;
  const beforeMs = ctx.clock.nowMs();
  const twiml = await answerCall(system, call);
  expect(ctx.clock.nowMs() - beforeMs).toBeGreaterThanOrEqual(2_000);
  expect(twiml).toMatch(
    /<Gather .*telemarketing purposes, on behalf of .*1 4 1 5 5 5 5 1 2 3 4.*press 9 now.*<Hangup\/>/s,
  );
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '14' });
  await system.runJob('retry.schedule', { callId: call.id });
  const ended = await callRow(system, call.id);
  expect(ended).toMatchObject({ disposition: 'abandoned', abandonedAt: expect.any(Date), agentId: null, talkTime: 0 });
  const lead = await leadRow(system, floor.leadIds[0]!);
  expect(lead).toMatchObject({ status: 'pending', statusReason: 'abandoned' });
  expect(lead.nextCallAt!.getTime()).toBeGreaterThanOrEqual(ended.endTime!.getTime() + 3 * DAY_MS);
});

test('the person waits for an agent for two seconds, not longer', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  await ctx.sql`update agents set status = 'break' where id = ${(await agentRows(system, floor))[0]!.id}`;
  const sleep = vi.spyOn(ctx.clock, 'sleep');
  onTestFinished(() => sleep.mockRestore());
  expect(await answerCall(system, call)).toContain('press 9 now');
  // The simulated carrier sleeps on the same clock, but not for exactly 200 milliseconds.
  expect(sleep.mock.calls.filter(([ms]) => ms === 200).length).toBeLessThanOrEqual(11);
});

test.each([
  ['two seconds', 2, false, 0],
  ['2.1 seconds', 2.1, true, 1],
])(
  'a person who is connected after %s: connected late is %s, although the call is answered',
  async (_, seconds, late, abandoned) => {
    const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1, amd_enabled: false });
    const call = await placeCall(system, floor);
    await answerCall(system, call, null);
    const { answerTime } = await callRow(system, call.id);
    const params = { ConferenceSid: 'CF1', StatusCallbackEvent: 'conference-start' };
    const receivedAtMs = answerTime!.getTime() + 1000 * seconds;
    await system.runJob('call.event', { source: 'conference', callUuid: call.uuid, params, receivedAtMs });
    const pacingEvents = await ctx.sql`
    select event ->> 'kind' as kind from pacing_events where campaign_id = ${floor.campaignId} order by id`;
    expect(pacingEvents.at(-1)).toEqual({ kind: late ? 'abandoned' : 'served' });
    await system.advanceClock(30);
    await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '30' });
    const { body } = await floor.owner.get(`/api/calls/${call.uuid}`);
    expect(body['call']).toMatchObject({
      disposition: 'answered',
      connect_delay_ms: 1000 * seconds,
      connected_late: late,
    });
    const { stats } = (await floor.owner.get(`/api/calls/stats/summary?campaign_id=${floor.campaign}`)).body;
    expect(stats).toMatchObject({ answered_calls: 1, abandoned_calls: abandoned, connected_late_calls: abandoned });
    expect(
      await ctx.sql`select answered, abandoned from abandon_ledger where campaign_id = ${floor.campaignId}`,
    ).toEqual([{ answered: 1, abandoned }]);
    // A person who was connected late counts in the same way after the correction of the disposition and back.
    for (const disposition of ['voicemail', 'answered'])
      await floor.owner.put(`/api/calls/${call.uuid}`, { disposition });
    expect(
      await ctx.sql`select answered, abandoned from abandon_ledger where campaign_id = ${floor.campaignId}`,
    ).toEqual([{ answered: 1, abandoned }]);
  },
);

test('the two seconds begin at the end of the greeting that the carrier reports', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  const path = `/webhooks/twilio/answer?callId=${call.uuid}`;
  const requestedMs = ctx.clock.nowMs();
  await sendCallback(system, path, {
    CallSid: call.callSid!,
    AnsweredBy: 'human',
    MachineDetectionDuration: '4000',
  });
  const { answerTime, greetingEndedAt } = await callRow(system, call.id);
  // The carrier reports a person 1.2 s after the end of the greeting.
  expect(greetingEndedAt!.getTime() - answerTime!.getTime()).toBe(2_800);
  expect(answerTime!.getTime()).toBeLessThan(ctx.clock.nowMs() - 4_000);
  expect(answerTime!.getTime()).toBeGreaterThanOrEqual(requestedMs - 4_000);
});

test('a person who hung up within two seconds without an agent counts in neither sum, and is called again', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  await answerCall(system, call, null);
  const Timestamp = new Date((await callRow(system, call.id)).answerTime!.getTime() + 500).toISOString();
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '1', Timestamp });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'no_answer', talkTime: 0 });
  expect(await ctx.sql`select from abandon_ledger where campaign_id = ${floor.campaignId}`).toEqual([]);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', statusReason: 'hung_up_early' });
  // The agent steps into the conference after the person left.
  await reportConference(system, call, 'conference-start');
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'no_answer', connectedAt: null });
});

test('an agent who becomes free within the two seconds takes the call', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  const { id } = (await agentRows(system, floor))[0]!;
  await ctx.sql`update agents set wrap_up_until = clock_now() + interval '600 milliseconds' where id = ${id}`;
  expect(await answerCall(system, call)).toContain('</Conference>');
  expect(await callRow(system, call.id)).toMatchObject({ agentId: id, abandonedAt: null });
});

test('an agent who does not pick up is set away, the next is rung, and after the last the person hears the abandonment message', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await system.runJob('agent.ring', { legId: (await legRows(system, call.id))[0]!.id });
  const reportedAt = await databaseNow(ctx.sql);
  await reportAgentLeg(system, call, { CallStatus: 'no-answer' });
  let [first, second] = await agentRows(system, floor);
  expect(first).toMatchObject({ status: 'break', statusReason: 'phone_not_answered', currentCalls: 0 });
  const [away] = await ctx.sql<[{ statusSince: Date }]>`select status_since from agents where id = ${first!.id}`;
  expect(away.statusSince.getTime()).toBeGreaterThanOrEqual(reportedAt.getTime());
  expect(second).toMatchObject({ status: 'available', currentCalls: 1 });
  expect(await callRow(system, call.id)).toMatchObject({ agentId: second!.id, live: true });

  await system.runJob('agent.ring', { legId: (await legRows(system, call.id))[1]!.id });
  await reportAgentLeg(system, call, { CallStatus: 'no-answer' });
  [first, second] = await agentRows(system, floor);
  expect([first!.currentCalls, second!.currentCalls, second!.status]).toEqual([0, 0, 'break']);
  expect(await callRow(system, call.id)).toMatchObject({ agentId: null, live: true });
  const abandoned = await sendCallback(system, `/webhooks/twilio/abandon?callId=${call.uuid}`, {
    CallSid: call.callSid!,
  });
  expect(abandoned.text).toContain('press 9 now');
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '50' });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'abandoned' });
});

test('an agent who hung up during the whisper was not connected, however long the person then waited', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 1 });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportAgentLeg(system, call, { CallStatus: 'completed', CallDuration: '1' });
  expect(await callRow(system, call.id)).toMatchObject({ agentId: null, connectedAt: null });
  expect((await agentRows(system, floor))[0]).toMatchObject({ status: 'available', currentCalls: 0 });
  await system.advanceClock(60);
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '60' });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'abandoned', connectedAt: null, talkTime: 0 });
});

test('an agent whose leg outlasted the whisper was connected, although the conference callbacks were lost', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await system.advanceClock(60);
  // The carrier reports the end of the agent's leg before the end of the call. The product must not ring another agent.
  await reportAgentLeg(system, call, { CallStatus: 'completed', CallDuration: '60' });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '62' });
  const [first, second] = await agentRows(system, floor);
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'answered', agentId: first!.id });
  expect(await legRows(system, call.id)).toHaveLength(1);
  expect([first!.totalCallsHandled, first!.currentCalls, second!.currentCalls]).toEqual([1, 0, 0]);
});

test('an answering machine hears the voicemail message after its beep, and no agent is reserved', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  const twiml = await answerCall(system, call, 'machine_end_beep');
  expect(twiml).toContain('<Play>https://example.com/voicemail.mp3</Play><Hangup/>');
  expect((await agentRows(system, floor))[0]).toMatchObject({ currentCalls: 0 });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '20' });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ disposition: 'voicemail', talkTime: 0 });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'completed', statusReason: 'message_left' });
});

test.each(['machine_start', 'fax'])('%s is hung up on without a message', async (answeredBy) => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  expect(await answerCall(system, call, answeredBy)).toContain('<Response><Hangup/></Response>');
});

test('an answer that machine detection cannot tell is treated as a person', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await placeCall(system, floor);
  expect(await answerCall(system, call, 'unknown')).toContain('</Conference>');
});

test('opt-out key 9 in the abandonment message puts the number on the do-not-call list', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [number], agents: 1 });
  const call = await placeCall(system, floor);
  await ctx.sql`update agents set status = 'break' where id = ${(await agentRows(system, floor))[0]!.id}`;
  await answerCall(system, call);
  const path = `/webhooks/twilio/opt-out?callId=${call.uuid}`;
  await sendCallback(system, path, { CallSid: call.callSid!, Digits: '5' });
  expect((await floor.owner.get('/api/dnc')).body['count']).toBe(0);
  // The opt-out is in Postgres before the key ends the call, at once. A repeated request changes nothing.
  for (const _ of [1, 2]) {
    const { text } = await sendCallback(system, path, { CallSid: call.callSid!, Digits: '9' });
    expect(text).toMatch(/<Response><Hangup\/><\/Response>$/);
    expect((await floor.owner.get('/api/dnc')).body['count']).toBe(1);
  }
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '9' });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await ctx.sql`select source from dnc_numbers where phone = ${number}`).toEqual([{ source: 'opt_out' }]);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'dnc', statusReason: 'opted_out' });
});
