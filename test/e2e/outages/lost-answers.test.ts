/** The carrier's replies to call creations are lost in every possible way. No phone may ring twice for one attempt. */
import { afterAll, expect, test } from 'vitest';
import type { FaultRuleInput } from '../../../scripts/simulator/faults.ts';
import { createCarrier } from '../../../shared/clients/twilio.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { startWire } from '../../../scripts/chaos/wire.ts';
import {
  type DialingTenant,
  leadRow,
  legRows,
  createDialingTenant,
  ON_DEMAND,
  callCounts,
} from '../../helpers/fixtures/outbound-calls.ts';
import { waitUntil } from '../../helpers/wait.ts';
import { createTestSystem } from '../../helpers/system.ts';

// The start time is a Tuesday, 15:00 in New York. The timeout for the carrier's reply is 500 ms of real time, which is
// 20 seconds of product time.
const env = { TWILIO_TIMEOUT_MS: '500' };
const system = await createTestSystem({ listen: true, clockSpeed: 40, startAt: '2026-01-13T20:00:00Z', env });
const { ctx, simulator } = system;
const wire = await startWire(simulator.url);
ctx.carrier = createCarrier({ ...system.config, simulator: { ...system.config.simulator, url: wire.url } });
afterAll(() => wire[Symbol.asyncDispose]());

type RestEffect = Extract<FaultRuleInput, { on: 'rest' }>['effect'];

const createFault = (number: string, effect: RestEffect, times = 1): FaultRuleInput => ({
  on: 'rest',
  operation: 'calls.create',
  number: number.slice(1),
  times,
  effect,
});
/** Returns a fault that drops every status callback about the phone number. */
const silence = (number: string): FaultRuleInput => ({
  on: 'webhook',
  kind: 'status',
  number: number.slice(1),
  effect: { type: 'drop' },
});

const callsTo = (number: string) => simulator.ledger().calls.filter(({ to }) => to === number);

async function callsOf({ campaignId }: DialingTenant): Promise<CallRow[]> {
  return await ctx.sql<CallRow[]>`select * from calls where campaign_id = ${campaignId} order by id`;
}

async function isOver(floor: DialingTenant): Promise<boolean> {
  const lead = await leadRow(system, floor.leadIds[0]!);
  const calls = await callsOf(floor);
  return lead.callAttempts > 0 && !['queued', 'calling'].includes(lead.status) && calls.every(({ live }) => !live);
}

const eventsOf = async (call: CallRow) =>
  (await ctx.sql<{ event: string }[]>`select event from call_events where call_id = ${call.id}`).map(
    ({ event }) => event,
  );

/** Creates a campaign with one lead. The faults apply to the call to the lead. */
async function createFaultyCall(
  number: string,
  ...faults: FaultRuleInput[]
): Promise<DialingTenant & { number: string }> {
  simulator.addFaults(...faults);
  return { ...(await createDialingTenant(system, { ...ON_DEMAND, phones: [number] })), number };
}

const unheard = '+14155558301';
const inTheList = await createFaultyCall(unheard, createFault(unheard, { type: 'no-reply' }), silence(unheard), {
  on: 'rest',
  operation: 'calls.list',
  effect: { type: 'lag', lagMs: 40_000 },
});
const talker = '+14155558015';
const byItsAnswer = await createFaultyCall(talker, createFault(talker, { type: 'no-reply' }), silence(talker));
const cutOff = '+14155558201';
const afterReset = await createFaultyCall(cutOff, createFault(cutOff, { type: 'reset', when: 'after' }));
const refused = '+14155558302';
const after500 = await createFaultyCall(
  refused,
  createFault(refused, { type: 'error', status: 502, html: true, when: 'after' }),
);
const neverAccepted = ['+14155558016', '+14155558017'] as const;
const before500 = await createFaultyCall(
  neverAccepted[0],
  createFault(neverAccepted[0], { type: 'error', status: 503, when: 'before' }),
);
const beforeReset = await createFaultyCall(
  neverAccepted[1],
  createFault(neverAccepted[1], { type: 'reset', when: 'before' }),
);
const throttled = '+14155558202';
const after429 = await createFaultyCall(
  throttled,
  createFault(throttled, { type: 'too-many-requests', retryAfterSeconds: 1 }, 2),
);
const waiting = '+14155558018';
const agentUnheard = await createFaultyCall(waiting);
const agentPhone = '+14155559500';
await ctx.sql`update agents set phone = ${agentPhone} where tenant_id = (
  select tenant_id from campaigns where id = ${agentUnheard.campaignId})`;
simulator.addFaults(createFault(agentPhone, { type: 'no-reply' }), silence(agentPhone));

system.startWorkers();

test('a call whose reply was lost is found in the carrier’s list, although the list lags', async () => {
  await waitUntil(() => isOver(inTheList), 'the call found and over');
  const [call, ...others] = await callsOf(inTheList);
  expect(others).toEqual([]);
  expect(callsTo(unheard).map(({ sid, status }) => [sid, status])).toEqual([[call!.callSid, 'no-answer']]);
  expect(call).toMatchObject({ status: 'no-answer', disposition: 'no_answer', hangupCause: null });
  expect(await eventsOf(call!)).toContain('call_unconfirmed');
});

