/** A system of its own for each test file: a clone of the migrated database, its own Redis keys, its own simulator. */
import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { createApp } from '../../api/app.ts';
import { serveApi } from '../../api/serve.ts';
import { findFreePort } from '../../scripts/processes/ports.ts';
import { startSimulator, type Simulator } from '../../scripts/simulator/server.ts';
import { Clock } from '../../shared/clock.ts';
import { readConfig, requireServices, type ServerConfig } from '../../shared/config.ts';
import { createContext, type OwnedContext } from '../../shared/context.ts';
import { type JobKind, type PayloadInput, type QueueName, QUEUE_NAMES, type Result } from '../../shared/jobs.ts';
import { connect } from '../../sql/db.ts';
import { shiftClock } from '../../sql/clock.ts';
import { syncClockAnchor } from '../../shared/clock-anchor.ts';
import { runHandler } from '../../workers/handlers.ts';
import { maintainSchedules } from '../../workers/schedules.ts';
import { startWorker } from '../../workers/worker.ts';
import { TEMPLATE, withDatabase } from './global-setup.ts';

/** What one API process and one process of workers do. */
export type TestProcess = {
  ctx: OwnedContext;
  /** The API without a socket. */
  request: ReturnType<typeof createApp>['request'];
  /** Runs one job's handler now, in this process, as a worker would. */
  runJob<K extends JobKind>(kind: K, payload: PayloadInput<K>): Promise<Result<K>>;
  /** Works queues in this process until the returned function is called, as `npm run workers` does; all of them unless told. */
  startWorkers(pools?: readonly QueueName[]): () => Promise<void>;
};

export type TestSystem = TestProcess & {
  config: ServerConfig;
  simulator: Simulator;
  /** A second process of each kind, with connections of its own, on the same services and clock. */
  startSecondProcess(): Promise<TestProcess>;
  /** Moves product time, of database, product and simulator together. */
  advanceClock(seconds: number): Promise<void>;
};

/** A Tuesday, 10:00 in New York and 07:00 in Los Angeles, in a month without a DST change. */
export const TEST_START = '2026-01-13T15:00:00Z';

export type TestSystemOptions = {
  env?: NodeJS.ProcessEnv;
  clockSpeed?: number;
  startAt?: string;
  /** Listens on a port, so that the simulated carrier reaches the webhooks. */
  listen?: boolean;
};

/** Call once at the top of a test file; it closes itself after the file's tests. */
export async function createTestSystem({
  env = {},
  clockSpeed = 1,
  startAt = TEST_START,
  listen = false,
}: TestSystemOptions = {}): Promise<TestSystem> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = connect({ url: inject('databaseUrl'), applicationName: 'tests', connectionsMax: 1 });
  await admin`create database ${admin(name)} with template ${admin(TEMPLATE)}`;
  const databaseUrl = withDatabase(inject('databaseUrl'), name);
  const clock = new Clock();
  const { accountSid, authToken } = readConfig({}).twilio;
  const simulator = await startSimulator({ port: 0, clock, accountSid, authToken, seed: 1 });
  const config = requireServices(
    readConfig({
      LOG_LEVEL: 'silent',
      DATABASE_URL: databaseUrl,
      REDIS_URL: inject('redisUrl'),
      JWT_SECRET: 'a secret for tests that is long enough',
      SECRETS_KEY: '00'.repeat(32),
      SIMULATOR_URL: simulator.url,
      CLOCK_SPEED: String(clockSpeed),
      // Tests make many requests at once; the limiter's own tests set their own limit.
      RATE_LIMIT_PER_MINUTE: '100000',
      TWILIO_CALLS_PER_SECOND: '50',
      PORT: String(await findFreePort()),
      ...env,
    }),
  );
  const openContext = () =>
    createContext(config, { processName: 'test', keyPrefix: `{${name}}`, clock, connectionsMax: 5 });
  const ctx = await openContext();
  const travel = async (seconds: number) => {
    await shiftClock(ctx.sql, seconds);
    clock.setAnchor(await syncClockAnchor(ctx.sql, clockSpeed));
  };
  await travel((Date.parse(startAt) - clock.nowMs()) / 1000);
  const server = listen ? await serveApi(ctx, { hostname: '127.0.0.1' }) : undefined;
  const app = server?.app ?? createApp(ctx);
  const running: (() => Promise<void>)[] = [];
  const others: OwnedContext[] = [];
  afterAll(async () => {
    await Promise.all(running.map((stop) => stop()));
    await simulator[Symbol.asyncDispose]();
    await server?.close();
    await Promise.all([ctx, ...others].map((each) => each[Symbol.asyncDispose]()));
    const [row] = await admin<[{ deadlocks: number }?]>`
      select deadlocks from pg_stat_database where datname = ${name}`;
    await admin`drop database if exists ${admin(name)} with (force)`;
    await admin.end();
    // Postgres ends one of them after a second, in which a caller waits, and somebody's work is lost or done again.
    if (row?.deadlocks) throw new Error(`${row.deadlocks} times, transactions waited for each other in a circle.`);
  });
  return {
    ...processOf(ctx, app, running),
    config,
    simulator,
    startSecondProcess: async () => {
      const other = await openContext();
      others.push(other);
      return processOf(other, createApp(other), running);
    },
    advanceClock: travel,
  };
}

function processOf(
  ctx: OwnedContext,
  app: Pick<ReturnType<typeof createApp>, 'request'>,
  running: (() => Promise<void>)[],
): TestProcess {
  return {
    ctx,
    request: app.request.bind(app),
    runJob: (kind, payload) => runHandler(ctx, kind, payload),
    startWorkers: (names = QUEUE_NAMES) => {
      const stop = new AbortController();
      const schedules = maintainSchedules(ctx, [...names], stop.signal);
      const pools = names.map((pool) => startWorker(ctx, pool, stop));
      const stopWorkers = async () => {
        await schedules.stop();
        await Promise.all(pools.map((pool) => pool.close()));
      };
      running.push(stopWorkers);
      return stopWorkers;
    },
  };
}
