import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from '../processes/child.ts';
import { endLeftover } from './leftover.ts';
import type { Server, ServerSetting } from './server.ts';

/** Starts a Redis of our own. Restarted, it comes back on the same port with what it held. */
export async function startRedis(command: string, { folder, watchdog, ...watch }: ServerSetting): Promise<Server> {
  const dir = join(folder.path, 'redis');
  const pidFile = join(dir, 'redis.pid');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await endLeftover(dir, pidFile, 'SIGTERM');
  const port = await folder.port('redis');
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir,
    pidfile: pidFile,
    daemonize: 'no',
    // Jobs outlive a crash of Redis but for its last second, which the sweepers make good from Postgres.
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    // A queue whose keys are evicted loses jobs in silence.
    'maxmemory-policy': 'noeviction',
  };
  const child = new Child(
    {
      name: 'redis',
      command,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      cwd: dir,
      ready: { line: /ready to accept connections/i },
      ...watch,
    },
    watchdog,
  );
  await child.start();
  return { child, url: `redis://127.0.0.1:${port}` };
}
