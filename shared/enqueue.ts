import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from './clock.ts';
import { DomainError } from './errors.ts';
import { definitionOf, type JobKind, type PayloadInput } from './jobs.ts';
import { QUEUE_NAMES, type QueueName } from './jobs/definition.ts';
import type { Log } from './logging/log.ts';
import type { Json, Sql } from '../sql/db.ts';
import { deleteOutbox, insertOutbox, type OutboxRow } from '../sql/outbox.ts';

/**
 * The BullMQ queues. A queue delivers a job at least once, and sometimes twice. Handlers claim their work in Postgres,
 * so a job that runs twice has no second effect.
 */
export type Queues = ReadonlyMap<QueueName, Queue>;

/**
 * The data of a job in Redis: its payload, the id of the HTTP request that enqueued the job, and where to send the
 * result.
 */
export type JobData = { payload: unknown; requestId?: string; replyTo?: ReplyTo };

/**
 * Where to send the result of a job. If `notifyStart` is true, the worker also sends a message at the start of the job.
 */
type ReplyTo = { channel: string; id: string; notifyStart?: boolean };

export type EnqueueOptions = {
  /**
   * Id of the job among the jobs of the same kind. While the first job with an id is kept (`COMPLETED_KEPT_SECONDS`), a
   * second job with the same id is dropped.
   */
  id?: string;
  /** Delay of the job, in milliseconds of product time (the product's clock). */
  delayMs?: number;
  /** While a job with this key waits or runs, further jobs with the key are dropped. */
  deduplicationKey?: string;
  /**
   * The key drops further jobs for at most this time, in milliseconds of real time. So a worker that hangs in the job
   * cannot keep others from the work.
   */
  deduplicationMs?: number;
  /**
   * The turn of the job among the jobs of its kind, from 1 on: a lower turn runs first. The kind must have a priority, and
   * jobs of other kinds in its queue must not come between its turns.
   */
  turn?: number;
  /**
   * Whether the sweeper finds this work in Postgres if the job is lost (`domain/operations/healers.ts`). Inside a
   * transaction, such a job needs no row in the outbox.
   */
  isSwept?: boolean;
};

export type Enqueue = <K extends JobKind>(kind: K, payload: PayloadInput<K>, options?: EnqueueOptions) => Promise<void>;

/**
 * A completed job blocks new jobs with the same id for this time. After this time, the carrier no longer repeats a
 * callback.
 */
const COMPLETED_KEPT_SECONDS = 3_600;
const COMPLETED_KEPT_MAX = 20_000;
/**
 * Failed jobs are kept for this time, so that an operator can read the failed jobs in Bull Board (the web view of the
 * queues).
 */
const FAILED_KEPT_SECONDS = 7 * 86_400;
/** Failed jobs with phone numbers or names are kept for a day, which is enough to retry them. */
const FAILED_PERSONAL_KEPT_SECONDS = 86_400;

/** Milliseconds of real time. */
const REOPEN_MS = 200;

export function createQueues(connection: Redis, prefix: string, log: Log): Queues {
  const queues = new Map<QueueName, Queue>();
  const open = (name: QueueName) => {
    const queue = new Queue(name, { connection, prefix });
    // While Redis is away, the connection itself logs its errors, once for all queues.
    queue.on('error', (error) => {
      if (connection.status === 'ready') log.warn({ err: error, queue: name }, 'queue failed, retrying');
    });
    queues.set(name, queue);
    // A queue whose first request to Redis failed never works again.
    queue.waitUntilReady().catch(() => connection.status !== 'end' && setTimeout(open, REOPEN_MS, name).unref());
  };
  for (const name of QUEUE_NAMES) open(name);
  return queues;
}

/**
 * Adds a job to its queue.
 *
 * @throws Error at once while Redis is away. A queue that was never connected would wait instead.
 */
async function addJob(queues: Queues, kind: JobKind, data: unknown, options: JobsOptions): Promise<void> {
  const queue = queueOf(queues, kind);
  const { status } = queue.opts.connection as Redis;
  if (status !== 'ready') throw new Error(`Redis is away: its connection is ${status}.`);
  await queue.add(kind, data, options);
}

export function queueOf(queues: Queues, kind: JobKind): Queue {
  const queue = queues.get(definitionOf(kind).queue);
  if (!queue) throw new Error(`No queue for ${kind}.`);
  return queue;
}

/** The share of a pause by which it may be shorter, so that many jobs that failed together do not run together. */
const BACKOFF_JITTER = 0.3;

/** Returns the pause after a failed attempt of a kind with `backoffMsMax`. Milliseconds of real time. */
export function retryDelayMs(kind: string | undefined, attemptsMade: number): number {
  const { backoffMs, backoffMsMax = Infinity } = definitionOf(kind as JobKind);
  const pauseMs = Math.min(backoffMs * 2 ** (attemptsMade - 1), backoffMsMax);
  return Math.round(pauseMs * (1 - BACKOFF_JITTER * Math.random()));
}

