import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { OVERFLOW_TARGET, overflowShare, POOL_SIZE_MAX, recommendedPoolSize } from '../../../../shared/rules/numbers/pool-size.ts';

// Erlang's own tables: visitors an hour, minutes each holds a number, and the sizes for 5 %, 1 % and 0.1 % overflow.
test.each([
  [20, 30, [15, 18, 21]],
  [60, 30, [36, 42, 47]],
  [100, 30, [56, 64, 71]],
  [200, 30, [105, 117, 128]],
  [1000, 30, [489, 527, 555]],
  [1000, 10, [170, 187, 202]],
])('%d visitors an hour for %d minutes need what the tables say', (visitors, minutes, sizes) => {
  const erlangs = (visitors * minutes) / 60;
  expect([0.05, 0.01, 0.001].map((target) => recommendedPoolSize(erlangs, target))).toEqual(sizes);
});

const traffic = fc.double({ min: 0, max: 2_000, noNaN: true });

test('the advised size is enough, and one less would not be', () => {
  fc.assert(
    fc.property(traffic, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (erlangs, target) => {
      const size = recommendedPoolSize(erlangs, target);
      expect(overflowShare(erlangs, size)).toBeLessThanOrEqual(target);
      // With no number at all everybody overflows.
      expect(overflowShare(erlangs, size - 1)).toBeGreaterThan(target);
    }),
  );
});

test('more visitors never need fewer numbers, and more numbers never overflow more', () => {
  fc.assert(
    fc.property(traffic, traffic, fc.integer({ min: 0, max: 500 }), (one, other, numbers) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      expect(recommendedPoolSize(less)).toBeLessThanOrEqual(recommendedPoolSize(more));
      expect(overflowShare(less, numbers + 1)).toBeLessThanOrEqual(overflowShare(less, numbers));
    }),
  );
});

test('a pool without visitors needs one number, and no advice is without end', () => {
  expect(recommendedPoolSize(0)).toBe(1);
  expect(recommendedPoolSize(1e9)).toBe(POOL_SIZE_MAX);
  expect(OVERFLOW_TARGET).toBe(0.01);
});
