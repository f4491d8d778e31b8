import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import { ZodError } from 'zod';
import type { OwnedContext } from '../shared/context.ts';
import { definitionOf, isJobKind, type JobKind, type PayloadInput } from '../shared/jobs.ts';
import { DEADLINE_SECONDS, type JobDefinition, type QueueName } from '../shared/jobs/definition.ts';
import { type JobData, retryDelayMs } from '../shared/enqueue.ts';
import { OutsideError } from '../shared/errors.ts';
import type { JobMeasurement } from '../shared/job-metrics.ts';
import type { Log } from '../shared/logging/log.ts';
import { RETRY_FOREVER } from '../shared/redis.ts';
import { sendReply } from '../shared/request-reply.ts';
import type { DatabaseWatch } from '../sql/watch.ts';
import { runHandler } from './handlers.ts';
import { isOutsideCause } from './outside-causes.ts';
import { workerQueues } from './queue-limits.ts';

/**
 * Maximum of stalls of one job. A job stalls if the process that runs the job dies. `attempts` does not count stalls.
 * So without this limit, a job that kills its process would run again for ever.
 */
const STALLED_TIMES_MAX = 20;
const STALLED_CHECK_MS = 2_000;

/**
 * A worker that waits for jobs asks again after this time. Redis wakes one waiting worker for a new job. If this worker
 * is frozen, the others find the job when they ask again. Seconds.
 */
const WAIT_SECONDS_MAX = 1;

/**
 * A worker that lost its connection to Redis tries again after this time. With the 15 seconds of BullMQ, jobs would wait
 * for up to half a minute after an outage of a second. Milliseconds.
 */
const RETRY_MS = 1_000;

/**
 * Time that running jobs have to end at shutdown, in milliseconds of real time. After this time the signals of the jobs
 * abort, and another process runs the jobs again.
 */
const DRAIN_MS = 10_000;
const ABORT_WAIT_MS_MAX = 5_000;

/** Longest pause between two runs that fail for a cause outside, in milliseconds of real time. */
const OUTSIDE_PAUSE_MS_MAX = 10_000;
/** After so many runs that failed for a cause outside, about ten minutes, the sweeper owns the work. */
const OUTSIDE_FAILURES_MAX = 60;

export type RunningWorker = { close(): Promise<void> };

/**
 * Starts a worker of a queue. The queue delivers a job at least once, and sometimes twice, so handlers claim their work
 * in Postgres before the handlers act.
 *
 * While Postgres does not answer this process, the worker takes no jobs. Each job would only use up one of its attempts,
 * and other workers can run the job.
 */
export function startWorker(
  ctx: OwnedContext,
  queue: QueueName,
  stop: AbortController,
  database?: DatabaseWatch,
): RunningWorker {
  const { concurrency, lockDuration, limiter } = workerQueues(ctx.config)[queue];
  const connection = ctx.redis.duplicate(RETRY_FOREVER);
  connection.on('error', (error) => ctx.log.warn({ err: error, queue }, 'worker connection failed, reconnecting'));
  const worker = new Worker<JobData>(queue, (job) => runJob(ctx, job, stop.signal), {
    connection,
    prefix: ctx.keyPrefix,
    concurrency,
    lockDuration,
    limiter,
    stalledInterval: STALLED_CHECK_MS,
    drainDelay: WAIT_SECONDS_MAX,
    runRetryDelay: RETRY_MS,
    settings: { backoffStrategy: (attemptsMade, _type, _error, job) => retryDelayMs(job?.name, attemptsMade) },
    maxStalledCount: STALLED_TIMES_MAX,
  });
  worker.on('error', (error) => ctx.log.warn({ err: error, queue }, 'worker failed, retrying'));
  worker.on('stalled', (jobId) => ctx.log.warn({ jobId, queue }, 'job stalled because its worker died'));
  worker.on('failed', (job, error) => ctx.log.error({ err: error, jobId: job?.id, kind: job?.name }, 'job failed'));
  database?.onChange((answers) => {
    ctx.log.warn({ queue }, answers ? 'worker takes jobs again' : 'worker pauses: Postgres does not answer');
    void (answers ? worker.resume() : worker.pause(true));
  });
  return {
    async close() {
      const closed = worker.close();
      const abortTimer = setTimeout(() => stop.abort(new OutsideError('The process is stopping.')), DRAIN_MS);
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS + ABORT_WAIT_MS_MAX).unref());
      await Promise.race([closed, timeout]);
      clearTimeout(abortTimer);
      connection.disconnect();
    },
  };
}

