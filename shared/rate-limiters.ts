import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';

/**
 * Maximum time for which a rate limiter waits for Redis, in milliseconds. If Redis hangs, an HTTP request must not wait
 * for the full command timeout of the Redis connection.
 */
const LIMITER_TIMEOUT_MS = 1_000;

export type RateLimiter = RLWrapperTimeouts;

export type RateLimiterOptions = {
  /** Prefix of the limiter's Redis keys. */
  keyPrefix: string;
  points: number;
  /** Length of the time window, in seconds of real time. The time window starts when the first point is consumed. */
  seconds: number;
};

/**
 * Creates a rate limiter that counts in Redis, for all processes together. While Redis does not answer, each process
 * counts in the process's own memory. So an outage of Redis blocks no client and removes no limit.
 */
export function createRateLimiter(redis: Redis, { keyPrefix, points, seconds }: RateLimiterOptions): RateLimiter {
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

/** Consumes one point of a key. `exceeded` is true if no point was left. */
export async function consumePoint(
  limiter: RateLimiter,
  key: string,
): Promise<{ exceeded: boolean; count: RateLimiterRes }> {
  try {
    return { exceeded: false, count: await limiter.consume(key) };
  } catch (rejection) {
    if (rejection instanceof RateLimiterRes) return { exceeded: true, count: rejection };
    throw rejection;
  }
}

/** Returns the time after which a client gets a point again, in whole seconds, rounded up, at least 1. */
export function secondsToWait({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}
