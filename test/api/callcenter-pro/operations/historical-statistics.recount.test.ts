/**
 * Statistics come from sums that a job updates. The statistics must always equal a recount of the calls, after any
 * changes of the calls and after any updates of the sums.
 */
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import {
  columnsOf,
  type CallToCount,
  insertCountedCall,
  createStatisticsTenant,
  type StatisticsTenant,
} from '../../../helpers/fixtures/statistics.ts';
import { createTestSystem, TEST_START } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
// This test writes revenue directly, without the ledger.
await sql`alter table calls disable trigger keep_money`;

const dispositions = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled'];
const anyCall: fc.Arbitrary<CallToCount> = fc
  .record({
    campaign: fc.constantFrom(0, 1, null),
    buyer: fc.constantFrom(0, 1, null),
    tried: fc.uniqueArray(fc.constantFrom(0, 1), { maxLength: 2 }),
    agent: fc.constantFrom(0, 1, null),
    disposition: fc.constantFrom(...dispositions),
    // Some calls are before the period of the statistics, some on the first day and some on the last day of the period.
    daysAgo: fc.constantFrom(0, 0, 1, 5, 6, 7, 30),
    hour: fc.integer({ min: 0, max: 23 }),
    talkTime: fc.nat(3_600),
    currency: fc.constantFrom('USD', 'USD', 'EUR'),
    outcome: fc.option(fc.record({ converted: fc.boolean(), revenueMicros: fc.nat(50_000_000) })),
  })
  .map(({ outcome, tried, ...call }) => ({
    ...call,
    tried: tried.filter((buyer) => buyer !== call.buyer),
    converted: outcome?.converted ?? null,
    revenueMicros: outcome?.revenueMicros ?? null,
  }));

const rounded = (value: number) => Number(value.toFixed(4));
const share = (part: number, whole: number) => (whole === 0 ? 0 : rounded(part / whole));
const sum = (calls: CallToCount[], of: (call: CallToCount) => number) =>
  calls.reduce((total, call) => total + of(call), 0);
const secondsEach = (calls: CallToCount[], count: number) =>
  count === 0 ? 0 : Math.round(sum(calls, ({ talkTime }) => talkTime) / count);

type LocalTime = { daysAgo: number; hour: number };

/** Returns on which day before today and in which hour a call began, in a time zone. */
function localTimeOf(call: CallToCount, at: StatisticsTenant, zone: string): LocalTime {
  const began = DateTime.fromJSDate(columnsOf(call, at).createdAt, { zone });
  const today = DateTime.fromISO(TEST_START, { zone }).startOf('day');
  return { daysAgo: Math.round(today.diff(began.startOf('day'), 'days').days), hour: began.hour };
}

const revenueOf = (calls: CallToCount[], currency: string) =>
  sum(calls, (call) => ((call.currency ?? 'USD') === currency ? (call.revenueMicros ?? 0) : 0)) / 1e6;

/** Calculates each figure of the statistics directly from the calls, to compare the API's figures with. */
function figures(calls: CallToCount[]) {
  const answered = calls.filter(({ disposition }) => disposition === 'answered').length;
  return {
    totalCalls: calls.length,
    successful: answered,
    averageCallDuration: secondsEach(calls, calls.length),
    totalRevenue: revenueOf(calls, 'USD'),
    currency: 'USD',
    revenueByCurrency: ['EUR', 'USD']
      .map((currency) => ({ currency, revenue: revenueOf(calls, currency) }))
      .filter(({ revenue }) => revenue !== 0),
    costPerCall: share(revenueOf(calls, 'USD'), calls.length),
    successRate: share(answered, calls.length),
    conversionRate: share(calls.filter(({ converted }) => converted).length, calls.length),
  };
}

/** Calculates a buyer's figures from the calls that the buyer answered and the calls that rang without an answer. */
function buyerFigures(calls: CallToCount[], buyer: number) {
  const took = calls.filter((call) => call.buyer === buyer);
  const offered = took.length + calls.filter(({ tried }) => tried.includes(buyer)).length;
  const own = figures(took);
  return {
    ...own,
    calls: offered,
    successRate: share(own.successful, offered),
    averageCallDuration: secondsEach(took, offered),
    conversionRate: share(took.filter(({ converted }) => converted).length, offered),
  };
}