export async function runJob(ctx: OwnedContext, job: Job<JobData>, signal: AbortSignal): Promise<unknown> {
  const { name: kind, data, id: jobId } = job;
  if (!isJobKind(kind))
    throw new UnrecoverableError(`There is no handler for the job kind ${kind}. A kind must not be renamed.`);
  const { requestId, replyTo } = data;
  const log = ctx.log.child({ jobId, kind, requestId });
  const startedMs = Date.now();
  const waitSeconds = (startedMs - job.timestamp - (job.opts.delay ?? 0)) / 1000;
  let outcome: JobMeasurement['outcome'] = 'failed';
  let reply: Promise<void> | undefined;
  const replyOnce = (result: unknown) => {
    if (replyTo) reply ??= sendReply(ctx.redis, replyTo.channel, { id: replyTo.id, ok: true, result });
    // Ignore an error of an early reply here, because `await reply` below throws the error after the handler has ended.
    reply?.catch(() => {});
  };
  try {
    // Do not wait for the start message to be sent. Redis delivers the messages of one connection in order, so the
    // start message arrives before the result in any case.
    if (replyTo?.notifyStart)
      sendReply(ctx.redis, replyTo.channel, { id: replyTo.id, ok: true, started: true }).catch(() => {});
    const result = await withDeadline(definitionOf(kind).deadlineSeconds ?? DEADLINE_SECONDS, signal, (jobSignal) =>
      parseAndRun({ ...ctx, log, requestId }, kind, data, jobSignal, replyOnce),
    );
    outcome = 'completed';
    replyOnce(result);
    await reply;
    return result;
  } catch (error) {
    const next = nextAfterFailure(job, definitionOf(kind), error);
    log.warn({ err: error, isLastAttempt: next === 'fail' || next === 'end' }, 'job attempt failed');
    // BullMQ stores the message and the stack of the error in Redis.
    const storable = log.storableError(error);
    if (next === 'attempt') throw storable;
    if (next === 'postpone') {
      outcome = 'postponed';
      throw await postpone(job, kind, log);
    }
    if (replyTo) {
      const failure = { id: replyTo.id, ok: false, error: storable.message };
      // While Redis is away, the request ends at its timeout.
      await sendReply(ctx.redis, replyTo.channel, failure).catch((unsent: unknown) =>
        log.warn({ err: unsent }, 'error of a job could not be sent to the request that waits'),
      );
    }
    if (next === 'fail') throw storable;
    log.warn('job ended for a cause outside, its work is left to the schedule or the sweeper');
    return undefined;
  } finally {
    if (job.opts.deduplication?.ttl !== undefined) await job.removeDeduplicationKey().catch(() => {});
    const runSeconds = (Date.now() - startedMs) / 1000;
    ctx.jobMetrics.record({ kind, outcome, waitSeconds, runSeconds });
  }
}

/** Runs of a job that ended for a cause outside. The job spent no attempt on them. */
const outsideFailuresOf = ({ attemptsStarted, attemptsMade }: Job) => attemptsStarted - attemptsMade;

/**
 * Decides what follows on a failed run: another attempt, a later run that spends no attempt, the end of the job as
 * failed, or its end as completed. A job that fails for a cause outside never ends as failed.
 */
function nextAfterFailure(
  job: Job<JobData>,
  { isSwept }: JobDefinition,
  error: unknown,
): 'attempt' | 'postpone' | 'fail' | 'end' {
  if (isOutsideCause(error)) {
    // A job with one attempt repeats on a schedule, must not run twice, or has a result that only its sender wants.
    const isOver =
      (job.opts.attempts ?? 1) === 1 || (isSwept === true && outsideFailuresOf(job) >= OUTSIDE_FAILURES_MAX);
    return isOver ? 'end' : 'postpone';
  }
  const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1) || error instanceof UnrecoverableError;
  return isLastAttempt ? 'fail' : 'attempt';
}

/**
 * Lets the job run again after a pause. If Redis does not take the order, the queue runs the job again after the lock of
 * this run has expired.
 *
 * @returns the error with which the run must end, so that the queue counts no attempt
 */
async function postpone(job: Job<JobData>, kind: JobKind, log: Log): Promise<DelayedError> {
  const pauseMs = Math.min(retryDelayMs(kind, outsideFailuresOf(job)), OUTSIDE_PAUSE_MS_MAX);
  await job
    .moveToDelayed(Date.now() + pauseMs, job.token)
    .catch((error: unknown) => log.warn({ err: error }, 'job could not be postponed, it runs again as a stalled job'));
  return new DelayedError();
}

/**
 * Runs the work of one job attempt. At the deadline, the signal of the work aborts and the attempt fails, even if the
 * work does not end. The queue then stops to renew the lock of the job, and another worker can run the job.
 *
 * @throws OutsideError at the deadline, because nearly always a store or the carrier does not answer
 */
async function withDeadline<T>(
  seconds: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new OutsideError(`The job did not end within ${seconds} seconds, its deadline.`);
    deadline.abort(error);
    reject(error);
  }, seconds * 1_000);
  try {
    return await Promise.race([work(AbortSignal.any([stop, deadline.signal])), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs the handler of a job. If the payload is invalid, the job fails without another attempt, because the payload
 * would be invalid in the next attempt, too.
 */
async function parseAndRun(
  ctx: Parameters<typeof runHandler>[0],
  kind: JobKind,
  data: JobData,
  signal: AbortSignal,
  replyEarly: (result: unknown) => void,
): Promise<unknown> {
  try {
    return await runHandler(ctx, kind, data.payload as PayloadInput<JobKind>, signal, replyEarly);
  } catch (error) {
    if (error instanceof ZodError) throw new UnrecoverableError(`The payload of ${kind} is invalid: ${error.message}`);
    throw error;
  }
}
