/**
 * Units of work, and the order in which they lock.
 *
 * A unit of work that locks several of these takes the locks in this order. With one order for all, no two units of
 * work can each wait for a lock of the other. `transaction.lock-order.test.ts` runs the units of work against each
 * other.
 *
 * 1. The claims of a tenant (`lockTenantClaims`), the tick of a campaign, the agents of a tenant and of an agent group
 *    (`tick-locks.ts`), the previews of a campaign
 * 2. A parked leg
 * 3. A call. A leg of a call is locked only by a unit of work that has locked the call.
 * 4. The do-not-call list of a tenant (`lockDncList`)
 * 5. Leads
 * 6. A campaign, the routing turn of a campaign
 * 7. An agent
 * 8. A buyer, a target
 *
 * A row that the unit of work inserts needs no place in the order, because no other unit of work can see it.
 */
import type { Context } from './context.ts';
import { emitLiveEvent, type LiveEvent } from './live-events.ts';
import { type Enqueue, publishJobs, stageJob, type StagedJob } from './enqueue.ts';
import { setAuditActor } from '../sql/accounts/audit-events.ts';
import { isConnectionError, isDatabaseAway, isStalePlan, type Pool, type Sql } from '../sql/db.ts';

/**
 * A unit of work. The database rows and the jobs of a unit of work are written together or not at all. Live events are
 * sent only after the commit.
 */
export type Tx = {
  sql: Sql;
  /**
   * Writes the job to the outbox in the same transaction. The job is published after the commit. If the process crashes
   * before the job is published, the job is not lost, because the sweeper publishes the job later. A job with the
   * option `isSwept` has no row in the outbox.
   */
  enqueue: Enqueue;
  /**
   * Sends the live event to WebSocket clients after the commit. A live event may be lost, because clients can always
   * read the state again.
   */
  emit(event: LiveEvent): void;
};

/**
 * How long a committed transaction waits for the publishing of its jobs and live events. Afterwards the publishing
 * continues in the background, and the sweeper publishes jobs that are left over. Milliseconds of real time.
 */
const PUBLISH_WAIT_MS_MAX = 1_000;

/**
 * Runs `work` in a database transaction and commits the transaction. Then publishes the jobs and the live events of the
 * transaction. If a person makes the request, the changes are recorded in the audit log in the same transaction.
 *
 * @returns the result of `work`
 */
export async function transaction<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  let jobs: StagedJob[] = [];
  let events: LiveEvent[] = [];
  const result = await begin(ctx.sql, async (sql) => {
    jobs = [];
    events = [];
    const { auditActor, requestId, clientAddress: address } = ctx;
    if (auditActor) await setAuditActor(sql, { ...auditActor, requestId, address });
    return work({
      sql,
      enqueue: async (kind, payload, options) => {
        jobs.push(await stageJob(sql, kind, payload, options, ctx.requestId));
      },
      emit: (event) => events.push(event),
    });
  });
  await publish(ctx, jobs, events);
  return result;
}

/** Publishes the live events that follow from a statement that was committed without {@link transaction}. */
export async function emitAfterCommit(ctx: Context, work: (tx: Pick<Tx, 'emit'>) => void): Promise<void> {
  const events: LiveEvent[] = [];
  work({ emit: (event) => events.push(event) });
  await publish(ctx, [], events);
}

async function publish(ctx: Context, jobs: StagedJob[], events: LiveEvent[]): Promise<void> {
  if (jobs.length + events.length === 0) return;
  const emitted = events.map((event) => emitLiveEvent(ctx, event));
  await waitAtMost(PUBLISH_WAIT_MS_MAX, Promise.all([publishJobs(ctx, jobs), ...emitted]));
}

/** After a restart of Postgres, each connection of the pool may be dead. */
const CONNECTION_TRIES_MAX = 3;

/**
 * How often a unit of work runs again because of stale plans. Each run forgets one prepared statement of the connection,
 * and after a migration all statements of a unit of work can be stale.
 */
const STALE_PLAN_RETRIES_MAX = 10;

/**
 * Begins a transaction. If the connection was already dead, tries again with another connection: `work` has not begun, so
 * nothing runs twice. If Postgres is away, the second try says so.
 *
 * During a rolling deployment, a migration can change the columns of a table while this process has prepared statements
 * for the table. Postgres then refuses the statement, and `work` runs again after the rollback.
 */
async function begin<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  for (let stalePlans = 0; ; stalePlans++) {
    let hasBegun = false;
    const run = () =>
      pool.begin((sql) => {
        hasBegun = true;
        return work(sql);
      }) as Promise<T>;
    try {
      return await onLiveConnection(run, () => !hasBegun);
    } catch (error) {
      if (!isStalePlan(error) || stalePlans === STALE_PLAN_RETRIES_MAX) throw error;
    }
  }
}

/**
 * Runs a statement without a transaction. If its connection was already dead, runs it again on another connection.
 *
 * @param work a statement that may run twice: after an error, nothing says whether it has run
 */
export async function onLiveConnection<T>(work: () => Promise<T>, mayRepeat = () => true): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!mayRepeat() || tries === CONNECTION_TRIES_MAX || !isConnectionError(error) || isDatabaseAway(error))
        throw error;
    }
  }
}

/**
 * Waits for the work, but at most `ms` milliseconds. If Redis hangs, a phone caller or an HTTP request must not wait
 * for the full command timeout of Redis.
 */
async function waitAtMost(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
