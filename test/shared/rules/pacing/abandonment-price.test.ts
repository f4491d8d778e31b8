import { expect, test } from 'vitest';
import {
  initialPrice,
  STEADY_OUTCOMES,
  updatePrice,
  WARMUP_OUTCOMES,
} from '../../../../shared/rules/pacing/abandonment-price.ts';
import type { PacingPolicy } from '../../../../shared/rules/pacing/inputs.ts';

const POLICY: PacingPolicy = { targetAbandonRate: 0.03, hardAbandonRate: 0.03, graceSeconds: 2, ringSecondsMin: 15 };

/** Returns how much one abandoned call lowers the logarithm of the price after `outcomes` outcomes of calls. */
function loweredAfter(outcomes: number): number {
  const price = { ...initialPrice(), outcomes };
  const before = price.logPrice;
  updatePrice(price, POLICY, 1, false);
  return before - price.logPrice;
}

test('the price does not move at first, then moves in long steps, and in short steps after many outcomes', () => {
  expect(loweredAfter(0)).toBe(0);
  expect(loweredAfter(WARMUP_OUTCOMES)).toBeGreaterThan(9 * loweredAfter(STEADY_OUTCOMES));
  expect(loweredAfter(STEADY_OUTCOMES)).toBeGreaterThan(0);
  expect(loweredAfter(1e6)).toBe(loweredAfter(STEADY_OUTCOMES));
});
