import { execFile } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { mergeEnvironment } from '../processes/environment.ts';

const run = promisify(execFile);

/** Time limit for each apt-get command. A package mirror can be slow, and another apt-get can hold the lock. */
const APT_MS_MAX = 300_000;
const APT_LOCK_SECONDS_MAX = 120;

/** Debian's package scripts run this program before they start a service. Exit code 101 forbids the start. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/**
 * The path of the Redis server program. If this machine has none, this installs Debian's package when it runs as root and
 * apt-get exists.
 *
 * @throws Error that lists the possible solutions when there is no Redis server.
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

/** The path of the first of these programs that is installed. */
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
    // The package lists may be missing, as in container images, or outdated. Then update them and try again.
    await install().catch(async () => {
      await run('apt-get', ['update', '-qq', ...lock], options);
      await install();
    });
  });
  // The installed service must not start on port 6379 at the next boot either. Without systemd nothing would start it.
  await run('systemctl', ['disable', 'redis-server'], options).catch(() => {});
}

/** An existing policy file stays as it is: it comes from a container image, and such images forbid every service anyway. */
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
