import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RoutingType, ROUTING_TYPES } from '../../../../shared/rules/campaigns/routing-type.ts';
import { orderBuyers, type RoutingCandidate } from '../../../../shared/rules/routing/buyer-order.ts';

const limit = fc.integer({ min: 0, max: 4 });

const nowMs = Date.UTC(2026, 0, 14, 12);
const NEVER = { days: [], start: '09:00', end: '17:00' };

const buyer = fc.record({
  id: fc.integer({ min: 1, max: 10_000 }),
  name: fc.string(),
  phoneNumber: fc.constant('+14155551234'),
  priority: fc.integer({ min: 0, max: 3 }),
  weight: fc.integer({ min: 1, max: 5 }),
  lastTurn: fc.integer({ min: 0, max: 5 }),
  weightedTurn: fc.integer({ min: 0, max: 5 }),
  isActive: fc.boolean(),
  hoursOfOperation: fc.constantFrom(null, NEVER),
  timezone: fc.constant('UTC'),
  priceMicros: fc.integer({ min: 0, max: 2 }),
  currentCalls: limit,
  maxConcurrentCalls: limit,
  callsThisHour: limit,
  hourlyCallLimit: limit,
  callsToday: limit,
  dailyCallLimit: limit,
  callsThisMonth: limit,
  monthlyCallLimit: limit,
  revenueTodayMicros: limit,
  dailyRevenueCapMicros: limit,
  revenueThisMonthMicros: limit,
  monthlyRevenueCapMicros: limit,
  isOurNumber: fc.boolean(),
});
const buyers = fc.uniqueArray(buyer, { selector: ({ id }) => id, maxLength: 20 });
const type = fc.constantFrom<RoutingType>(...ROUTING_TYPES);
const tried = fc.array(fc.integer({ min: 1, max: 10_000 }), { maxLength: 5 });

const free = (id: number, more: Partial<RoutingCandidate> = {}): RoutingCandidate => ({
  id,
  name: `Buyer ${id}`,
  phoneNumber: `+1415555${1000 + id}`,
  priority: 1,
  weight: 1,
  lastTurn: 0,
  weightedTurn: 0,
  isActive: true,
  hoursOfOperation: null,
  timezone: 'UTC',
  priceMicros: 0,
  currentCalls: 0,
  maxConcurrentCalls: 1,
  callsThisHour: 0,
  hourlyCallLimit: 0,
  callsToday: 0,
  dailyCallLimit: 0,
  callsThisMonth: 0,
  monthlyCallLimit: 0,
  revenueTodayMicros: 0,
  dailyRevenueCapMicros: 0,
  revenueThisMonthMicros: 0,
  monthlyRevenueCapMicros: 0,
  isOurNumber: false,
  ...more,
});

const orderOf = (type: RoutingType, buyers: RoutingCandidate[], triedIds: number[] = [], isBillable = true) =>
  orderBuyers(type, buyers, { triedIds, isBillable, nowMs });

const ids = (list: RoutingCandidate[]) => list.map(({ id }) => id);

test('every buyer is either in the order or skipped with a reason, once', () => {
  fc.assert(
    fc.property(type, buyers, tried, (type, buyers, tried) => {
      const { order, skipped } = orderOf(type, buyers, tried);
      const all = [...ids(order), ...skipped.map(({ buyer }) => buyer.id)];
      expect(new Set(all)).toEqual(new Set(ids(buyers)));
      expect(all).toHaveLength(buyers.length);
      for (const { reason } of skipped) expect(reason).toBeTruthy();
    }),
  );
});

test('no buyer in the order is inactive, tried, one of our numbers, closed, or at a limit', () => {
  let ordered = 0;
  fc.assert(
    fc.property(type, buyers, tried, fc.boolean(), (type, buyers, tried, isBillable) => {
      for (const buyer of orderOf(type, buyers, tried, isBillable).order) {
        expect(buyer.isActive && !buyer.isOurNumber && !tried.includes(buyer.id)).toBe(true);
        expect(buyer.currentCalls).toBeLessThan(buyer.maxConcurrentCalls || Infinity);
        expect(buyer.callsThisHour).toBeLessThan(buyer.hourlyCallLimit || Infinity);
        expect(buyer.callsToday).toBeLessThan(buyer.dailyCallLimit || Infinity);
        expect(buyer.callsThisMonth).toBeLessThan(buyer.monthlyCallLimit || Infinity);
        const price = isBillable ? buyer.priceMicros : 0;
        expect(buyer.revenueTodayMicros + price).toBeLessThanOrEqual(buyer.dailyRevenueCapMicros || Infinity);
        expect(buyer.revenueThisMonthMicros + price).toBeLessThanOrEqual(buyer.monthlyRevenueCapMicros || Infinity);
        expect(buyer.hoursOfOperation).toBeNull();
        ordered += 1;
      }
    }),
    // Few random buyers may get a call, and without such a buyer the test would prove nothing.
    { numRuns: 2_000 },
  );
  expect(ordered).toBeGreaterThan(5);
});

