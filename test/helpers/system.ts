/** Creates a test system for each test file: an own copy of the migrated database, own Redis keys, an own simulator. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { createApp } from '../../api/app.ts';
import { serveApi } from '../../api/serve.ts';
import { findFreePort } from '../../scripts/processes/ports.ts';
import { startSimulator, type Simulator } from '../../scripts/simulator/server.ts';
import { Clock } from '../../shared/clock.ts';
import { readConfig, requireServices, type ServerConfig } from '../../shared/config.ts';
import { createContext, type OwnedContext } from '../../shared/context.ts';
import { type JobKind, type PayloadInput, type Result } from '../../shared/jobs.ts';
import { type QueueName, QUEUE_NAMES } from '../../shared/jobs/definition.ts';
import { dropDatabase } from '../../sql/databases.ts';
import { connect } from '../../sql/db.ts';
import { shiftClock } from '../../sql/clock.ts';
import { syncClockAnchor } from '../../shared/stores.ts';
import { runHandler } from '../../workers/handlers.ts';
import { maintainSchedules } from '../../workers/schedules.ts';
import { startWorker } from '../../workers/worker.ts';
import { TEMPLATE, withDatabase } from './global-setup.ts';

/** Functions with which a test uses one API and its workers. The API and the workers run in the process of the test. */
export type TestProcess = {
  ctx: OwnedContext;
  /** Sends a request to the API without a network connection. */
  request: ReturnType<typeof createApp>['request'];
  /** Runs the handler of one job immediately in the test's process, as a worker would. Returns the job's result. */
  runJob<K extends JobKind>(kind: K, payload: PayloadInput<K>): Promise<Result<K>>;
  /**
   * Starts workers for the queues (default: all queues) in the test's process, as `npm run workers` does. Returns a
   * function that stops the workers.
   */
  startWorkers(queues?: readonly QueueName[]): () => Promise<void>;
};

export type TestSystem = TestProcess & {
  config: ServerConfig;
  simulator: Simulator;
  /** Simulates a second API and worker process: own connections to the same Postgres and Redis, and the same clock. */
  startSecondProcess(): Promise<TestProcess>;
  /** Moves product time (the product's clock) forward for the database, the product and the simulator together. */
  advanceClock(seconds: number): Promise<void>;
};

/** Signs the webhooks of the simulated carrier. The value is fixed, so that tests can sign webhooks too. */
const SIMULATOR_AUTH_TOKEN = 'the token of the simulator in tests';

/** The default start time of tests: a Tuesday, 10:00 in New York and 07:00 in Los Angeles, far from a clock change. */
export const TEST_START = '2026-01-13T15:00:00Z';

/** The settings of a deployment with a real carrier. A test with these settings must send no request to the carrier. */
export const REAL_CARRIER = {
  CARRIER: 'twilio',
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: '2'.repeat(32),
  PUBLIC_BASE_URL: 'https://calls.example.com',
  TRUSTED_PROXIES: '1',
};

export type TestSystemOptions = {
  env?: NodeJS.ProcessEnv;
  clockSpeed?: number;
  startAt?: string;
  /** If true, the API listens on a port, so that the simulated carrier can send callbacks. */
  listen?: boolean;
  /** The system adds its log lines to this list. Set LOG_LEVEL in `env`, too. */
  logLines?: string[];
};

