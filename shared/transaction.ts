import type { Context } from './context.ts';
import { emitLiveEvent, type LiveEvent } from './live-events.ts';
import { type Enqueue, publishOutbox, stageJob } from './enqueue.ts';
import type { Sql } from '../sql/db.ts';
import type { OutboxRow } from '../sql/outbox.ts';

/** A unit of work: its rows, its jobs and its live events are written together or not at all. */
export type Tx = {
  sql: Sql;
  /** Stages the job with the rows. It is published after the commit; a crash in between loses nothing. */
  enqueue: Enqueue;
  /** Sends the event to sockets after the commit. It may be lost: clients can always read the state again. */
  emit(event: LiveEvent): void;
};

/**
 * How long a committed transaction waits until its jobs and events are published. After that, publishing continues in the
 * background, and the sweeper publishes jobs that were left over.
 */
const PUBLISH_WAIT_MS_MAX = 1_000;

/**
 * Runs `work` in a database transaction, commits it, then publishes its jobs and live events.
 *
 * @returns the result of `work`
 */
export async function transaction<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  const jobs: OutboxRow[] = [];
  const events: LiveEvent[] = [];
  const result = await ctx.sql.begin((sql) =>
    work({
      sql,
      enqueue: async (kind, payload, options) => {
        jobs.push(await stageJob(sql, kind, payload, options, ctx.requestId));
      },
      emit: (event) => events.push(event),
    }),
  );
  if (jobs.length + events.length > 0)
    await waitAtMost(
      PUBLISH_WAIT_MS_MAX,
      Promise.all([publishOutbox(ctx, jobs), ...events.map((event) => emitLiveEvent(ctx, event))]),
    );
  return result as T;
}

/** When Redis hangs, a phone caller or an HTTP request must not wait for the full command timeout. */
async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
