/** The CPU time of the processes of the product, with the processes that they have started. Only on Linux. */
import { readdir, readFile } from 'node:fs/promises';

/** Clock ticks per second of `/proc/<pid>/stat`, which is 100 on every Linux machine. */
const TICK_MS = 10;

type Process = { pid: number; parent: number; cpuMs: number };

/**
 * Returns the CPU time that each process and its descendants have used since their start, in milliseconds.
 *
 * @param pids the process ids by name
 */
export async function readCpuMs(pids: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const processes = (await Promise.all(names.map(readProcess))).flatMap((found) => found ?? []);
  const sumOf = (pid: number): number =>
    processes.reduce(
      (sum, each) => sum + (each.pid === pid ? each.cpuMs : 0) + (each.parent === pid ? sumOf(each.pid) : 0),
      0,
    );
  return new Map([...pids].map(([name, pid]) => [name, sumOf(pid)]));
}

/** Returns undefined if the process has ended since. */
async function readProcess(name: string): Promise<Process | undefined> {
  const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
  // The second field is the name of the program in parentheses, which may contain spaces.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (!fields) return undefined;
  const [parent, ownTicks, systemTicks] = [fields[1], fields[11], fields[12]].map(Number);
  return { pid: Number(name), parent: parent!, cpuMs: (ownTicks! + systemTicks!) * TICK_MS };
}
