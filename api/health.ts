import type { Queue } from 'bullmq';
import type { Context as HonoContext } from 'hono';
import type { Context } from '../shared/context.ts';
import { ping } from '../sql/operations/health.ts';
import type { ApiEnv } from './http/routes.ts';

/** A probe that hangs is a failed probe. */
const PROBE_MS_MAX = 2_000;

type Probe = 'up' | 'down';

async function probe(check: Promise<unknown>): Promise<Probe> {
  const timeout = new Promise<Probe>((resolve) => setTimeout(resolve, PROBE_MS_MAX, 'down').unref());
  return Promise.race([check.then(() => 'up' as const).catch(() => 'down' as const), timeout]);
}

const services = async ({ sql, redis }: Context) => {
  const [postgres, redisState] = await Promise.all([probe(ping(sql)), probe(redis.ping())]);
  return { postgres, redis: redisState };
};

async function insistOnWorker(queue: Queue): Promise<void> {
  if ((await queue.getWorkersCount()) === 0) throw new Error('no worker');
}

/** At least one worker of each pool: BullMQ names the connections of its workers, so a killed one is gone at once. */
async function pools({ queues }: Context): Promise<Record<string, Probe>> {
  const states = [...queues].map(async ([name, queue]) => {
    return [name, await probe(insistOnWorker(queue))] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}

function answer(c: HonoContext, parts: Record<string, Probe | Record<string, Probe>>) {
  const healthy = Object.values(parts)
    .flatMap((part) => (typeof part === 'string' ? part : Object.values(part)))
    .every((state) => state === 'up');
  return c.json({ status: healthy ? 'ok' : 'degraded', ...parts }, healthy ? 200 : 503);
}

/** The whole system: API, Postgres, Redis and a worker of each pool. */
export async function healthz(c: HonoContext<ApiEnv>) {
  const ctx = c.get('ctx');
  const [parts, workers] = await Promise.all([services(ctx), pools(ctx)]);
  return answer(c, { api: 'up', ...parts, workers });
}

/** This process: may a load balancer send requests here? */
export async function readyz(c: HonoContext<ApiEnv>) {
  return answer(c, { api: 'up', ...(await services(c.get('ctx'))) });
}
