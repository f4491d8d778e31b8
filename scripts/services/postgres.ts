import { execFile } from 'node:child_process';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { createDatabaseIfMissing } from '../../sql/databases.ts';
import { Child } from '../processes/child.ts';
import { endLeftoverServer } from './leftover.ts';
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

const DATABASE = 'callcenter_pro';

/**
 * Starts the embedded PostgreSQL with the data of its last run. The first run starts with an empty database.
 *
 * The server accepts every connection from this machine without a password, so the server is meant for a developer's
 * machine. In production, set DATABASE_URL.
 */
export async function startPostgres({ folder, watchdog, ...handlers }: ServerOptions): Promise<Server> {
  const home = await preparePostgresHome(folder.path);
  const dataDir = await ensureCluster(home);
  // The signal SIGINT is PostgreSQL's fast shutdown. SIGTERM would wait until every client has disconnected.
  const stopSignal = 'SIGINT';
  await endLeftoverServer(dataDir, join(dataDir, 'postmaster.pid'), stopSignal);
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
  const url = `postgres://postgres@127.0.0.1:${port}`;
  try {
    await ensureDatabase(`${url}/postgres`);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { child, url: `${url}/${DATABASE}` };
}

async function ensureDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    await createDatabaseIfMissing(sql, DATABASE);
  } finally {
    await sql.end();
  }
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
  const args = ['-D', newDir, '-U', 'postgres', '--auth=trust', ...locale, '--no-sync', '--no-instructions'];
  await run(join(binDir, 'initdb'), args, { ...account, cwd: dir, timeout: INITDB_MS_MAX });
  await rename(newDir, dataDir);
  return dataDir;
}
