import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';

/** When Redis hangs, a request must not wait for the full command timeout of the connection. */
const LIMITER_TIMEOUT_MS = 1_000;

export type RateLimiter = RLWrapperTimeouts;

export type RateLimiterOptions = {
  /** Prefix of the limiter's Redis keys. */
  keyPrefix: string;
  points: number;
  /** The window starts with the first point. Real seconds. */
  seconds: number;
};

/**
 * A rate limiter that counts in Redis, for all processes together. While Redis does not answer, each process counts in its
 * own memory: losing Redis then blocks no client and lifts no limit.
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

/** Consumes one point of a key. `exceeded` is true when no point was left. */
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

/** Whole seconds, rounded up, at least 1: a client that waits this long gets a point again. */
export function secondsToWait({ msBeforeNext }: RateLimiterRes): number {
  return Math.max(1, Math.ceil(msBeforeNext / 1000));
}
