import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BidTerms, readBid } from '../../../../shared/rules/rtb/bid-response.ts';

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
/** The example response of the API reference. */
const good = { bidAmount: 8.75, destinationNumber: '+1987654321', accepted: true, currency: 'USD', duration: 300 };

test('the example bid is valid', () => {
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

test('prototype members are not read as data', () => {
  const reply = JSON.parse(
    '{"__proto__":{"accepted":true,"bidAmount":20,"destinationNumber":"+14155551234"}}',
  ) as unknown;
  expect(readBid(reply, terms).reason).toBe('not_accepted');
  expect(readBid(reply, { ...terms, acceptancePath: '__proto__.accepted' }).reason).toBe('not_accepted');
});

test.each([true, 1, 'true', 'Yes', '1'])('%s accepts the call', (accepted) => {
  expect(readBid({ ...good, accepted }, terms).bid).toBeDefined();
});

test('bids at the floor and at the ceiling are valid', () => {
  for (const bidAmount of [2.5, 25, '25.00']) expect(readBid({ ...good, bidAmount }, terms).bid).toBeDefined();
});

test('a SIP address is a destination', () => {
  const destinationNumber = 'sip:RTBabc123@rtb.example.com:5060';
  expect(readBid({ ...good, destinationNumber }, terms).bid?.destination).toBe(destinationNumber);
});

test('no reply makes the reader throw, and every bid that it accepts keeps all rules', () => {
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
