import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Time for an orderly shutdown, in tenths of a second, before the watchdog kills the children. */
const GRACE_TENTHS_MAX = 50;

/**
 * The watchdog as a shell script. Each line of its input is the complete list of children: "<pid> <signal> <pid> <signal> …".
 * At the end of its input the owner has died: the script ends the children and removes the folders that its arguments name.
 */
const WATCHDOG = `
trap '' INT TERM HUP
while read -r line; do roster=$line; done
pids=; pid=
for word in $roster; do
  if [ -z "$pid" ]; then pid=$word; else kill -s "$word" "$pid" && pids="$pids $pid"; pid=; fi
done
tenths=0
while [ $tenths -lt ${GRACE_TENTHS_MAX} ]; do
  alive=
  for pid in $pids; do kill -s 0 -- "-$pid" && alive=1; done
  [ -z "$alive" ] && break
  sleep 0.1; tenths=$((tenths + 1))
done
for pid in $pids; do kill -s KILL -- "-$pid"; done
[ $# -gt 0 ] && rm -rf -- "$@"
`;

/**
 * Ends the children of this process when this process dies, also when it is killed with -9.
 *
 * A process that is killed with -9 runs no exit handler, and the system does not end its children. So another process has to
 * notice the death: a shell that reads from a pipe that this process holds open. The system closes the pipe when this process
 * dies. The watchdog is a shell and not Node because every system has a shell, because a shell needs about a megabyte, and
 * because `killall -9 node` does not kill it. It runs in its own session, so neither Ctrl-C nor a signal to our process group
 * reaches it.
 */
export class Watchdog {
  readonly #removeAfterwards: string[];
  readonly #roster = new Map<number, string>();
  #shell: ChildProcess;
  #closing = false;

  /** @param removeAfterwards Folders to remove when this process has died, or at {@link Watchdog.close}. */
  constructor(removeAfterwards: string[] = []) {
    this.#removeAfterwards = removeAfterwards;
    this.#shell = this.#start();
  }

  /** The process id of the shell. */
  get pid(): number | undefined {
    return this.#shell.pid;
  }

  /** @param stopSignal The signal that starts an orderly shutdown of this child. */
  watch(pid: number, stopSignal: NodeJS.Signals): void {
    this.#roster.set(pid, stopSignal.replace(/^SIG/, ''));
    this.#sendRoster();
  }

  forget(pid: number): void {
    this.#roster.delete(pid);
    this.#sendRoster();
  }

  /** Ends the children that are still watched, removes the folders, and resolves when both are done. */
  async close(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    const exited = once(this.#shell, 'exit');
    this.#shell.stdin?.end();
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', WATCHDOG, 'watchdog', ...this.#removeAfterwards], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // A write to a shell that was just killed fails. That is harmless: the next shell gets the complete list again.
    shell.stdin.on('error', () => {});
    shell.on('exit', () => {
      if (this.#closing) return;
      this.#shell = this.#start();
      this.#sendRoster();
    });
    return shell;
  }

  #sendRoster(): void {
    this.#shell.stdin?.write(`${[...this.#roster].flat().join(' ')}\n`);
  }
}
