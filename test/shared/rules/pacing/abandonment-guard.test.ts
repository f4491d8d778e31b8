import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardLevel } from '../../../../shared/rules/pacing/abandonment-guard.ts';
import { budgetFactor } from '../../../../shared/rules/pacing/abandonment-budget.ts';
import { type DayLedger, emptyDayLedger } from '../../../../shared/rules/pacing/day-ledger.ts';
import type { PacingPolicy, PacingSnapshot } from '../../../../shared/rules/pacing/inputs.ts';

const POLICY: PacingPolicy = { targetAbandonRate: 0.03, hardAbandonRate: 0.03, graceSeconds: 2, ringSecondsMin: 15 };
const SNAPSHOT: PacingSnapshot = {
  atSeconds: 0,
  secondsLeft: 3600,
  idle: 0,
  talking: [10, 20, 30, 40, 50],
  wrapping: [],
  waiting: 0,
  ringing: [],
};
const STRICTNESS = { open: 0, cautious: 1, tight: 2, closed: 3 };

const ledgerOf = (answered: number, abandoned: number): DayLedger => ({
  ...emptyDayLedger(),
  served: answered - abandoned,
  abandoned,
});

test('longer bursts never loosen the guard or raise the budget', () => {
  const nearTheLimit = fc.record({
    answered: fc.integer({ min: 200, max: 3000 }),
    left: fc.integer({ min: 0, max: 500 }),
    toSpare: fc.integer({ min: -2, max: 12 }),
    burst: fc.double({ min: 1, max: 5, noNaN: true }),
  });
  fc.assert(
    fc.property(nearTheLimit, ({ answered, left, toSpare, burst }) => {
      const ledger = ledgerOf(answered, Math.max(0, Math.round(0.03 * (answered + 0.7 * left)) - toSpare));
      // Progressive dialing brings as many answered calls as usual dialing in this test. So tight dialing is never
      // better than closed, and the guard changes only in one direction.
      const answersLeft = { usual: left, progressive: left };
      const strictnessWith = (factor: number) =>
        STRICTNESS[guardLevel(POLICY, ledger, SNAPSHOT, 0.3, answersLeft, factor)];
      expect(strictnessWith(burst)).toBeGreaterThanOrEqual(strictnessWith(1));
      expect(budgetFactor(POLICY, ledger, left, burst)).toBeLessThanOrEqual(budgetFactor(POLICY, ledger, left, 1));
    }),
  );
});

const guardAfter = (answered: number, abandoned: number, usual: number, progressive: number) =>
  guardLevel(POLICY, ledgerOf(answered, abandoned), SNAPSHOT, 0.2, { usual, progressive }, 1);

test('the guard is open by day, becomes cautious and tight near the limit, and closes at it', () => {
  expect(guardAfter(1000, 20, 100, 90)).toBe('open');
  expect(guardAfter(1000, 28, 100, 90)).toBe('cautious');
  expect(guardAfter(1000, 30, 60, 54)).toBe('tight');
  expect(guardAfter(1000, 30, 0, 0)).toBe('closed');
});

test('a day that only tight dialing can still repair is dialed tightly', () => {
  expect(guardAfter(642, 22, 127, 70)).toBe('tight');
  expect(guardAfter(642, 22, 127, 110)).toBe('closed');
});

test('a day beyond repair is closed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (left, part) => {
      expect(guardAfter(300, 60, left, part * left)).toBe('closed');
    }),
  );
});
