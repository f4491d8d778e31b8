/** The product under chaos: two processes of each kind, and a wire between each of them and each store. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Clock } from '../../shared/clock.ts';
import { connect, type Pool } from '../../sql/db.ts';
import { waitForAnswer } from '../processes/readiness.ts';
import { launch, type RunningSystem } from '../launch.ts';
import type { ForwardedRequest } from '../processes/load-balancer.ts';
import { type RemoteSimulator, remoteSimulator } from '../simulator/control/remote.ts';
import { startWire, type Wire } from './wire.ts';

/** Seconds of product time per second of real time. */
export const SPEED = 8;

/** The servers that each process reaches over wires of its own. */
const STORES = { postgres: 'DATABASE_URL', redis: 'REDIS_URL', carrier: 'SIMULATOR_URL' } as const;
export type Store = keyof typeof STORES;

export const APIS = ['api-1', 'api-2'] as const;
export const WORKERS = ['workers-1', 'workers-2'] as const;
export type ProcessName = (typeof APIS)[number] | (typeof WORKERS)[number];
export const PROCESSES: readonly ProcessName[] = [...APIS, ...WORKERS];

/** A process starts within this time, also on a busy machine. Milliseconds of real time. */
const READY_MS_MAX = 60_000;

/** Webhooks that were forwarded lately, for replays. */
const WEBHOOKS_KEPT = 200;

export type World = AsyncDisposable & {
  running: RunningSystem;
  /** A connection to Postgres without wires. */
  sql: Pool;
  /** A connection of the superuser of Postgres, who may end connections of others. */
  superuser: Pool;
  redis: Redis;
  simulator: RemoteSimulator;
  clock: Clock;
  wires(store: Store, names?: readonly ProcessName[]): Wire[];
  /** The last webhooks that the carrier sent, with their signatures. */
  webhooks: ForwardedRequest[];
  /** Called for each request to an API process. */
  onForward: ((request: ForwardedRequest, name: ProcessName) => void) | undefined;
  /** Processes that ended by themselves, without a signal. */
  crashes: string[];
  kill(name: ProcessName): void;
  freeze(name: ProcessName): void;
  thaw(name: ProcessName): void;
  /** An orderly restart. Resolves when the process runs again. */
  restart(name: ProcessName): Promise<void>;
  /** Waits until an API process is ready. A worker process counts as ready. */
  untilReady(name: ProcessName): Promise<void>;
};

/**
 * Starts the product.
 *
 * @param skewMs how far the clock of the second API and the second worker is ahead. Milliseconds of real time.
 */
export async function startWorld(skewMs: number, onLine: (name: string, line: string) => void): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const wires = new Map<string, Wire>();
  const crashes: string[] = [];
  const running = stack.use(
    await launch({
      scratch: true,
      settings: {
        DATABASE_URL: '',
        REDIS_URL: '',
        CARRIER: 'simulator',
        CLOCK_SPEED: String(SPEED),
        LOG_LEVEL: 'warn',
        RATE_LIMIT_PER_MINUTE: '1000000',
        RATE_LIMIT_RTB_PER_MINUTE: '1000000',
        TWILIO_CALLS_PER_SECOND: '5',
        TWILIO_TIMEOUT_MS: '3000',
        // The bidders run on this machine.
        EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
      },
      workerProcesses: [[], []],
      apiProcesses: 2,
      settingsOf: async (name, settings) => {
        const own: Record<string, string> = {};
        if (!PROCESSES.includes(name as ProcessName)) return own;
        for (const [store, setting] of Object.entries(STORES)) {
          const wire = stack.use(await startWire(settings[setting]!));
          wires.set(`${store} ${name}`, wire);
          // The address of the simulator has no path.
          own[setting] = wire.url.replace(/\/$/, '');
        }
        if (skewMs !== 0 && name.endsWith('-2'))
          own['NODE_OPTIONS'] = `--import=${new URL(`skewed-clock.ts?ms=${skewMs}`, import.meta.url).href}`;
        return own;
      },
      onLine: (name, line) => {
        if (/ended by itself \((?!signal SIGKILL)/.test(line)) crashes.push(`${name}: ${line}`);
        onLine(name, line);
      },
    }),
  );
  const sql = connect({ url: running.databaseUrl, applicationName: 'chaos', connectionsMax: 3 });
  const superuserUrl = new URL(running.services.superuserUrl!);
  superuserUrl.pathname = new URL(running.databaseUrl).pathname;
  const superuser = connect({ url: superuserUrl.href, applicationName: 'chaos', connectionsMax: 2 });
  const redis = new Redis(running.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => {});
  // Temporary data are written without waiting for the disk. After a kill, committed rows would be missing.
  await superuser`alter database ${superuser(superuserUrl.pathname.slice(1))} set synchronous_commit = on`;
  await endConnections(superuser);
  stack.defer(async () => {
    redis.disconnect();
    await Promise.all([sql.end({ timeout: 1 }), superuser.end({ timeout: 1 })]);
  });
  const [realMs, productMs] = running.settings['CLOCK_ANCHOR']!.split(':').map(Number);
  const owned = stack.move();
  const world: World = {
    running,
    sql,
    superuser,
    redis,
    simulator: remoteSimulator(running.simulatorUrl!),
    clock: new Clock({ realMs: realMs!, productMs: productMs!, speed: SPEED }),
    wires: (store, names = PROCESSES) => names.map((name) => wires.get(`${store} ${name}`)!),
    webhooks: [],
    onForward: undefined,
    crashes,
    ...processControls(running),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  watchRequests(world);
  return world;
}

/** Ends the connections of all processes to Postgres. */
export async function endConnections(superuser: Pool): Promise<void> {
  await superuser`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name <> 'chaos'`;
}

function watchRequests(world: World): void {
  const { balancer, apiPorts } = world.running;
  const nameOf = new Map([...apiPorts].map(([name, port]) => [port, name as ProcessName]));
  balancer!.onForward = (request, port) => {
    if (request.headers['x-twilio-signature'] && world.webhooks.push(request) > WEBHOOKS_KEPT) world.webhooks.shift();
    world.onForward?.(request, nameOf.get(port)!);
  };
}

function processControls({ children, apiPorts }: RunningSystem) {
  const signal = (name: ProcessName, which: NodeJS.Signals) => {
    const pid = children.get(name)?.pid;
    // A process that is down cannot be killed again.
    if (pid !== undefined) process.kill(pid, which);
  };
  return {
    kill: (name: ProcessName) => signal(name, 'SIGKILL'),
    freeze: (name: ProcessName) => signal(name, 'SIGSTOP'),
    thaw: (name: ProcessName) => signal(name, 'SIGCONT'),
    restart: async (name: ProcessName) => {
      await children.get(name)!.stop();
      await children.get(name)!.start();
    },
    untilReady: async (name: ProcessName) => {
      const port = apiPorts.get(name);
      if (port === undefined) return;
      await waitForAnswer(`http://127.0.0.1:${port}/readyz`, AbortSignal.timeout(READY_MS_MAX)).catch(() => {});
    },
  };
}

/** Waits until a URL answers with 200. Returns false if it does not within the time. Milliseconds of real time. */
export async function waitForHealth(apiUrl: string, msMax: number): Promise<boolean> {
  const endMs = performance.now() + msMax;
  while (performance.now() < endMs) {
    const answer = await fetch(`${apiUrl}/healthz`, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
    await answer?.body?.cancel().catch(() => {});
    if (answer?.ok) return true;
    await sleep(250);
  }
  return false;
}
