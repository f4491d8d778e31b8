/**
 * Sends work at a constant rate, whether or not earlier work has ended, as callers do. A driver that waits for each reply
 * sends less while the system is slow, and so measures too short times (coordinated omission).
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** `timesMs`: from the moment at which the work was due until its end, in the order of its end. */
export type OpenLoopResult = { timesMs: number[]; failed: number };

/**
 * Starts `perSecond × seconds` pieces of work, each at its due time.
 *
 * A piece that starts late, because this process was busy, is still measured from its due time.
 */
export async function runOpenLoop(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  work: () => Promise<void>,
): Promise<OpenLoopResult> {
  const timesMs: number[] = [];
  let failed = 0;
  const startMs = performance.now();
  const runOne = async (dueMs: number) => {
    try {
      await work();
      timesMs.push(performance.now() - dueMs);
    } catch {
      failed += 1;
    }
  };
  const running: Promise<void>[] = [];
  for (let n = 0; n < Math.round(perSecond * seconds); n += 1) {
    const dueMs = startMs + (n * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    running.push(runOne(dueMs));
  }
  await Promise.all(running);
  return { timesMs, failed };
}
