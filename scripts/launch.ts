import { join, resolve } from 'node:path';
import { syncClockAnchor } from '../shared/stores.ts';
import { assertSafe, type Config, readConfig } from '../shared/config.ts';
import { connect } from '../sql/db.ts';
import { migrate } from '../sql/migrate.ts';
import { Child, type ChildSpec } from './processes/child.ts';
import { createConsolePrinter } from './processes/console-printer.ts';
import { mergeEnvironment } from './processes/environment.ts';
import { type LoadBalancer, startLoadBalancer } from './processes/load-balancer.ts';
import { findFreePort, isPortFree } from './processes/ports.ts';
import { waitForAnswer } from './processes/readiness.ts';
import { Watchdog } from './processes/watchdog.ts';
import { type Services, startServices } from './services.ts';
import { createDataFolder } from './services/data-folder.ts';
import { assertDatabaseReachable, assertRedisReachable } from './services/reachable.ts';
import { ensureSecrets } from './services/secrets.ts';

export type LaunchOptions = {
  /** Settings that override the environment of all processes. */
  settings?: Record<string, string>;
  /**
   * Whether data are temporary, for tests and demos. The API then takes a free port, unless `settings` contains PORT.
   */
  scratch?: boolean;
  /** The queues of each worker process. If absent, one worker process serves all queues. */
  workerProcesses?: string[][];
  /** Number of API processes. Several processes are behind a load balancer. The default is 1, without load balancer. */
  apiProcesses?: number;
  /**
   * Returns settings of one process, which override the settings of all. `name` is the name of the process, as in
   * {@link RunningSystem.children}.
   */
  settingsOf?: (name: string, settings: Record<string, string>) => Promise<Record<string, string>>;
  /** Receives every line that the processes write. If absent, the lines go to the console. */
  onLine?: (name: string, line: string) => void;
};

export type RunningSystem = AsyncDisposable & {
  services: Services;
  databaseUrl: string;
  redisUrl: string;
  apiUrl: string;
  /** The URL of the simulated carrier; undefined if the carrier is Twilio. */
  simulatorUrl: string | undefined;
  /** The settings, secrets included, that the processes received in addition to the environment. */
  settings: Record<string, string>;
  /**
   * The processes by name: `simulator`, `api`, `workers` or `workers-<queues>`. If there are several of a name, they are
   * numbered from 1, such as `api-2`.
   */
  children: ReadonlyMap<string, Child>;
  /** The ports of the API processes by name. */
  apiPorts: ReadonlyMap<string, number>;
  /** The load balancer; undefined if there is one API process. */
  balancer: LoadBalancer | undefined;
};

/** Temporary data are for this machine only, even if the environment has the addresses of a public deployment. */
const SCRATCH_SETTINGS = { HOST: '', PUBLIC_BASE_URL: '' };

const ROOT = join(import.meta.dirname, '..');
/**
 * Milliseconds of real time. Limit for the last step of the start, in which the processes already run and the workers
 * connect to their queues.
 */
const HEALTHY_MS_MAX = 60_000;

/**
 * Starts the whole product on this machine: services, migrations, simulator, workers, API. Resolves when the product is
 * healthy. The disposal of the result stops everything in reverse order.
 *
 * @throws Error if the product cannot start. The message says what to do.
 */
