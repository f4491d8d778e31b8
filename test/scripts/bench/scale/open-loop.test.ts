import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { percentile } from '../../../../scripts/percentile.ts';
import { runOpenLoop } from '../../../../scripts/bench/scale/open-loop.ts';

test('work that waits for slow work before it counts from its due time', async () => {
  let busyUntil = Promise.resolve();
  let started = 0;
  // The server takes one piece of work at a time. The first piece takes 200 ms, the others take no time.
  const work = () => {
    started += 1;
    const pauseMs = started === 1 ? 200 : 0;
    busyUntil = busyUntil.then(() => sleep(pauseMs));
    return busyUntil;
  };
  const { timesMs, failed } = await runOpenLoop({ perSecond: 100, seconds: 0.2 }, work);
  expect([timesMs.length, failed]).toEqual([20, 0]);
  // A driver that waits for each reply would have measured one slow piece of work, and a median of nearly 0.
  expect(percentile(timesMs, 0.5)).toBeGreaterThan(60);
  expect(percentile(timesMs, 0.99)).toBeGreaterThan(180);
});

test('failed work is counted and does not stop the others', async () => {
  let n = 0;
  const { timesMs, failed } = await runOpenLoop({ perSecond: 1_000, seconds: 0.01 }, async () => {
    n += 1;
    if (n % 2 === 0) throw new Error('refused');
  });
  expect([timesMs.length, failed]).toEqual([5, 5]);
});
