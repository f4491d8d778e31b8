import type { Redis } from 'ioredis';
import { JobMetrics } from './job-metrics.ts';
import { JobRequests } from './request-reply.ts';
import { Clock } from './clock.ts';
import { Bidders } from './clients/bidders.ts';
import { type Carrier, createCarrier } from './clients/twilio.ts';
import { Webhooks } from './clients/webhooks.ts';
import type { ServerConfig } from './config.ts';
import { createLog, type Log } from './logging/log.ts';
import { type AttemptLimits, createAttemptLimits } from './domain/accounts/attempt-limits.ts';
import { createLoginThrottle, type LoginThrottle } from './domain/accounts/login-throttle.ts';
import { createQueues, type Queues } from './enqueue.ts';
import { connectRedis, DEFAULT_KEY_PREFIX } from './redis.ts';
import { openStores } from './stores.ts';
import type { AuditActor } from '../sql/accounts/audit-events.ts';
import { connect, type Pool } from '../sql/db.ts';

/**
 * Everything that a domain function or a job handler may use. The context is created once per process and passed as an
 * argument.
 */
export type Context = {
  config: ServerConfig;
  sql: Pool;
  redis: Redis;
  /** Prefix of every Redis key and channel of this deployment. Each test file has its own prefix. */
  keyPrefix: string;
  queues: Queues;
  jobRequests: JobRequests;
  jobMetrics: JobMetrics;
  loginThrottle: LoginThrottle;
  attemptLimits: AttemptLimits;
  carrier: Carrier;
  bidders: Bidders;
  webhooks: Webhooks;
  /** Cache of the process: which destinations are inbound numbers of this platform (`domain/rtb/own-numbers.ts`). */
  ownNumbers: Map<string, { own: Promise<boolean>; untilMs: number }>;
  clock: Clock;
  log: Log;
  /** Id of the current HTTP request. Jobs that the HTTP request enqueues carry the same id. */
  requestId?: string;
  /** IP address of the client of the current HTTP request, for rate limits. */
  clientAddress?: string;
  /** The person who makes the current HTTP request. `transaction` records the person's changes in the audit log. */
  auditActor?: AuditActor;
  /** The program of the client of the current HTTP request, by which a user recognizes a login session. */
  userAgent?: string | undefined;
};

/** `storesUp` resolves when Postgres and Redis have answered. A process may start before that. */
export type OwnedContext = Context & AsyncDisposable & { storesUp: Promise<void> };

export type ContextOptions = {
  processName: string;
  keyPrefix?: string;
  /** Tests pass the clock that they share with their simulator. */
  clock?: Clock;
  connectionsMax?: number;
  /** Tests read the log lines here, instead of on the standard output. */
  logDestination?: { write(line: string): void };
};

/**
 * Connects to Postgres and Redis, checks their configuration and creates the clients. If Postgres or Redis is away, the
 * context is created all the same, and connects when they answer. Disposing the context closes all connections and
 * clients.
 *
 * @throws Error if the settings are wrong: a wrong password, an unknown database, or a Redis that may evict keys
 */
export async function createContext(config: ServerConfig, options: ContextOptions): Promise<OwnedContext> {
  const { processName, keyPrefix = DEFAULT_KEY_PREFIX, clock = new Clock(), connectionsMax, logDestination } = options;
  const log = createLog(config, processName, logDestination);
  const sql = connect({ url: config.databaseUrl, applicationName: `callcenter ${processName}`, connectionsMax });
  const redis = connectRedis(config.redisUrl, log);
  // Until Postgres answers, the clock of the process that started this process counts.
  const [realMs, productMs] = (config.clockAnchor ?? '').split(':').map(Number);
  if (realMs && productMs) clock.setAnchor({ realMs, productMs, speed: config.clockSpeed });
  const stop = new AbortController();
  const stores = await openStores({ sql, redis, clock, config, log }, stop.signal).catch(async (error: unknown) => {
    stop.abort();
    redis.disconnect();
    await sql.end({ timeout: 1 });
    throw error;
  });
  const queues = createQueues(redis, keyPrefix, log);
  const asker = new JobRequests(redis, keyPrefix);
  const jobMetrics = new JobMetrics(redis, keyPrefix);
  const bidders = new Bidders(config.egressAllowCidrs, config.publicBaseUrl);
  const webhooks = new Webhooks(bidders.egress);
  const carrier = createCarrier(config);
  return {
    config,
    sql,
    redis,
    keyPrefix,
    queues,
    jobRequests: asker,
    jobMetrics,
    loginThrottle: createLoginThrottle(redis, keyPrefix),
    attemptLimits: createAttemptLimits(redis, keyPrefix, config),
    carrier,
    bidders,
    webhooks,
    ownNumbers: new Map(),
    clock,
    log,
    storesUp: stores.up,
    async [Symbol.asyncDispose]() {
      stop.abort();
      asker.close();
      await jobMetrics.close();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await Promise.all([bidders.close(), webhooks.close(), carrier.recordingMedia.close()]);
      redis.disconnect();
      await sql.end({ timeout: 5 });
    },
  };
}
