/** Tests that a connection which ends during a transaction harms neither the process nor another transaction. */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestSystem } from '../helpers/system.ts';
import { connect, type Pool } from '../../sql/db.ts';

const system = await createTestSystem();
/** Ends connections of `pool`. A separate connection, so that it never ends itself. */
let admin: Pool;
/** Few connections, so that each new transaction soon gets a connection whose last transaction was cut off. */
let pool: Pool;

beforeAll(async () => {
  const url = system.config.databaseUrl;
  admin = connect({ url, applicationName: 'admin', connectionsMax: 2 });
  pool = connect({ url, applicationName: 'cut', connectionsMax: 4 });
  await admin`create table marks (run integer, part text)`;
});
afterAll(async () => {
  await pool.end({ timeout: 1 });
  await admin.end();
});

/** Ends a connection and waits up to 10 s until its server process has exited. */
const endConnection = (pid: number) => admin`select pg_terminate_backend(${pid}, 10000)`;

type Moment = 'between statements' | 'during a statement' | 'while it waits for something else' | 'never';
const MOMENTS: readonly Moment[] = [
  'between statements',
  'during a statement',
  'while it waits for something else',
  'never',
];

/** Each ended connection costs up to 0.1 s, because the pool waits before it connects again. */
const TRANSACTIONS = 160;

/** Runs a transaction that writes two rows. Ends its connection at the given moment. */
async function writeTwoParts(run: number, moment: Moment): Promise<void> {
  await pool.begin(async (sql) => {
    const [{ pid }] = await sql<[{ pid: number }]>`
      insert into marks values (${run}, 'first') returning pg_backend_pid() as pid`;
    if (moment === 'between statements') await endConnection(pid);
    if (moment === 'during a statement')
      await Promise.all([
        sql`select pg_sleep(10)`,
        new Promise((done) => setTimeout(done, 2)).then(() => endConnection(pid)),
      ]);
    if (moment === 'while it waits for something else') {
      await endConnection(pid);
      // The wait is long enough that the pool connects again and another transaction gets the connection.
      await new Promise((done) => setTimeout(done, randomInt(60)));
    }
    await sql`insert into marks values (${run}, 'second')`;
  });
}

test('transactions whose connections end: no process dies, no row is in another transaction', async () => {
  const committed: number[] = [];
  let next = 0;
  const runTransactions = async () => {
    while (next < TRANSACTIONS) {
      const run = next++;
      const moment = MOMENTS[run % MOMENTS.length]!;
      const done = await writeTwoParts(run, moment).then(
        () => true,
        () => false,
      );
      if (done) committed.push(run);
    }
  };
  await Promise.all(Array.from({ length: 8 }, runTransactions));
  const rows = await admin<{ run: number; parts: string[] }[]>`
    select run, array_agg(part order by part) as parts from marks group by run order by run`;
  // A transaction that reported an error left no row, and a transaction that reported success left both rows.
  expect(rows).toEqual(committed.toSorted((a, b) => a - b).map((run) => ({ run, parts: ['first', 'second'] })));
  expect(committed.filter((run) => MOMENTS[run % MOMENTS.length] !== 'never')).toEqual([]);
  // Every connection of the pool still works.
  const answers = await Promise.all(Array.from({ length: 8 }, () => pool<[{ n: number }]>`select 1 as n`));
  expect(answers.flat()).toHaveLength(8);
  expect(committed.length).toBeGreaterThan(TRANSACTIONS / 8);
}, 60_000);

test('after an outage of any length, the next attempt to connect comes within a second', () => {
  const backoff = pool.options.backoff as (attempts: number) => number;
  const pausesSeconds = Array.from({ length: 2_000 }, (_, attempts) => backoff(attempts));
  expect(Math.max(...pausesSeconds)).toBeLessThanOrEqual(1);
});
