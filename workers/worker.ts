import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { ZodError } from 'zod';
import { reply } from '../shared/ask.ts';
import type { OwnedContext } from '../shared/context.ts';
import { recordJob } from '../shared/job-metrics.ts';
import { isJobKind, type JobKind, type PayloadInput, type QueueName } from '../shared/jobs.ts';
import type { JobData } from '../shared/queues.ts';
import { waitingConnection } from '../shared/redis.ts';
import { poolsOf } from './queues.ts';
import { runHandler } from './run.ts';

/** A stalled job is one whose process died; `attempts` does not count those, so only this bounds a job that kills. */
const STALLED_TIMES_MAX = 20;
const STALLED_CHECK_MS = 5_000;

/** Jobs under way get this long at shutdown; then their signals abort and another process takes them up. */
const DRAIN_MS = 10_000;
const ABORTED_MS_MAX = 5_000;

export type RunningPool = { close(): Promise<void> };

/** Starts working a queue. Delivery is at least once: handlers claim their work in Postgres before they act. */
export function startPool(ctx: OwnedContext, name: QueueName, stop: AbortController): RunningPool {
  const { concurrency, lockDuration, limiter } = poolsOf(ctx.config)[name];
  const connection = ctx.redis.duplicate(waitingConnection);
  connection.on('error', (error) => ctx.log.warn({ err: error, pool: name }, 'worker connection'));
  const worker = new Worker<JobData>(name, (job) => work(ctx, job, stop.signal), {
    connection,
    prefix: ctx.keyPrefix,
    concurrency,
    lockDuration,
    limiter,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: STALLED_TIMES_MAX,
  });
  worker.on('error', (error) => ctx.log.warn({ err: error, pool: name }, 'worker'));
  worker.on('stalled', (jobId) => ctx.log.warn({ jobId, pool: name }, 'job stalled: its worker died'));
  worker.on('failed', (job, error) => ctx.log.error({ err: error, jobId: job?.id, kind: job?.name }, 'job failed'));
  return {
    async close() {
      const closed = worker.close();
      const late = setTimeout(() => stop.abort(new Error('The process is stopping.')), DRAIN_MS);
      const given = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS + ABORTED_MS_MAX).unref());
      await Promise.race([closed, given]);
      clearTimeout(late);
      connection.disconnect();
    },
  };
}

async function work(ctx: OwnedContext, job: Job<JobData>, signal: AbortSignal): Promise<unknown> {
  const { name: kind, data, id: jobId } = job;
  if (!isJobKind(kind)) throw new UnrecoverableError(`No handler for ${kind}. Was it renamed? Kinds are permanent.`);
  const log = ctx.log.child({ jobId, kind, requestId: data.requestId });
  const startedMs = Date.now();
  const waitedSeconds = (startedMs - job.timestamp - (job.opts.delay ?? 0)) / 1000;
  let outcome: 'completed' | 'failed' = 'failed';
  const { replyTo } = data;
  let answered: Promise<void> | undefined;
  const answer = (result: unknown) => {
    if (replyTo) answered ??= reply(ctx, replyTo.channel, { id: replyTo.id, ok: true, result });
    // Met below, when the handler is done.
    answered?.catch(() => {});
  };
  try {
    // Not waited for: whoever asked does not hear of the start later than of the result, which follows on the same connection.
    if (replyTo?.whenStarted) reply(ctx, replyTo.channel, { id: replyTo.id, ok: true, started: true }).catch(() => {});
    const result = await handle({ ...ctx, log, requestId: data.requestId }, kind, data, signal, answer);
    outcome = 'completed';
    answer(result);
    await answered;
    return result;
  } catch (error) {
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1) || error instanceof UnrecoverableError;
    log.warn({ err: error, last }, 'job threw');
    if (data.replyTo && last) {
      const message = error instanceof Error ? error.message : String(error);
      await reply(ctx, data.replyTo.channel, { id: data.replyTo.id, ok: false, error: message });
    }
    throw error;
  } finally {
    const ranSeconds = (Date.now() - startedMs) / 1000;
    await recordJob(ctx.redis, ctx.keyPrefix, { kind, outcome, waitedSeconds, ranSeconds }).catch(() => {});
  }
}

/** A payload that does not parse will not parse the next time either. */
async function handle(
  ctx: Parameters<typeof runHandler>[0],
  kind: JobKind,
  data: JobData,
  signal: AbortSignal,
  answer: (result: unknown) => void,
): Promise<unknown> {
  try {
    return await runHandler(ctx, kind, data.payload as PayloadInput<JobKind>, signal, answer);
  } catch (error) {
    if (error instanceof ZodError) throw new UnrecoverableError(`Payload of ${kind}: ${error.message}`);
    throw error;
  }
}
