import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from '../processes/child.ts';
import { endLeftoverServer } from './leftover.ts';
import type { Server, ServerOptions } from './server.ts';

/**
 * Starts an embedded Redis with the data of its last run. If Redis restarts, it keeps its port and its data. Clients need
 * a password, which is generated once and kept in `secrets.json`.
 */
export async function startRedis(command: string, { folder, watchdog, ...handlers }: ServerOptions): Promise<Server> {
  const dir = join(folder.path, 'redis');
  const pidFile = join(dir, 'redis.pid');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await endLeftoverServer(dir, pidFile, 'SIGTERM');
  const port = await folder.port('redis');
  const { REDIS_PASSWORD: password } = await folder.secrets('REDIS_PASSWORD');
  const settings = {
    bind: '127.0.0.1',
    requirepass: password,
    port: String(port),
    dir,
    pidfile: pidFile,
    daemonize: 'no',
    // If Redis crashes, Redis loses at most the jobs of its last second. The sweeper (a regular job) adds lost jobs
    // again from Postgres.
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    // Without the policy `noeviction`, Redis would delete keys when its memory is full, and jobs would disappear
    // without an error.
    'maxmemory-policy': 'noeviction',
  };
  // Every user of the machine can read the arguments of a process, so the settings are in a file that only its owner can
  // read.
  const configFile = join(dir, 'redis.conf');
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${JSON.stringify(value)}\n`);
  await rm(configFile, { force: true });
  await writeFile(configFile, lines.join(''), { mode: 0o600 });
  const child = new Child(
    {
      name: 'redis',
      command,
      args: [configFile],
      cwd: dir,
      ready: { line: /ready to accept connections/i },
      ...handlers,
    },
    watchdog,
  );
  await child.start();
  return { child, url: `redis://:${password}@127.0.0.1:${port}` };
}
