import { readFile, readlink, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LEFTOVER_ENDS_MS_MAX = 20_000;
const POLL_MS = 50;

/**
 * Clears the way for a service whose last run did not end in good order. The caller holds the lock of the data folder, so
 * whatever still runs there belongs to nobody: it is asked to end and waited for, where a second server on the same files
 * would refuse to start. And where the process id in the file belongs to a stranger by now, as it happens after a reboot or
 * in a new container, the file goes, because PostgreSQL would take the stranger for itself and refuse.
 *
 * Who a process is shows in its working directory, which both servers set to their data folder. Where the system does not
 * tell (no /proc, another user's process), nothing is touched and the service decides for itself.
 */
export async function endLeftover(dataDir: string, pidFile: string, stopSignal: NodeJS.Signals): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const workingDir = await workingDirOf(pid);
  if (workingDir === undefined) return;
  if (workingDir !== dataDir) return rm(pidFile, { force: true });

  process.kill(pid, stopSignal);
  const deadlineMs = Date.now() + LEFTOVER_ENDS_MS_MAX;
  while ((await workingDirOf(pid)) === dataDir) {
    if (Date.now() > deadlineMs)
      throw new Error(
        `Process ${pid} is left over from an earlier run on ${dataDir} and does not end; end it yourself.`,
      );
    await sleep(POLL_MS);
  }
}

async function workingDirOf(pid: number): Promise<string | undefined> {
  return Number.isNaN(pid) ? undefined : readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}
