/**
 * The folder of everything that embedded services keep: `postgres/`, `redis/`, `ports.json`, `secrets.json`.
 *
 * Only one process at a time may run services on it. The lock is a socket the process listens on: the system gives it back at
 * the process's death, however it dies, where a lock file would be left behind. On Linux its name lives in the kernel
 * ("abstract", the leading NUL), elsewhere it is a file that a dead owner leaves without anybody answering.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../processes/ports.ts';

/** How long the owner of a folder may take to say who it is. */
const OWNER_ANSWERS_MS_MAX = 1_000;

export type DataFolder = AsyncDisposable & {
  path: string;
  /** Thrown away at the end. */
  scratch: boolean;
  /** The port of this service's last run while it is free, so that URLs stay the same over restarts; else a new one. */
  port: (service: string) => Promise<number>;
};

/** @throws Error when another process runs services on this folder. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  await mkdir(resolve(dataDir), { recursive: true });
  const path = await realpath(dataDir);
  const lock = await acquireLock(path);
  const file = join(path, 'ports.json');
  return {
    path,
    scratch: false,
    async port(service) {
      const remembered = await readPorts(file);
      const port = await freePort(remembered[service]);
      await writeFile(file, `${JSON.stringify({ ...remembered, [service]: port })}\n`);
      return port;
    },
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => lock.close(closed));
    },
  };
}

export async function makeScratchFolder(): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'callcenter-pro-'));
  // Run by root, PostgreSQL is another user who must get through to its own folder in here.
  await chmod(path, 0o711);
  return {
    path,
    scratch: true,
    port: () => freePort(),
    async [Symbol.asyncDispose]() {
      // PostgreSQL's data may lie elsewhere, behind a link.
      const linked = await realpath(join(path, 'postgres')).catch(() => path);
      for (const dir of [linked, path]) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function readPorts(file: string): Promise<Record<string, number>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, number>;
}

async function acquireLock(path: string): Promise<Server> {
  const key = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const address = process.platform === 'linux' ? `\0callcenter-pro-${key}` : join(tmpdir(), `callcenter-pro-${key}`);
  const lock = await listen(address);
  if (lock) return lock;
  const owner = await askOwner(address);
  if (owner === undefined) {
    await rm(address, { force: true });
    const retried = await listen(address);
    if (retried) return retried;
  }
  throw new Error(
    `${path} is in use by process ${owner ?? '(unknown)'}, which runs services on it already. ` +
      'Stop that one, or give this one a folder of its own: DATA_DIR=.data-2 PORT=3001 npm start',
  );
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.on('error', () => {}).end(String(process.pid)));
  server.listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** The process id that the owner names, "(unknown)" when it is too busy to say, undefined when the owner is dead. */
async function askOwner(address: string): Promise<string | undefined> {
  const socket = connect(address);
  socket.setTimeout(OWNER_ANSWERS_MS_MAX, () => socket.destroy(new Error('the owner is too busy to answer')));
  try {
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? undefined : '(unknown)';
  } finally {
    socket.destroy();
  }
}
