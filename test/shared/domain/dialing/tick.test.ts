/**
 * Tests one lead from its due time to its call: the check whether the lead may be called, the reservation, the claim
 * and the retry.
 */
import { expect, test, vi } from 'vitest';
import type { Carrier } from '../../../../shared/clients/twilio.ts';
import { placeReservedCall } from '../../../../shared/domain/dialing/place.ts';
import {
  callCounts,
  callRow,
  type DialingTenant,
  leadRow,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { addUser, openSession } from '../../../helpers/api/client.ts';
import { createAgent, createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York, noon in Los Angeles.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx, simulator } = system;

let lastNumber = 1_000;
/** Returns a phone number that no other test uses. The default area code, 212, is in Manhattan. */
const phone = (area = '212') => `+1${area}555${(lastNumber += 1)}`;

const callsTo = (number: string) => simulator.ledger().calls.filter(({ to }) => to === number).length;

test('a due lead is reserved, claimed and placed, once each', async () => {
  const [number, later] = [phone(), phone()];
  const floor = await createDialingTenant(system, { phones: [number, later], agents: 1 });
  const [reserved, ...others] = await tickCampaign(system, floor);
  expect(others).toEqual([]);
  expect(reserved).toMatchObject({ toNumber: number, startTime: null, callSid: null });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'queued', callAttempts: 0 });
  expect(await tickCampaign(system, floor)).toHaveLength(1);

  await Promise.all([1, 2, 3].map(() => system.runJob('call.place', { callId: reserved!.id })));
  expect(callsTo(number)).toBe(1);
  expect(await callRow(system, reserved!.id)).toMatchObject({
    status: 'queued',
    callSid: expect.stringMatching(/^CA/),
  });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'calling', callAttempts: 1 });
  expect(await callCounts(system, floor.campaignId)).toEqual({ callsMade: 1, callsCompleted: 0 });
});

test('a pause after the reservation keeps the phone silent', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  await floor.owner.post(`/api/campaigns/${floor.campaign}/pause`);
  await system.runJob('call.place', { callId: reserved!.id });
  expect(callsTo(number)).toBe(0);
  expect(await ctx.sql`select from calls where id = ${reserved!.id}`).toHaveLength(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', callAttempts: 0 });
});

const listings: [whose: string, list: (floor: DialingTenant, number: string) => Promise<unknown>][] = [
  ['the tenant lists', ({ owner }, number) => owner.post('/api/dnc', { phone: number })],
  ['a registry lists', (_, number) => ctx.sql`insert into dnc_numbers (phone, source) values (${number}, 'registry')`],
];

test.each(listings)('a number that %s after the reservation is not called', async (_whose, list) => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  await list(floor, number);
  await system.runJob('call.place', { callId: reserved!.id });
  await tickCampaign(system, floor);
  expect(callsTo(number)).toBe(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'dnc', doNotCall: true, callAttempts: 0 });
});

test('a call that waited beyond the legal hours is not placed, and its lead waits for the next day', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  // The time is now 22:00 in New York.
  await system.advanceClock(7 * 3_600);
  await system.runJob('call.place', { callId: reserved!.id });
  await system.advanceClock(-7 * 3_600);
  expect(callsTo(number)).toBe(0);
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({
    status: 'pending',
    statusReason: 'legal_hours',
    nextCallAt: new Date('2026-01-14T13:00:00Z'),
  });
});

test('each lead waits for the first lawful minute in its own place', async () => {
  const [honolulu, auckland] = [phone('808'), '+64211234567'];
  const newYork = phone();
  const floor = await createDialingTenant(system, { phones: [honolulu, auckland, newYork], agents: 3 });
  // The time is now 03:00 in Hawaii and 02:00 in New Zealand.
  await system.advanceClock(-7 * 3_600);
  const reserved = await tickCampaign(system, floor);
  await system.advanceClock(7 * 3_600);
  expect(reserved.map(({ toNumber }) => toNumber)).toEqual([newYork]);
  const held = await Promise.all(floor.leadIds.slice(0, 2).map((id) => leadRow(system, id)));
  expect(held.map((lead) => [lead.status, lead.statusReason, lead.nextCallAt!.toISOString()])).toEqual([
    ['pending', 'legal_hours', '2026-01-13T18:00:00.000Z'],
    ['pending', 'legal_hours', '2026-01-13T19:00:00.000Z'],
  ]);
});

