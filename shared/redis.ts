import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { Log } from './logging/log.ts';

/** The hash tag `{…}` puts all keys into one slot. Redis Cluster rejects a command whose keys are in several slots. */
export const DEFAULT_KEY_PREFIX = '{callcenter}';

/**
 * Maximum time of a Redis command, in milliseconds. A webhook of the carrier must be answered within 15 seconds. If
 * Redis does not answer, the rest of the 15 seconds is needed to write to the outbox.
 */
const COMMAND_TIMEOUT_MS = 3_000;
const RECONNECT_MS_MAX = 2_000;

/**
 * If Redis sends nothing for this long after a command, the connection is closed and opened again, because its packets
 * may be lost. The limit of connections that wait for jobs is longer, because a worker waits in Redis for up to 10
 * seconds.
 */
const SILENCE_MS_MAX = 5_000;
const WAITING_SILENCE_MS_MAX = 15_000;

/**
 * Opens a Redis connection whose commands fail at once while Redis is down. If commands waited in memory instead, a
 * crash would lose the commands.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_MS_MAX,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), RECONNECT_MS_MAX),
  });
  // An 'error' event without a listener would end the process. ioredis reconnects by itself.
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection failed, reconnecting'));
  return redis;
}

/** Options for Redis connections that wait for jobs or replies. Such connections try to reconnect without a limit. */
export const RETRY_FOREVER = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
  socketTimeout: WAITING_SILENCE_MS_MAX,
} as const;

/** Messages of errors while Redis is away, starts, or is a part of a cluster that has failed. They have no common class. */
const REDIS_OUTAGE =
  /^(?:Connection is closed|Command timed out|Stream isn't writeable|Reached the max retries|Socket timeout|LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY)\b/;

/** Whether a command failed because Redis is away or not ready. */
export const isRedisOutage = ({ message }: Error): boolean => REDIS_OUTAGE.test(message);

/**
 * Resolves when the Redis connection accepts commands.
 *
 * @throws Error after `timeoutMs`
 */
export async function waitUntilReady(redis: Redis, timeoutMs = 15_000): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${timeoutMs} ms.`)), timeoutMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Resolves when the Redis connection accepts commands.
 *
 * @throws Error of the first failed attempt to connect
 */
export async function untilConnected(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  const settled = new AbortController();
  try {
    // `once` rejects at an event `error`.
    await once(redis, 'ready', { signal: settled.signal });
  } finally {
    settled.abort();
  }
}

/**
 * Asserts that Redis does not evict keys when its memory is full.
 *
 * @throws Error if Redis may evict keys, because Redis would then drop queued jobs
 */
export async function assertNoEviction(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy !== undefined && policy !== 'noeviction')
    throw new Error(
      `Redis has maxmemory-policy ${policy}, which drops queued jobs. Set it: redis-cli config set maxmemory-policy noeviction`,
    );
}
