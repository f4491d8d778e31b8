import type { Queue } from 'bullmq';
import type { Context as HonoContext } from 'hono';
import type { Context } from '../shared/context.ts';
import { ping } from '../sql/operations/health.ts';
import type { ApiEnv } from './http/routes.ts';

/** Time limit for a probe in milliseconds. A slower probe has failed. */
const PROBE_MS_MAX = 2_000;

type ProbeState = 'up' | 'down';

async function probe(check: Promise<unknown>): Promise<ProbeState> {
  const timeout = new Promise<ProbeState>((resolve) => setTimeout(resolve, PROBE_MS_MAX, 'down').unref());
  return Promise.race([check.then(() => 'up' as const).catch(() => 'down' as const), timeout]);
}

const probeServices = async ({ sql, redis }: Context) => {
  const [postgres, redisState] = await Promise.all([probe(ping(sql)), probe(redis.ping())]);
  return { postgres, redis: redisState };
};

async function assertWorker(queue: Queue): Promise<void> {
  if ((await queue.getWorkersCount()) === 0) throw new Error(`No worker is connected to the queue ${queue.name}.`);
}

/**
 * Checks whether each queue has at least one worker. BullMQ finds workers by the names of the workers' Redis
 * connections, so a killed worker disappears at once.
 */
async function probeWorkers({ queues }: Context): Promise<Record<string, ProbeState>> {
  const states = [...queues].map(async ([name, queue]) => {
    return [name, await probe(assertWorker(queue))] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}

function respond(c: HonoContext, parts: Record<string, ProbeState | Record<string, ProbeState>>) {
  const healthy = Object.values(parts)
    .flatMap((part) => (typeof part === 'string' ? part : Object.values(part)))
    .every((state) => state === 'up');
  return c.json({ status: healthy ? 'ok' : 'degraded', ...parts }, healthy ? 200 : 503);
}

/** `GET /healthz`: the state of the API, Postgres, Redis and the workers of each queue. */
export async function serveHealth(c: HonoContext<ApiEnv>) {
  const ctx = c.get('ctx');
  const [parts, workers] = await Promise.all([probeServices(ctx), probeWorkers(ctx)]);
  return respond(c, { api: 'up', ...parts, workers });
}

/** `GET /readyz`: whether a load balancer may send requests to this process. */
export async function serveReadiness(c: HonoContext<ApiEnv>) {
  return respond(c, { api: 'up', ...(await probeServices(c.get('ctx'))) });
}
