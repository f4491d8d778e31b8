import { execFile } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { mergeEnvironment } from '../processes/environment.ts';

const run = promisify(execFile);

/**
 * Milliseconds of real time. Limit for each apt-get command. The limit is long, because a package mirror can be slow
 * and another apt-get can hold the lock.
 */
const APT_MS_MAX = 300_000;
const APT_LOCK_SECONDS_MAX = 120;

/**
 * A program that Debian's package scripts run before they start a service. If the program exits with code 101, the
 * service does not start.
 */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/**
 * Returns the path of the Redis server program. If this machine has no Redis, installs Debian's package, provided that
 * this process runs as root and apt-get exists.
 *
 * @throws Error if there is still no Redis. The message lists the possible solutions.
 */
export async function findRedis(log: (message: string) => void): Promise<string> {
  const program = await findOnPath('redis-server', 'valkey-server');
  if (program) return program;
  let reason = '';
  if (process.getuid?.() === 0 && (await findOnPath('apt-get'))) {
    log('Redis is not installed: installing the package redis-server with apt-get (its service stays off).');
    try {
      await installRedis();
    } catch (error) {
      reason = `\napt-get could not install it: ${(error as Error).message.trim()}`;
    }
    const installedProgram = await findOnPath('redis-server');
    if (installedProgram) return installedProgram;
  }
  throw new Error(
    [
      'CallCenter Pro needs Redis, and neither redis-server nor valkey-server is installed. Do one of these:',
      '  install Redis             sudo apt-get install redis-server   (macOS: brew install redis)',
      '  run all in containers     docker compose up',
      '  use an existing server    REDIS_URL=redis://host:6379 npm start',
    ].join('\n') + reason,
  );
}

/** Returns the path of the first of the named programs that is installed. */
async function findOnPath(...names: string[]): Promise<string | undefined> {
  const script = 'for name in "$@"; do command -v "$name" && exit; done';
  const { stdout } = await run('/bin/sh', ['-c', script, 'sh', ...names]).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
}

async function installRedis(): Promise<void> {
  const lock = ['-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS_MAX}`];
  const options = { timeout: APT_MS_MAX, env: mergeEnvironment({ DEBIAN_FRONTEND: 'noninteractive' }) };
  const install = () =>
    run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...lock, 'redis-server'], options);
  await withoutStartingServices(async () => {
    // The install fails if the package lists are outdated or missing, as in container images. Then update the lists and
    // try again.
    await install().catch(async () => {
      await run('apt-get', ['update', '-qq', ...lock], options);
      await install();
    });
  });
  // The service of the package must not start on port 6379 at the next boot either. Without systemd the command fails,
  // but without systemd the service does not start at boot anyway.
  await run('systemctl', ['disable', 'redis-server'], options).catch(() => {});
}

/**
 * Runs `install` while a policy file forbids services to start. An existing policy file stays unchanged, because such a
 * file comes from a container image and already forbids every service.
 */
async function withoutStartingServices(install: () => Promise<void>): Promise<void> {
  const createdPolicy = await writeFile(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { flag: 'wx' }).then(
    () => true,
    () => false,
  );
  if (createdPolicy) await chmod(SERVICE_POLICY, 0o755);
  try {
    await install();
  } finally {
    if (createdPolicy) await rm(SERVICE_POLICY, { force: true });
  }
}
