/**
 * The sweeper (job `system.sweep`). After a crash, or after Redis lost its data, due work may have no job any more. The
 * sweeper finds such work in Postgres and enqueues a job for the work again. The steps are in `healers.ts`.
 */
import type { Context } from '../../context.ts';
import { lostSecondsOf, SWEEP_STEPS } from './healers.ts';

/**
 * Runs every step of the sweep. After a flush of Redis, one sweep enqueues all lost work again. A job that is enqueued
 * twice does no harm, because each job first claims its work in Postgres. A step that fails does not stop the other
 * steps.
 *
 * @throws AggregateError with the error of each failed step, so that Bull Board (the web view of the queues) shows the
 *   errors
 */
export async function sweep(ctx: Context, signal: AbortSignal): Promise<void> {
  const failures = new Map<string, unknown>();
  for (const [name, step] of Object.entries(SWEEP_STEPS)) {
    if (signal.aborted) break;
    try {
      await step.run(ctx, { lostSeconds: lostSecondsOf(step, ctx), signal });
    } catch (error) {
      ctx.log.error({ err: error, step: name }, 'sweep step failed, the next sweep tries again');
      failures.set(name, error);
    }
  }
  if (failures.size > 0)
    throw new AggregateError(failures.values(), `The sweep failed in these steps: ${[...failures.keys()].join(', ')}.`);
}
