import type { WorkerOptions } from 'bullmq';
import type { ServerConfig } from '../shared/config.ts';
import type { QueueName } from '../shared/jobs.ts';

export type Pool = {
  /** Jobs one process works at once. */
  concurrency: number;
  /** Ms a job belongs to a worker without a sign of life; after that another takes it. */
  lockDuration: number;
  limiter?: WorkerOptions['limiter'];
};

/**
 * Most locks: short enough that a killed worker's jobs go on within seconds. A living worker renews them halfway, so they
 * need not last as long as a job does, only longer than its process may be busy without a pause.
 */
const LOCK_MS = 15_000;

/** Every number with its why. Scale a pool by starting more processes of it, not by raising these. */
export function poolsOf(config: ServerConfig): Record<QueueName, Pool> {
  return {
    // Parsing is CPU work: a second import in the same process would only slow the first.
    imports: { concurrency: 1, lockDuration: 60_000 },
    // One tick of a campaign takes milliseconds; ten campaigns side by side keep the ten pool connections busy.
    dialer: { concurrency: 10, lockDuration: LOCK_MS },
    // The carrier's calls per second belong to the account, so all processes share one limit.
    calls: { concurrency: 20, lockDuration: LOCK_MS, limiter: carrierLimiter(config) },
    // An auction waits for bidders nearly all of its time; its own work is a few ms of one core.
    auctions: { concurrency: 100, lockDuration: 30_000 },
    // Events, and settling what they ended, are single small transactions; their number follows the calls. None of them may
    // wait for anybody outside: lines of agents, buyers and bidders are free again when they are done.
    events: { concurrency: 20, lockDuration: LOCK_MS },
    retries: { concurrency: 5, lockDuration: LOCK_MS },
    // Each waits on the carrier's REST API, whose concurrency limit is generous but not infinite.
    reconcile: { concurrency: 10, lockDuration: LOCK_MS },
    // The same, but somebody waits for these.
    carrier: { concurrency: 10, lockDuration: LOCK_MS },
    // Each waits for a server of a tenant, up to 10 s for one that is away; those must not hold up the others'.
    deliveries: { concurrency: 50, lockDuration: LOCK_MS },
    // Each waits for a platform nearly all of its time, and holds a connection of its own to Postgres meanwhile.
    integrations: { concurrency: 10, lockDuration: LOCK_MS },
    // A killed sweeper's next sweep begins when its lock is lost: everything that heals waits for that.
    system: { concurrency: 1, lockDuration: LOCK_MS },
  };
}

/** At most `callsPerSecond` of product time, as whole jobs per real interval. */
function carrierLimiter({ twilio, clockSpeed }: ServerConfig): { max: number; duration: number } {
  const max = Math.ceil(twilio.callsPerSecond);
  return { max, duration: Math.max(1, Math.round((1_000 * max) / twilio.callsPerSecond / clockSpeed)) };
}