test('a skipped buyer joins the order when the reason is removed', () => {
  const mended: Record<string, Partial<RoutingCandidate>> = {
    inactive: { isActive: true },
    own_number: { isOurNumber: false },
    concurrency_limit: { maxConcurrentCalls: 0 },
    closed: { hoursOfOperation: null },
    hourly_limit: { hourlyCallLimit: 0 },
    daily_limit: { dailyCallLimit: 0 },
    monthly_limit: { monthlyCallLimit: 0 },
    daily_revenue_cap: { dailyRevenueCapMicros: 0 },
    monthly_revenue_cap: { monthlyRevenueCapMicros: 0 },
  };
  fc.assert(
    fc.property(type, buyer, (type, one) => {
      let candidate: RoutingCandidate = one;
      for (let reasons = 0; reasons < 9; reasons += 1) {
        const [passed] = orderOf(type, [candidate]).skipped;
        if (passed) candidate = { ...candidate, ...mended[passed.reason] };
      }
      expect(ids(orderOf(type, [candidate]).order)).toEqual([candidate.id]);
    }),
  );
});

test('the order does not depend on the order of the input', () => {
  fc.assert(
    fc.property(type, buyers, (type, buyers) => {
      expect(ids(orderOf(type, buyers.toReversed()).order)).toEqual(ids(orderOf(type, buyers).order));
    }),
  );
});

test('priority: lower goes first, equals take turns', () => {
  const list = [free(1, { priority: 2 }), free(2, { lastTurn: 7 }), free(3, { lastTurn: 4 }), free(4, { priority: 0 })];
  expect(ids(orderOf('priority', list).order)).toEqual([4, 3, 2, 1]);
});

test('pool: the least busy goes first', () => {
  const list = [
    free(1, { currentCalls: 2, maxConcurrentCalls: 9 }),
    free(2, { currentCalls: 1, maxConcurrentCalls: 2 }),
  ];
  expect(ids(orderOf('pool', list).order)).toEqual([2, 1]);
});

/** Routes calls and returns how many each buyer got. */
function share(
  type: RoutingType,
  calls: number,
  buyers: RoutingCandidate[],
  isTaken = (_id: number, _turn: number) => false,
) {
  let list = buyers;
  const given = new Map(buyers.map(({ id }) => [id, 0]));
  for (let turn = 1; turn <= calls; turn += 1) {
    const now = list.map((buyer) => ({ ...buyer, currentCalls: isTaken(buyer.id, turn) ? 1 : 0 }));
    const [first] = orderOf(type, now).order;
    if (!first) continue;
    given.set(first.id, given.get(first.id)! + 1);
    const after = { lastTurn: turn, weightedTurn: first.weightedTurnAfter };
    list = list.map((buyer) => (buyer.id === first.id ? { ...buyer, ...after } : buyer));
  }
  return [...given.values()];
}

test('round robin distributes calls evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 40 }), (count, calls) => {
      const shares = share(
        'round_robin',
        calls,
        Array.from({ length: count }, (_, at) => free(at + 1)),
      );
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});

test('buyers share calls by their weights', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(weights, fc.constantFrom<RoutingType>('priority', 'round_robin'), (weights, type) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const buyers = weights.map((weight, at) => free(at + 1, { weight }));
      for (const [at, got] of share(type, total * 10, buyers).entries())
        expect(Math.abs(got - weights[at]! * 10)).toBeLessThanOrEqual(2);
    }),
  );
});

const isBusy = (id: number, turn: number) => id === 1 && turn <= 100;

test('a buyer that was busy for long gets no calls to catch up', () => {
  expect(share('round_robin', 100, [free(1), free(2)], isBusy)).toEqual([0, 100]);
  const [returned] = share('round_robin', 120, [free(1), free(2)], isBusy);
  expect(returned).toBeGreaterThanOrEqual(10);
  expect(returned).toBeLessThanOrEqual(11);
});
