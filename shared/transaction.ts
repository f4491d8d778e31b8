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
  await Promise.all([publishOutbox(ctx, jobs), ...events.map((event) => emit(ctx, event))]);
  return result as T;
}
