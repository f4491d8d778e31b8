/**
 * After any sequence of calls, bids, dial results, refunds, adjustments, disputes, midnights and clock changes: the ledger
 * balances, caps hold, and the money by campaign, buyer, target and publisher is the same.
 */
import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, inject, test } from 'vitest';
import { callbacks } from '../../../../shared/callbacks.ts';
import { applyPostback, postbackUrl } from '../../../../shared/domain/routing/postbacks.ts';
import { DomainError } from '../../../../shared/errors.ts';
import { claimBuyer } from '../../../../sql/calls/buyer-claims.ts';
import { listReportRows, type ReportDimension } from '../../../../sql/operations/reports.ts';
import { claimAward, claimedAward } from '../../../../sql/rtb/awards.ts';
import { forwardToBidder } from '../../../../sql/routing/inbound.ts';
import { openSession } from '../../../helpers/api/client.ts';
import { AUCTION_ENV, createAuctionMarket } from '../../../helpers/fixtures/auctions.ts';
import { callBySid, endCallerLeg, randomCallSid, reportDialResult } from '../../../helpers/fixtures/inbound-calls.ts';
import { ledgerProblems } from '../../../helpers/fixtures/paid-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx, config } = system;
const { sql } = ctx;

const ZONE = 'America/Los_Angeles';
const DAILY_CAP = 2;
const MONTHLY_CAP = 3;
const BUYER_LIMIT = 2;
const CONCURRENT_MAX = 2;

/** A tenant with a bidder in dollars, a bidder in euros, two buyers in dollars and pounds, and a publisher. */
async function createMarket() {
  const at = await createAuctionMarket(system, [
    { kind: 'fast', target: { dailyCap: DAILY_CAP, timezone: ZONE, maxConcurrentCalls: CONCURRENT_MAX } },
    { kind: 'fast', target: { monthlyCap: MONTHLY_CAP, timezone: ZONE, currency: 'EUR', conversionSeconds: 90 } },
  ]);
  const { tenantId, campaignId } = at;
  const owner = await openSession(system, at.owner);
  const publisher = await owner.post('/api/publishers', { name: 'Publisher', defaultPayout: 3, currency: 'CAD' });
  await owner.post(`/api/publishers/${publisher.body['id']}/campaigns`, { campaignId });
  const [number] = await sql<[{ id: number }]>`
    insert into phone_numbers (tenant_id, phone_number, publisher_id)
    values (${tenantId}, ${`+1415${String(tenantId).padStart(7, '5')}`}, ${publisher.body['id'] as number}) returning id`;
  const buyer = { pricePerCall: 10, dailyCallLimit: BUYER_LIMIT, maxConcurrentCalls: CONCURRENT_MAX, timezone: ZONE };
  const buyers = [
    await owner.post('/api/buyers', { name: 'One', phoneNumber: '+14155550123', ...buyer }),
    await owner.post('/api/buyers', { name: 'Two', phoneNumber: '+14155550124', ...buyer, currency: 'GBP' }),
  ].map(({ body }) => ({ id: body['id'] as number, phoneNumber: body['phoneNumber'] as string }));
  return { ...at, owner, buyers, numberId: number.id };
}

type Market = Awaited<ReturnType<typeof createMarket>>;
type Live = { id: number; uuid: string; sid: string };
type State = { live: Live[]; ended: number[]; disputes: number[] };

async function startCall({ tenantId, campaignId, numberId }: Market, hasPublisher: boolean): Promise<Live> {
  const sid = randomCallSid();
  const [row] = await sql<[{ id: number; uuid: string }]>`
    insert into calls (tenant_id, campaign_id, phone_number_id, direction, status, call_sid, from_number, to_number, start_time)
    values (${tenantId}, ${campaignId}, ${hasPublisher ? numberId : null}, 'inbound', 'ringing', ${sid}, '+14155557777',
      '+12125550100', clock_now()) returning id, uuid`;
  return { ...row, sid };
}

/** Gives a call to a bidder or a buyer, if their caps allow it, as the routing does. */
async function giveCall(market: Market, call: Live, to: number): Promise<void> {
  const { tenantId, routerId, targetIds, buyers } = market;
  if (to >= targetIds.length) {
    await claimBuyer(sql, call.id, buyers[to - targetIds.length]!);
    return;
  }
  await claimAward(sql, tenantId, {
    callId: call.id,
    targetId: targetIds[to]!,
    routerId,
    requestId: `req_${randomUUID()}`,
    bidMicros: 7_250_001,
    currency: to === 0 ? 'USD' : 'EUR',
    comparedCurrency: 'USD',
    exchangeRate: to === 0 ? 1 : 1.25,
    rateDay: to === 0 ? null : '2026-01-01',
    destination: '+14155550199',
    conversionSeconds: null,
  });
  const award = await claimedAward(sql, { id: call.id, tenantId });
  if (award) await forwardToBidder(sql, call.id, award);
}

