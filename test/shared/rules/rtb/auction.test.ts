import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BidTerms, readBid } from '../../../../shared/rules/rtb/bid-response.ts';
import { isUnbeatable } from '../../../../shared/rules/rtb/bid-ranking.ts';
import { compareBids } from '../../../../shared/rules/rtb/bid-ranking.ts';
import { type RankedBid } from '../../../../shared/rules/rtb/bid-ranking.ts';
import { bidReasons } from '../../../../shared/rules/rtb/bid-reasons.ts';

const terms: BidTerms = {
  bidAmountPath: 'bidAmount',
  destinationNumberPath: 'destinationNumber',
  acceptancePath: 'accepted',
  currencyPath: 'currency',
  durationPath: 'duration',
  minBidMicros: 2_500_000,
  maxBidMicros: 25_000_000,
  currency: 'USD',
};
/** The document's expected response. */
const good = { bidAmount: 8.75, destinationNumber: '+1987654321', accepted: true, currency: 'USD', duration: 300 };

test("the document's bid counts", () => {
  expect(readBid(good, terms).bid).toEqual({
    bidMicros: 8_750_000,
    destination: '+1987654321',
    conversionSeconds: 300,
    expirySeconds: 60,
  });
});

test.each([
  ['not_accepted', { accepted: false, bidAmount: 25 }],
  ['not_accepted', { accepted: undefined }],
  ['not_accepted', { accepted: 'no' }],
  ['not_accepted', { accepted: {} }],
  ['not_accepted', { accepted: [true] }],
  ['invalid_amount', { bidAmount: 'NaN' }],
  ['invalid_amount', { bidAmount: Number.NaN }],
  ['invalid_amount', { bidAmount: Infinity }],
  ['invalid_amount', { bidAmount: '1e9' }],
  ['invalid_amount', { bidAmount: '0x19' }],
  ['invalid_amount', { bidAmount: 0 }],
  ['invalid_amount', { bidAmount: -5 }],
  ['invalid_amount', { bidAmount: null }],
  ['invalid_amount', { bidAmount: [8.75] }],
  ['invalid_amount', { bidAmount: 8.123456789 }],
  ['wrong_currency', { currency: 'EUR' }],
  ['wrong_currency', { currency: 840 }],
  ['below_floor', { bidAmount: 2.49 }],
  ['over_ceiling', { bidAmount: 875 }],
  ['invalid_destination', { destinationNumber: '911' }],
  ['invalid_destination', { destinationNumber: 'call me' }],
  ['invalid_destination', { destinationNumber: 14155551234 }],
  ['invalid_destination', { destinationNumber: 'sip:a@b@c' }],
  ['invalid_destination', { destinationNumber: 'sip:x@evil.example"><Play>' }],
  ['invalid_destination', { destinationNumber: undefined }],
  ['charged_destination', { destinationNumber: '+19005551234' }],
  ['charged_destination', { destinationNumber: '+448712345678' }],
  ['expired', { expireInSeconds: 3 }],
] as const)('%s: %j', (reason, wrong) => {
  const reading = readBid({ ...good, ...wrong }, terms);
  expect(reading.reason).toBe(reason);
  expect(reading.bid).toBeUndefined();
});

test('reading a prototype for data wins nothing', () => {
  const reply = JSON.parse(
    '{"__proto__":{"accepted":true,"bidAmount":20,"destinationNumber":"+14155551234"}}',
  ) as unknown;
  expect(readBid(reply, terms).reason).toBe('not_accepted');
  expect(readBid(reply, { ...terms, acceptancePath: '__proto__.accepted' }).reason).toBe('not_accepted');
});

test.each([true, 1, 'true', 'Yes', '1'])('%s is yes', (accepted) => {
  expect(readBid({ ...good, accepted }, terms).bid).toBeDefined();
});

test('the limits themselves are within', () => {
  for (const bidAmount of [2.5, 25, '25.00']) expect(readBid({ ...good, bidAmount }, terms).bid).toBeDefined();
});

test('a SIP address is a destination', () => {
  const destinationNumber = 'sip:RTBabc123@rtb.example.com:5060';
  expect(readBid({ ...good, destinationNumber }, terms).bid?.destination).toBe(destinationNumber);
});

test('no reply at all breaks the reader, and what it lets through keeps every rule', () => {
  const member = fc.oneof(fc.jsonValue(), fc.double(), fc.constantFrom('+14155551234', true, 'USD', 8.75));
  const reply = fc.oneof(
    fc.jsonValue(),
    fc.record(
      { accepted: member, bidAmount: member, currency: member, destinationNumber: member, duration: member },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(reply, (each) => {
      const { bid, reason } = readBid(each, terms);
      expect((bid === undefined) !== (reason === undefined)).toBe(true);
      if (!bid) return;
      expect(Number.isInteger(bid.bidMicros)).toBe(true);
      expect(bid.bidMicros).toBeGreaterThanOrEqual(terms.minBidMicros);
      expect(bid.bidMicros).toBeLessThanOrEqual(terms.maxBidMicros!);
      expect(bid.destination).toMatch(/^(\+[1-9]\d{6,14}|sips?:\S+@\S+)$/);
    }),
    { numRuns: 2_000 },
  );
});

const contender = fc.record({
  targetId: fc.integer({ min: 1, max: 50 }),
  priority: fc.integer({ min: 1, max: 3 }),
  weight: fc.integer({ min: 1, max: 3 }),
  maxBidMicros: fc.option(fc.integer({ min: 5, max: 10 })),
  conversionRate: fc.constantFrom(0, 0.25, 0.5, 1),
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

test('the best bid does not depend on the order in which bids came', () => {
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
        // Two that answered in the same instant are both there before anything is decided.
        const isInstant = outstanding.some((each) => each.responseMs === best.responseMs);
        return !isInstant && isUnbeatable(best, outstanding, predictive) ? [best] : [];
      });
      // With everybody there it is decided at the latest.
      expect(winnersDecided.length).toBeGreaterThan(0);
      expect(winnersDecided.filter((best) => best !== winner)).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('a bidder without a ceiling is waited for', () => {
  const best = { targetId: 1, priority: 1, weight: 1, maxBidMicros: 9, conversionRate: 1, bidMicros: 9, responseMs: 1 };
  expect(isUnbeatable(best, [{ ...best, targetId: 2, maxBidMicros: null }], false)).toBe(false);
  expect(isUnbeatable(best, [{ ...best, targetId: 2 }], false)).toBe(true);
  expect(isUnbeatable(best, [{ ...best, targetId: 2, priority: 0 }], false)).toBe(false);
});

test('prediction weighs a price by the chance to earn it', () => {
  const sure = {
    targetId: 1,
    priority: 1,
    weight: 1,
    maxBidMicros: 9,
    conversionRate: 0.9,
    bidMicros: 5,
    responseMs: 1,
  };
  const dear = { ...sure, targetId: 2, conversionRate: 0.1, bidMicros: 9 };
  expect([dear, sure].toSorted(compareBids(true))[0]).toBe(sure);
  expect([sure, dear].toSorted(compareBids(false))[0]).toBe(dear);
});

test('each reason has a code of its own', () => {
  const codes = Object.values(bidReasons).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
