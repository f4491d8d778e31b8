import { DomainError } from './errors.ts';

export type TurnLimits = { atOnceMax: number; waitingMax: number };

/**
 * Lets costly work happen a few pieces at a time, first come first served.
 *
 * @throws DomainError `unavailable`, from the returned function, when too many wait already.
 */
export function takingTurns({ atOnceMax, waitingMax }: TurnLimits) {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < atOnceMax) {
      running += 1;
    } else {
      if (waiting.length >= waitingMax)
        throw new DomainError('unavailable', 'The service is busy. Try again in a few seconds.', {
          retryAfterSeconds: 2,
        });
      // Whoever finishes hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
