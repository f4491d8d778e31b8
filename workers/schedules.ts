import type { Context } from '../shared/context.ts';
import { definitionOf, isJobKind, JOB_KINDS } from '../shared/jobs.ts';
import { type QueueName } from '../shared/jobs/definition.ts';
import { jobOptions, queueOf } from '../shared/enqueue.ts';

/**
 * Minimum interval of a scheduled job, in milliseconds of real time. If the product's clock is fast, a short interval
 * would keep a worker busy.
 */
const INTERVAL_REAL_MS_MIN = 100;

/**
 * Interval of the check that all job schedules exist. After a flush of Redis, the job schedules exist again within this
 * time. Milliseconds of real time.
 */
const CHECK_INTERVAL_MS = 2_000;

/**
 * A job scheduler plans its next run when a run starts. If the next run is overdue by this many milliseconds, the job
 * scheduler is created again.
 */
const OVERDUE_MS = 5_000;

/**
 * Keeps the job schedules of the queues running. Every worker process calls this function, but job schedulers with the
 * same id exist only once in Redis.
 */
export function maintainSchedules(
  ctx: Context,
  queueNames: readonly QueueName[],
  signal: AbortSignal,
): { stop(): Promise<void> } {
  const check = async () => {
    for (const queueName of queueNames) await removeUnknownSchedules(ctx, queueName);
    for (const kind of JOB_KINDS) {
      const { queue: queueName, everyMs } = definitionOf(kind);
      if (everyMs === undefined || !queueNames.includes(queueName) || signal.aborted) continue;
      const every = Math.max(INTERVAL_REAL_MS_MIN, Math.round(ctx.clock.realDelayMs(everyMs)));
      const queue = queueOf(ctx.queues, kind);
      const scheduler = await queue.getJobScheduler(kind);
      const isRunning = scheduler?.every === every && (scheduler.next ?? 0) > Date.now() - OVERDUE_MS;
      if (isRunning) continue;
      if (scheduler) await queue.removeJobScheduler(kind);
      const { attempts, backoff, removeOnFail } = jobOptions(kind, ctx.clock, {});
      const template = { name: kind, data: { payload: {} }, opts: { attempts, backoff, removeOnFail } };
      // Keep only 10 completed jobs, because there are many scheduled jobs, and completed scheduled jobs carry no
      // information.
      await queue.upsertJobScheduler(
        kind,
        { every },
        { ...template, opts: { ...template.opts, removeOnComplete: 10 } },
      );
    }
  };
  let running = Promise.resolve();
  const run = () => {
    running = check().catch((error: unknown) => ctx.log.warn({ err: error }, 'checking the job schedules failed'));
  };
  run();
  const timer = setInterval(run, CHECK_INTERVAL_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Removes schedules of job kinds that an earlier version had. Their jobs would fail for ever. */
async function removeUnknownSchedules(ctx: Context, queueName: QueueName): Promise<void> {
  const queue = ctx.queues.get(queueName);
  for (const { key } of (await queue?.getJobSchedulers()) ?? [])
    if (!isJobKind(key)) await queue?.removeJobScheduler(key);
}