test('a Florida number gets three calls in any 24 hours, and the fourth when the first is 24 hours old', async () => {
  const number = phone('305');
  const floor = await createDialingTenant(system, { phones: [number] });
  const [row] = await ctx.sql<[{ at: Date }]>`
    with past as (
      insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, end_time,
        disposition)
      select tenant_id, campaign_id, id, 'outbound', 'no-answer', '+14155551234', phone,
        clock_now() - make_interval(hours => h), clock_now() - make_interval(hours => h), 'no_answer'
      from leads, unnest(array[5, 4, 2]) as h where id = ${floor.leadIds[0]!}
      returning start_time)
    select min(start_time) + interval '24 hours' as at from past`;
  expect(await tickCampaign(system, floor)).toEqual([]);
  const lead = await leadRow(system, floor.leadIds[0]!);
  expect(lead).toMatchObject({ status: 'pending', statusReason: 'attempts_per_day' });
  expect(lead.nextCallAt).toEqual(row.at);

  // The three calls now have another phone number, so the three calls do not limit the lead's phone number.
  await ctx.sql`update calls set to_number = ${phone()} where lead_id = ${floor.leadIds[0]!}`;
  await ctx.sql`update leads set next_call_at = null where id = ${floor.leadIds[0]!}`;
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});

test('a number is in one live call of its tenant at a time, across campaigns', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number], agents: 2 });
  const second = await createCampaign(floor.owner);
  const [leadId] = await insertLeads(ctx.sql, second, [number]);
  const [{ id }] = await ctx.sql<[{ id: number }]>`
    update campaigns set status = 'active' where uuid = ${second} returning id`;
  const other = { ...floor, campaign: second, campaignId: id };
  const reserved = await Promise.all([tickCampaign(system, floor), tickCampaign(system, other)]);
  expect(reserved.flat()).toHaveLength(1);
  await tickCampaign(system, reserved[0].length === 1 ? other : floor);
  const waiting = await leadRow(system, reserved[0].length === 1 ? leadId! : floor.leadIds[0]!);
  expect(waiting).toMatchObject({ status: 'pending', statusReason: 'in_another_call' });
  await expect(
    ctx.sql`insert into calls (tenant_id, direction, status, from_number, to_number)
      select tenant_id, 'outbound', 'reserved', from_number, to_number from calls where live and to_number = ${number}`,
  ).rejects.toThrow('calls_one_live_per_number');

  // The live call belongs to one tenant, so another tenant may call the same phone number.
  const stranger = await createDialingTenant(system, { phones: [number] });
  expect(await tickCampaign(system, stranger)).toHaveLength(1);
});

test('an externally logged call does not block calls to its number', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const externalCall = { callerNumber: '+14155551234', destinationNumber: number, direction: 'outbound' };
  expect((await (await openSession(system, floor.owner)).post('/api/calls', externalCall)).status).toBe(201);
  const call = await placeCall(system, floor);
  expect(call).toMatchObject({ toNumber: number, status: 'queued' });
});

test('many ticks at once reserve as many calls as there are agents, each lead once', async () => {
  const phones = Array.from({ length: 10 }, () => phone());
  const floor = await createDialingTenant(system, { phones, agents: 4 });
  await Promise.all([1, 2, 3, 4, 5].map(() => tickCampaign(system, floor)));
  const reserved = await tickCampaign(system, floor);
  expect(reserved.map(({ toNumber }) => toNumber)).toEqual(phones.slice(0, 4));
});

