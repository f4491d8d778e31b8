import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';

/** A Redis that hangs must not hold every request for as long as its commands may take. */
const LIMITER_TIMEOUT_MS = 1_000;

export type Limiter = RLWrapperTimeouts;

export type LimiterOptions = {
  /** Prefix of its Redis keys. */
  keyPrefix: string;
  points: number;
  /** The window, from the first point on. Real seconds. */
  seconds: number;
};

/**
 * Counts in Redis, for all processes together; each by itself in memory while Redis does not answer, so that losing Redis
 * neither stops anybody nor lifts a limit.
 */
export function createLimiter(redis: Redis, { keyPrefix, points, seconds }: LimiterOptions): Limiter {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix,
    points,
    duration: seconds,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration: seconds }),
  });
  return new RLWrapperTimeouts({ limiter, timeoutMs: LIMITER_TIMEOUT_MS });
}

/** Takes a point; `exceeded` when there was none left. */
export async function takePoint(limiter: Limiter, key: string): Promise<{ exceeded: boolean; count: RateLimiterRes }> {
  try {
    return { exceeded: false, count: await limiter.consume(key) };
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { exceeded: true, count: refusal };
    throw refusal;
  }
}

/** Whole seconds, and never "at once": who waits that long is let in. */
export function secondsUntilNext({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}
