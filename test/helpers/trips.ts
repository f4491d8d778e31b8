/** Counts what work costs in statements and Redis commands, and runs its jobs in BullMQ, one after the other. */
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { definitionOf, JOB_KINDS } from '../../shared/jobs.ts';
import { QUEUE_NAMES } from '../../shared/jobs/definition.ts';
import { type JobData, queueOf } from '../../shared/enqueue.ts';
import { RETRY_FOREVER } from '../../shared/redis.ts';
import { runJob } from '../../workers/worker.ts';
import type { TestSystem } from './system.ts';

/**
 * `statements` contains neither `begin` and `commit`, which `transactions` counts, nor what the driver reads from the
 * catalog for a new connection. `redis` contains the commands in scripts, and not those that open a connection.
 */
export type Trips = { statements: number; transactions: number; redis: number };

const isOfTransaction = (statement: string) => /^(?:begin|commit|rollback)/i.test(statement);
/** The metrics of jobs are sent once a second, whatever the work is. */
const isOfTimer = (args: string[]) => args.some((arg) => arg.endsWith(':metrics:jobs'));
const isOfConnection = (statement: string) => statement.includes('pg_catalog.pg_type');

export type TripCounter = AsyncDisposable & {
  trips: Trips;
  /** Does work that is not counted. */
  uncounted<T>(work: () => Promise<T>): Promise<T>;
  /** Runs the jobs that wait, at once if they are delayed, and the jobs that follow from them. */
  runJobs(): Promise<void>;
};

/**
 * Watches the commands of all clients over a plain connection. ioredis fails if a command comes in the same packet as the
 * reply that the watch begins.
 */
async function startMonitor(redis: Redis, onCommand: (words: string[]) => void): Promise<Disposable> {
  const { host = '127.0.0.1', port = 6379, password } = redis.options;
  const socket = createConnection({ host, port });
  const begun = Promise.withResolvers<void>();
  socket.once('error', begun.reject);
  createInterface({ input: socket }).on('line', (line) => {
    const command = /^\+[\d.]+ \[[^\]]*\] (.*)$/.exec(line)?.[1];
    if (line === '+OK') begun.resolve();
    else if (command) onCommand([...command.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = '']) => word));
  });
  socket.write(`${password ? `AUTH ${password}\r\n` : ''}MONITOR\r\n`);
  await begun.promise;
  return { [Symbol.dispose]: () => socket.destroy() };
}

/** Starts to count. Other test files use the same Redis, so only commands with the system's key prefix count. */
export async function countTrips({ ctx }: TestSystem): Promise<TripCounter> {
  const trips: Trips = { statements: 0, transactions: 0, redis: 0 };
  let isCounting = true;
  const options = ctx.sql.options as { debug?: unknown };
  options.debug = (_connection: number, text: string) => {
    const statement = text.trim();
    if (!isCounting || isOfConnection(statement)) return;
    if (!isOfTransaction(statement)) trips.statements += 1;
    else if (/^begin/i.test(statement)) trips.transactions += 1;
  };
  const marks = new Map<string, () => void>();
  const monitor = await startMonitor(ctx.redis, ([command = '', ...args]) => {
    marks.get(args[0] ?? '')?.();
    const isOurs = command.toLowerCase() !== 'client' && args.some((arg) => arg.includes(ctx.keyPrefix));
    if (isCounting && isOurs && !isOfTimer(args) && !marks.has(args[0] ?? '')) trips.redis += 1;
  });
  /** Waits until the commands that were sent are counted. */
  const settle = async () => {
    const mark = `${ctx.keyPrefix} mark ${marks.size}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    marks.set(mark, resolve);
    await ctx.redis.echo(mark);
    await promise;
  };
  const uncounted = async <T>(work: () => Promise<T>): Promise<T> => {
    await settle();
    isCounting = false;
    try {
      return await work();
    } finally {
      await settle();
      isCounting = true;
    }
  };
  const connection = ctx.redis.duplicate(RETRY_FOREVER);
  const workers = QUEUE_NAMES.map(
    (name) => [name, new Worker<JobData>(name, undefined, { connection, prefix: ctx.keyPrefix })] as const,
  );
  const listWaiting = () =>
    uncounted(async () => {
      const waiting = workers.map(async ([name, worker]) => {
        const queue = queueOf(
          ctx.queues,
          JOB_KINDS.find((kind) => definitionOf(kind).queue === name)!,
        );
        for (const job of await queue.getDelayed()) await job.promote();
        return (await queue.count()) > 0 ? [worker] : [];
      });
      return (await Promise.all(waiting)).flat();
    });
  const runNext = async (worker: Worker<JobData>) => {
    const job = await worker.getNextJob('token', { block: false });
    if (!(job instanceof Job)) throw new Error(`The queue ${worker.name} gave no job.`);
    const result = await runJob(ctx, job, new AbortController().signal);
    await job.moveToCompleted(result ?? null, 'token', false);
  };
  return {
    trips,
    uncounted,
    async runJobs() {
      for (let waiting = await listWaiting(); waiting.length > 0; waiting = await listWaiting())
        for (const worker of waiting) await runNext(worker);
    },
    async [Symbol.asyncDispose]() {
      options.debug = undefined;
      monitor[Symbol.dispose]();
      await Promise.all(workers.map(([, worker]) => worker.close()));
      connection.disconnect();
    },
  };
}
