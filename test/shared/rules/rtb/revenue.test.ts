import { expect, test } from 'vitest';
import { revenueOf } from '../../../../shared/rules/rtb/revenue.ts';

const call = {
  revenueType: 'per_call',
  bidMicros: 8_750_000,
  conversionSeconds: 90,
  conversionTracking: true,
  connected: true,
  talkSeconds: 120,
} as const;

test.each([
  [{}, true, 8_750_000],
  [{ talkSeconds: 89 }, false, 0],
  [{ talkSeconds: 89, conversionTracking: false }, true, 8_750_000],
  [{ connected: false, talkSeconds: 0, conversionSeconds: null }, false, 0],
  [{ revenueType: 'per_minute', talkSeconds: 121 }, true, 26_250_000],
  [{ revenueType: 'cpl', talkSeconds: 1 }, true, 8_750_000],
  [{ revenueType: 'cpa', conversionSeconds: null, talkSeconds: 59 }, false, 0],
  [{ revenueType: 'cpa', conversionSeconds: null, talkSeconds: 60 }, true, 8_750_000],
] as const)('%j: converted %s, %d', (more, converted, revenueMicros) => {
  expect(revenueOf({ ...call, ...more })).toEqual({ converted, revenueMicros });
});
