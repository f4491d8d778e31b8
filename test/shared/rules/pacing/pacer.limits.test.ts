import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answerShare,
  answerShareMax,
  emptyAnswers,
  recordAnswer,
} from '../../../../shared/rules/pacing/answer-share.ts';
import { burstFactor, recordAbandoned, initialBursts } from '../../../../shared/rules/pacing/abandon-bursts.ts';
import {
  binStartSeconds,
  durationBin,
  emptyDurations,
  recordDuration,
  survivalAt,
  survivalCurve,
} from '../../../../shared/rules/pacing/survival-curve.ts';
import { guardLevel } from '../../../../shared/rules/pacing/abandonment-guard.ts';
import { estimateAnswersLeft, emptyDayLedger, type DayLedger } from '../../../../shared/rules/pacing/day-ledger.ts';
import {
  updatePrice,
  initialPrice,
  STEADY_OUTCOMES,
  WARMUP_OUTCOMES,
} from '../../../../shared/rules/pacing/abandonment-price.ts';
import { budgetFactor } from '../../../../shared/rules/pacing/abandonment-budget.ts';
import { emptyRingCounts, endedShare, recordRing, ringCurves } from '../../../../shared/rules/pacing/ring-times.ts';
import type { PacingPolicy, PacingSnapshot } from '../../../../shared/rules/pacing/inputs.ts';

const POLICY: PacingPolicy = { targetAbandonRate: 0.03, hardAbandonRate: 0.03, graceSeconds: 2, ringSecondsMin: 15 };
const QUIET: PacingSnapshot = {
  atSeconds: 0,
  secondsLeft: 3600,
  idle: 0,
  talking: [10, 20, 30, 40, 50],
  wrapping: [],
  waiting: 0,
  ringing: [],
};
const CARE = { open: 0, wary: 1, tight: 2, closed: 3 };

const ledgerOf = (answered: number, abandoned: number): DayLedger => ({
  ...emptyDayLedger(),
  served: answered - abandoned,
  abandoned,
});

test('abandoned calls that come one by one keep the margins as they are, bursts widen them', () => {
  const single = initialBursts();
  const triple = initialBursts();
  for (let minute = 0; minute < 200; minute += 1) {
    recordAbandoned(single, 60 * minute);
    for (const second of [0, 4, 9]) recordAbandoned(triple, 60 * minute + second);
  }
  expect(burstFactor(single)).toBe(1);
  expect(burstFactor(triple)).toBeGreaterThan(2.4);
});

test('one long burst among many single calls widens the margins by half', () => {
  const bursts = initialBursts();
  for (let minute = 0; minute < 200; minute += 1) recordAbandoned(bursts, 60 * minute);
  for (let second = 0; second < 7; second += 1) recordAbandoned(bursts, 60 * 200 + second);
  recordAbandoned(bursts, 60 * 300);
  expect(burstFactor(bursts)).toBeGreaterThan(1.5);
});

test('bursts survive any order of reports', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 200 }), (times) => {
      const bursts = initialBursts();
      for (const atSeconds of times) recordAbandoned(bursts, atSeconds);
      expect(burstFactor(bursts)).toBeGreaterThanOrEqual(1);
      expect(burstFactor(bursts)).toBeLessThanOrEqual(Math.max(2, times.length));
    }),
  );
});

test('longer bursts never make the guard or the budget bolder', () => {
  const nearTheLimit = fc.record({
    answered: fc.integer({ min: 200, max: 3000 }),
    left: fc.integer({ min: 0, max: 500 }),
    toSpare: fc.integer({ min: -2, max: 12 }),
    burst: fc.double({ min: 1, max: 5, noNaN: true }),
  });
  fc.assert(
    fc.property(nearTheLimit, ({ answered, left, toSpare, burst }) => {
      const ledger = ledgerOf(answered, Math.max(0, Math.round(0.03 * (answered + 0.7 * left)) - toSpare));
      // With as many answers from progressive dialling as from any, closing is never given up for tight dialling.
      const answersLeft = { usual: left, progressive: left };
      const careWith = (factor: number) => CARE[guardLevel(POLICY, ledger, QUIET, 0.3, answersLeft, factor)];
      expect(careWith(burst)).toBeGreaterThanOrEqual(careWith(1));
      expect(budgetFactor(POLICY, ledger, left, burst)).toBeLessThanOrEqual(budgetFactor(POLICY, ledger, left, 1));
    }),
  );
});

const guardAfter = (answered: number, abandoned: number, usual: number, progressive: number) =>
  guardLevel(POLICY, ledgerOf(answered, abandoned), QUIET, 0.2, { usual, progressive }, 1);

test('the guard is open by day, grows wary and tight near the limit, and closes at it', () => {
  expect(guardAfter(1000, 20, 100, 90)).toBe('open');
  expect(guardAfter(1000, 28, 100, 90)).toBe('wary');
  expect(guardAfter(1000, 30, 60, 54)).toBe('tight');
  expect(guardAfter(1000, 30, 0, 0)).toBe('closed');
});

