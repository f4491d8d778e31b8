import { expect, test } from 'vitest';
import { emptyRingCounts, endedShare, recordRing, ringCurves } from '../../../../shared/rules/pacing/ring-times.ts';

test('calls that still ring count: at first only short ring times have ended', () => {
  const rings = emptyRingCounts();
  for (const seconds of [4, 5, 6]) recordRing(rings, 'human', seconds);
  const ringing = Array.from({ length: 20 }, () => 10);
  const soon = endedShare(ringCurves(rings, []).human, 8);
  expect(endedShare(ringCurves(rings, ringing).human, 8)).toBeLessThan(0.8 * soon);
});
