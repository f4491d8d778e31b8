import type { WorkerOptions } from 'bullmq';
import type { ServerConfig } from '../shared/config.ts';
import type { QueueName } from '../shared/jobs/definition.ts';

/** The settings with which one worker process works a queue. */
export type WorkerQueue = {
  /** Maximum of jobs that run at the same time in one process. */
  concurrency: number;
  /** If a worker has not renewed the lock of a job for this many milliseconds, another worker gets the job. */
  lockDuration: number;
  limiter?: WorkerOptions['limiter'];
};

/**
 * The usual lock duration of a job, in milliseconds. If a worker is killed, other workers continue the worker's jobs
 * after this time. A running worker renews the lock of a job after half of this time, so a job may take longer than the
 * lock duration. Code that blocks the event loop also blocks the renewal, so the lock duration must be longer than any
 * block of the event loop.
 */
const LOCK_MS = 15_000;

/** The lock duration of jobs for which people on the phone wait. */
const URGENT_LOCK_MS = 5_000;

/** Concurrency, lock duration and rate limit of each queue. To scale a queue, start more processes for the queue. */
export function workerQueues(config: ServerConfig): Record<QueueName, WorkerQueue> {
  return {
    // Parsing a file needs CPU time, so two imports in one process would slow each other down.
    imports: { concurrency: 1, lockDuration: 60_000 },
    // One tick of a campaign takes milliseconds. Ten campaigns at the same time use all ten connections to Postgres.
    dialer: { concurrency: 10, lockDuration: URGENT_LOCK_MS },
    // The carrier limits the calls per second of the account, so all processes share one limit.
    calls: { concurrency: 20, lockDuration: URGENT_LOCK_MS, limiter: carrierLimiter(config) },
    // Changes of calls in progress do not count for the carrier's calls per second, and a person waits for them.
    'live-calls': { concurrency: 20, lockDuration: URGENT_LOCK_MS },
    // An auction waits for bidders nearly all of its time and needs only a few milliseconds of CPU time.
    auctions: { concurrency: 100, lockDuration: 30_000 },
    // Each job is one small transaction, and more calls mean more jobs. The jobs of this queue release the slots of
    // agents, buyers and bidders, so a job of this queue must not wait for another server.
    events: { concurrency: 20, lockDuration: URGENT_LOCK_MS },
    retries: { concurrency: 5, lockDuration: LOCK_MS },
    // Each job waits for the carrier's REST API, which limits concurrent requests.
    reconcile: { concurrency: 10, lockDuration: LOCK_MS },
    // Each job waits for the carrier's REST API, and an API client waits for the result of the job.
    carrier: { concurrency: 10, lockDuration: LOCK_MS },
    // Each job waits for a tenant's server, up to 10 seconds if the server is down. One tenant must not delay the other
    // tenants.
    deliveries: { concurrency: 50, lockDuration: LOCK_MS },
    // Each job waits for a CRM platform nearly all of its time, and holds a connection to Postgres during that time.
    integrations: { concurrency: 10, lockDuration: LOCK_MS },
    // If a sweeper is killed, the next sweep starts after the lock of the killed sweeper's job has expired.
    system: { concurrency: 1, lockDuration: LOCK_MS },
  };
}

/** Converts the carrier's limit `callsPerSecond`, in product time, to a maximum of jobs per interval of real time. */
function carrierLimiter({ twilio, clockSpeed }: ServerConfig): { max: number; duration: number } {
  const max = Math.ceil(twilio.callsPerSecond);
  return { max, duration: Math.max(1, Math.round((1_000 * max) / twilio.callsPerSecond / clockSpeed)) };
}
