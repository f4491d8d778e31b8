import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { exceedsAbandonmentLimit } from '../../../../shared/rules/pacing/abandonment-limit.ts';

test('a day ends at most some calls above the share, and none when no time or leads are left', () => {
  const policy = { abandonHardRate: 0.03, abandonAnswersMin: 50 };
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 0, max: 3_600 }),
      fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.constant(Infinity)),
      (day, secondsLeft, leadsLeft) => {
        const counts = { answered: 0, abandoned: 0, abandonedToday: 0 };
        for (const lost of day) {
          // While the campaign exceeds the limit, it risks no abandoned calls, but people still answer its calls.
          const risked = lost && !exceedsAbandonmentLimit(counts, policy, { secondsLeft, leadsLeft });
          counts.answered += 1;
          counts.abandoned += risked ? 1 : 0;
          counts.abandonedToday = counts.abandoned;
          const ahead = counts.abandoned - policy.abandonHardRate * Math.max(counts.answered, 50);
          expect(ahead).toBeLessThanOrEqual(3 * Math.min(1, secondsLeft / 900, leadsLeft / 300) + 1e-9);
        }
      },
    ),
  );
});

test.each([
  // Answered, abandoned (all of them today), leads left, whether one more would exceed the limit.
  [49, 25, Infinity, true],
  [10, 4, Infinity, true],
  [10, 3, Infinity, false],
  [0, 0, Infinity, false],
  // With few leads left, fewer calls of today may exceed the share.
  [10, 1, 30, true],
  [10, 0, 30, false],
])('below 50 answers: of %i answered, %i abandoned, %d leads left: %s', (answered, abandoned, leadsLeft, exceeds) => {
  const counts = { answered, abandoned, abandonedToday: abandoned };
  const policy = { abandonHardRate: 0.03, abandonAnswersMin: 50 };
  expect(exceedsAbandonmentLimit(counts, policy, { secondsLeft: 3_600, leadsLeft })).toBe(exceeds);
});
