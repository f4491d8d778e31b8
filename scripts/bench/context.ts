/** The services and settings with which a benchmark works inside this process. */
import { randomBytes } from 'node:crypto';
import { type Config, readConfig, requireServices } from '../../shared/config.ts';
import { createContext, type OwnedContext } from '../../shared/context.ts';
import { createDatabaseIfMissing, dropDatabase } from '../../sql/databases.ts';
import { connect } from '../../sql/db.ts';
import { migrate } from '../../sql/migrate.ts';
import { mergeEnvironment } from '../processes/environment.ts';
import { startServices } from '../services.ts';
import { assertDatabaseReachable } from '../services/reachable.ts';
import { startOrExit } from '../start-or-exit.ts';

export type BenchOptions = {
  /** Settings that override the settings from the environment. */
  settings?: Partial<Config>;
  connectionsMax?: number;
};

/** A benchmark uses this machine and the simulated carrier, even if the environment belongs to a public deployment. */
const BENCH_SETTINGS = {
  HOST: '',
  PUBLIC_BASE_URL: '',
  CARRIER: 'simulator',
  JWT_SECRET: randomBytes(32).toString('hex'),
  SECRETS_KEY: randomBytes(32).toString('hex'),
  SIMULATOR_AUTH_TOKEN: randomBytes(32).toString('hex'),
};

/**
 * Creates the context of a benchmark. The servers are embedded ones, or those that DATABASE_URL and REDIS_URL name. The
 * benchmark gets a new database on the PostgreSQL server and its own prefix for Redis keys, so existing data stay as
 * they are.
 */
export async function createBenchContext(bench: string, options: BenchOptions = {}): Promise<OwnedContext> {
  return startOrExit(openContext(bench, options));
}

async function openContext(bench: string, { settings, connectionsMax = 10 }: BenchOptions): Promise<OwnedContext> {
  const config = { ...readConfig(mergeEnvironment(BENCH_SETTINGS)), logLevel: 'error' as const, ...settings };
  await using stack = new AsyncDisposableStack();
  const { databaseUrl, redisUrl } = stack.use(await startServices(config, { scratch: true }));
  const database = stack.use(await createBenchDatabase(databaseUrl, bench));
  const ctx = stack.use(
    await createContext(requireServices({ ...config, databaseUrl: database.url, redisUrl }), {
      processName: 'bench',
      keyPrefix: `{${database.name}}`,
      connectionsMax,
    }),
  );
  const owned = stack.move();
  return { ...ctx, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Creates a database with all migrations. The database is dropped at the end. */
async function createBenchDatabase(
  serverUrl: string,
  bench: string,
): Promise<AsyncDisposable & { url: string; name: string }> {
  const name = `bench_${bench}_${process.pid}`;
  const admin = connect({ url: serverUrl, applicationName: 'bench', connectionsMax: 1 });
  await assertDatabaseReachable(admin);
  await createDatabaseIfMissing(admin, name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sql = connect({ url: url.href, applicationName: 'bench', connectionsMax: 1 });
  await migrate(sql);
  await sql.end();
  return {
    url: url.href,
    name,
    async [Symbol.asyncDispose]() {
      await dropDatabase(admin, name);
      await admin.end();
    },
  };
}
