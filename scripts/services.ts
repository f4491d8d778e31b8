import type { Config } from '../shared/config.ts';
import type { Child } from './processes/child.ts';
import { Watchdog } from './processes/watchdog.ts';
import { makeScratchFolder, openDataFolder } from './services/data-folder.ts';
import { startPostgres } from './services/postgres.ts';
import { findRedis } from './services/redis-program.ts';
import { startRedis } from './services/redis.ts';
import type { Server } from './services/server.ts';

export type ServiceOptions = {
  /** In a temporary folder, removed at the end, with faster and less durable settings: for tests. */
  scratch?: boolean;
  log?: (message: string) => void;
  /** An embedded server ended again and again and stays down. */
  onGiveUp?: (error: Error) => void;
};

export type Services = AsyncDisposable & {
  databaseUrl: string;
  redisUrl: string;
  /** The embedded servers, to be killed and started again by tests; absent where a URL names another one. */
  postgres: Child | undefined;
  redis: Child | undefined;
};

/**
 * PostgreSQL and Redis: those that DATABASE_URL and REDIS_URL name, else servers of our own on free ports, with their data in
 * DATA_DIR. Ours end with this process, even when it is killed with -9.
 *
 * @throws Error saying what to do when Redis is missing, or when another process runs services on DATA_DIR.
 */
export async function startServices(
  { databaseUrl, redisUrl, dataDir }: Pick<Config, 'databaseUrl' | 'redisUrl' | 'dataDir'>,
  { scratch = false, log = console.log, onGiveUp = (error) => log(error.message) }: ServiceOptions = {},
): Promise<Services> {
  if (databaseUrl && redisUrl)
    return { databaseUrl, redisUrl, postgres: undefined, redis: undefined, async [Symbol.asyncDispose]() {} };

  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await (scratch ? makeScratchFolder() : openDataFolder(dataDir)));
  const watchdog = stack.use(new Watchdog(scratch ? [folder.path] : []));
  const setting = { folder, watchdog, onTrouble: log, onGiveUp };
  // Redis first: it is what may be missing, and nobody should wait for a database to be told so.
  const redis: Server = redisUrl ? { url: redisUrl } : await startRedis(await findRedis(log), setting);
  stack.use(redis.child);
  const postgres: Server = databaseUrl ? { url: databaseUrl } : await startPostgres(setting);
  stack.use(postgres.child);

  const owned = stack.move();
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    postgres: postgres.child,
    redis: redis.child,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** PostgreSQL alone, thrown away at the end: for what needs no queue, also on a machine without Redis. */
export async function startScratchPostgres(): Promise<AsyncDisposable & { databaseUrl: string }> {
  const services = await startServices(
    { databaseUrl: undefined, redisUrl: 'redis://none', dataDir: '' },
    { scratch: true },
  );
  return services;
}
