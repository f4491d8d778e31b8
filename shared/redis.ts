import { Redis } from 'ioredis';
import type { Log } from './log.ts';

/** One hash tag in every key keeps all of them in one slot, so that Redis Cluster works. */
export const DEFAULT_KEY_PREFIX = '{callcenter}';

/** A Redis that does not answer must not hold a webhook: its budget is 15 s, of which the outbox needs the rest. */
const COMMAND_TIMEOUT_MS = 3_000;
const RECONNECT_MS_MAX = 2_000;

/**
 * A connection for commands that must fail at once while Redis is down, instead of queueing in memory where a crash
 * would lose them.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), RECONNECT_MS_MAX),
  });
  // An 'error' event without a listener ends the process; ioredis reconnects by itself.
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection'));
  return redis;
}

/** Options for connections that wait for work or replies: they never give up, and reconnect for ever. */
export const waitingConnection = {
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  commandTimeout: undefined,
} as const;

/** Resolves when commands are accepted. */
export async function redisReady(redis: Redis, timeoutMs = 15_000): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Redis did not answer within ${timeoutMs} ms.`)), timeoutMs);
    redis.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** @throws Error when Redis may evict keys: it would silently drop queued jobs under memory pressure. */
export async function assertNoEviction(redis: Redis): Promise<void> {
  const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
  if (policy !== undefined && policy !== 'noeviction')
    throw new Error(
      `Redis has maxmemory-policy ${policy}, which drops queued jobs. Set it: redis-cli config set maxmemory-policy noeviction`,
    );
}