/** The highest priority number of BullMQ. Turns above it run in the order in which they were enqueued. */
const PRIORITY_MAX = 2 ** 21 - 1;

const priorityOfTurn = (priority: number, turn: number) => Math.min(priority + turn - 1, PRIORITY_MAX);

/** Counts the waiting jobs of a kind that have the turn. */
export async function countWaitingTurns(queues: Queues, kind: JobKind, turn: number): Promise<number> {
  const priority = priorityOfTurn(definitionOf(kind).priority ?? 0, turn);
  return (await queueOf(queues, kind).getCountsPerPriority([priority]))[priority] ?? 0;
}

export function jobOptions(kind: JobKind, clock: Clock, options: EnqueueOptions): JobsOptions {
  const { attempts, backoffMs, backoffMsMax, priority, hasPersonalData } = definitionOf(kind);
  const { deduplicationKey, deduplicationMs } = options;
  return {
    attempts,
    backoff:
      backoffMsMax === undefined
        ? { type: 'exponential', delay: backoffMs, jitter: BACKOFF_JITTER }
        : { type: 'limited', delay: backoffMs },
    removeOnComplete: { age: COMPLETED_KEPT_SECONDS, count: COMPLETED_KEPT_MAX },
    removeOnFail: { age: hasPersonalData ? FAILED_PERSONAL_KEPT_SECONDS : FAILED_KEPT_SECONDS },
    ...(priority === undefined ? {} : { priority: priorityOfTurn(priority, options.turn ?? 1) }),
    ...(options.id === undefined ? {} : { jobId: `${kind}-${options.id}` }),
    ...(options.delayMs === undefined ? {} : { delay: Math.round(clock.realDelayMs(options.delayMs)) }),
    ...(deduplicationKey === undefined
      ? {}
      : { deduplication: { id: `${kind}-${deduplicationKey}`, ttl: deduplicationMs } }),
  };
}

type Producer = { queues: Queues; clock: Clock; sql: Sql; log: Log };

/**
 * Adds a job to its queue. While Redis is down, writes the job to the outbox (a table in Postgres), and the sweeper
 * publishes the job later. Inside a transaction use `tx.enqueue` instead, because the job must not run before the
 * commit.
 *
 * @throws DomainError `unavailable` if Redis and Postgres are both down. The job was then not accepted, and the client
 *   must try again.
 */
export async function enqueue<K extends JobKind>(
  ctx: Producer & { requestId?: string },
  kind: K,
  payload: PayloadInput<K>,
  options: EnqueueOptions = {},
): Promise<void> {
  const data: JobData = { payload: definitionOf(kind).payload.parse(payload), requestId: ctx.requestId };
  try {
    await addJob(ctx.queues, kind, data, jobOptions(kind, ctx.clock, options));
  } catch (error) {
    ctx.log.warn({ err: error, kind }, 'enqueueing failed, job written to the outbox');
    await insertOutbox(ctx.sql, kind, data as Json, options).catch(() => {
      throw new DomainError('unavailable', 'The service cannot take work right now. Try again in a few seconds.');
    });
  }
}

/** A job that {@link publishJobs} adds to its queue. `id` is its row in the outbox, if it has one. */
export type StagedJob = Omit<OutboxRow, 'id'> & { id?: number };

/**
 * Writes a job to the outbox, in the given transaction, unless the sweeper finds its work. After the commit,
 * {@link publishJobs} adds the job to its queue.
 */
export async function stageJob<K extends JobKind>(
  sql: Sql,
  kind: K,
  payload: PayloadInput<K>,
  options: EnqueueOptions = {},
  requestId?: string,
): Promise<StagedJob> {
  const data: JobData = { payload: definitionOf(kind).payload.parse(payload), requestId };
  return options.isSwept ? { kind, payload: data, options } : insertOutbox(sql, kind, data as Json, options);
}

/**
 * Adds staged jobs to their queues and deletes their rows of the outbox. After a crash between the two steps, a row is
 * published a second time. The second job has the same job id, so the queue drops the second job.
 *
 * @returns false if publishing failed. The rows of the outbox then stay, and the sweeper publishes the rows later. The
 *   sweeper also finds the work of jobs without a row.
 */
export async function publishJobs(ctx: Producer, jobs: StagedJob[]): Promise<boolean> {
  if (jobs.length === 0) return true;
  try {
    await Promise.all(
      jobs.map(({ id, kind, payload, options }) => {
        const staged = options as EnqueueOptions;
        const rowId = id === undefined ? {} : { id: `outbox-${id}` };
        return addJob(
          ctx.queues,
          kind as JobKind,
          payload,
          jobOptions(kind as JobKind, ctx.clock, { ...rowId, ...staged }),
        );
      }),
    );
    const rowIds = jobs.flatMap(({ id }) => id ?? []);
    if (rowIds.length > 0) await deleteOutbox(ctx.sql, rowIds);
    return true;
  } catch (error) {
    ctx.log.warn({ err: error, jobs: jobs.length }, 'publishing staged jobs failed, the sweeper will publish them');
    return false;
  }
}
