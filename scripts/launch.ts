import { join } from 'node:path';
import { anchorClock } from '../shared/clock-anchor.ts';
import { type Config, readConfig } from '../shared/config.ts';
import { connect } from '../sql/db.ts';
import { migrate } from '../sql/migrate.ts';
import { Child, type ChildSpec } from './processes/child.ts';
import { consoleLines } from './processes/console-lines.ts';
import { environmentWith } from './processes/environment.ts';
import { freePort, isPortFree } from './processes/ports.ts';
import { untilAnswers } from './processes/readiness.ts';
import { Watchdog } from './processes/watchdog.ts';
import { type Services, startServices } from './services.ts';
import { ensureSecrets } from './services/secrets.ts';

export type LaunchOptions = {
  /** Laid over the environment, for all processes. */
  settings?: Record<string, string>;
  /** Services with data that are thrown away, and a free port unless `settings` has PORT: for tests and demos. */
  scratch?: boolean;
  /** The pools of each worker process; one process with all pools when left out. */
  workerProcesses?: string[][];
  /** Takes what the processes write; the console does when left out. */
  onLine?: (name: string, line: string) => void;
};

export type Running = AsyncDisposable & {
  services: Services;
  databaseUrl: string;
  redisUrl: string;
  apiUrl: string;
  /** Undefined when the carrier is Twilio. */
  simulatorUrl: string | undefined;
  /** What the processes were given besides the environment, secrets included. */
  settings: Record<string, string>;
  /** By name: `simulator`, `api`, `workers` or `workers-<pools>`. */
  children: ReadonlyMap<string, Child>;
  /** Resolves when a process or service ended again and again and stays down. */
  gaveUp: Promise<Error>;
};

const ROOT = join(import.meta.dirname, '..');
/** All processes are up by then; this is for the workers to reach their queues. */
const HEALTHY_MS_MAX = 60_000;

/**
 * Starts the whole product on this machine: services, migrations, simulator, workers, API. Resolves when it is healthy;
 * disposing stops everything in reverse order.
 */
export async function launch(options: LaunchOptions = {}): Promise<Running> {
  const { scratch = false, workerProcesses = [[]], onLine = consoleLines() } = options;
  const config = readConfig(environmentWith(options.settings));
  const addresses = await chooseAddresses(config, scratch && !options.settings?.PORT);
  const { apiUrl, simulatorUrl } = addresses;
  const { promise: gaveUp, resolve: onGiveUp } = Promise.withResolvers<Error>();

  await using stack = new AsyncDisposableStack();
  const log = (message: string) => onLine('services', message);
  const services = stack.use(await startServices(config, { scratch, log, onGiveUp }));
  const { databaseUrl, redisUrl } = services;
  const settings = {
    // Node keeps what it has compiled: from the second start on, processes are up in two thirds of the time.
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
    const reports = { onLine: (line: string) => onLine(name, line), onTrouble: (line: string) => onLine(name, line) };
    const program = { ...spec, command: process.execPath, cwd: ROOT, env: settings };
    const child = stack.use(new Child({ name, ...program, ...reports, onGiveUp }, watchdog));
    children.set(name, child);
    return child.start();
  };
  if (addresses.runsSimulator)
    await start('simulator', { args: ['scripts/simulator/main.ts'], ready: { url: simulatorUrl, anyStatus: true } });
  await Promise.all([
    ...workerProcesses.map((pools) => start(['workers', ...pools].join('-'), { args: ['workers/main.ts', ...pools] })),
    start('api', { args: ['api/main.ts'], ready: { url: `${apiUrl}/readyz` } }),
  ]);
  await untilHealthy(apiUrl, gaveUp);

  const owned = stack.move();
  return {
    services,
    databaseUrl,
    redisUrl,
    apiUrl,
    simulatorUrl: config.carrier === 'simulator' ? simulatorUrl : undefined,
    settings,
    children,
    gaveUp,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Who listens where. The simulator is ours to run unless SIMULATOR_URL names one elsewhere. */
async function chooseAddresses(config: Config, anyApiPort: boolean) {
  const apiPort = anyApiPort || config.port === 0 ? await freePort() : config.port;
  if (!(await isPortFree(apiPort)))
    throw new Error(
      `Port ${apiPort} is in use, by another npm start or another program. Stop that or take another port: PORT=${apiPort + 1} npm start`,
    );
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const isPublic = config.publicBaseUrl !== `http://127.0.0.1:${config.port}`;

  const { port, url } = config.simulator;
  const runsSimulator = config.carrier === 'simulator' && url === `http://127.0.0.1:${port}`;
  const simulatorPort = runsSimulator ? await freePort(anyApiPort ? undefined : port) : port;
  const simulatorUrl = runsSimulator ? `http://127.0.0.1:${simulatorPort}` : url;
  const settings = {
    PORT: String(apiPort),
    PUBLIC_BASE_URL: isPublic ? config.publicBaseUrl : apiUrl,
    SIMULATOR_PORT: String(simulatorPort),
    SIMULATOR_URL: simulatorUrl,
  };
  return { apiUrl, simulatorUrl, runsSimulator, settings };
}

/** Migrates, sets the clock going, and returns CLOCK_ANCHOR: the one clock for product and simulator. */
async function prepareDatabase(url: string, config: Config, log: (message: string) => void): Promise<string> {
  const sql = connect({ url, applicationName: 'callcenter start', connectionsMax: 1 });
  try {
    for (const name of await migrate(sql)) log(`applied migration ${name}`);
    const { realMs, productMs } = await anchorClock(sql, config.clockSpeed);
    return `${realMs}:${productMs}`;
  } finally {
    await sql.end();
  }
}

async function untilHealthy(apiUrl: string, gaveUp: Promise<Error>): Promise<void> {
  const answered = untilAnswers(`${apiUrl}/healthz`, AbortSignal.timeout(HEALTHY_MS_MAX)).catch(() => {
    throw new Error(`${apiUrl}/healthz does not report a healthy system after ${HEALTHY_MS_MAX / 1000} s.`);
  });
  const failure = await Promise.race([answered, gaveUp]);
  if (failure) throw failure;
}
