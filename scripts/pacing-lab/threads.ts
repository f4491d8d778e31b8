/** Distributes the runs of the simulation over worker threads, one thread per processor core. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Run } from './run.ts';
import type { DayResult } from './simulate.ts';

const THREADS_MAX = 8;

/**
 * Simulates the runs in worker threads.
 *
 * @param onProgress Receives the number of finished runs after each run.
 * @returns The results in the order of the runs.
 */
export async function simulateRuns(runs: Run[], onProgress: (doneCount: number) => void): Promise<DayResult[][]> {
  const results: DayResult[][] = [];
  const queue = runs.entries();
  let doneCount = 0;
  const work = async () => {
    const worker = new Worker(new URL('worker.ts', import.meta.url));
    try {
      for (const [index, run] of queue) {
        const reply = once(worker, 'message');
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(run);
        results[index] = ((await reply) as [DayResult[]])[0];
        onProgress((doneCount += 1));
      }
    } finally {
      await worker.terminate();
    }
  };
  const threads = Math.min(availableParallelism(), THREADS_MAX, runs.length);
  await Promise.all(Array.from({ length: threads }, work));
  return results;
}
