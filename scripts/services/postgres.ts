import { execFile } from 'node:child_process';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Child } from '../processes/child.ts';
import { endLeftoverServer } from './leftover.ts';
import { closeCluster, prepareOwnedDatabase, SUPERUSER } from './postgres-access.ts';
import { type PostgresHome, preparePostgresHome } from './postgres-home.ts';
import type { Server, ServerOptions } from './server.ts';

const run = promisify(execFile);

const INITDB_MS_MAX = 60_000;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // The server opens no Unix sockets, because the server's user would need write permission for the folder of the
  // sockets. Clients use the TCP port anyway.
  unix_socket_directories: '',
  // Every process opens its own connection pool. The API and one process per worker queue need about a hundred
  // connections together. The tests open one more pool for each test file.
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The messages are in English, because the start waits for a line of the log that says that the server is ready.
  // Failed statements are not logged here, because the client that sent the statement reports the error.
  lc_messages: 'C',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/**
 * Settings for temporary data, which need no protection from power cuts. Without the protection, writes are several
 * times faster.
 */
const SCRATCH_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** The name of the product's database, and of the role that owns the database. */
const DATABASE = 'callcenter_pro';

/**
 * Starts the embedded PostgreSQL with the data of its last run. The first run starts with an empty database.
 *
 * The server listens on this machine only and asks for a password, so that other users of the machine have no access.
 * The passwords are generated once and kept in `secrets.json`. The product gets a role that is not a superuser.
 */
export async function startPostgres({
  folder,
  watchdog,
  ...handlers
}: ServerOptions): Promise<Server & { superuserUrl: string }> {
  const home = await preparePostgresHome(folder.path);
  const dataDir = await ensureCluster(home);
  // The signal SIGINT is PostgreSQL's fast shutdown. SIGTERM would wait until every client has disconnected.
  const stopSignal = 'SIGINT';
  await endLeftoverServer(dataDir, join(dataDir, 'postmaster.pid'), stopSignal);
  const passwords = await folder.secrets('POSTGRES_PASSWORD', 'DATABASE_PASSWORD');
  await closeCluster(home, dataDir, passwords.POSTGRES_PASSWORD);
  const port = await folder.port('postgres');
  const settings = { ...SETTINGS, ...(folder.scratch ? SCRATCH_SETTINGS : {}), port: String(port) };
  const child = new Child(
    {
      name: 'postgres',
      command: join(home.binDir, 'postgres'),
      args: ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      cwd: dataDir,
      account: home.account,
      stopSignal,
      ready: { line: /database system is ready to accept connections/ },
      ...handlers,
    },
    watchdog,
  );
  await child.start();
  const superuserUrl = `postgres://${SUPERUSER}:${passwords.POSTGRES_PASSWORD}@127.0.0.1:${port}/postgres`;
  const url = `postgres://${DATABASE}:${passwords.DATABASE_PASSWORD}@127.0.0.1:${port}/${DATABASE}`;
  try {
    // Tests and benchmarks, which use temporary data, create a database for each file.
    await prepareOwnedDatabase(superuserUrl, url, { createsDatabases: folder.scratch });
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { child, url, superuserUrl };
}

/**
 * Returns the data directory of the cluster (a set of databases) for this major version of PostgreSQL. Creates the
 * cluster if it does not exist. Another major version cannot read the files of the cluster.
 *
 * A new cluster is created under another name and renamed at the end, so the directory never contains an incomplete
 * cluster.
 */
async function ensureCluster({ binDir, dir, majorVersion, account }: PostgresHome): Promise<string> {
  const dataDir = join(dir, majorVersion);
  if (await stat(dataDir).catch(() => undefined)) return dataDir;
  const newDir = `${dataDir}.new`;
  await rm(newDir, { recursive: true, force: true });
  // PostgreSQL's built-in locale sorts by code point and converts case by Unicode. The built-in locale is the same on
  // every system.
  const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  // The cluster lets no client in until `closeCluster` has set a password.
  const args = ['-D', newDir, '-U', SUPERUSER, '--auth=reject', ...locale, '--no-sync', '--no-instructions'];
  await run(join(binDir, 'initdb'), args, { ...account, cwd: dir, timeout: INITDB_MS_MAX });
  await rename(newDir, dataDir);
  return dataDir;
}
