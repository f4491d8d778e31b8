import { join } from 'node:path';
import { syncClockAnchor } from '../shared/clock-anchor.ts';
import { type Config, readConfig } from '../shared/config.ts';
import { connect } from '../sql/db.ts';
import { migrate } from '../sql/migrate.ts';
import { Child, type ChildSpec } from './processes/child.ts';
import { createConsolePrinter } from './processes/console-printer.ts';
import { mergeEnvironment } from './processes/environment.ts';
import { findFreePort, isPortFree } from './processes/ports.ts';
import { waitForAnswer } from './processes/readiness.ts';
import { Watchdog } from './processes/watchdog.ts';
import { type Services, startServices } from './services.ts';
import { assertDatabaseReachable } from './services/reachable.ts';
import { ensureSecrets } from './services/secrets.ts';

export type LaunchOptions = {
  /** Settings that override the environment for all processes. */
  settings?: Record<string, string>;
  /** For tests and demos: temporary data, and a free API port unless `settings` has PORT. */
  scratch?: boolean;
  /** The worker queues of each worker process. Without it, one process serves all queues. */
  workerProcesses?: string[][];
  /** Receives the lines that the processes write. Without it, the lines go to the console. */
  onLine?: (name: string, line: string) => void;
};

export type RunningSystem = AsyncDisposable & {
  services: Services;
  databaseUrl: string;
  redisUrl: string;
  apiUrl: string;
  /** Undefined when the carrier is Twilio. */
  simulatorUrl: string | undefined;
  /** The settings that the processes received besides the environment, secrets included. */
  settings: Record<string, string>;
  /** The processes by name: `simulator`, `api`, `workers` or `workers-<queues>`. */
  children: ReadonlyMap<string, Child>;
  /** Resolves when a process or service keeps ending by itself and is not restarted any more. */
  fatalError: Promise<Error>;
};

const ROOT = join(import.meta.dirname, '..');
/** Time limit for the last step: all processes run, and the workers connect to their queues. */
const HEALTHY_MS_MAX = 60_000;

/**
 * Starts the whole product on this machine: services, migrations, simulator, workers, API. Resolves when the product is
 * healthy. Disposing the result stops everything in reverse order.
 *
 * @throws Error that says what to do when the product cannot start.
 */
export async function launch(options: LaunchOptions = {}): Promise<RunningSystem> {
  const { scratch = false, workerProcesses = [[]], onLine = createConsolePrinter() } = options;
  const config = readConfig(mergeEnvironment(options.settings));
  const addresses = await chooseAddresses(config, scratch && !options.settings?.PORT);
  const { apiUrl, simulatorUrl } = addresses;
  const { promise: fatalError, resolve: onGiveUp } = Promise.withResolvers<Error>();

  await using stack = new AsyncDisposableStack();
  const log = (message: string) => onLine('services', message);
  const services = stack.use(await startServices(config, { scratch, log, onGiveUp }));
  const { databaseUrl, redisUrl } = services;
  const settings = {
    // Node keeps compiled code here. From the second start on, processes start in two thirds of the time.
    NODE_COMPILE_CACHE: join(ROOT, config.dataDir, 'compile-cache'),
    ...options.settings,
    ...addresses.settings,
    ...(await ensureSecrets(config, !scratch)),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    CLOCK_ANCHOR: await prepareDatabase(databaseUrl, config, log),
  };

  const watchdog = stack.use(new Watchdog());
  const children = new Map<string, Child>();
  const start = (name: string, spec: { args: string[]; ready?: ChildSpec['ready'] }) => {
    const print = (line: string) => onLine(name, line);
    const program = { ...spec, command: process.execPath, cwd: ROOT, env: settings };
    const child = stack.use(
      new Child({ name, ...program, onLine: print, onUnexpectedExit: print, onGiveUp }, watchdog),
    );
    children.set(name, child);
    return child.start();
  };
  if (addresses.runsSimulator)
    await start('simulator', { args: ['scripts/simulator/main.ts'], ready: { url: simulatorUrl, anyStatus: true } });
  await Promise.all([
    ...workerProcesses.map((pools) => start(['workers', ...pools].join('-'), { args: ['workers/main.ts', ...pools] })),
    start('api', { args: ['api/main.ts'], ready: { url: `${apiUrl}/readyz` } }),
  ]);
  await waitUntilHealthy(apiUrl, fatalError);

  const owned = stack.move();
  return {
    services,
    databaseUrl,
    redisUrl,
    apiUrl,
    simulatorUrl: config.carrier === 'simulator' ? simulatorUrl : undefined,
    settings,
    children,
    fatalError,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The addresses of API and simulator. The simulator is started here unless SIMULATOR_URL names another one. */
async function chooseAddresses(config: Config, useFreePort: boolean) {
  const apiPort = useFreePort || config.port === 0 ? await findFreePort() : config.port;
  if (!(await isPortFree(apiPort)))
    throw new Error(
      `Port ${apiPort} is in use by another program or another npm start. Stop it, or use another port: PORT=${apiPort + 1} npm start`,
    );
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const isPublic = config.publicBaseUrl !== `http://127.0.0.1:${config.port}`;

  const { port, url } = config.simulator;
  const runsSimulator = config.carrier === 'simulator' && url === `http://127.0.0.1:${port}`;
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

/** Applies the migrations and anchors the clock. @returns CLOCK_ANCHOR, the one clock for product and simulator. */
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

async function waitUntilHealthy(apiUrl: string, fatalError: Promise<Error>): Promise<void> {
  const healthy = waitForAnswer(`${apiUrl}/healthz`, AbortSignal.timeout(HEALTHY_MS_MAX)).catch(() => {
    throw new Error(`${apiUrl}/healthz did not report a healthy system within ${HEALTHY_MS_MAX / 1000} s.`);
  });
  const failure = await Promise.race([healthy, fatalError]);
  if (failure) throw failure;
}
