import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from './clock.ts';
import type { Context } from './context.ts';
import { DomainError } from './errors.ts';
import { definitionOf, type JobKind, type PayloadInput, queueNames, type QueueName } from './jobs.ts';
import type { Log } from './log.ts';
import type { Json, Sql } from '../sql/db.ts';
import { deleteOutbox, insertOutbox, type OutboxRow } from '../sql/outbox.ts';

/** Delivery is at least once and Postgres decides; the queue only nudges. */
export type Queues = ReadonlyMap<QueueName, Queue>;

/** What travels in Redis: the payload, whose request it serves, and who waits for the result. */
export type JobData = { payload: unknown; requestId?: string; replyTo?: ReplyTo };

/** Who waits for a job's result; `whenStarted` asks to be told too when a worker takes it up. */
type ReplyTo = { channel: string; id: string; whenStarted?: boolean };

export type EnqueueOptions = {
  /** Deterministic job id: the same id is worked once while it is remembered (`REMEMBERED_SECONDS`). */
  id?: string;
  /** Product ms to wait. */
  delayMs?: number;
  /** At most one job with this key is waiting or running; further ones are dropped. */
  once?: string;
};

export type Enqueue = <K extends JobKind>(kind: K, payload: PayloadInput<K>, options?: EnqueueOptions) => Promise<void>;

/** How long a finished job blocks another with its id: longer than any carrier repeats a callback. */
const REMEMBERED_SECONDS = 3_600;
const REMEMBERED_JOBS_MAX = 20_000;
/** Failed jobs stay for an operator to read in Bull Board. */
const FAILED_SECONDS = 7 * 86_400;

export function createQueues(connection: Redis, prefix: string, log: Log): Queues {
  return new Map(
    queueNames.map((name) => {
      const queue = new Queue(name, { connection, prefix });
      queue.on('error', (error) => log.warn({ err: error, queue: name }, 'queue connection'));
      return [name, queue];
    }),
  );
}

export function queueOf(queues: Queues, kind: JobKind): Queue {
  const queue = queues.get(definitionOf(kind).queue);
  if (!queue) throw new Error(`No queue for ${kind}.`);
  return queue;
}

export function jobOptions(kind: JobKind, clock: Clock, options: EnqueueOptions): JobsOptions {
  const { attempts, backoffMs, priority } = definitionOf(kind);
  return {
    attempts,
    backoff: { type: 'exponential', delay: backoffMs, jitter: 0.3 },
    removeOnComplete: { age: REMEMBERED_SECONDS, count: REMEMBERED_JOBS_MAX },
    removeOnFail: { age: FAILED_SECONDS },
    ...(priority === undefined ? {} : { priority }),
    ...(options.id === undefined ? {} : { jobId: `${kind}-${options.id}` }),
    ...(options.delayMs === undefined ? {} : { delay: Math.round(clock.realDelayMs(options.delayMs)) }),
    ...(options.once === undefined ? {} : { deduplication: { id: `${kind}-${options.once}` } }),
  };
}

type Producer = Pick<Context, 'queues' | 'clock' | 'sql' | 'log'>;

/**
 * Hands a job to the queue, or to the outbox in Postgres while Redis is down, from where the sweeper publishes it.
 * Inside a transaction use `tx.enqueue` instead: it must not run before the commit.
 *
 * @throws DomainError `unavailable` when both are down: nothing was accepted, so the caller must try again.
 */
export async function enqueue<K extends JobKind>(
  ctx: Producer & { requestId?: string },
  kind: K,
  payload: PayloadInput<K>,
  options: EnqueueOptions = {},
): Promise<void> {
  const data: JobData = { payload: definitionOf(kind).payload.parse(payload), requestId: ctx.requestId };
  try {
    await queueOf(ctx.queues, kind).add(kind, data, jobOptions(kind, ctx.clock, options));
  } catch (error) {
    ctx.log.warn({ err: error, kind }, 'queue down: job goes to the outbox');
    await insertOutbox(ctx.sql, kind, data as Json, options).catch(() => {
      throw new DomainError('unavailable', 'The service cannot take work right now. Try again in a few seconds.');
    });
  }
}

/** Writes the job beside the caller's rows; {@link publishOutbox} hands it to the queue after the commit. */
export function stage<K extends JobKind>(
  sql: Sql,
  kind: K,
  payload: PayloadInput<K>,
  options: EnqueueOptions = {},
  requestId?: string,
): Promise<OutboxRow> {
  const data: JobData = { payload: definitionOf(kind).payload.parse(payload), requestId };
  return insertOutbox(sql, kind, data as Json, options);
}

/**
 * Publishes staged jobs and deletes their rows. A row published twice (crash in between) has the same job id, so the
 * queue drops the second. Failing, which it tells, leaves the rows to the sweeper.
 */
export async function publishOutbox(ctx: Producer, rows: OutboxRow[], sql: Sql = ctx.sql): Promise<boolean> {
  if (rows.length === 0) return true;
  try {
    await Promise.all(
      rows.map(({ id, kind, payload, options }) => {
        const staged = options as EnqueueOptions;
        const job = jobOptions(kind as JobKind, ctx.clock, { ...staged, id: staged.id ?? `outbox-${id}` });
        return queueOf(ctx.queues, kind as JobKind).add(kind, payload, job);
      }),
    );
    await deleteOutbox(
      sql,
      rows.map((row) => row.id),
    );
    return true;
  } catch (error) {
    ctx.log.warn({ err: error, jobs: rows.length }, 'publishing failed: the sweeper will do it');
    return false;
  }
}