test('a person who answers a call whose reply was lost gets an agent, and is called once', async () => {
  await waitUntil(() => isOver(byItsAnswer), 'the conversation over');
  const [call, ...others] = await callsOf(byItsAnswer);
  expect(others).toEqual([]);
  expect(callsTo(talker).map(({ sid }) => sid)).toEqual([call!.callSid]);
  expect(call).toMatchObject({ disposition: 'answered', connectedAt: expect.any(Date) });
});

test.each([
  ['reset', afterReset, 'busy'],
  ['answered 502', after500, 'no-answer'],
] as const)('a create that was executed and then %s is no failure', async (_, floor, status) => {
  await waitUntil(() => isOver(floor), 'the call over');
  const [call, ...others] = await callsOf(floor);
  expect(others).toEqual([]);
  expect(callsTo(floor.number).map(({ sid }) => sid)).toEqual([call!.callSid]);
  expect(call).toMatchObject({ status });
});

test.each([
  ['answered 503', before500],
  ['reset', beforeReset],
] as const)('a create that was %s and not executed is lost, and retried by the retry policy', async (_, floor) => {
  await waitUntil(() => isOver(floor), 'the call given up');
  const [call, ...others] = await callsOf(floor);
  expect(others).toEqual([]);
  expect(callsTo(floor.number)).toEqual([]);
  expect(call).toMatchObject({
    status: 'lost',
    disposition: 'failed',
    hangupCause: 'never_placed',
    callSid: null,
    cost: 0,
    costSource: 'unrated',
  });
  const lead = await leadRow(system, floor.leadIds[0]!);
  expect(lead).toMatchObject({ status: 'pending', statusReason: 'failed', callAttempts: 1 });
  expect(lead.nextCallAt!.getTime() - call!.endTime!.getTime()).toBeGreaterThanOrEqual(60 * 60_000);
});

test('a throttled create is repeated until the carrier accepts it, as the same attempt', async () => {
  await waitUntil(() => isOver(after429), 'the call over');
  const [call, ...others] = await callsOf(after429);
  expect(others).toEqual([]);
  expect(callsTo(throttled).map(({ sid }) => sid)).toEqual([call!.callSid]);
  expect(await leadRow(system, after429.leadIds[0]!)).toMatchObject({ callAttempts: 1, statusReason: 'busy' });
  expect(await callCounts(system, after429.campaignId)).toMatchObject({ callsMade: 1 });
});

test('an agent leg whose reply was lost rings once, and the conversation takes place', async () => {
  await waitUntil(() => isOver(agentUnheard), 'the conversation over');
  const [call] = await callsOf(agentUnheard);
  expect(call).toMatchObject({ disposition: 'answered', connectedAt: expect.any(Date) });
  const legs = await legRows(system, call!.id);
  expect(callsTo(agentPhone).map(({ sid }) => sid)).toEqual(legs.map(({ callSid }) => callSid));
});

test('every call of the carrier is one of ours, and the costs are equal', async () => {
  const allCosted = async () => (await ctx.sql`select from calls where live or cost_source = 'estimated'`).length === 0;
  const legsOver = async () => (await ctx.sql`select from call_legs where live`).length === 0;
  await waitUntil(async () => (await allCosted()) && (await legsOver()), 'the price of every call');
  const ours = await ctx.sql<{ callSid: string }[]>`
    select call_sid from calls where call_sid is not null
    union all select call_sid from call_legs where call_sid is not null`;
  const { calls, recordings } = simulator.ledger();
  expect(ours.map(({ callSid }) => callSid).toSorted()).toEqual(calls.map(({ sid }) => sid).toSorted());
  const [{ cost }] = await ctx.sql<[{ cost: number }]>`select sum(cost - carrier_fees) as cost from calls`;
  const prices = [...calls, ...recordings].map(({ price }) => Math.abs(Number(price)));
  expect(cost).toBeCloseTo(
    prices.reduce((sum, price) => sum + price, 0),
    5,
  );
});

test('while the carrier cannot be reached a call stays reserved, and is placed once it can', async () => {
  await wire.cut();
  const number = '+14155558203';
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [number] });
  const triedInVain = async () => {
    const [job] = await ctx.sql`
      select from calls c join leads l on l.id = c.lead_id
      where c.campaign_id = ${floor.campaignId} and c.status = 'reserved' and l.status = 'queued'
        -- The claim stores what it changes in the lead, and its release gives it back.
        and c.lead_call_back is not null and l.call_attempts = 0 and l.last_call_at is null and c.start_time is null`;
    return job !== undefined;
  };
  await waitUntil(triedInVain, 'a try in vain');
  expect(callsTo(number)).toEqual([]);
  await wire.restore();
  await waitUntil(() => isOver(floor), 'the call over');
  expect(callsTo(number)).toHaveLength(1);
  expect(await callsOf(floor)).toMatchObject([{ disposition: 'busy' }]);
});

test('the lead of a lost call is retried when it is due', async () => {
  await system.advanceClock(61 * 60);
  await waitUntil(async () => callsTo(neverAccepted[0]).length === 1, 'the second attempt');
  await waitUntil(() => isOver(before500), 'the second call over');
  expect(await callsOf(before500)).toMatchObject([{ status: 'lost' }, { disposition: 'answered' }]);
});
