import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { burstFactor, initialBursts, recordAbandoned } from '../../../../shared/rules/pacing/abandon-bursts.ts';

test('single abandoned calls keep the margins at 1, bursts widen them', () => {
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

test('the burst factor stays in bounds for reports in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 200 }), (times) => {
      const bursts = initialBursts();
      for (const atSeconds of times) recordAbandoned(bursts, atSeconds);
      expect(burstFactor(bursts)).toBeGreaterThanOrEqual(1);
      expect(burstFactor(bursts)).toBeLessThanOrEqual(Math.max(2, times.length));
    }),
  );
});
