import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  binStartSeconds,
  durationBin,
  emptyDurations,
  recordDuration,
  survivalAt,
  survivalCurve,
} from '../../../../shared/rules/pacing/survival-curve.ts';

test('conversations that still last count: at first only short ones have ended', () => {
  const talk = emptyDurations();
  for (const seconds of [5, 10, 15]) recordDuration(talk, seconds);
  const lasting = Array.from({ length: 20 }, () => 30);
  expect(survivalAt(survivalCurve(talk, 120, []), 20)).toBeLessThan(0.25);
  expect(survivalAt(survivalCurve(talk, 120, lasting), 20)).toBeGreaterThan(0.8);
});

test('the curve gives the share of all conversations that survive, ended or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 600, noNaN: true }), { minLength: 200, maxLength: 400 }),
      fc.integer({ min: 30, max: 300 }),
      (lengths, observedSeconds) => {
        // In this test, all conversations began at the same moment and were observed for the same time.
        const ended = emptyDurations();
        for (const seconds of lengths) if (seconds < observedSeconds) recordDuration(ended, seconds);
        const lasting = lengths.filter((seconds) => seconds >= observedSeconds).map(() => observedSeconds);
        const curve = survivalCurve(ended, 120, lasting);
        const edge = binStartSeconds(durationBin(observedSeconds));
        const truth = lengths.filter((seconds) => seconds >= edge).length / lengths.length;
        expect(Math.abs(survivalAt(curve, edge) - truth)).toBeLessThan(0.06);
        for (let bin = 1; bin < curve.length; bin += 1) expect(curve[bin]!).toBeLessThanOrEqual(curve[bin - 1]!);
      },
    ),
  );
});
