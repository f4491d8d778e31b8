import { expect, test } from 'vitest';
import { formatRecoveries, measureRecoveries } from '../../../scripts/chaos/recovery.ts';

const callsMs = [0, 1_000, 2_000, 9_000, 10_000, 11_000, 30_000];
const faults = [{ fault: 'kill-worker', beginMs: 2_500, endMs: 4_000 }] as const;

test('the recovery from a fault is measured from its end to the next call, and until the health is good for good', () => {
  const healthMs = [3_000, 5_000, 6_000, 7_000].map((atMs) => ({ atMs, healthy: atMs === 6_000 || atMs === 3_000 }));
  expect(measureRecoveries({ faults, callsMs, healthMs, endMs: 40_000 })).toEqual([
    { type: 'recovery', fault: 'kill-worker', healthyMs: 3_000, nextCallMs: 5_000, longestGapMs: 7_000 },
  ]);
});

test('faults that overlap before the next call are not measured', () => {
  const other = { fault: 'redis-flush', beginMs: 8_000, endMs: 8_000 } as const;
  const measured = measureRecoveries({ faults: [...faults, other], callsMs, healthMs: [], endMs: 40_000 });
  expect(measured).toEqual([]);
});

test('a fault after which no call was expected is not measured', () => {
  expect(measureRecoveries({ faults, callsMs, healthMs: [], endMs: 8_000 })).toEqual([]);
});

test('the table shows median and worst of each fault', () => {
  const recoveries = [1_000, 2_000, 9_000].map((nextCallMs) => ({
    type: 'recovery' as const,
    fault: 'kill-api' as const,
    healthyMs: 0,
    nextCallMs,
    longestGapMs: nextCallMs,
  }));
  expect(formatRecoveries(recoveries).split('\n')[1]).toMatch(
    /kill-api\s+3\s+0\.0 \/ 0\.0\s+2\.0 \/ 9\.0\s+2\.0 \/ 9\.0$/,
  );
});