async function expectRecount(calls: CallToCount[], days: number, at: StatisticsTenant, zone = 'UTC'): Promise<void> {
  const counted = calls
    .map((call) => ({ ...call, ...localTimeOf(call, at, zone) }))
    .filter(({ daysAgo }) => daysAgo >= 0 && daysAgo < days);
  const all = figures(counted);
  const { body: historical } = await at.owner.get(`/api/stats/historical?days=${days}`);
  const { successful: _all, ...shownAll } = all;
  expect(historical).toMatchObject(shownAll);
  const byCampaign = at.campaigns.map((id, index) => {
    const of = counted.filter(({ campaign }) => campaign === index);
    const { totalRevenue: revenue, currency, revenueByCurrency } = figures(of);
    const shown = { id, uuid: expect.any(String), name: 'A campaign', calls: of.length };
    return { ...shown, revenue, currency, revenueByCurrency };
  });
  expect(historical['topCampaigns']).toEqual(
    byCampaign.filter(({ calls }) => calls > 0).toSorted((one, other) => other.calls - one.calls),
  );
  for (const [index, id] of at.campaigns.entries()) {
    const of = counted.filter(({ campaign }) => campaign === index);
    const { body } = await at.owner.get(`/api/stats/campaigns/${id}?days=${days}`);
    const { successful, successRate: _rate, ...shown } = figures(of);
    const hours = [...new Set(of.map(({ hour }) => hour))].toSorted((one, other) => one - other);
    const buyers = at.buyers.map((buyerId, buyer) => {
      const { calls: offered, successRate } = buyerFigures(of, buyer);
      return { id: buyerId, uuid: expect.any(String), name: 'A buyer', calls: offered, successRate };
    });
    expect(body).toEqual({
      campaignId: id,
      ...shown,
      successfulCalls: successful,
      failedCalls: of.length - successful,
      topBuyers: buyers.filter((each) => each.calls > 0).toSorted((one, other) => other.calls - one.calls),
      callsByHour: hours.map((hour) => {
        const { totalCalls, successRate } = figures(of.filter((call) => call.hour === hour));
        return { hour, calls: totalCalls, successRate };
      }),
    });
  }
  for (const [buyer, id] of at.buyers.entries()) {
    const { body } = await at.owner.get(`/api/stats/buyers/${id}?days=${days}`);
    const own = buyerFigures(counted, buyer);
    expect(body).toMatchObject({
      buyerId: id,
      totalCalls: own.calls,
      successfulCalls: own.successful,
      averageCallDuration: own.averageCallDuration,
      totalRevenue: own.totalRevenue,
      revenueByCurrency: own.revenueByCurrency,
      conversionRate: own.conversionRate,
      performanceRating: own.calls === 0 ? 0 : Math.round((own.successful * 10) / own.calls) / 2,
    });
  }
  const today = counted.filter(({ daysAgo }) => daysAgo === 0);
  const { body: dashboard } = await at.owner.get('/api/stats/dashboard');
  expect(dashboard).toMatchObject({
    callsToday: today.length,
    successRateToday: figures(today).successRate,
    revenueToday: figures(today).totalRevenue,
    revenueByCurrency: figures(today).revenueByCurrency,
  });
}

const correctable = ['campaign', 'buyer', 'tried', 'disposition', 'talkTime', 'converted', 'revenueMicros'] as const;

/** A step: insert a call, copy one field of a call to another call, or update the sums. */
type Step =
  | { do: 'call'; call: CallToCount }
  | { do: 'correct'; which: number; what: (typeof correctable)[number]; call: CallToCount }
  | { do: 'count' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call' as const), call: anyCall }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      which: fc.nat(),
      call: anyCall,
      what: fc.constantFrom(...correctable),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('count' as const) }) },
);

// Hours of India begin within hours of UTC.
const anyZone = fc.constantFrom('UTC', 'America/Los_Angeles', 'Asia/Kolkata');

