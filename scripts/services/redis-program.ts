import { execFile } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { environmentWith } from '../processes/environment.ts';

const run = promisify(execFile);

/** A mirror may be slow and another apt may be at work; this bounds each step. */
const APT_MS_MAX = 300_000;
const APT_LOCK_SECONDS_MAX = 120;

/** Debian's maintainer scripts ask this program before they start a service; 101 forbids it. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/**
 * The Redis server of this machine, installing Debian's package where that is possible: as root, with apt.
 *
 * @throws Error naming the ways out when there is none.
 */
export async function findRedis(log: (message: string) => void): Promise<string> {
  const found = await firstOnPath('redis-server', 'valkey-server');
  if (found) return found;
  let reason = '';
  if (process.getuid?.() === 0 && (await firstOnPath('apt-get'))) {
    log('Redis is not on this machine: installing the package redis-server with apt-get (its service stays off).');
    try {
      await installRedis();
    } catch (error) {
      reason = `\napt-get could not install it: ${(error as Error).message.trim()}`;
    }
    const installed = await firstOnPath('redis-server');
    if (installed) return installed;
  }
  throw new Error(
    [
      'Redis is needed and neither redis-server nor valkey-server is on this machine. Three ways out:',
      '  install it             sudo apt-get install redis-server   (macOS: brew install redis)',
      '  run it in containers   docker compose up',
      '  use one you have       REDIS_URL=redis://host:6379 npm start',
    ].join('\n') + reason,
  );
}

async function firstOnPath(...names: string[]): Promise<string | undefined> {
  const look = 'for name in "$@"; do command -v "$name" && exit; done';
  const { stdout } = await run('/bin/sh', ['-c', look, 'sh', ...names]).catch(() => ({ stdout: '' }));
  return stdout.trim() || undefined;
}

async function installRedis(): Promise<void> {
  const lock = ['-o', `DPkg::Lock::Timeout=${APT_LOCK_SECONDS_MAX}`];
  const options = { timeout: APT_MS_MAX, env: environmentWith({ DEBIAN_FRONTEND: 'noninteractive' }) };
  const install = () =>
    run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...lock, 'redis-server'], options);
  await withoutStartingServices(async () => {
    // The lists of packages may be missing, as in container images, or too old to download by.
    await install().catch(async () => {
      await run('apt-get', ['update', '-qq', ...lock], options);
      await install();
    });
  });
  // Nor shall it come up on port 6379 at the next boot. Where there is no systemd, nothing would start it.
  await run('systemctl', ['disable', 'redis-server'], options).catch(() => {});
}

/** A policy that is there already stays as it is: container images forbid every service anyway. */
async function withoutStartingServices(install: () => Promise<void>): Promise<void> {
  const isOurs = await writeFile(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { flag: 'wx' }).then(
    () => true,
    () => false,
  );
  if (isOurs) await chmod(SERVICE_POLICY, 0o755);
  try {
    await install();
  } finally {
    if (isOurs) await rm(SERVICE_POLICY, { force: true });
  }
}
