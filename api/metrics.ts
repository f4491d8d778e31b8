/**
 * Metrics for Prometheus at `GET /metrics`:
 *
 * - `http_request_seconds`: response time by method, route and status
 * - `queue_jobs`: jobs by queue and state
 * - `queue_oldest_waiting_seconds`: age of the oldest waiting job by queue
 * - `calls_live`: live calls by status
 * - `carrier_breakers_open`: why the carrier refuses calls, by scope and error code
 * - `campaign_answered_calls_24h`, `campaign_abandoned_calls_24h`: answered and abandoned calls by campaign
 * - `jobs_total`, `job_wait_seconds`, `job_run_seconds`: job attempts by kind (`shared/job-metrics.ts`)
 * - the default metrics of Node.js
 */
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { atMostEachSecond } from '../shared/concurrency.ts';
import type { Context } from '../shared/context.ts';
import { renderJobMetrics } from '../shared/job-metrics.ts';
import { countLiveCalls } from '../sql/calls/calls.ts';
import { countOpenBreakers } from '../sql/numbers/carrier-breakers.ts';
import { listAbandonCounts } from '../sql/pacing/abandon-ledger.ts';
import type { ApiEnv } from './http/routes.ts';

const registry = new Registry();
collectDefaultMetrics({ register: registry });

const httpSeconds = new Histogram({
  name: 'http_request_seconds',
  help: 'Response time in real seconds, by route pattern. A path would make one series for each id.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 15],
  registers: [registry],
});
const queueJobs = new Gauge({
  name: 'queue_jobs',
  help: 'Jobs in a queue, by state.',
  labelNames: ['queue', 'state'],
  registers: [registry],
});
const oldestJob = new Gauge({
  name: 'queue_oldest_waiting_seconds',
  help: 'Age of the oldest job that waits for a worker, in real seconds.',
  labelNames: ['queue'],
  registers: [registry],
});
const liveCalls = new Gauge({
  name: 'calls_live',
  help: 'Calls that have not ended, by status.',
  labelNames: ['status'],
  registers: [registry],
});

const openBreakers = new Gauge({
  name: 'carrier_breakers_open',
  help: 'Reasons for which the carrier refuses calls now, by scope and error code. Dialing of the scope stands still.',
  labelNames: ['scope', 'code'],
  registers: [registry],
});

const answeredCalls = new Gauge({
  name: 'campaign_answered_calls_24h',
  help: 'Calls of the last 24 hours that a person answered, by campaign.',
  labelNames: ['campaign'],
  registers: [registry],
});
const abandonedCalls = new Gauge({
  name: 'campaign_abandoned_calls_24h',
  help: 'Of campaign_answered_calls_24h, those that got no agent within two seconds. The law allows 3 %.',
  labelNames: ['campaign'],
  registers: [registry],
});

/** Middleware that measures the response time of every request. */
export const measureRequests: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const end = httpSeconds.startTimer({ method: c.req.method });
  await next();
  end({ route: c.get('route') ?? routePath(c, -1), status: c.res.status });
};

async function updateGauges({ queues, sql }: Context): Promise<void> {
  await Promise.all(
    [...queues].map(async ([name, queue]) => {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
      for (const [state, count] of Object.entries(counts)) queueJobs.set({ queue: name, state }, count);
      const [oldest] = await queue.getJobs(['waiting', 'prioritized'], 0, 0, true);
      oldestJob.set({ queue: name }, oldest ? (Date.now() - oldest.timestamp) / 1000 : 0);
    }),
  );
  openBreakers.reset();
  for (const { scope, code, count } of await countOpenBreakers(sql))
    openBreakers.set({ scope, code: code ?? 'unknown' }, count);
  answeredCalls.reset();
  abandonedCalls.reset();
  for (const { campaignId: campaign, answered, abandoned } of await listAbandonCounts(sql)) {
    answeredCalls.set({ campaign }, answered);
    abandonedCalls.set({ campaign }, abandoned);
  }
  liveCalls.reset();
  for (const { status, count } of await countLiveCalls(sql)) liveCalls.set({ status }, count);
}

/**
 * `GET /metrics`. Requests within one second get the same numbers, because the internal listener needs no credential and
 * each reading costs several round trips to Redis.
 */
export function serveMetrics(ctx: Context) {
  const render = atMostEachSecond(async () => {
    await updateGauges(ctx);
    return `${await registry.metrics()}${await renderJobMetrics(ctx.redis, ctx.keyPrefix)}`;
  });
  return async (c: HonoContext<ApiEnv>) => c.text(await render(), 200, { 'Content-Type': registry.contentType });
}
