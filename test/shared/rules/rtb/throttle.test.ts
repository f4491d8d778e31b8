import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { skipShare, UNKNOWN_HEALTH, updateHealth } from '../../../../shared/rules/rtb/throttle.ts';

const after = (outcomes: readonly boolean[]) => outcomes.reduce(updateHealth, UNKNOWN_HEALTH);

test('a bidder that always fails still gets a tenth of its requests, and recovers when it answers again', () => {
  const failing = Array.from({ length: 200 }, () => true);
  expect(skipShare(after(failing))).toBeCloseTo(0.9, 2);
  expect(skipShare(after([...failing, ...Array.from({ length: 60 }, () => false)]))).toBe(0);
});

test('a few failures of a new bidder prove nothing', () => {
  expect(skipShare(after([true, true, true]))).toBe(0);
});

test('the share to skip is between 0 and 0.9, and a failure never lowers it', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (outcomes) => {
      const health = after(outcomes);
      const share = skipShare(health);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(0.9);
      expect(skipShare(updateHealth(health, true))).toBeGreaterThanOrEqual(share);
    }),
  );
});
