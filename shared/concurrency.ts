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
