import { Redis } from 'ioredis';
import type { Log } from './log.ts';

/** The hash tag `{…}` puts all keys into one slot, which Redis Cluster needs for commands over several keys. */
export const DEFAULT_KEY_PREFIX = '{callcenter}';

/** When Redis does not answer, a webhook has 15 s in total, and writing to the outbox needs the rest of that time. */
const COMMAND_TIMEOUT_MS = 3_000;
const RECONNECT_MS_MAX = 2_000;

/**
 * A connection for commands that fail at once while Redis is down. Commands that wait in memory would be lost in a crash.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), RECONNECT_MS_MAX),
  });
  // An 'error' event without a listener would end the process. ioredis reconnects by itself.
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection failed, reconnecting'));
  return redis;
}

/** Options for connections that wait for jobs or replies: they reconnect for ever. */
export const RETRY_FOREVER = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
} as const;

/** Resolves when the connection accepts commands. @throws Error after `timeoutMs`. */
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

/** @throws Error when Redis may evict keys, because it would then drop queued jobs when its memory is full. */
export async function assertNoEviction(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy !== undefined && policy !== 'noeviction')
    throw new Error(
      `Redis has maxmemory-policy ${policy}, which drops queued jobs. Set it: redis-cli config set maxmemory-policy noeviction`,
    );
}
