/**
 * The start of a process when Postgres or Redis is away. The process starts all the same, says what is missing, and tries
 * again until both answer: an API then answers the carrier with apologies, and a worker waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { readClock, setClockSpeed } from '../sql/clock.ts';
import type { Pool, Sql } from '../sql/db.ts';
import { missingMigrations } from '../sql/migrate.ts';
import type { Clock, ClockAnchor } from './clock.ts';
import type { ServerConfig } from './config.ts';
import type { Log } from './logging/log.ts';
import { assertNoEviction, untilConnected } from './redis.ts';

/** Milliseconds of real time. A store that is up answers its first request within this time. */
const FIRST_TRY_MS_MAX = 15_000;
const RETRY_MS = 500;
/** While a store is away, the log says so this often. Milliseconds of real time. */
const REMINDER_MS = 30_000;

/**
 * Error codes of Postgres that a later try cannot repair: wrong password, unknown role, unknown database. The settings
 * are wrong.
 */
const MISTAKE_CODES = new Set(['28P01', '28000', '3D000']);
const REDIS_MISTAKE = /WRONGPASS|NOAUTH|NOPERM|invalid password|maxmemory-policy/;

export type Stores = { sql: Pool; redis: Redis; clock: Clock; config: ServerConfig; log: Log };

/**
 * Tries both stores once, and continues in the background while one is away.
 *
 * @returns `up` resolves when both stores have answered. It never rejects.
 * @throws Error if a setting is wrong. The message names the setting.
 */
export async function openStores(stores: Stores, stop: AbortSignal): Promise<{ up: Promise<void> }> {
  const { sql, redis, clock, config } = stores;
  const postgres = keepTrying(stores, stop, {
    name: 'Postgres',
    setting: 'DATABASE_URL',
    open: async () => {
      assertMigrated(await missingMigrations(sql));
      clock.setAnchor(await syncClockAnchor(sql, config.clockSpeed));
    },
  });
  const queue = keepTrying(stores, stop, {
    name: 'Redis',
    setting: 'REDIS_URL',
    open: async () => {
      await untilConnected(redis);
      await assertNoEviction(redis);
    },
  });
  const up = Promise.all([postgres.up, queue.up]).then(() => undefined);
  const timeout = new AbortController();
  const firstTries = Promise.all([postgres.firstTry, queue.firstTry]);
  try {
    await Promise.race([firstTries, sleep(FIRST_TRY_MS_MAX, undefined, { signal: timeout.signal })]);
  } finally {
    timeout.abort();
  }
  return { up };
}

type Store = { name: string; setting: string; open: () => Promise<void> };

function keepTrying({ log }: Stores, stop: AbortSignal, { name, setting, open }: Store) {
  const firstTry = Promise.withResolvers<void>();
  // The first error may come after the process has stopped to wait for it.
  firstTry.promise.catch(() => {});
  const run = async () => {
    let remindedMs = -Infinity;
    for (let tries = 1; !stop.aborted; tries++) {
      try {
        await open();
        if (tries > 1) log.info(`${name} answers, the process is complete`);
        return firstTry.resolve();
      } catch (error) {
        const { message } = error as Error;
        const advice = `${name} cannot be used: ${message}. Check ${setting}, and that ${name} runs.`;
        if (tries === 1 && isMistake(error)) return firstTry.reject(new Error(advice, { cause: error }));
        if (!stop.aborted && performance.now() - remindedMs >= REMINDER_MS) {
          remindedMs = performance.now();
          log.error(
            { err: error },
            error instanceof NotMigratedError ? message : `${advice} Trying again until it answers.`,
          );
        }
        firstTry.resolve();
      }
      await sleep(RETRY_MS, undefined, { signal: stop }).catch(() => {});
    }
  };
  return { up: run(), firstTry: firstTry.promise };
}

function isMistake(error: unknown): boolean {
  const { code = '', message } = error as Error & { code?: string };
  return MISTAKE_CODES.has(code) || REDIS_MISTAKE.test(message);
}

export class NotMigratedError extends Error {
  override readonly name = 'NotMigratedError';
}

/** @throws NotMigratedError if the database lacks migrations of this version of the product */
export function assertMigrated(missing: string[]): void {
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  throw new NotMigratedError(`The database lacks the migration ${first}${more}. Run: npm run migrate`);
}

/**
 * Sets the speed of the product's clock in the database. Returns the anchor of the clock (a real time and the product
 * time at that moment), which the database and all processes share. Product time continues from its current value, so a
 * restart at another speed never turns product time back.
 */
export async function syncClockAnchor(sql: Sql, speed: number): Promise<ClockAnchor> {
  await setClockSpeed(sql, speed);
  const row = await readClock(sql);
  return { realMs: row.anchorReal.getTime(), productMs: row.anchorProduct.getTime(), speed: row.speed };
}
