/** Tests the limits of buyers: claims never exceed them, in the zone of the buyer, and a call that is not connected counts in none. */
import { expect, test } from 'vitest';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  endCallerLeg,
  type InboundCampaign,
  randomCallSid,
  randomPhoneNumber,
  receiveCall,
  reportDialResult,
} from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';
import { recountBuyerCalls } from '../../../sql/routing/buyers.ts';

// 23:30 in Los Angeles on the last day of January.
const system = await createTestSystem({ startAt: '2026-02-01T07:30:00Z' });
const { ctx } = system;
const HOUR = 3_600;

const LA = 'America/Los_Angeles';
const talked = { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '120' };

/** Calls the campaign and returns the call's id and whether the buyer got the call. */
async function call({ phoneNumber, buyers }: InboundCampaign) {
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid, From: randomPhoneNumber() });
  return { CallSid, twiml, isGiven: dialedNumber(twiml) === buyers[0]!.phoneNumber };
}

/** Ends a call with the given result and records its value. */
async function end({ CallSid, twiml }: { CallSid: string; twiml: string }, result: Record<string, string> = talked) {
  await reportDialResult(system, twiml, result);
  await endCallerLeg(system, CallSid, { CallDuration: '120' });
  const { id } = await callBySid(system, CallSid);
  await system.runJob('call.value', { callId: id });
  return id;
}

const isGiven = async (campaign: InboundCampaign) => (await call(campaign)).isGiven;

async function reasonsOf(CallSid: string): Promise<string[]> {
  const { id } = await callBySid(system, CallSid);
  const rows = await ctx.sql<{ metadata: { passedOver: { reason: string }[] } }[]>`
    select metadata from call_events where call_id = ${id} and event = 'no_buyer'`;
  return rows.flatMap(({ metadata }) => metadata.passedOver.map(({ reason }) => reason));
}

const countsOf = async ({ buyers }: InboundCampaign) => {
  const [row] = await ctx.sql`
    select current_calls, calls_this_hour, calls_today, calls_this_month, revenue_today_micros, revenue_this_month_micros
    from buyers where id = ${buyers[0]!.id}`;
  return row && Object.values(row);
};

const free = { maxConcurrentCalls: 0, timezone: LA };

test.each([
  ['hourlyCallLimit', 'hourly_limit'],
  ['dailyCallLimit', 'daily_limit'],
  ['monthlyCallLimit', 'monthly_limit'],
])('concurrent calls never exceed %s', async (limit, reason) => {
  const campaign = await createInboundCampaign(system, [{ ...free, [limit]: 3 }]);
  const calls = await Promise.all(Array.from({ length: 10 }, () => call(campaign)));
  expect(calls.filter((each) => each.isGiven)).toHaveLength(3);
  const last = await call(campaign);
  expect([last.isGiven, await reasonsOf(last.CallSid)]).toEqual([false, [reason]]);
});

test.each([
  ['dailyRevenueCap', 'daily_revenue_cap'],
  ['monthlyRevenueCap', 'monthly_revenue_cap'],
])('%s: the prices of live calls count, and later what the calls earned', async (cap, reason) => {
  const terms = { pricePerCall: 10, billableSeconds: 60, [cap]: 25 };
  const campaign = await createInboundCampaign(system, [{ ...free, ...terms }]);
  const calls = await Promise.all(Array.from({ length: 6 }, () => call(campaign)));
  const given = calls.filter((each) => each.isGiven);
  expect(given).toHaveLength(2);
  const refused = await call(campaign);
  expect(await reasonsOf(refused.CallSid)).toEqual([reason]);
  await end(given[0]!);
  expect(await isGiven(campaign)).toBe(false);
  expect(await countsOf(campaign)).toEqual([1, 2, 2, 2, 20_000_000, 20_000_000]);
  // A call that is too short earns nothing.
  await end(given[1]!, { ...talked, DialCallDuration: '5' });
  expect(await countsOf(campaign)).toEqual([0, 2, 2, 2, 10_000_000, 10_000_000]);
  const third = await call(campaign);
  expect(third.isGiven).toBe(true);
  await end(third, { DialCallStatus: 'no-answer' });
  expect(await countsOf(campaign)).toEqual([0, 2, 2, 2, 10_000_000, 10_000_000]);
  expect(await isGiven(campaign)).toBe(true);
});