/** Creates a test system. Call this function once at the top of a test file. The system closes after the tests. */
export async function createTestSystem({
  env = {},
  clockSpeed = 1,
  startAt = TEST_START,
  listen = false,
  logLines,
}: TestSystemOptions = {}): Promise<TestSystem> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = connect({ url: inject('databaseUrl'), applicationName: 'tests', connectionsMax: 1 });
  // Copying the files takes 0.1 s; the default strategy, which writes each block to the WAL, takes 0.4 s.
  await admin`create database ${admin(name)} with template ${admin(TEMPLATE)} strategy file_copy`;
  const databaseUrl = withDatabase(inject('databaseUrl'), name);
  const dataDir = join(tmpdir(), name);
  const clock = new Clock();
  const { accountSid } = readConfig({}).twilio;
  const simulator = await startSimulator({ port: 0, clock, accountSid, authToken: SIMULATOR_AUTH_TOKEN, seed: 1 });
  const config = requireServices(
    readConfig({
      LOG_LEVEL: 'silent',
      DATABASE_URL: databaseUrl,
      REDIS_URL: inject('redisUrl'),
      JWT_SECRET: 'a secret for tests that is long enough',
      SECRETS_KEY: '0123456789abcdef'.repeat(4),
      CARRIER: 'simulator',
      OPERATOR_TOKEN: 'an-operator-token-for-tests-that-is-long-enough',
      SIMULATOR_URL: simulator.url,
      SIMULATOR_AUTH_TOKEN,
      TRUSTED_PROXIES: '0',
      CLOCK_SPEED: String(clockSpeed),
      // The limit is high, because tests send many requests at once. Tests of the rate limiter set a lower limit.
      RATE_LIMIT_PER_MINUTE: '100000',
      RATE_LIMIT_PAGES_PER_MINUTE: '100000',
      REGISTRATIONS_PER_HOUR: '100000',
      REGISTRATIONS_TOTAL_PER_HOUR: '100000',
      TWILIO_CALLS_PER_SECOND: '50',
      PORT: String(await findFreePort()),
      DATA_DIR: dataDir,
      ...env,
    }),
  );
  const openContext = () =>
    createContext(config, {
      processName: 'test',
      keyPrefix: `{${name}}`,
      clock,
      connectionsMax: 5,
      ...(logLines && { logDestination: { write: (line) => void logLines.push(line) } }),
    });
  const ctx = await openContext();
  const travel = async (seconds: number) => {
    await shiftClock(ctx.sql, seconds);
    clock.setAnchor(await syncClockAnchor(ctx.sql, clockSpeed));
  };
  await travel((Date.parse(startAt) - clock.nowMs()) / 1000);
  const server = listen ? await serveApi(ctx) : undefined;
  const app = server?.app ?? createApp(ctx);
  const stopFunctions: (() => Promise<void>)[] = [];
  const others: OwnedContext[] = [];
  afterAll(async () => {
    await Promise.all(stopFunctions.map((stop) => stop()));
    await simulator[Symbol.asyncDispose]();
    await server?.close();
    await Promise.all([ctx, ...others].map((each) => each[Symbol.asyncDispose]()));
    const [row] = await admin<[{ deadlocks: number }?]>`
      select deadlocks from pg_stat_database where datname = ${name}`;
    await dropDatabase(admin, name);
    await admin.end();
    await rm(dataDir, { recursive: true, force: true });
    // Deadlocks are not accepted, even if every test passes: Postgres waits a second in a deadlock, and then aborts one
    // of the transactions.
    if (row?.deadlocks) throw new Error(`There were ${row.deadlocks} deadlocks.`);
  });
  return {
    ...processOf(ctx, app, stopFunctions),
    config,
    simulator,
    startSecondProcess: async () => {
      const other = await openContext();
      others.push(other);
      return processOf(other, createApp(other), stopFunctions);
    },
    advanceClock: travel,
  };
}

function processOf(
  ctx: OwnedContext,
  app: Pick<ReturnType<typeof createApp>, 'request'>,
  stopFunctions: (() => Promise<void>)[],
): TestProcess {
  return {
    ctx,
    request: app.request.bind(app),
    runJob: (kind, payload) => runHandler(ctx, kind, payload),
    startWorkers: (names = QUEUE_NAMES) => {
      const stop = new AbortController();
      const schedules = maintainSchedules(ctx, [...names], stop.signal);
      const workers = names.map((queue) => startWorker(ctx, queue, stop));
      const stopWorkers = async () => {
        await schedules.stop();
        await Promise.all(workers.map((worker) => worker.close()));
      };
      stopFunctions.push(stopWorkers);
      return stopWorkers;
    },
  };
}
