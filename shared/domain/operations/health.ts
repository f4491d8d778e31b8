/** Whether the system does its work: looked at by a worker every half minute, so its silence tells, too. */
import type { Queue } from 'bullmq';
import type { Context } from '../../context.ts';
import type { QueueName } from '../../jobs.ts';
import { deleteOldHealthSamples, insertHealthSample, readUptime } from '../../../sql/operations/health.ts';

/** The window of the uptime. */
const UPTIME_HOURS = 24;

/** Samples come every half minute; after this long without one nobody is at work. Real seconds. */
const FRESH_SECONDS = 150;

/** Queues that somebody on the phone waits for; in the others work may well wait for its turn. */
const urgent: ReadonlySet<QueueName> = new Set<QueueName>(['dialer', 'calls', 'auctions', 'events']);

/** Real seconds that their jobs may wait for a worker. */
const BACKLOG_SECONDS_MAX = 60;

export async function sampleHealth(ctx: Context): Promise<void> {
  const found = await Promise.all([...ctx.queues].map(([name, queue]) => isWorked(name, queue))).catch(
    (error: unknown) => {
      ctx.log.warn({ err: error }, 'queues cannot be looked at');
      return [false];
    },
  );
  await insertHealthSample(
    ctx.sql,
    found.every((worked) => worked),
  );
  await deleteOldHealthSamples(ctx.sql, UPTIME_HOURS);
}

/** Somebody works the queue, and keeps up. */
async function isWorked(name: QueueName, queue: Queue): Promise<boolean> {
  if ((await queue.getWorkersCount()) === 0) return false;
  if (!urgent.has(name)) return true;
  const [oldest] = await queue.getJobs(['waiting', 'prioritized'], 0, 0, true);
  return oldest === undefined || Date.now() - oldest.timestamp <= BACKLOG_SECONDS_MAX * 1000;
}

export type SystemHealth = {
  status: 'healthy' | 'degraded';
  /** Real ms that Postgres and Redis took to answer just now. */
  responseMs: number;
  /** The share of the last day's minutes in which everything was in order, such as "99.9%". */
  uptime: string;
};

/** Healthy while Redis answers and the latest sample of the workers was good. Fails when Postgres does not answer. */
export async function systemHealth({ sql, redis }: Pick<Context, 'sql' | 'redis'>): Promise<SystemHealth> {
  const askedMs = performance.now();
  const [uptime, redisAnswers] = await Promise.all([
    readUptime(sql, { hours: UPTIME_HOURS, freshSeconds: FRESH_SECONDS }),
    redis.ping().then(
      () => true,
      () => false,
    ),
  ]);
  return {
    status: redisAnswers && uptime.healthy === true ? 'healthy' : 'degraded',
    responseMs: Math.ceil(performance.now() - askedMs),
    uptime: percentOf(uptime.healthyMinutes, uptime.minutes),
  };
}

/** Cut, not rounded: only a day without a bad minute is 100 %. */
function percentOf(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : (Math.floor((1000 * part) / whole) / 10).toFixed(1)}%`;
}
