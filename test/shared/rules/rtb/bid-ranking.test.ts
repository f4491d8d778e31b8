import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBids, isUnbeatable, type RankedBid } from '../../../../shared/rules/rtb/bid-ranking.ts';

const contender = fc.record({
  targetId: fc.integer({ min: 1, max: 50 }),
  priority: fc.integer({ min: 1, max: 3 }),
  weight: fc.integer({ min: 1, max: 3 }),
  maxBidMicros: fc.option(fc.integer({ min: 5, max: 10 })),
  conversionRate: fc.constantFrom(0, 0.25, 0.5, 1),
  exchangeRate: fc.constantFrom(0.5, 1, 1, 2),
  bidMicros: fc.integer({ min: 1, max: 10 }),
  responseMs: fc.integer({ min: 1, max: 5 }),
});
const bids = fc
  .uniqueArray(contender, { selector: ({ targetId }) => targetId, minLength: 1, maxLength: 8 })
  .map((all) =>
    all.map((each): RankedBid => ({
      ...each,
      bidMicros: each.maxBidMicros === null ? each.bidMicros : Math.min(each.bidMicros, each.maxBidMicros),
    })),
  );

test('the best bid does not depend on the order of arrival', () => {
  fc.assert(
    fc.property(bids, fc.boolean(), fc.infiniteStream(fc.nat()), (all, predictive, keys) => {
      const shuffled = all.map((bid) => ({ bid, at: keys.next().value ?? 0 })).toSorted((a, b) => a.at - b.at);
      const order = compareBids(predictive);
      expect(shuffled.map(({ bid }) => bid).toSorted(order)).toEqual(all.toSorted(order));
    }),
  );
});

test('deciding early never changes who wins', () => {
  fc.assert(
    fc.property(bids, fc.boolean(), (all, predictive) => {
      const order = compareBids(predictive);
      const byArrival = all.toSorted((a, b) => a.responseMs - b.responseMs);
      const winner = byArrival.toSorted(order)[0];
      const winnersDecided = byArrival.flatMap((_, index) => {
        const best = byArrival.slice(0, index + 1).toSorted(order)[0]!;
        const outstanding = byArrival.slice(index + 1);
        // Bids with the same response time arrive together, so the auction does not decide between their arrivals.
        const isInstant = outstanding.some((each) => each.responseMs === best.responseMs);
        return !isInstant && isUnbeatable(best, outstanding, predictive) ? [best] : [];
      });
      // The auction decides at the latest when the last bid arrives.
      expect(winnersDecided.length).toBeGreaterThan(0);
      expect(winnersDecided.filter((best) => best !== winner)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('the auction waits for a bidder without a ceiling', () => {
  const best = {
    targetId: 1,
    priority: 1,
    weight: 1,
    maxBidMicros: 9,
    conversionRate: 1,
    exchangeRate: 1,
    bidMicros: 9,
    responseMs: 1,
  };
  expect(isUnbeatable(best, [{ ...best, targetId: 2, maxBidMicros: null }], false)).toBe(false);
  expect(isUnbeatable(best, [{ ...best, targetId: 2 }], false)).toBe(true);
  expect(isUnbeatable(best, [{ ...best, targetId: 2, priority: 0 }], false)).toBe(false);
});

test('predictive ranking multiplies the price by the conversion rate', () => {
  const sure = {
    targetId: 1,
    priority: 1,
    weight: 1,
    maxBidMicros: 9,
    conversionRate: 0.9,
    exchangeRate: 1,
    bidMicros: 5,
    responseMs: 1,
  };
  const dear = { ...sure, targetId: 2, conversionRate: 0.1, bidMicros: 9 };
  expect([dear, sure].toSorted(compareBids(true))[0]).toBe(sure);
  expect([sure, dear].toSorted(compareBids(false))[0]).toBe(dear);
});

test('bids in several currencies are compared by their rates, and so is the highest bid that is still expected', () => {
  const dollars = {
    targetId: 1,
    priority: 1,
    weight: 1,
    maxBidMicros: 12,
    conversionRate: 1,
    exchangeRate: 1,
    bidMicros: 10,
    responseMs: 1,
  };
  const euros = { ...dollars, targetId: 2, bidMicros: 9, maxBidMicros: 9, exchangeRate: 1.25 };
  expect([dollars, euros].toSorted(compareBids(false))[0]).toBe(euros);
  expect(isUnbeatable(dollars, [euros], false)).toBe(false);
  expect(isUnbeatable({ ...dollars, bidMicros: 12 }, [euros], false)).toBe(true);
});
