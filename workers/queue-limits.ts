import type { WorkerOptions } from 'bullmq';
import type { ServerConfig } from '../shared/config.ts';
import type { QueueName } from '../shared/jobs.ts';

/** How one worker process works a queue. */
export type WorkerQueue = {
  /** Jobs that run at the same time in one process. */
  concurrency: number;
  /** A job that its worker has not renewed for this many ms goes to another worker. */
  lockDuration: number;
  limiter?: WorkerOptions['limiter'];
};

/**
 * The usual lock duration: when a worker is killed, other workers continue its jobs within seconds. A running worker renews
 * a lock after half of this time. So the lock may be shorter than the job, but must be longer than the process can be busy
 * without a pause.
 */
const LOCK_MS = 15_000;

/** Concurrency, lock duration and rate limit of each queue. To scale a queue, start more processes for it. */
export function workerQueues(config: ServerConfig): Record<QueueName, WorkerQueue> {
  return {
    // Parsing needs CPU time: a second import in the same process would only slow down the first.
    imports: { concurrency: 1, lockDuration: 60_000 },
    // One tick of a campaign takes milliseconds. Ten campaigns at once use all ten connections to Postgres.
    dialer: { concurrency: 10, lockDuration: LOCK_MS },
    // The carrier limits the calls per second of the account, so all processes share one limit.
    calls: { concurrency: 20, lockDuration: LOCK_MS, limiter: carrierLimiter(config) },
    // An auction waits for bidders nearly all of its time and needs only a few ms of CPU time.
    auctions: { concurrency: 100, lockDuration: 30_000 },
    // Each job is one small transaction, and their number follows the number of calls. A job of this queue must not wait for
    // another server, because it releases the slots of agents, buyers and bidders.
    events: { concurrency: 20, lockDuration: LOCK_MS },
    retries: { concurrency: 5, lockDuration: LOCK_MS },
    // Each job waits for the carrier's REST API, which limits concurrent requests.
    reconcile: { concurrency: 10, lockDuration: LOCK_MS },
    // These jobs wait for the REST API too, but an API client waits for their result.
    carrier: { concurrency: 10, lockDuration: LOCK_MS },
    // Each job waits for a tenant's server, up to 10 s when the server is down. One tenant must not delay the others.
    deliveries: { concurrency: 50, lockDuration: LOCK_MS },
    // Each job waits for a CRM platform nearly all of its time, and holds a connection to Postgres during that time.
    integrations: { concurrency: 10, lockDuration: LOCK_MS },
    // When a sweeper is killed, the next sweep starts after the lock has expired.
    system: { concurrency: 1, lockDuration: LOCK_MS },
  };
}

/** The carrier's `callsPerSecond` of product time, as a whole number of jobs per interval of real time. */
function carrierLimiter({ twilio, clockSpeed }: ServerConfig): { max: number; duration: number } {
  const max = Math.ceil(twilio.callsPerSecond);
  return { max, duration: Math.max(1, Math.round((1_000 * max) / twilio.callsPerSecond / clockSpeed)) };
}