test('no call is started for agents who are away or wrapping up', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone(), phone()], agents: 1 });
  const [agent] = await ctx.sql<[{ id: number; uuid: string }]>`
    select a.id, a.uuid from agents a join campaigns k using (tenant_id) where k.id = ${floor.campaignId}`;
  const user = await addUser(system, floor.owner, 'supervisor');
  await user.put(`/api/agents/${agent.uuid}/status`, { status: 'break' });
  expect(await tickCampaign(system, floor)).toEqual([]);
  await user.put(`/api/agents/${agent.uuid}/status`, { status: 'available' });
  await ctx.sql`update agents set wrap_up_until = clock_now() + interval '1 minute' where id = ${agent.id}`;
  expect(await tickCampaign(system, floor)).toEqual([]);
  await createAgent(floor.owner, 77);
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});

test('a number that the carrier refuses fails its lead without another try', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const refusal = { type: 'error', status: 400, code: 21211, when: 'before' } as const;
  simulator.addFaults({ on: 'rest', operation: 'calls.create', number: number.slice(1), effect: refusal });
  const call = await placeCall(system, floor);
  await system.runJob('retry.schedule', { callId: call.id });
  expect(call).toMatchObject({ disposition: 'failed', hangupCause: 'carrier_21211', cost: 0, callSid: null });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'failed', statusReason: 'number_invalid' });
});

test('a busy line is tried again after the campaign’s delay, and no more often than its policy says', async () => {
  const floor = await createDialingTenant(system, {
    phones: [phone()],
    retry_policy: { max_attempts: 2, delay_minutes: 30 },
  });
  for (const attempt of [1, 2]) {
    const call = await placeCall(system, floor);
    await reportStatus(system, call, { CallStatus: 'busy', SipResponseCode: '486' });
    await system.runJob('retry.schedule', { callId: call.id });
    expect(await callRow(system, call.id)).toMatchObject({ disposition: 'busy', hangupCause: 'sip_486', live: false });
    expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ callAttempts: attempt });
    expect(await tickCampaign(system, floor)).toEqual([]);
    await system.advanceClock(30 * 60);
  }
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({
    status: 'failed',
    statusReason: 'attempts_used_up',
  });
  expect(await tickCampaign(system, floor)).toEqual([]);
});

test('a call that the poller gave up while its request was delayed is hung up, and counts once', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  const [reserved] = await tickCampaign(system, floor);
  const carrier: Carrier = {
    ...ctx.carrier,
    placeCall: async (call) => {
      await system.advanceClock(600);
      await system.runJob('calls.poll', {});
      return ctx.carrier.placeCall(call);
    },
  };
  await placeReservedCall({ ...ctx, carrier }, reserved!.id);
  const call = await callRow(system, reserved!.id);
  expect(call).toMatchObject({ status: 'lost', disposition: 'failed', costSource: 'estimated' });
  expect(simulator.ledger().calls.find(({ sid }) => sid === call.callSid)).toMatchObject({ status: 'canceled' });
  await system.runJob('retry.schedule', { callId: call.id });
  await system.runJob('cost.reconcile', { callId: call.id });
  expect(await callRow(system, call.id)).toMatchObject({ cost: 0, costSource: 'rated' });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'pending', callAttempts: 1 });
});

test('a process that was frozen after its claim releases the claim', async () => {
  const number = phone();
  const floor = await createDialingTenant(system, { phones: [number] });
  const [reserved] = await tickCampaign(system, floor);
  // Each reading of the clock is 10 s later than the reading before. Other code may read the clock, too.
  let nowMs = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 10_000));
  await expect(system.runJob('call.place', { callId: reserved!.id })).rejects.toThrow('delayed');
  vi.restoreAllMocks();
  expect(callsTo(number)).toBe(0);
  expect(await callRow(system, reserved!.id)).toMatchObject({ status: 'reserved', startTime: null });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'queued', callAttempts: 0 });
  await system.runJob('call.place', { callId: reserved!.id });
  expect(callsTo(number)).toBe(1);
});
