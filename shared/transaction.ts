import type { Context } from './context.ts';
import { emit, type LiveEvent } from './events.ts';
import { type Enqueue, publishOutbox, stage } from './queues.ts';
import type { Sql } from '../sql/db.ts';
import type { OutboxRow } from '../sql/outbox.ts';

/** A unit of work: its rows, its jobs and its live events happen together or not at all. */
export type Tx = {
  sql: Sql;
  /** The job is staged with the rows and published after the commit; a crash in between loses nothing. */
  enqueue: Enqueue;
  /** Sent to sockets after the commit; best effort, since clients can always read the state again. */
  emit(event: LiveEvent): void;
};

/** How long what was done waits for the queue to be told. After that telling goes on by itself, or the sweeper does it. */
const TELL_MS_MAX = 1_000;

export async function transaction<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  const jobs: OutboxRow[] = [];
  const events: LiveEvent[] = [];
  const result = await ctx.sql.begin((sql) =>
    work({
      sql,
      enqueue: async (kind, payload, options) => {
        jobs.push(await stage(sql, kind, payload, options, ctx.requestId));
      },
      emit: (event) => events.push(event),
    }),
  );
  if (jobs.length + events.length > 0)
    await within(TELL_MS_MAX, Promise.all([publishOutbox(ctx, jobs), ...events.map((event) => emit(ctx, event))]));
  return result as T;
}

/** A Redis that hangs must not hold a caller, or a request, for as long as its commands may take. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
