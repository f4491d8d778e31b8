/**
 * The health of this process and its services, for load balancers and for the operator. Load balancers need no
 * credential, so they see only the status, and all requests share one probe per second.
 */
import type { Queue } from 'bullmq';
import type { Context as HonoContext } from 'hono';
import type { Context } from '../shared/context.ts';
import { assertWorkDone } from '../shared/domain/operations/health.ts';
import { assertMigrated, NotMigratedError } from '../shared/stores.ts';
import { missingMigrations } from '../sql/migrate.ts';
import { ping } from '../sql/operations/health.ts';
import { atMostEachSecond } from '../shared/concurrency.ts';
import { proxyAdvice } from './http/client-address.ts';
import type { ApiEnv } from './http/routes.ts';

/** Time limit for a probe in milliseconds. A slower probe has failed. */
const PROBE_MS_MAX = 2_000;

type ProbeState = 'up' | 'down';
type Parts = Record<string, ProbeState | Record<string, ProbeState>>;

/** `advice` says what the operator must do, for a state that does not end by itself. */
type Services = { parts: Parts; advice: string | undefined };

/** The probes of one process. Every listener of the process uses the same probes. */
export type Probes = {
  services(): Promise<Services>;
  workers(): Promise<Parts>;
  work(): Promise<Parts>;
  /** Says from now on that this process takes no new requests, because it stops. */
  drain(): void;
  isDraining(): boolean;
};

/** Creates the probes. Each probe runs at most once per second, and all requests of this second get its result. */
export function createProbes(ctx: Context): Probes {
  let isDraining = false;
  return {
    drain: () => void (isDraining = true),
    isDraining: () => isDraining,
    services: atMostEachSecond(() => probeServices(ctx)),
    workers: atMostEachSecond(async () => ({ workers: await probeWorkers(ctx) })),
    work: atMostEachSecond(async () => ({ work: await probeWork(ctx) })),
  };
}

async function probe(check: Promise<unknown>): Promise<ProbeState> {
  const timeout = new Promise<ProbeState>((resolve) => setTimeout(resolve, PROBE_MS_MAX, 'down').unref());
  return Promise.race([check.then(() => 'up' as const).catch(() => 'down' as const), timeout]);
}

const probeServices = async (ctx: Context): Promise<Services> => {
  const { sql, redis } = ctx;
  let advice: string | undefined;
  const database = ping(sql)
    .then(() => missingMigrations(sql))
    .then(assertMigrated)
    .catch((error: unknown) => {
      if (error instanceof NotMigratedError) advice = error.message;
      throw error;
    });
  const [postgres, redisState] = await Promise.all([probe(database), probe(redis.ping())]);
  return { parts: { postgres, redis: redisState }, advice: advice ?? proxyAdvice(ctx) };
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

/** Checks whether work is done. Workers may be connected, but frozen or cut off from Postgres. */
async function probeWork(ctx: Context): Promise<Record<string, ProbeState>> {
  const states = Object.entries(assertWorkDone(ctx)).map(async ([name, check]) => [name, await probe(check)] as const);
  return Object.fromEntries(await Promise.all(states));
}

function respond(c: HonoContext, { parts, advice }: Services, showsParts: boolean) {
  const healthy = Object.values(parts)
    .flatMap((part) => (typeof part === 'string' ? part : Object.values(part)))
    .every((state) => state === 'up');
  return c.json(
    { status: healthy ? 'ok' : 'degraded', ...(advice && { message: advice }), ...(showsParts && parts) },
    healthy ? 200 : 503,
  );
}

/**
 * `GET /healthz`: whether the API, Postgres, Redis and the workers of each queue work, and whether their work is done:
 * campaigns are ticked, and no urgent job waits. With the parts, if they are shown.
 */
export const serveHealth =
  (probes: Probes, { showsParts }: { showsParts: boolean }) =>
  async (c: HonoContext<ApiEnv>) => {
    const checks = [probes.services(), probes.workers(), probes.work()] as const;
    const [{ parts, advice }, workers, work] = await Promise.all(checks);
    return respond(c, { parts: { api: 'up', ...parts, ...workers, ...work }, advice }, showsParts);
  };

/**
 * `GET /readyz`: whether a load balancer may send requests to this process. A process that stops says no, and still
 * answers requests until the load balancer has noticed. The work of the workers does not count here: if dialing stands
 * still, callers still need an answer.
 */
export const serveReadiness = (probes: Probes) => async (c: HonoContext<ApiEnv>) => {
  const { parts, advice } = await probes.services();
  return respond(c, { parts: { api: probes.isDraining() ? 'down' : 'up', ...parts }, advice }, false);
};