export async function launch(options: LaunchOptions = {}): Promise<RunningSystem> {
  const { scratch = false, workerProcesses = [[]], apiProcesses = 1, onLine = createConsolePrinter() } = options;
  const given = { ...(scratch ? SCRATCH_SETTINGS : {}), ...options.settings };
  const config = readConfig(mergeEnvironment(given));
  assertSafe(config);
  const addresses = await chooseAddresses(config, scratch && !options.settings?.PORT);
  const { apiUrl, simulatorUrl } = addresses;

  if (!scratch) await createDataFolder(config.dataDir);
  if (config.redisUrl) await assertRedisReachable(config.redisUrl);
  await using stack = new AsyncDisposableStack();
  const log = (message: string) => onLine('services', message);
  const services = stack.use(await startServices(config, { scratch, log }));
  const { databaseUrl, redisUrl } = services;
  const settings = {
    // Node keeps compiled code in the folder `compile-cache`. From the second start on, processes start in two thirds
    // of the time.
    NODE_COMPILE_CACHE: resolve(ROOT, config.dataDir, 'compile-cache'),
    // No load balancer is in front of one API process on one machine.
    SHUTDOWN_UNREADY_SECONDS: apiProcesses === 1 ? '0' : '1',
    ...given,
    ...addresses.settings,
    ...(await ensureSecrets(config, !scratch)),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    DATA_DIR: services.dataDir,
    CLOCK_ANCHOR: await prepareDatabase(databaseUrl, config, log),
  };

  const watchdog = stack.use(new Watchdog());
  const children = new Map<string, Child>();
  const start = async (name: string, spec: Pick<ChildSpec, 'args' | 'ready' | 'env'>) => {
    const print = (line: string) => onLine(name, line);
    const env = { ...settings, ...spec.env, ...(await options.settingsOf?.(name, settings)) };
    const program = { ...spec, command: process.execPath, cwd: ROOT, env };
    const child = stack.use(new Child({ name, ...program, onLine: print, onUnexpectedExit: print }, watchdog));
    children.set(name, child);
    await child.start();
  };
  if (addresses.runsSimulator)
    await start('simulator', { args: ['scripts/simulator/main.ts'], ready: { url: simulatorUrl, anyStatus: true } });
  const { ports, balancer } = await balance(Number(settings.PORT), apiProcesses);
  if (balancer) stack.use(balancer);
  const workerNames = number(workerProcesses.map((queues) => ['workers', ...queues].join('-')));
  await Promise.all([
    ...workerProcesses.map((queues, i) => start(workerNames[i]!, { args: ['workers/main.ts', ...queues] })),
    ...[...ports].map(([name, port]) => {
      const ready = { url: `http://${reachableHost(config.host)}:${port}/readyz` };
      return start(name, { args: ['api/main.ts'], ready, env: { PORT: String(port) } });
    }),
  ]);
  await waitUntilHealthy(apiUrl);

  const owned = stack.move();
  return {
    services,
    databaseUrl,
    redisUrl,
    apiUrl,
    simulatorUrl: config.carrier === 'simulator' ? simulatorUrl : undefined,
    settings,
    children,
    apiPorts: ports,
    balancer,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Numbers the names that occur several times, from 1. */
function number(names: string[]): string[] {
  return names.map((name, index) => {
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    return `${name}-${names.slice(0, index + 1).filter((other) => other === name).length}`;
  });
}

/** Chooses the ports of the API processes, and starts the load balancer on `port` if there are several processes. */
async function balance(port: number, processes: number) {
  if (processes === 1) return { ports: new Map([['api', port]]), balancer: undefined };
  const names = number(Array.from({ length: processes }, () => 'api'));
  const ports = new Map<string, number>();
  for (const name of names) ports.set(name, await findFreePort());
  return { ports, balancer: await startLoadBalancer(port, [...ports.values()]) };
}

/**
 * Chooses the URLs of the API and of the simulator. If SIMULATOR_URL is not set, the product starts its own simulator.
 */
async function chooseAddresses(config: Config, useFreePort: boolean) {
  const apiPort = useFreePort || config.port === 0 ? await findFreePort() : config.port;
  if (!(await isPortFree(apiPort)))
    throw new Error(
      `Port ${apiPort} is in use by another program or another npm start. Stop it, or use another port: PORT=${apiPort + 1} npm start`,
    );
  const apiUrl = `http://${reachableHost(config.host)}:${apiPort}`;
  const isPublic = config.publicBaseUrl !== `http://127.0.0.1:${config.port}`;

  const { port, url } = config.simulator;
  const runsSimulator = config.carrier === 'simulator' && url === `http://127.0.0.1:${port}`;
  if (config.carrier === 'simulator' && !runsSimulator && !config.simulator.authToken)
    throw new Error(`Set SIMULATOR_AUTH_TOKEN to the value that the simulator on ${url} has.`);
  const simulatorPort = runsSimulator ? await findFreePort(useFreePort ? undefined : port) : port;
  const simulatorUrl = runsSimulator ? `http://127.0.0.1:${simulatorPort}` : url;
  const settings = {
    PORT: String(apiPort),
    PUBLIC_BASE_URL: isPublic ? config.publicBaseUrl : apiUrl,
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_URL: simulatorUrl,
  };
  return { apiUrl, simulatorUrl, runsSimulator, settings };
}

/** Returns a host under which this machine reaches a server that listens on `host`. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * Applies the migrations and sets the anchor of the product's clock: a pair of real time and product time.
 *
 * @returns The value of CLOCK_ANCHOR, with which the product and the simulator have the same clock.
 */
async function prepareDatabase(url: string, config: Config, log: (message: string) => void): Promise<string> {
  const sql = connect({ url, applicationName: 'callcenter start', connectionsMax: 1 });
  try {
    await assertDatabaseReachable(sql);
    for (const name of await migrate(sql)) log(`applied migration ${name}`);
    const { realMs, productMs } = await syncClockAnchor(sql, config.clockSpeed);
    return `${realMs}:${productMs}`;
  } finally {
    await sql.end();
  }
}

async function waitUntilHealthy(apiUrl: string): Promise<void> {
  await waitForAnswer(`${apiUrl}/healthz`, AbortSignal.timeout(HEALTHY_MS_MAX)).catch(() => {
    throw new Error(`${apiUrl}/healthz did not report a healthy system within ${HEALTHY_MS_MAX / 1000} s.`);
  });
}