async function endCall(call: Live, seconds: number): Promise<void> {
  const { routeAttempt } = await callBySid(system, call.sid);
  const twiml = `action="${callbacks.dialResult(config, call.uuid, routeAttempt)}"`;
  const result: Record<string, string> =
    seconds === 0
      ? { DialCallStatus: 'no-answer' }
      : { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: String(seconds) };
  if (routeAttempt > 0)
    await reportDialResult(system, twiml, { CallSid: call.sid, CallStatus: 'completed', ...result });
  await endCallerLeg(system, call.sid, { CallDuration: String(seconds) });
  for (let n = 0; n < 2; n += 1) await system.runJob('call.value', { callId: call.id });
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('call' as const), to: fc.nat(3), hasPublisher: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('end' as const), seconds: fc.constantFrom(0, 30, 61, 200) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('correct' as const),
      how: fc.constantFrom('converted', 'unconverted', 'adjust', 'dispute', 'cost', 'postback'),
      cents: fc.integer({ min: -500, max: 500 }),
      which: fc.nat(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      outcome: fc.constantFrom('accepted', 'rejected', 'withdrawn'),
      reversePayout: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('travel' as const), to: fc.constantFrom('midnight', 'change') }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Travels to just before the next midnight, or into the hour before the next clock change, and lets a minute pass. */
async function travel(to: string): Promise<void> {
  const now = DateTime.fromMillis(ctx.clock.nowMs(), { zone: ZONE });
  const changes = ['2026-03-08T01:59:30', '2026-11-01T01:59:30'].map((text) => DateTime.fromISO(text, { zone: ZONE }));
  const midnight = now.endOf('day').minus({ seconds: 30 });
  const next = to === 'midnight' ? midnight : (changes.find((change) => change > now) ?? midnight);
  await system.advanceClock(Math.max(45, next.diff(now).as('seconds')));
}

/** Sends one of a few reports of the buyer or bidder who took the call, so that reports are often repeated. */
async function sendPostback(
  state: State,
  id: number,
  { cents, which }: { cents: number; which: number },
): Promise<void> {
  const [call] = await sql<[{ uuid: string; buyer: string | null; target: string | null }]>`
    select c.uuid, b.uuid as buyer, t.uuid as target from calls c left join buyers b on b.id = c.buyer_id
      left join rtb_targets t on t.id = c.target_id where c.id = ${id}`;
  const kind = call.buyer === null ? 'target' : 'buyer';
  const uuid = call.buyer ?? call.target;
  if (uuid === null) return;
  const signature = postbackUrl(ctx, kind, uuid).split('/').at(-1)!;
  const event = (['conversion', 'conversion', 'adjustment', 'dispute'] as const)[Math.abs(cents) % 4]!;
  const report = {
    call: call.uuid,
    event,
    converted: cents > 0,
    ...(event !== 'conversion' && { amountMicros: cents * 10_000 }),
    id: `r${which % 3}`,
  };
  await applyPostback(ctx, { kind, uuid, signature }, report).catch((error) => {
    if (!(error instanceof DomainError)) throw error;
  });
  const open = await sql<{ id: number }[]>`select id from disputes where call_id = ${id} and status = 'open'`;
  state.disputes.push(...open.map((dispute) => dispute.id).filter((each) => !state.disputes.includes(each)));
}

async function correctCall(market: Market, state: State, made: Extract<Step, { do: 'correct' }>): Promise<void> {
  const id = state.ended[made.which % Math.max(1, state.ended.length)];
  if (id === undefined) return;
  const { owner } = market;
  const amount = made.cents / 100;
  if (made.how === 'cost') {
    await sql`update calls set cost = ${Math.abs(amount)}, cost_source = 'rated' where id = ${id}`;
  } else if (made.how === 'adjust') {
    await owner.post(`/api/calls/${id}/adjustments`, { revenue: amount, payout: amount, reason: 'Agreed' });
  } else if (made.how === 'dispute') {
    const disputed = amount > 0 ? { amount } : {};
    const { status, body } = await owner.post(`/api/calls/${id}/disputes`, { reason: 'Wrong', ...disputed });
    if (status === 201) state.disputes.push(body['id'] as number);
  } else if (made.how === 'postback') {
    await sendPostback(state, id, made);
  } else {
    await owner.post(`/api/calls/${id}/conversion`, { converted: made.how === 'converted' });
  }
}

async function take(market: Market, state: State, made: Step): Promise<void> {
  if (made.do === 'call') {
    const call = await startCall(market, made.hasPublisher);
    await giveCall(market, call, made.to);
    state.live.push(call);
  } else if (made.do === 'end') {
    const call = state.live.shift();
    if (!call) return;
    await endCall(call, made.seconds);
    state.ended.push(call.id);
  } else if (made.do === 'resolve') {
    const id = state.disputes.shift();
    if (id === undefined) return;
    const { outcome, reversePayout } = made;
    const { status } = await market.owner.post(`/api/disputes/${id}/resolve`, { outcome, reversePayout });
    if (status !== 200) throw new Error(`The dispute could not be resolved: ${status}`);
  } else if (made.do === 'travel') await travel(made.to);
  else await correctCall(market, state, made);
}

/** Returns the caps that were exceeded, counted from the calls and awards themselves. */
async function exceededCaps({ tenantId, targetIds }: Market): Promise<object[]> {
  return await sql<object[]>`
    select 'day' as cap, day, count(*) from (
      select date_trunc('day', awarded_at, ${ZONE}) as day from rtb_awards
      where target_id = ${targetIds[0]!} and status <> 'released') w group by day having count(*) > ${DAILY_CAP}
    union all
    select 'month', month, count(*) from (
      select date_trunc('month', awarded_at, ${ZONE}) as month from rtb_awards
      where target_id = ${targetIds[1]!} and status <> 'released') w group by month having count(*) > ${MONTHLY_CAP}
    union all
    select 'concurrent', null, count(*) from rtb_awards where target_id = ${targetIds[0]!} and status = 'claimed'
      having count(*) > ${CONCURRENT_MAX}
    union all
    select 'buyer', day, count(*) from (
      select buyer_id, date_trunc('day', created_at, ${ZONE}) as day from calls
      where tenant_id = ${tenantId} and buyer_id is not null) c group by buyer_id, day having count(*) > ${BUYER_LIMIT}
    union all
    select 'buyer at once', null, count(*) from calls where tenant_id = ${tenantId} and buyer_claimed
      group by buyer_id having count(*) > ${CONCURRENT_MAX}`;
}

type Sums = Record<string, [revenue: number, payout: number, cost: number]>;

/** Returns the sums of the ledger by currency. */
async function ledgerSums(tenantId: number): Promise<Sums> {
  const rows = await sql<{ currency: string; revenue: number; payout: number; cost: number; owed: number }[]>`
    select currency, -coalesce(sum(amount_micros) filter (where account = 'revenue'), 0)::bigint as revenue,
      coalesce(sum(amount_micros) filter (where account = 'payout'), 0)::bigint as payout,
      coalesce(sum(amount_micros) filter (where account = 'carrier_cost'), 0)::bigint as cost,
      coalesce(sum(amount_micros) filter (where account in ('buyer', 'target', 'disputed')), 0)::bigint as owed
    from ledger_entries where tenant_id = ${tenantId} group by currency order by currency`;
  // What buyers and bidders owe is what was earned.
  for (const { revenue, owed } of rows) expect(owed).toBe(revenue);
  const [{ isSetAside }] = await sql<[{ isSetAside: boolean }]>`
    select coalesce((select sum(amount_micros) from ledger_entries where tenant_id = ${tenantId} and account = 'disputed'), 0)
      = coalesce((select sum(amount_micros) from disputes where tenant_id = ${tenantId} and status = 'open'), 0) as is_set_aside`;
  expect(isSetAside).toBe(true);
  const moved = rows.filter(({ revenue, payout, cost }) => revenue !== 0 || payout !== 0 || cost !== 0);
  return Object.fromEntries(moved.map(({ currency, revenue, payout, cost }) => [currency, [revenue, payout, cost]]));
}

const DIMENSIONS: ReportDimension[] = ['campaign', 'buyer', 'target', 'publisher'];

async function expectTrueMoney(market: Market, ended: number): Promise<void> {
  const { tenantId } = market;
  expect(await ledgerProblems(system, tenantId)).toEqual([]);
  const expected = await ledgerSums(tenantId);
  const period = { from: new Date('2025-01-01'), before: new Date('2030-01-01') };
  const report = { period, timezone: ZONE, currency: 'USD', states: new Map<string, string>() };
  for (const dimension of DIMENSIONS) {
    const query = { ...report, dimensions: [dimension] };
    const rows = await listReportRows(sql, tenantId, query, { limit: 1_000, offset: 0 });
    const sums: Sums = {};
    for (const row of rows) {
      const [revenue, payout, cost] = sums[row.currency] ?? [0, 0, 0];
      sums[row.currency] = [revenue + row.revenueMicros, payout + row.payoutMicros, cost + row.carrierCostMicros];
    }
    const moved = Object.fromEntries(Object.entries(sums).filter(([, each]) => each.some((micros) => micros !== 0)));
    expect([dimension, moved]).toEqual([dimension, expected]);
    expect(rows.reduce((all, { calls }) => all + calls, 0)).toBe(ended);
  }
}

test('money, caps and sums stay true after each step of any sequence', async () => {
  const [runs, stepsMax] = inject('isLong') ? [60, 60] : [2, 14];
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: stepsMax, maxLength: stepsMax }), async (steps) => {
      const market = await createMarket();
      const state: State = { live: [], ended: [], disputes: [] };
      for (const made of steps) {
        await take(market, state, made);
        expect(await exceededCaps(market)).toEqual([]);
        await expectTrueMoney(market, state.ended.length);
      }
    }),
    // A busy machine does fewer runs, so that the test ends before its timeout.
    { numRuns: runs, endOnFailure: !inject('isLong'), interruptAfterTimeLimit: 900_000 },
  );
}, 1_200_000);
