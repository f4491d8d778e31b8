/**
 * The health of the deployment. A worker writes one health sample every 30 seconds (job `health.sample`), so missing
 * health samples show that no worker runs.
 */
import type { Queue } from 'bullmq';
import type { Context } from '../../context.ts';
import { JOB_KINDS } from '../../jobs.ts';
import { type QueueName } from '../../jobs/definition.ts';
import {
  countUntickedCampaigns,
  deleteOldHealthSamples,
  insertHealthSample,
  oldestOutboxSeconds,
  uptimeOf,
} from '../../../sql/operations/health.ts';
import { sharedCallerIds } from '../numbers/grants.ts';

/** The uptime covers this many hours. */
const UPTIME_HOURS = 24;

/**
 * If no health sample was written for this long, no worker runs. Five health samples are due in this time. Seconds of
 * real time.
 */
const FRESH_SECONDS = 150;

/** Queues with urgent jobs, because a person on the phone waits for each job. Jobs of other queues may wait. */
const URGENT_QUEUES: ReadonlySet<QueueName> = new Set<QueueName>([
  'dialer',
  'calls',
  'live-calls',
  'auctions',
  'events',
]);

/** Maximum time for which a job of an urgent queue may wait for a worker. Seconds of real time. */
const BACKLOG_SECONDS_MAX = 60;

/** A campaign is ticked every second. Without a tick for this long, dialing stands still. Seconds of real time. */
const TICK_SECONDS_MAX = 10;

/** The sweeper publishes a job of the outbox after a few seconds. Seconds of real time. */
const OUTBOX_SECONDS_MAX = 30;

/**
 * Asserts that the work of the deployment is done. Workers that are connected may be frozen, or may not reach Postgres.
 *
 * @returns one promise for each kind of work, which rejects if the work stands still
 */
export function assertWorkDone(ctx: Context): Record<'dialing' | 'urgent_jobs' | 'outbox', Promise<void>> {
  return {
    dialing: assertTrue(isDialing(ctx), 'An active campaign had no tick.'),
    urgent_jobs: assertTrue(isUrgentWorkDone(ctx), 'Urgent jobs wait.'),
    outbox: assertTrue(
      oldestOutboxSeconds(ctx.sql, JOB_KINDS).then((seconds) => seconds <= OUTBOX_SECONDS_MAX),
      'Jobs wait in the outbox.',
    ),
  };
}

async function assertTrue(isDone: Promise<boolean>, problem: string): Promise<void> {
  if (!(await isDone)) throw new Error(problem);
}

async function isDialing({ sql, clock, config }: Context): Promise<boolean> {
  const seconds = TICK_SECONDS_MAX * Math.max(1, clock.speed);
  return (await countUntickedCampaigns(sql, seconds, sharedCallerIds(config))) === 0;
}

async function isUrgentWorkDone({ queues }: Context): Promise<boolean> {
  const urgent = [...queues].filter(([name]) => URGENT_QUEUES.has(name));
  return (await Promise.all(urgent.map(([, queue]) => isInTime(queue)))).every(Boolean);
}

/**
 * Writes one health sample. The health sample is good if every queue has a worker, no urgent queue is behind, and each
 * active campaign is ticked.
 */
export async function sampleHealth(ctx: Context): Promise<void> {
  const checks = [...[...ctx.queues].map(([name, queue]) => isQueueWorked(name, queue)), isDialing(ctx)];
  const worked = await Promise.all(checks).catch((error: unknown) => {
    ctx.log.warn({ err: error }, 'health not readable, health sample is bad');
    return [false];
  });
  await insertHealthSample(ctx.sql, worked.every(Boolean));
  await deleteOldHealthSamples(ctx.sql, UPTIME_HOURS);
}

/**
 * Whether the queue has a worker. For an urgent queue, also whether the oldest waiting job has waited at most {@link
 * BACKLOG_SECONDS_MAX}.
 */
async function isQueueWorked(name: QueueName, queue: Queue): Promise<boolean> {
  if ((await queue.getWorkersCount()) === 0) return false;
  return !URGENT_QUEUES.has(name) || isInTime(queue);
}

async function isInTime(queue: Queue): Promise<boolean> {
  const [oldest] = await queue.getJobs(['waiting', 'prioritized'], 0, 0, true);
  return oldest === undefined || Date.now() - oldest.timestamp <= BACKLOG_SECONDS_MAX * 1000;
}

export type SystemHealth = {
  status: 'healthy' | 'degraded';
  /** The time that Postgres and Redis took to answer this request. Milliseconds of real time. */
  responseMs: number;
  /** The share of healthy minutes in the last 24 hours, for example "99.9%". */
  uptime: string;
};

/**
 * Returns the health of the deployment. The status is `healthy` if Redis answers and the latest health sample is good.
 * Throws if Postgres does not answer.
 */
export async function systemHealth({ sql, redis }: Pick<Context, 'sql' | 'redis'>): Promise<SystemHealth> {
  const startedMs = performance.now();
  const [uptime, redisAnswers] = await Promise.all([
    uptimeOf(sql, { hours: UPTIME_HOURS, freshSeconds: FRESH_SECONDS }),
    redis.ping().then(
      () => true,
      () => false,
    ),
  ]);
  return {
    status: redisAnswers && uptime.healthy === true ? 'healthy' : 'degraded',
    responseMs: Math.ceil(performance.now() - startedMs),
    uptime: formatPercent(uptime.healthyMinutes, uptime.minutes),
  };
}

/**
 * Formats a share as a percentage. The percentage is rounded down, so that only a day without a bad minute shows 100 %.
 */
function formatPercent(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : (Math.floor((1000 * part) / whole) / 10).toFixed(1)}%`;
}
