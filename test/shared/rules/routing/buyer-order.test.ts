import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RoutingType, ROUTING_TYPES } from '../../../../shared/rules/campaigns/routing-type.ts';
import { orderBuyers, type RoutingCandidate } from '../../../../shared/rules/routing/buyer-order.ts';

const limit = fc.integer({ min: 0, max: 4 });

const buyer = fc.record({
  id: fc.integer({ min: 1, max: 10_000 }),
  name: fc.string(),
  phoneNumber: fc.constant('+14155551234'),
  priority: fc.integer({ min: 0, max: 3 }),
  lastTurn: fc.integer({ min: 0, max: 5 }),
  isActive: fc.boolean(),
  currentCalls: limit,
  maxConcurrentCalls: limit,
  callsToday: limit,
  dailyCallLimit: limit,
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
  lastTurn: 0,
  isActive: true,
  currentCalls: 0,
  maxConcurrentCalls: 1,
  callsToday: 0,
  dailyCallLimit: 0,
  isOurNumber: false,
  ...more,
});

const ids = (list: RoutingCandidate[]) => list.map(({ id }) => id);

test('every buyer is either in the order or skipped with a reason, once', () => {
  fc.assert(
    fc.property(type, buyers, tried, (type, buyers, tried) => {
      const { order, skipped } = orderBuyers(type, buyers, tried);
      const all = [...ids(order), ...skipped.map(({ buyer }) => buyer.id)];
      expect(new Set(all)).toEqual(new Set(ids(buyers)));
      expect(all).toHaveLength(buyers.length);
      for (const { reason } of skipped) expect(reason).toBeTruthy();
    }),
  );
});

test('no buyer in the order is inactive, tried, one of our numbers, or at a limit', () => {
  fc.assert(
    fc.property(type, buyers, tried, (type, buyers, tried) => {
      for (const buyer of orderBuyers(type, buyers, tried).order) {
        expect(buyer.isActive && !buyer.isOurNumber && !tried.includes(buyer.id)).toBe(true);
        expect(buyer.currentCalls).toBeLessThan(buyer.maxConcurrentCalls || Infinity);
        expect(buyer.callsToday).toBeLessThan(buyer.dailyCallLimit || Infinity);
      }
    }),
  );
});

test('a skipped buyer joins the order when the reason is removed', () => {
  const mended: Record<string, Partial<RoutingCandidate>> = {
    inactive: { isActive: true },
    own_number: { isOurNumber: false },
    concurrency_limit: { maxConcurrentCalls: 0 },
    daily_limit: { dailyCallLimit: 0 },
  };
  fc.assert(
    fc.property(type, buyer, (type, one) => {
      let candidate: RoutingCandidate = one;
      for (let reasons = 0; reasons < 4; reasons += 1) {
        const [passed] = orderBuyers(type, [candidate], []).skipped;
        if (passed) candidate = { ...candidate, ...mended[passed.reason] };
      }
      expect(ids(orderBuyers(type, [candidate], []).order)).toEqual([candidate.id]);
    }),
  );
});

test('the order does not depend on the order of the input', () => {
  fc.assert(
    fc.property(type, buyers, (type, buyers) => {
      expect(ids(orderBuyers(type, buyers.toReversed(), []).order)).toEqual(ids(orderBuyers(type, buyers, []).order));
    }),
  );
});

test('priority: lower goes first, equals take turns', () => {
  const list = [free(1, { priority: 2 }), free(2, { lastTurn: 7 }), free(3, { lastTurn: 4 }), free(4, { priority: 0 })];
  expect(ids(orderBuyers('priority', list, []).order)).toEqual([4, 3, 2, 1]);
});

test('pool: the least busy goes first', () => {
  const list = [
    free(1, { currentCalls: 2, maxConcurrentCalls: 9 }),
    free(2, { currentCalls: 1, maxConcurrentCalls: 2 }),
  ];
  expect(ids(orderBuyers('pool', list, []).order)).toEqual([2, 1]);
});

test('round robin distributes calls evenly', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 40 }), (count, calls) => {
      let list = Array.from({ length: count }, (_, at) => free(at + 1));
      const given = new Map<number, number>();
      for (let turn = 1; turn <= calls; turn += 1) {
        const [first] = orderBuyers('round_robin', list, []).order;
        given.set(first!.id, (given.get(first!.id) ?? 0) + 1);
        list = list.map((buyer) => (buyer.id === first!.id ? { ...buyer, lastTurn: turn } : buyer));
      }
      const shares = list.map(({ id }) => given.get(id) ?? 0);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});
