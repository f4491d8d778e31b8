import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  OVERFLOW_TARGET,
  overflowShare,
  POOL_SIZE_MAX,
  recommendedPoolSize,
} from '../../../../shared/rules/numbers/pool-size.ts';

// The values come from tables of the Erlang B formula, which gives the share of visitors who find no free number.
// Columns: visitors per hour, minutes for which a visitor occupies a number, and the pool sizes for 5 %, 1 % and 0.1 %
// overflow.
test.each([
  [20, 30, [15, 18, 21]],
  [60, 30, [36, 42, 47]],
  [100, 30, [56, 64, 71]],
  [200, 30, [105, 117, 128]],
  [1000, 30, [489, 527, 555]],
  [1000, 10, [170, 187, 202]],
])('the sizes for %d visitors per hour with %d minutes each are those of the tables', (visitors, minutes, sizes) => {
  const erlangs = (visitors * minutes) / 60;
  expect([0.05, 0.01, 0.001].map((target) => recommendedPoolSize(erlangs, target))).toEqual(sizes);
});

const traffic = fc.double({ min: 0, max: 2_000, noNaN: true });

test('the recommended size is sufficient, and one number less is not', () => {
  fc.assert(
    fc.property(traffic, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (erlangs, target) => {
      const size = recommendedPoolSize(erlangs, target);
      expect(overflowShare(erlangs, size)).toBeLessThanOrEqual(target);
      // If `size - 1` is 0, the pool has no numbers and every visitor overflows, so the check also holds for the
      // smallest pool.
      expect(overflowShare(erlangs, size - 1)).toBeGreaterThan(target);
    }),
  );
});

test('the size never falls with more visitors, and the overflow never rises with more numbers', () => {
  fc.assert(
    fc.property(traffic, traffic, fc.integer({ min: 0, max: 500 }), (traffic1, traffic2, numbers) => {
      const [less, more] = [Math.min(traffic1, traffic2), Math.max(traffic1, traffic2)];
      expect(recommendedPoolSize(less)).toBeLessThanOrEqual(recommendedPoolSize(more));
      expect(overflowShare(less, numbers + 1)).toBeLessThanOrEqual(overflowShare(less, numbers));
    }),
  );
});

test('the recommended size is 1 without visitors, and has a maximum', () => {
  expect(recommendedPoolSize(0)).toBe(1);
  expect(recommendedPoolSize(1e9)).toBe(POOL_SIZE_MAX);
  expect(OVERFLOW_TARGET).toBe(0.01);
});
