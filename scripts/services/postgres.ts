import { execFile } from 'node:child_process';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { createDatabaseIfMissing } from '../../sql/databases.ts';
import { Child } from '../processes/child.ts';
import { endLeftover } from './leftover.ts';
import { type PostgresHome, preparePostgresHome } from './postgres-home.ts';
import type { Server, ServerSetting } from './server.ts';

const run = promisify(execFile);

const INITDB_MS_MAX = 60_000;

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // Their place must be writable for whoever runs the server, and clients find the TCP port by URL anyway.
  unix_socket_directories: '',
  // Every process opens a pool of its own: the API and each worker pool as a process of its own come to some hundred
  // connections, and the tests open one pool for each file besides.
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The server counts as started at an English line of its log; failed statements are their sender's to report.
  lc_messages: 'C',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** Data that are thrown away need no protection from power cuts, and go several times faster without. */
const SCRATCH_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const DATABASE = 'callcenter_pro';

/**
 * Starts the embedded PostgreSQL with an empty database in it, or with what it held at its last run.
 *
 * It trusts whoever connects from this machine: it is for a machine of one's own, and others set DATABASE_URL.
 */
export async function startPostgres({ folder, watchdog, ...watch }: ServerSetting): Promise<Server> {
  const home = await preparePostgresHome(folder.path);
  const dataDir = await initialise(home);
  // Fast shutdown: SIGTERM would wait for every client to leave.
  const stopSignal = 'SIGINT';
  await endLeftover(dataDir, join(dataDir, 'postmaster.pid'), stopSignal);
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
      ...watch,
    },
    watchdog,
  );
  await child.start();
  const url = `postgres://postgres@127.0.0.1:${port}`;
  try {
    await makeDatabase(`${url}/postgres`);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { child, url: `${url}/${DATABASE}` };
}

async function makeDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    await createDatabaseIfMissing(sql, DATABASE);
  } finally {
    await sql.end();
  }
}

/** A cluster per major version, whose files no other one reads. Made aside and renamed, so that it is whole or not there. */
async function initialise({ binDir, dir, majorVersion, account }: PostgresHome): Promise<string> {
  const dataDir = join(dir, majorVersion);
  if (await stat(dataDir).catch(() => undefined)) return dataDir;
  const aside = `${dataDir}.new`;
  await rm(aside, { recursive: true, force: true });
  // The built-in locale sorts by code point and knows Unicode's cases, the same on every system.
  const locale = ['--encoding=UTF8', '--no-locale', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = ['-D', aside, '-U', 'postgres', '--auth=trust', ...locale, '--no-sync', '--no-instructions'];
  await run(join(binDir, 'initdb'), args, { ...account, cwd: dir, timeout: INITDB_MS_MAX });
  await rename(aside, dataDir);
  return dataDir;
}
