import { readFile, readlink, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const LEFTOVER_ENDS_MS_MAX = 20_000;
const POLL_MS = 50;

/**
 * Ends a server that is left over from an earlier run, because a second server on the same files would refuse to start.
 * The calling function holds the lock of the data folder, so a server that still runs on the folder has no owner.
 *
 * The process id in the file `pidFile` can meanwhile belong to an unrelated process, for example after a reboot or in a
 * new container. In that case the function removes the file. If the file stayed, PostgreSQL would take the
 * unrelated process for a running server and would refuse to start.
 *
 * The working directory of a process shows whether the process is the server: PostgreSQL and Redis set their working
 * directory to their data folder. If the working directory cannot be read (no /proc, a process of another user), the
 * function does nothing.
 *
 * @throws Error if the leftover server does not end in time.
 */
export async function endLeftoverServer(dataDir: string, pidFile: string, stopSignal: NodeJS.Signals): Promise<void> {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const workingDir = await readWorkingDir(pid);
  if (workingDir === undefined) return;
  if (workingDir !== dataDir) return rm(pidFile, { force: true });

  process.kill(pid, stopSignal);
  const deadlineMs = Date.now() + LEFTOVER_ENDS_MS_MAX;
  while ((await readWorkingDir(pid)) === dataDir) {
    if (Date.now() > deadlineMs)
      throw new Error(
        `Process ${pid} is left over from an earlier run on ${dataDir} and does not end. End it: kill -9 ${pid}`,
      );
    await sleep(POLL_MS);
  }
}

async function readWorkingDir(pid: number): Promise<string | undefined> {
  return Number.isNaN(pid) ? undefined : readlink(`/proc/${pid}/cwd`).catch(() => undefined);
}
