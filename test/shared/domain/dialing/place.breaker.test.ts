/** Tests that a fault of the carrier account is not a fault of the lead: dialing stops, and a probe starts it again. */
import { afterEach, expect, test } from 'vitest';
import { tickCampaign as runTick } from '../../../../shared/domain/dialing/tick.ts';
import {
  agentRows,
  answerCall,
  callCounts,
  callRow,
  createDialingTenant,
  type DialingTenant,
  leadRow,
  legRows,
  ON_DEMAND,
  placeCall,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start is a Tuesday, 15:00 in New York.
const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { ctx, simulator } = system;
const { sql } = ctx;

let lastNumber = 1_000;
const phones = (count: number, prefix = '+1212555') =>
  Array.from({ length: count }, () => `${prefix}${(lastNumber += 1)}`);

/** Runs one tick and every job that it enqueued. Returns how many calls the tick reserved. */
async function tick(floor: DialingTenant): Promise<number> {
  const calls = await tickCampaign(system, floor);
  for (const { id } of calls) await system.runJob('call.place', { callId: id });
  return calls.length;
}

const leadsOf = async ({ leadIds }: DialingTenant) => Promise.all(leadIds.map((id) => leadRow(system, id)));
const creates = () => simulator.ledger().calls.length;
const breakers = () => sql`select scope, subject, code, refusals from carrier_breakers where opened_at is not null`;
async function reasonsOf({ owner, campaign }: DialingTenant): Promise<{ code: string; message: string }[]> {
  return (await owner.get(`/api/campaigns/${campaign}/pacing`)).body.pacing.reasons;
}
const warningsOf = async ({ owner, campaign }: DialingTenant): Promise<{ code: string; message: string }[]> =>
  (await owner.get(`/api/campaigns/${campaign}/preflight`)).body.preflight.warnings;

const mendAccount = async () => {
  simulator.setAccount({
    status: 'active',
    type: 'Full',
    forbiddenCountries: [],
    concurrentCallsMax: null,
    callSecondsMax: 14_400,
    publicCallbacksOnly: false,
    verifiedNumbers: [],
  });
  simulator.clearFaults();
  await sql`delete from carrier_breakers`;
  await sql`update campaigns set status = 'paused' where status = 'active'`;
};
// Every test begins with an account that works, and without a breaker.
afterEach(mendAccount);

test('a suspended account stops dialing without an attempt, and a probe starts it again', async () => {
  const floor = await createDialingTenant(system, { phones: phones(8), agents: 4 });
  const [first] = floor.leadIds;
  const agreedAt = new Date(ctx.clock.nowMs() - 1_000);
  await sql`update leads set call_back = true, next_call_at = ${agreedAt}, priority = 'high' where id = ${first!}`;
  simulator.setAccount({ status: 'suspended' });
  expect(await tick(floor)).toBe(4);
  expect(await tick(floor)).toBe(0);
  expect(await breakers()).toEqual([{ scope: 'account', subject: '', code: 20005, refusals: 1 }]);
  for (const lead of await leadsOf(floor))
    expect(lead).toMatchObject({ status: 'pending', callAttempts: 0, lastCallAt: null });
  expect(await leadRow(system, first!)).toMatchObject({ callBack: true, nextCallAt: agreedAt });
  expect(await sql`select from calls where campaign_id = ${floor.campaignId}`).toHaveLength(0);
  expect(await agentRows(system, floor)).toMatchObject(
    Array.from({ length: 4 }, () => ({ status: 'available', currentCalls: 0 })),
  );
  expect(await sql`select status from campaigns where id = ${floor.campaignId}`).toEqual([{ status: 'active' }]);
  expect(await callCounts(system, floor.campaignId)).toEqual({ callsMade: 0, callsCompleted: 0 });
  for (const reasons of [await reasonsOf(floor), await warningsOf(floor)])
    expect(reasons).toContainEqual(
      expect.objectContaining({
        code: 'carrier_refuses',
        message: expect.stringMatching(/not active.*20005.*balance/),
      }),
    );

  // The first probe fails, so the second comes later.
  await system.advanceClock(16);
  expect(await tick(floor)).toBe(1);
  expect(await breakers()).toMatchObject([{ refusals: 2 }]);
  await system.advanceClock(16);
  expect(await tick(floor)).toBe(0);
  simulator.setAccount({ status: 'active' });
  await system.advanceClock(16);
  expect(await tick(floor)).toBe(1);
  expect(await breakers()).toEqual([]);
  expect(await leadRow(system, first!)).toMatchObject({ status: 'calling', callAttempts: 1, callBack: false });
  expect(await tick(floor)).toBe(3);
  expect(await reasonsOf(floor)).not.toContainEqual(expect.objectContaining({ code: 'carrier_refuses' }));
});

test('of several workers one places the probe', async () => {
  const floor = await createDialingTenant(system, { phones: phones(6), agents: 3 });
  simulator.setAccount({ status: 'suspended' });
  await tick(floor);
  simulator.setAccount({ status: 'active' });
  // These calls wait in the queue while the probe becomes due.
  await sql`update carrier_breakers set next_probe_at = clock_now() + interval '1 hour'`;
  await sql`delete from carrier_breakers`;
  const calls = await tickCampaign(system, floor);
  await sql`insert into carrier_breakers (scope, subject, code, refusals, opened_at, next_probe_at)
    values ('account', '', 20005, 1, clock_now(), clock_now())`;
  const before = creates();
  await Promise.all(calls.map(({ id }) => system.runJob('call.place', { callId: id })));
  expect(calls).toHaveLength(3);
  expect(creates()).toBe(before + 1);
});

test.each([
  ['a caller ID that the account does not own', {}, 21210, 'caller_id', /does not belong.*verify/],
  ['a time limit above the maximum', { callSecondsMax: 600 }, 13216, 'account', /time limit/],
  ['a trial account', { type: 'Trial' as const }, 21219, 'account', /trial account/],
  ['a callback address that is not public', { publicCallbacksOnly: true }, 21205, 'account', /PUBLIC_BASE_URL/],
  ['as many calls as the account may have', { concurrentCallsMax: 0 }, 10004, 'account', /concurrent calls/],
  ['an error of the credentials', { fault: [401, 20003] }, 20003, 'account', /TWILIO_AUTH_TOKEN/],
  ['a forbidden account', { fault: [403, 20403] }, 20403, 'account', /forbids/],
  ['an account without an error code', { fault: [401, 999] }, 20003, 'account', /credentials/],
] as const)('%s stops dialing and no lead loses an attempt', async (_name, account, code, scope, message) => {
  const floor = await createDialingTenant(system, { phones: phones(5), agents: 3 });
  if (scope === 'caller_id') {
    const callerId = phones(1)[0]!;
    await sql`insert into number_grants (tenant_id, phone_number, source)
      select tenant_id, ${callerId}, 'operator' from campaigns where id = ${floor.campaignId}`;
    await sql`update campaigns set caller_id = ${callerId} where id = ${floor.campaignId}`;
  }
  if ('fault' in account) {
    const [status, errorCode] = account.fault;
    simulator.addFaults({ on: 'rest', operation: 'calls.create', effect: { type: 'error', status, code: errorCode } });
  } else simulator.setAccount(account);
  await tick(floor);
  expect(await tick(floor)).toBe(0);
  expect(await breakers()).toMatchObject([{ scope, code }]);
  for (const lead of await leadsOf(floor)) expect(lead).toMatchObject({ status: 'pending', callAttempts: 0 });
  expect(await reasonsOf(floor)).toContainEqual({ code: 'carrier_refuses', message: expect.stringMatching(message) });
});

test('a campaign with another caller ID goes on, and a caller ID that is bought is used at once', async () => {
  const [blocked, other] = [
    await createDialingTenant(system, { phones: phones(3), agents: 1 }),
    await createDialingTenant(system, { phones: phones(3), agents: 1 }),
  ];
  const callerId = phones(1)[0]!;
  await sql`insert into number_grants (tenant_id, phone_number, source)
    select tenant_id, ${callerId}, 'operator' from campaigns where id = ${blocked.campaignId}`;
  await sql`update campaigns set caller_id = ${callerId} where id = ${blocked.campaignId}`;
  await tick(blocked);
  expect(await breakers()).toMatchObject([{ scope: 'caller_id', subject: callerId }]);
  expect(await tick(other)).toBe(1);
  expect(await tick(blocked)).toBe(0);
  const ask = () => system.runJob('carrier.number', { phoneNumber: callerId });
  expect(await ask()).toEqual({ number: null, isVerified: false });
  simulator.setAccount({ verifiedNumbers: [callerId] });
  expect(await ask()).toEqual({ number: null, isVerified: true });
  expect(await breakers()).toEqual([]);
  expect(await tick(blocked)).toBe(1);
});

test('a country that the account may not call waits, and the other countries are called', async () => {
  const floor = await createDialingTenant(system, { phones: [...phones(1), ...phones(2)], agents: 3 });
  const [british] = floor.leadIds;
  await sql`update leads set phone = '+442079460018', phone_normalized = '+442079460018' where id = ${british!}`;
  simulator.setAccount({ forbiddenCountries: ['GB'] });
  expect(await tick(floor)).toBe(3);
  expect(await breakers()).toMatchObject([{ scope: 'country', subject: 'GB', code: 21215 }]);
  expect((await leadsOf(floor)).map(({ callAttempts }) => callAttempts)).toEqual([0, 1, 1]);
  await tick(floor);
  expect(await leadRow(system, british!)).toMatchObject({
    status: 'pending',
    statusReason: 'country_refused_by_carrier',
    callAttempts: 0,
  });
});

test('an unknown error fails two calls, then stops the campaign, and each probe is a call to another lead', async () => {
  const floor = await createDialingTenant(system, { phones: phones(6), agents: 1 });
  simulator.addFaults({ on: 'rest', operation: 'calls.create', effect: { type: 'error', status: 400, code: 21999 } });
  await sql`update leads set next_call_at = null where campaign_id = ${floor.campaignId}`;
  for (let round = 0; round < 4; round += 1) await tick(floor);
  expect(await breakers()).toMatchObject([{ scope: 'campaign', code: 21999, refusals: 3 }]);
  expect((await leadsOf(floor)).map(({ callAttempts }) => callAttempts)).toEqual([1, 1, 0, 0, 0, 0]);
  await system.advanceClock(16);
  expect(await tick(floor)).toBe(1);
  expect((await leadsOf(floor)).map(({ statusReason }) => statusReason).slice(2, 4)).toEqual([
    'carrier_refused',
    'carrier_refused',
  ]);
  simulator.clearFaults();
  await floor.owner.put(`/api/campaigns/${floor.campaign}`, { description: 'mended' });
  expect(await tick(floor)).toBe(1);
  expect(await breakers()).toEqual([]);
});

test('an agreed call-back survives a request that the carrier did not take', async () => {
  const floor = await createDialingTenant(system, { phones: phones(1), agents: 1 });
  const [leadId] = floor.leadIds;
  const nextCallAt = new Date(ctx.clock.nowMs() - 1_000);
  await sql`update leads set call_back = true, next_call_at = ${nextCallAt} where id = ${leadId!}`;
  simulator.addFaults({ on: 'rest', operation: 'calls.create', effect: { type: 'too-many-requests' } });
  const [call] = await tickCampaign(system, floor);
  await expect(system.runJob('call.place', { callId: call!.id })).rejects.toThrow('did not take');
  expect(await leadRow(system, leadId!)).toMatchObject({
    status: 'queued',
    callBack: true,
    nextCallAt,
    callAttempts: 0,
  });
  expect(await breakers()).toEqual([]);
});

test('a bad number is a fault of the lead, and not of the account', async () => {
  const floor = await createDialingTenant(system, { phones: phones(1), agents: 1 });
  simulator.addFaults({ on: 'rest', operation: 'calls.create', effect: { type: 'error', status: 400, code: 21217 } });
  await tick(floor);
  expect(await breakers()).toEqual([]);
  const [call] = await sql<{ id: number }[]>`select id from calls where campaign_id = ${floor.campaignId}`;
  await system.runJob('retry.schedule', { callId: call!.id });
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject({ status: 'failed', statusReason: 'number_invalid' });
});

test('agents keep their status while the carrier refuses their phones, and show why if it refuses one phone', async () => {
  const parked = await createDialingTenant(system, { phones: phones(2), agents: 2, agent_legs: 'parked' });
  simulator.setAccount({ status: 'suspended' });
  await runTick(ctx, parked.campaignId);
  const legs = await sql<{ id: number }[]>`
    select p.id from call_legs p join agents a on a.id = p.agent_id join campaigns k on k.tenant_id = a.tenant_id
    where k.id = ${parked.campaignId} and p.live`;
  for (const { id } of legs) await system.runJob('agent.park', { parkedLegId: id });
  expect(await agentRows(system, parked)).toMatchObject(Array.from({ length: 2 }, () => ({ status: 'available' })));
  await mendAccount();

  const onDemand = await createDialingTenant(system, { ...ON_DEMAND, phones: phones(1), agents: 2 });
  const call = await placeCall(system, onDemand);
  await answerCall(system, call);
  const [leg] = await legRows(system, call.id);
  simulator.addFaults({ on: 'rest', operation: 'calls.create', effect: { type: 'error', status: 400, code: 21217 } });
  await system.runJob('agent.ring', { legId: leg!.id });
  const [first] = await agentRows(system, onDemand);
  expect(first).toMatchObject({ status: 'break', statusReason: 'phone_refused_by_carrier' });
  simulator.clearFaults();
  simulator.setAccount({ status: 'suspended' });
  const [, second] = await legRows(system, call.id);
  await system.runJob('agent.ring', { legId: second!.id });
  expect((await agentRows(system, onDemand))[1]).toMatchObject({ status: 'available', currentCalls: 0 });
  expect(await callRow(system, call.id)).toMatchObject({ agentId: null, live: true });
});
