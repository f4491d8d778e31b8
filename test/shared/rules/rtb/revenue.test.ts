import { expect, test } from 'vitest';
import { revenueOf } from '../../../../shared/rules/rtb/revenue.ts';

const terms = {
  revenueType: 'per_call',
  bidMicros: 8_750_000,
  conversionSeconds: 90,
  conversionTracking: true,
} as const;
const conversation = { connected: true, talkSeconds: 120 };

test.each([
  [{}, true, 8_750_000],
  [{ talkSeconds: 89 }, false, 0],
  [{ talkSeconds: 89, conversionTracking: false }, true, 8_750_000],
  [{ connected: false, talkSeconds: 0, conversionSeconds: 0 }, false, 0],
  [{ revenueType: 'per_minute', talkSeconds: 121 }, true, 26_250_000],
  [{ revenueType: 'cpl', talkSeconds: 1 }, true, 8_750_000],
  [{ revenueType: 'cpa', talkSeconds: 89 }, false, 0],
  [{ revenueType: 'cpa', talkSeconds: 90 }, true, 8_750_000],
] as const)('%j: converted %s, %d', (more, converted, revenueMicros) => {
  expect(revenueOf({ ...terms, ...more }, { ...conversation, ...more })).toEqual({ converted, revenueMicros });
});
