/**
 * The folder with the data of the embedded services: `postgres/`, `redis/`, `ports.json`, `secrets.json`.
 *
 * Only one process at a time may run services on a data folder. That process is the owner. The lock of the folder is a
 * local socket on which the owner listens, because the operating system closes the socket when the owner dies. A lock
 * file would remain.
 *
 * On Linux the socket has an abstract name (beginning with NUL) and no file. On other systems the socket has a file.
 * The file remains after the owner has died, but connections to the file then fail.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, constants, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findFreePort } from '../processes/ports.ts';
import { ensureGenerated } from './secrets.ts';

/** Milliseconds of real time. Limit for the owner of a data folder to send its process id. */
const OWNER_REPLY_MS_MAX = 1_000;

export type DataFolder = AsyncDisposable & {
  path: string;
  /** Whether the folder is temporary. A temporary folder is removed at the end. */
  scratch: boolean;
  /**
   * Returns a free port for a service. If the port of the last run is still free, the service gets the same port, so
   * URLs stay valid after a restart.
   */
  port: (service: string) => Promise<number>;
  /**
   * Returns a random value for each name. A folder that is not temporary keeps the values in `secrets.json`.
   */
  secrets: <Name extends string>(...names: Name[]) => Promise<Record<Name, string>>;
};

/**
 * Creates the data folder, if it does not exist, and returns its real path. Other users must not list the folder. If root
 * starts PostgreSQL, PostgreSQL runs as another user, who must be able to enter the folder.
 *
 * @throws Error if DATA_DIR cannot be a folder for this user
 */
export async function createDataFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(resolve(dataDir), { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `DATA_DIR is ${dataDir}, which cannot be used: ${message}. ` +
        'Set DATA_DIR to a folder in which this user may create files: DATA_DIR=/var/lib/callcenter npm start',
      { cause: error },
    );
  }
}

/**
 * Opens a data folder and takes its lock.
 *
 * @throws Error if another process runs services on the folder.
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const path = await createDataFolder(dataDir);
  const lock = await acquireLock(path);
  const file = join(path, 'ports.json');
  return {
    path,
    scratch: false,
    async port(service) {
      const lastPorts = await readPorts(file);
      const port = await findFreePort(lastPorts[service]);
      await writeFile(file, `${JSON.stringify({ ...lastPorts, [service]: port })}\n`);
      await chmod(file, 0o600);
      return port;
    },
    secrets: (...names) => ensureGenerated(path, names, true),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => lock.close(resolve));
    },
  };
}

export async function createScratchFolder(): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'callcenter-pro-'));
  // If root starts PostgreSQL, PostgreSQL runs as another user, who must be able to enter the data folder.
  await chmod(path, 0o711);
  return {
    path,
    scratch: true,
    port: () => findFreePort(),
    secrets: (...names) => ensureGenerated(path, names, false),
    async [Symbol.asyncDispose]() {
      // The entry `postgres` may be a link to a folder elsewhere (see postgres-home.ts).
      const postgresDir = await realpath(join(path, 'postgres')).catch(() => path);
      for (const dir of [postgresDir, path]) await rm(dir, { recursive: true, force: true });
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
  const owner = await readOwner(address);
  if (owner === undefined) {
    await rm(address, { force: true });
    const retriedLock = await listen(address);
    if (retriedLock) return retriedLock;
  }
  throw new Error(
    `${path} is in use by process ${owner ?? '(unknown)'}, which runs services on it. ` +
      'Stop that process, or use another folder and port: DATA_DIR=.data-2 PORT=3001 npm start',
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

/**
 * Returns the process id of the owner; "(unknown)" if the owner is too busy to answer; undefined if the owner is dead.
 */
async function readOwner(address: string): Promise<string | undefined> {
  const socket = connect(address);
  socket.setTimeout(OWNER_REPLY_MS_MAX, () =>
    socket.destroy(new Error('The owner of the data folder did not answer in time.')),
  );
  try {
    const [processId] = (await once(socket, 'data')) as [Buffer];
    return processId.toString();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? undefined : '(unknown)';
  } finally {
    socket.destroy();
  }
}
