import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BidSituation, type BidTerms, readBid as readBidIn } from '../../../../shared/rules/rtb/bid-response.ts';
import { ACCEPTANCE_VALUES_DEFAULT } from '../../../../shared/rules/rtb/bid-values.ts';

const terms: BidTerms = {
  bidAmountPath: 'bidAmount',
  destinationNumberPath: 'destinationNumber',
  acceptancePath: 'accepted',
  acceptanceValues: ACCEPTANCE_VALUES_DEFAULT,
  expiryPath: null,
  currencyPath: 'currency',
  durationPath: 'duration',
  minBidMicros: 2_500_000,
  maxBidMicros: 25_000_000,
  currency: 'USD',
};
const NOW_MS = Date.UTC(2026, 4, 4, 12);
const readBid = (reply: unknown, of: BidTerms, situation: Partial<BidSituation> = {}) =>
  readBidIn(reply, of, { countries: ['US'], nowMs: NOW_MS, ...situation });

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
  ['no_bid', { bidAmount: 0 }],
  ['no_bid', { bidAmount: '0.00' }],
  ['no_bid', { bidAmount: 0, accepted: undefined, rejectReason: 'Final capacity check (Code: 1006)' }],
  ['not_accepted', { bidAmount: 0, accepted: false }],
  ['invalid_amount', { bidAmount: -5 }],
  ['no_bid', { bidAmount: null }],
  ['no_bid', { bidAmount: null, accepted: undefined, message: 'no coverage' }],
  ['no_bid', { bidAmount: undefined, accepted: undefined, reason: 'duplicate' }],
  ['invalid_amount', { bidAmount: undefined }],
  ['invalid_amount', { bidAmount: '1,250,0' }],
  ['invalid_amount', { bidAmount: '8.7.5' }],
  ['invalid_amount', { bidAmount: '-8.75' }],
  ['invalid_amount', { bidAmount: [8.75] }],
  ['wrong_currency', { currency: 'EUR' }],
  ['wrong_currency', { currency: 840 }],
  ['below_floor', { bidAmount: 2.49 }],
  ['over_ceiling', { bidAmount: 875 }],
  ['invalid_destination', { destinationNumber: '911' }],
  ['invalid_destination', { destinationNumber: 'call me' }],
  ['wrong_currency', { bidAmount: '€8.75' }],
  ['wrong_currency', { bidAmount: '8.75 EUR' }],
  ['country_not_allowed', { destinationNumber: '+442071838750' }],
  ['country_not_allowed', { destinationNumber: '+18765551234' }],
  ['invalid_destination', { destinationNumber: 'sip:a@b@c' }],
  ['invalid_destination', { destinationNumber: 'sip:x@evil.example"><Play>' }],
  ['invalid_destination', { destinationNumber: undefined }],
  ['charged_destination', { destinationNumber: '+19005551234' }],
  ['charged_destination', { destinationNumber: '19005551234' }],
  ['charged_destination', { destinationNumber: '+448712345678' }],
  ['charged_destination', { destinationNumber: '+88213123456' }],
  ['charged_destination', { destinationNumber: '+883510001234567' }],
  ['expired', { expireInSeconds: 1 }],
  ['expired', { expires_at: '2026-05-04T11:59:00Z' }],
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

test.each([
  ['+14155550100', '+14155550100'],
  ['4155550100', '+14155550100'],
  ['14155550100', '+14155550100'],
  [14155550100, '+14155550100'],
  ['(415) 555-0100', '+14155550100'],
  ['+1 415 555 0100', '+14155550100'],
  ['+1-415-555-0100', '+14155550100'],
  ['tel:+1-415-555-0100', '+14155550100'],
  ['tel:+14155550100;ext=7', '+14155550100'],
  ['SIP:a@b.com', 'sip:a@b.com'],
  ['sip:a@b.com;transport=tls', 'sip:a@b.com;transport=tls'],
  ['sip:a@b.com:5061;transport=tls?x-key=1', 'sip:a@b.com:5061;transport=tls?x-key=1'],
  ['RTB1a2b@rtb.example.com', 'sip:RTB1a2b@rtb.example.com'],
])('the destination %j is dialled as %s', (destinationNumber, expected) => {
  expect(readBid({ ...good, destinationNumber }, terms).bid?.destination).toBe(expected);
});

const inCountry = (destinationNumber: string, countries: string[]) =>
  readBid({ ...good, destinationNumber }, terms, { countries });

test('a number without a calling code belongs to the country of the caller, and other countries need permission', () => {
  expect(inCountry('020 7183 8750', ['GB']).bid?.destination).toBe('+442071838750');
  expect(inCountry('442071838750', ['US', 'GB']).bid?.destination).toBe('+442071838750');
  expect(inCountry('442071838750', ['US']).reason).toBe('country_not_allowed');
});

test.each([
  ['$8.75', 8_750_000],
  ['8.75 USD', 8_750_000],
  ['USD 8.75', 8_750_000],
  ['8.', 8_000_000],
  ['.5', 500_000],
  ['1,250.00', 1_250_000_000],
  ['8,75', 8_750_000],
  ['1.250,00', 1_250_000_000],
  ['8.7500000000', 8_750_000],
  [100 / 3, 33_333_333],
  [8.123456789, 8_123_457],
])('the amount %j is read', (bidAmount, micros) => {
  const open = { ...terms, minBidMicros: 0, maxBidMicros: null };
  expect(readBid({ ...good, bidAmount }, open).bid?.bidMicros).toBe(micros);
});

test.each(['', '$', 'usd', null])('the currency %j is the currency of the target', (currency) => {
  expect(readBid({ ...good, currency }, terms).bid).toBeDefined();
});

test.each([
  [{ expireInSeconds: 39 }, 39],
  [{ expires_at: '2026-05-04T12:00:30Z' }, 30],
  [{ expires_at: '2026-05-04 12:00:30' }, 30],
  [{ expiresAt: '2026-05-04T14:00:30+02:00' }, 30],
  [{ bidExpireEpoch: NOW_MS + 45_000 }, 45],
  [{ expires_at: NOW_MS / 1_000 + 20 }, 20],
])('the expiry %j is read', (expiry, seconds) => {
  expect(readBid({ ...good, ...expiry }, terms).bid?.expirySeconds).toBe(seconds);
});

test.each([true, 1, 'true', 'Yes', '1', 'Y', 'accepted', 'Accepted', 'success', 'reserved', 'Matched'])(
  '%s accepts the call',
  (accepted) => {
    expect(readBid({ ...good, accepted }, terms).bid).toBeDefined();
  },
);

test('a target can name other words that accept the call', () => {
  const ours = { ...terms, acceptanceValues: ['sold'] };
  expect(readBid({ ...good, accepted: 'SOLD' }, ours).bid).toBeDefined();
  expect(readBid({ ...good, accepted: 'yes' }, ours).reason).toBe('not_accepted');
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
