import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  payoutOf,
  type PayoutTerms,
  PAYOUT_TYPES,
  type PayableCall,
} from '../../../../shared/rules/publishers/payout.ts';

const RATE_MAX = 1_000_000_000_000;
const terms: fc.Arbitrary<PayoutTerms> = fc.record({
  payoutType: fc.constantFrom(...PAYOUT_TYPES),
  payoutMicros: fc.nat(RATE_MAX),
  minSeconds: fc.option(fc.nat(600)),
  currency: fc.constant('USD'),
});
const sent: fc.Arbitrary<PayableCall> = fc.record({
  connected: fc.boolean(),
  talkSeconds: fc.nat(36_000),
  converted: fc.boolean(),
  revenueMicros: fc.nat(RATE_MAX),
  isPayable: fc.constant(true),
});

const rate = { payoutMicros: 5_000_000, minSeconds: 30, currency: 'USD' };
const call = (talkSeconds: number, converted = false, revenueMicros = 0) => ({
  connected: true,
  talkSeconds,
  converted,
  revenueMicros,
  isPayable: true,
});

test.each([
  ['per_call', call(30), 5_000_000, 'earned'],
  ['per_call', call(29), 0, 'too_short'],
  ['per_minute', call(60), 5_000_000, 'earned'],
  ['per_minute', call(61), 10_000_000, 'earned'],
  ['per_minute', call(29), 0, 'too_short'],
  ['cpa', call(5, true), 5_000_000, 'earned'],
  ['cpa', call(500), 0, 'not_converted'],
  ['cpl', call(0), 5_000_000, 'earned'],
  ['cpl', { ...call(0), connected: false }, 0, 'not_connected'],
] as const)('%s: %j earns %i (%s)', (payoutType, sentCall, amountMicros, reason) => {
  expect(payoutOf({ payoutType, ...rate }, sentCall)).toEqual({ amountMicros, reason });
});

test.each(['per_call', 'per_minute'] as const)('%s without minSeconds pays only if the buyer pays', (payoutType) => {
  const byDefault = { payoutType, payoutMicros: 5_000_000, minSeconds: null, currency: 'USD' };
  expect(payoutOf(byDefault, call(1))).toEqual({ amountMicros: 0, reason: 'unpaid' });
  expect(payoutOf(byDefault, call(1, true, 1))).toEqual({ amountMicros: 5_000_000, reason: 'earned' });
});

test('a payout is a whole number of micros, never negative, and above zero only when it was earned', () => {
  fc.assert(
    fc.property(terms, sent, (terms, call) => {
      const { amountMicros, reason } = payoutOf(terms, call);
      expect(Number.isSafeInteger(amountMicros)).toBe(true);
      expect(amountMicros).toBeGreaterThanOrEqual(0);
      expect(amountMicros > 0 && reason !== 'earned').toBe(false);
      expect(!call.connected).toBe(reason === 'not_connected');
    }),
  );
});

test('a longer call, a converted call or a higher rate never earns less', () => {
  fc.assert(
    fc.property(terms, sent, fc.nat(3_600), fc.nat(1_000_000), (terms, call, moreSeconds, moreMicros) => {
      const { amountMicros } = payoutOf(terms, call);
      const longer = { ...call, talkSeconds: call.talkSeconds + moreSeconds };
      expect(payoutOf(terms, longer).amountMicros).toBeGreaterThanOrEqual(amountMicros);
      expect(payoutOf(terms, { ...call, converted: true }).amountMicros).toBeGreaterThanOrEqual(amountMicros);
      const better = { ...terms, payoutMicros: terms.payoutMicros + moreMicros };
      expect(payoutOf(better, call).amountMicros).toBeGreaterThanOrEqual(amountMicros);
    }),
  );
});

test('a duplicate that is not payable pays nothing, whatever the terms are', () => {
  for (const payoutType of PAYOUT_TYPES)
    expect(payoutOf({ payoutType, ...rate }, { ...call(500, true, 1), isPayable: false })).toEqual({
      amountMicros: 0,
      reason: 'duplicate',
    });
});

test('every started minute is paid', () => {
  fc.assert(
    fc.property(fc.nat(600), fc.integer({ min: 1, max: 60 }), fc.nat(RATE_MAX), (whole, begun, payoutMicros) => {
      const perMinute = { payoutType: 'per_minute' as const, payoutMicros, minSeconds: 0, currency: 'USD' };
      expect(payoutOf(perMinute, call(whole * 60 + begun)).amountMicros).toBe(payoutMicros * (whole + 1));
    }),
  );
});