test('a day that only tight dialling can still repair is dialled tightly', () => {
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

test('what a day has left over is not thrown into its last minutes', () => {
  // 28 of 1003 answers may be abandoned; most of one call is left after the reserve.
  expect(budgetFactor(POLICY, ledgerOf(1000, 27), 3, 1)).toBeLessThan(1);
});

test('progressive dialling is never counted on for more answers than the day usually brings', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.double({ min: 0.01, max: 0.9, noNaN: true }),
      fc.integer({ min: 0, max: 28_800 }),
      (answered, share, secondsLeft) => {
        const ledger = { ...ledgerOf(answered, 0), agentSeconds: 150 * answered };
        const { usual, progressive } = estimateAnswersLeft(ledger, { ...QUIET, secondsLeft }, 140, share);
        expect(progressive).toBeLessThanOrEqual(usual);
        expect(progressive).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

/** How far one abandoned call lowers a price with so much experience. */
function loweredAfter(outcomes: number): number {
  const price = { ...initialPrice(), outcomes };
  const before = price.logPrice;
  updatePrice(price, POLICY, 1, false);
  return before - price.logPrice;
}

test('the price stands at first, then moves in long steps, and in short ones once it has experience', () => {
  expect(loweredAfter(0)).toBe(0);
  expect(loweredAfter(WARMUP_OUTCOMES)).toBeGreaterThan(9 * loweredAfter(STEADY_OUTCOMES));
  expect(loweredAfter(STEADY_OUTCOMES)).toBeGreaterThan(0);
  expect(loweredAfter(1e6)).toBe(loweredAfter(STEADY_OUTCOMES));
});

test('the answer share follows a list that turns bad within a few hundred calls', () => {
  const answers = emptyAnswers();
  for (let call = 0; call < 2000; call += 1) recordAnswer(answers, call % 5 < 2 ? 1 : 0);
  expect(answerShare(answers)).toBeCloseTo(0.4, 1);
  for (let call = 0; call < 300; call += 1) recordAnswer(answers, call % 20 < 3 ? 1 : 0);
  expect(answerShare(answers)).toBeLessThan(0.21);
});

test('a steady list is known by its longest memory: a run of luck moves it little', () => {
  const answers = emptyAnswers();
  for (let call = 0; call < 5000; call += 1) recordAnswer(answers, call % 10 < 3 ? 1 : 0);
  const longest = answers.at(-1)!;
  expect(longest.weight).toBeGreaterThan(answers[0]!.weight);
  for (let call = 0; call < 12; call += 1) recordAnswer(answers, call % 2);
  expect(answerShare(answers)).toBeCloseTo(0.3, 1);
});

test('in a poor stretch of a clumped list the rich ones are remembered', () => {
  const answers = emptyAnswers();
  for (let call = 0; call < 5000; call += 1)
    recordAnswer(answers, (call % 200 < 100 ? call % 5 < 3 : call % 10 < 1) ? 1 : 0);
  expect(answerShare(answers)).toBeLessThan(0.25);
  expect(answerShareMax(answers)).toBeGreaterThan(0.3);
});

const leftOfList = (leadsLeft: number) =>
  estimateAnswersLeft({ ...ledgerOf(500, 10), agentSeconds: 75_000 }, { ...QUIET, leadsLeft }, 140, 0.3);

test('a list that ends before the day brings no more answers than it has leads for', () => {
  expect(leftOfList(100).usual).toBeCloseTo(30, 9);
  expect(leftOfList(100).progressive).toBeLessThan(30);
  expect(leftOfList(1e6)).toEqual(leftOfList(Infinity));
  expect(leftOfList(0).usual).toBe(0);
});

test('who talks still, or rings still, is not forgotten: at first only the short ones have ended', () => {
  const talk = emptyDurations();
  for (const seconds of [5, 10, 15]) recordDuration(talk, seconds);
  const lasting = Array.from({ length: 20 }, () => 30);
  expect(survivalAt(survivalCurve(talk, 120, []), 20)).toBeLessThan(0.25);
  expect(survivalAt(survivalCurve(talk, 120, lasting), 20)).toBeGreaterThan(0.8);
  const rings = emptyRingCounts();
  for (const seconds of [4, 5, 6]) recordRing(rings, 'human', seconds);
  const ringing = Array.from({ length: 20 }, () => 10);
  const soon = endedShare(ringCurves(rings, []).human, 8);
  expect(endedShare(ringCurves(rings, ringing).human, 8)).toBeLessThan(0.8 * soon);
});

test('the share of survivors is that of all who began, whether they have ended or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 600, noNaN: true }), { minLength: 200, maxLength: 400 }),
      fc.integer({ min: 30, max: 300 }),
      (lengths, seenFor) => {
        // Everyone began at the same moment and was watched for the same time.
        const ended = emptyDurations();
        for (const seconds of lengths) if (seconds < seenFor) recordDuration(ended, seconds);
        const lasting = lengths.filter((seconds) => seconds >= seenFor).map(() => seenFor);
        const curve = survivalCurve(ended, 120, lasting);
        const edge = binStartSeconds(durationBin(seenFor));
        const truth = lengths.filter((seconds) => seconds >= edge).length / lengths.length;
        expect(Math.abs(survivalAt(curve, edge) - truth)).toBeLessThan(0.06);
        for (let bin = 1; bin < curve.length; bin += 1) expect(curve[bin]!).toBeLessThanOrEqual(curve[bin - 1]!);
      },
    ),
  );
});