test('an adjustment changes the revenue that counts', async () => {
  const campaign = await createInboundCampaign(system, [{ ...free, pricePerCall: 10, dailyRevenueCap: 10 }]);
  const id = await end(await call(campaign));
  expect(await isGiven(campaign)).toBe(false);
  const adjusted = await campaign.owner.post(`/api/calls/${id}/adjustments`, { revenue: -10, reason: 'Wrong' });
  expect(adjusted.status).toBe(201);
  expect(await isGiven(campaign)).toBe(true);
});

test('a duplicate for which nobody pays counts as a call, not as revenue', async () => {
  const terms = { pricePerCall: 10, dailyRevenueCap: 10 };
  const campaign = await createInboundCampaign(system, [{ ...free, ...terms }], { duplicateBillable: false });
  const From = randomPhoneNumber();
  for (const count of [1, 2]) {
    const twiml = await receiveCall(system, campaign.phoneNumber, { From });
    expect(dialedNumber(twiml)).toBe(campaign.buyers[0]!.phoneNumber);
    expect(await countsOf(campaign)).toEqual([count, count, count, count, 10_000_000, 10_000_000]);
  }
});

test('the sweeper repairs all counts from the calls', async () => {
  const terms = { pricePerCall: 10, monthlyRevenueCap: 100 };
  const campaign = await createInboundCampaign(system, [{ ...free, ...terms }]);
  await end(await call(campaign));
  await call(campaign);
  const right = [1, 2, 2, 2, 20_000_000, 20_000_000];
  expect(await countsOf(campaign)).toEqual(right);
  await ctx.sql`
    update buyers set current_calls = 7, calls_this_hour = 7, calls_today = 7, calls_this_month = 7,
      revenue_today_micros = 7, revenue_this_month_micros = 7, counted_at = clock_now() - interval '1 minute'
    where id = ${campaign.buyers[0]!.id}`;
  expect(await recountBuyerCalls(ctx.sql)).toBe(1);
  expect(await countsOf(campaign)).toEqual(right);
  expect(await recountBuyerCalls(ctx.sql)).toBe(0);
});

test('limits begin again with the hour, the day and the month of the buyer, and a refund returns to its own', async () => {
  const [hourly, daily, monthly, anchored] = await Promise.all(
    [
      { hourlyCallLimit: 1 },
      { dailyCallLimit: 1 },
      { monthlyCallLimit: 1 },
      { dailyCallLimit: 1, timezone: 'UTC' },
    ].map((limit) => createInboundCampaign(system, [{ ...free, ...limit }])),
  );
  const first = await call(daily!);
  const late = await call(monthly!);
  for (const each of [hourly!, anchored!]) expect(await isGiven(each)).toBe(true);
  // 00:30 of February 1 in Los Angeles. In UTC the day goes on.
  await system.advanceClock(HOUR);
  expect(await isGiven(hourly!)).toBe(true);
  expect(await isGiven(daily!)).toBe(true);
  expect(await isGiven(monthly!)).toBe(true);
  expect(await isGiven(anchored!)).toBe(false);
  // The calls of January were not connected. The limits of February do not change.
  await end(first, { DialCallStatus: 'busy' });
  await end(late, { DialCallStatus: 'busy' });
  expect(await isGiven(daily!)).toBe(false);
  expect(await isGiven(monthly!)).toBe(false);
  await system.advanceClock(24 * HOUR);
  expect(await isGiven(daily!)).toBe(true);
  expect(await isGiven(monthly!)).toBe(false);
});

test('yesterday’s call that is not connected counts in the month no more', async () => {
  const campaign = await createInboundCampaign(system, [{ ...free, monthlyCallLimit: 1 }]);
  const first = await call(campaign);
  await system.advanceClock(24 * HOUR);
  expect(await isGiven(campaign)).toBe(false);
  await end(first, { DialCallStatus: 'no-answer' });
  expect(await isGiven(campaign)).toBe(true);
});

test('a buyer gets calls only in the hours of its zone', async () => {
  // 00:30 on a Tuesday in Los Angeles.
  const campaign = await createInboundCampaign(system, [
    { ...free, hoursOfOperation: { days: [2], start: '00:00', end: '01:00' } },
    { ...free, timezone: 'UTC', hoursOfOperation: { days: [2], start: '00:00', end: '01:00' } },
  ]);
  expect(await isGiven(campaign)).toBe(true);
  await system.advanceClock(HOUR);
  const refused = await call(campaign);
  expect(await reasonsOf(refused.CallSid)).toEqual(['closed', 'closed']);
});
