import type { Context } from '../shared/context.ts';
import { definitionOf, jobKinds, type QueueName } from '../shared/jobs.ts';
import { jobOptions, queueOf } from '../shared/queues.ts';

/** A fast clock must not turn a tick into a busy loop. */
const EVERY_REAL_MS_MIN = 100;

/** How often a process makes sure that the schedules stand: a flushed Redis heals within this time. */
const CHECK_MS = 5_000;

/** A scheduler plans its next run when the last one starts; one this late has lost its thread and is set up anew. */
const LATE_MS = 10_000;

/** Keeps the repeating jobs of some pools running. Every process does; the scheduler's id makes them one. */
export function keepSchedules(ctx: Context, pools: QueueName[], signal: AbortSignal): { stop(): Promise<void> } {
  const check = async () => {
    for (const kind of jobKinds) {
      const { queue: pool, everyMs } = definitionOf(kind);
      if (everyMs === undefined || !pools.includes(pool) || signal.aborted) continue;
      const every = Math.max(EVERY_REAL_MS_MIN, Math.round(ctx.clock.realDelayMs(everyMs)));
      const queue = queueOf(ctx.queues, kind);
      const scheduler = await queue.getJobScheduler(kind);
      const alive = scheduler?.every === every && (scheduler.next ?? 0) > Date.now() - LATE_MS;
      if (alive) continue;
      if (scheduler) await queue.removeJobScheduler(kind);
      const { attempts, backoff, removeOnFail } = jobOptions(kind, ctx.clock, {});
      const template = { name: kind, data: { payload: {} }, opts: { attempts, backoff, removeOnFail } };
      // Ticks are many and tell nothing once done.
      await queue.upsertJobScheduler(
        kind,
        { every },
        { ...template, opts: { ...template.opts, removeOnComplete: 10 } },
      );
    }
  };
  let running = Promise.resolve();
  const run = () => {
    running = check().catch((error: unknown) => ctx.log.warn({ err: error }, 'schedules not checked'));
  };
  run();
  const timer = setInterval(run, CHECK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
