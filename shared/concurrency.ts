import pLimit from 'p-limit';
import { DomainError } from './errors.ts';

export type ConcurrencyLimits = { runningMax: number; waitingMax: number };

/**
 * Limits how many tasks run at the same time. Further tasks wait, and start in the order of their arrival.
 *
 * @returns a function that runs a task, or throws DomainError `unavailable` if `waitingMax` tasks are already waiting
 */
export function limitConcurrency({ runningMax, waitingMax }: ConcurrencyLimits) {
  const limit = pLimit(runningMax);
  return async function run<T>(task: () => Promise<T>): Promise<T> {
    if (limit.activeCount + limit.pendingCount >= runningMax + waitingMax)
      throw new DomainError('unavailable', 'The service is busy. Try again in a few seconds.', {
        retryAfterSeconds: 2,
      });
    return limit(task);
  };
}

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Waits for the work, but at most `ms` milliseconds of real time. The work itself goes on.
 *
 * @throws DeadlineError if the time is over
 */
export async function withinMs<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DeadlineError(`There was no result within ${ms} ms.`)), ms);
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}

const SECOND_MS = 1_000;

/**
 * Returns a function that runs `work` at most once per second of real time. Calls within the same second share one run
 * and its result. So the number of calls does not change how much work the process does.
 */
export function atMostEachSecond<T>(work: () => Promise<T>): () => Promise<T> {
  let latest: { startedMs: number; result: Promise<T> } | undefined;
  return () => {
    const nowMs = performance.now();
    if (!latest || nowMs - latest.startedMs >= SECOND_MS) latest = { startedMs: nowMs, result: work() };
    return latest.result;
  };
}
