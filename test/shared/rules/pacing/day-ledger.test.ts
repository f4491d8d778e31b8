import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DayLedger, emptyDayLedger, estimateAnswersLeft } from '../../../../shared/rules/pacing/day-ledger.ts';
import type { PacingSnapshot } from '../../../../shared/rules/pacing/inputs.ts';

const SNAPSHOT: PacingSnapshot = {
  atSeconds: 0,
  secondsLeft: 3600,
  idle: 0,
  talking: [10, 20, 30, 40, 50],
  wrapping: [],
  waiting: 0,
  ringing: [],
};

const ledgerOf = (answered: number, abandoned: number): DayLedger => ({
  ...emptyDayLedger(),
  served: answered - abandoned,
  abandoned,
});

test('progressive dialing never promises more answers than the day usually brings', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.integer({ min: 0, max: 28_800 }),
      (answered, share, secondsLeft) => {
        const ledger = { ...ledgerOf(answered, 0), agentSeconds: 150 * answered };
        const { usual, progressive } = estimateAnswersLeft(ledger, { ...SNAPSHOT, secondsLeft }, 140, share);
        expect(progressive).toBeLessThanOrEqual(usual);
        expect(progressive).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

const leftOfList = (leadsLeft: number) =>
  estimateAnswersLeft({ ...ledgerOf(500, 10), agentSeconds: 75_000 }, { ...SNAPSHOT, leadsLeft }, 140, 0.3);

test('a list that ends before the day brings no more answers than it has leads for', () => {
  expect(leftOfList(100).usual).toBeCloseTo(30, 9);
  expect(leftOfList(100).progressive).toBeLessThan(30);
  expect(leftOfList(1e6)).toEqual(leftOfList(Infinity));
  expect(leftOfList(0).usual).toBe(0);
});
