import type { Redis } from 'ioredis';
import { JobRequests } from './ask.ts';
import { Clock } from './clock.ts';
import { anchorClock } from './clock-anchor.ts';
import { Bidders } from './clients/bidders.ts';
import { type Carrier, createCarrier } from './clients/twilio.ts';
import { Webhooks } from './clients/webhooks.ts';
import type { ServerConfig } from './config.ts';
import { createLog, type Log } from './log.ts';
import { createLoginThrottle, type LoginThrottle } from './domain/accounts/login-throttle.ts';
import { createQueues, type Queues } from './queues.ts';
import { connectRedis, DEFAULT_KEY_PREFIX, assertNoEviction, redisReady } from './redis.ts';
import { connect, type Pool } from '../sql/db.ts';

/** Everything a verb or handler may use, as one plain value. Built once per process, passed everywhere. */
export type Context = {
  config: ServerConfig;
  sql: Pool;
  redis: Redis;
  /** Prefix of every Redis key and channel of this deployment (tests use one per file). */
  keyPrefix: string;
  queues: Queues;
  asker: JobRequests;
  loginThrottle: LoginThrottle;
  carrier: Carrier;
  bidders: Bidders;
  webhooks: Webhooks;
  /** What this process remembers of which destinations are numbers of ours (`domain/own-numbers.ts`). */
  ownNumbers: Map<string, { own: boolean; untilMs: number }>;
  clock: Clock;
  log: Log;
  /** The HTTP request being served, carried into the jobs it starts. */
  requestId?: string;
  /** Where it comes from, for limits. */
  clientAddress?: string;
};

export type OwnedContext = Context & AsyncDisposable;

export type ContextOptions = {
  processName: string;
  keyPrefix?: string;
  /** Tests hand in the clock they share with their simulator. */
  clock?: Clock;
  connectionsMax?: number;
};

/** Opens what a process needs and checks that the services are fit for it; dispose closes in reverse order. */
export async function createContext(config: ServerConfig, options: ContextOptions): Promise<OwnedContext> {
  const { processName, keyPrefix = DEFAULT_KEY_PREFIX, clock = new Clock(), connectionsMax } = options;
  const log = createLog(config, processName);
  const sql = connect({ url: config.databaseUrl, applicationName: `callcenter ${processName}`, connectionsMax });
  const redis = connectRedis(config.redisUrl, log);
  try {
    clock.reanchor(await anchorClock(sql, config.clockSpeed));
    await redisReady(redis);
    await assertNoEviction(redis);
  } catch (error) {
    redis.disconnect();
    await sql.end({ timeout: 1 });
    throw error;
  }
  const queues = createQueues(redis, keyPrefix, log);
  const asker = new JobRequests(redis, keyPrefix);
  const bidders = new Bidders(config.egressAllowCidrs);
  const webhooks = new Webhooks(bidders.egress);
  const carrier = createCarrier(config);
  return {
    config,
    sql,
    redis,
    keyPrefix,
    queues,
    asker,
    loginThrottle: createLoginThrottle(redis, keyPrefix),
    carrier,
    bidders,
    webhooks,
    ownNumbers: new Map(),
    clock,
    log,
    async [Symbol.asyncDispose]() {
      asker.close();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await Promise.all([bidders.close(), webhooks.close(), carrier.sounds.close()]);
      redis.disconnect();
      await sql.end({ timeout: 5 });
    },
  };
}