test('every figure equals a recount after any sequence of corrections and updates of the sums', async () => {
  const [at, other] = [await createStatisticsTenant(system), await createStatisticsTenant(system)];
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { maxLength: 30 }),
      fc.constantFrom(1, 7, 366),
      anyZone,
      async (steps, days, zone) => {
        await sql`update tenants set timezone = ${zone} where id = ${at.tenantId}`;
        await sql`delete from calls where tenant_id = any(${[at.tenantId, other.tenantId]})`;
        const calls: (CallToCount & { id: number })[] = [];
        for (const step of steps) {
          if (step.do === 'count') await system.runJob('statistics.update', {});
          else if (step.do === 'call') {
            calls.push({ ...step.call, id: (await insertCountedCall(system, step.call, at)).id });
            // The same call is also inserted for another tenant, because calls of other tenants must not count.
            await insertCountedCall(system, step.call, other);
          } else if (calls.length > 0) {
            const index = step.which % calls.length;
            const { id, ...call } = calls[index]!;
            const corrected = { ...call, [step.what]: step.call[step.what] };
            // The product always writes revenue and conversion together, so a call with revenue also has a conversion
            // value.
            if (corrected.revenueMicros !== null) corrected.converted ??= false;
            const { createdAt: _at, direction: _direction, ...columns } = columnsOf(corrected, at);
            await sql`update calls set ${sql(columns)} where id = ${id}`;
            calls[index] = { ...corrected, id };
          }
        }
        await expectRecount(calls, days, at, zone);
        await system.runJob('statistics.update', {});
        const [{ marks }] = await sql<[{ marks: number }]>`select count(*) as marks from call_changes`;
        expect(marks).toBe(0);
        await expectRecount(calls, days, at, zone);
      },
    ),
    { numRuns: 6 },
  );
}, 60_000);

const endedCall: CallToCount = {
  campaign: 0,
  buyer: 0,
  tried: [],
  agent: null,
  disposition: 'answered',
  daysAgo: 0,
  hour: 3,
  talkTime: 60,
  converted: true,
  revenueMicros: 1_000_000,
};

test.each([
  { campaign: 1 },
  { buyer: 1 },
  { tried: [1] },
  { disposition: 'no_answer' },
  { talkTime: 61 },
  { converted: false },
  { revenueMicros: 2_000_000 },
] satisfies Partial<CallToCount>[])(
  'a correction of %j alone is seen, though the call was counted before',
  async (change) => {
    const at = await createStatisticsTenant(system);
    const { id } = await insertCountedCall(system, endedCall, at);
    await system.runJob('statistics.update', {});
    const corrected = { ...endedCall, ...change };
    expect(corrected).not.toEqual(endedCall);
    const { createdAt: _at, direction: _direction, ...columns } = columnsOf(corrected, at);
    await sql`update calls set ${sql(columns)} where id = ${id}`;
    await expectRecount([corrected], 1, at);
    await system.runJob('statistics.update', {});
    await expectRecount([corrected], 1, at);
  },
);

test('no call is lost when sums are updated while calls end, earn revenue and are corrected', async () => {
  const at = await createStatisticsTenant(system);
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    const calls: CallToCount[] = [];
    for (let turn = 0; turn < 25; turn += 1) {
      const call = {
        ...endedCall,
        disposition: 'no_answer',
        converted: null,
        revenueMicros: null,
        hour: (writer + turn) % 4,
      };
      const { id } = await insertCountedCall(system, call, at);
      const outcome = { disposition: 'answered', talkTime: 60, converted: true, revenueMicros: 1_000_000 };
      await sql`update calls set ${sql({ ...outcome, revenueCurrency: 'USD' })} where id = ${id}`;
      calls.push({ ...call, ...outcome });
    }
    return calls;
  });
  const written = new AbortController();
  const counter = (async () => {
    while (!written.signal.aborted)
      await Promise.all([system.runJob('statistics.update', {}), at.owner.get('/api/stats/historical')]);
  })();
  const calls = (await Promise.all(writers)).flat();
  written.abort();
  await counter;
  expect(calls).toHaveLength(100);
  await expectRecount(calls, 1, at);
  await system.runJob('statistics.update', {});
  await expectRecount(calls, 1, at);
});
