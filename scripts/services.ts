import { resolve } from 'node:path';
import type { Config } from '../shared/config.ts';
import type { Child } from './processes/child.ts';
import { Watchdog } from './processes/watchdog.ts';
import { createScratchFolder, openDataFolder } from './services/data-folder.ts';
import { startPostgres } from './services/postgres.ts';
import { findRedis } from './services/redis-program.ts';
import { startRedis } from './services/redis.ts';
import type { Server } from './services/server.ts';

export type ServiceOptions = {
  /**
   * Whether data are temporary, for tests and demos. Temporary data lie in a temporary folder, are removed at the end,
   * and are not protected from power cuts.
   */
  scratch?: boolean;
  log?: (message: string) => void;
};

export type Services = AsyncDisposable & {
  databaseUrl: string;
  redisUrl: string;
  /** The folder with the data on this machine, as an absolute path. */
  dataDir: string;
  /** The URL of the embedded PostgreSQL's superuser. Undefined if DATABASE_URL names a server elsewhere. */
  superuserUrl: string | undefined;
  /**
   * The embedded servers, so that tests can kill and restart them. A server is undefined if a URL names a server
   * elsewhere.
   */
  postgres: Child | undefined;
  redis: Child | undefined;
};

/**
 * Starts PostgreSQL and Redis. If DATABASE_URL or REDIS_URL is not set, starts an embedded server on a free port with
 * its data in DATA_DIR. Embedded servers end together with this process, even if this process is killed with -9.
 *
 * @throws Error if Redis is not installed, or if another process runs services on DATA_DIR. The message says what to
 *   do.
 */
export async function startServices(
  { databaseUrl, redisUrl, dataDir }: Pick<Config, 'databaseUrl' | 'redisUrl' | 'dataDir'>,
  { scratch = false, log = console.log }: ServiceOptions = {},
): Promise<Services> {
  if (databaseUrl && redisUrl)
    return {
      databaseUrl,
      redisUrl,
      dataDir: resolve(dataDir),
      superuserUrl: undefined,
      postgres: undefined,
      redis: undefined,
      async [Symbol.asyncDispose]() {},
    };

  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await (scratch ? createScratchFolder() : openDataFolder(dataDir)));
  const watchdog = stack.use(new Watchdog(scratch ? [folder.path] : []));
  const options = { folder, watchdog, onUnexpectedExit: log };
  // Redis starts first. If Redis is not installed, the error then comes at once, without waiting for PostgreSQL.
  const redis: Server = redisUrl ? { url: redisUrl } : await startRedis(await findRedis(log), options);
  stack.use(redis.child);
  const postgres: Server & { superuserUrl?: string } = databaseUrl
    ? { url: databaseUrl }
    : await startPostgres(options);
  stack.use(postgres.child);

  const owned = stack.move();
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    dataDir: folder.path,
    superuserUrl: postgres.superuserUrl,
    postgres: postgres.child,
    redis: redis.child,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts a temporary PostgreSQL without Redis, for code that needs no queue. Works on a machine without Redis. */
export async function startScratchPostgres(): Promise<AsyncDisposable & { databaseUrl: string }> {
  const services = await startServices(
    { databaseUrl: undefined, redisUrl: 'redis://none', dataDir: '' },
    { scratch: true },
  );
  return services;
}
