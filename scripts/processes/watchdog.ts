import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Time for an orderly shutdown, in tenths of a second, before the watchdog kills the children. */
const GRACE_TENTHS_MAX = 50;

/**
 * The watchdog (a process that watches over other processes) as a shell script. Each line of its input is the complete
 * list of children: "<pid> <signal> <pid> <signal> …". When the input ends, the owner has died. Then the script ends
 * the children and removes the folders that its arguments name.
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
 * Ends the children of this process when this process dies, also when this process is killed with -9.
 *
 * A process that is killed with -9 runs no exit handler, and the operating system does not end its children. So another
 * process has to notice the death: a shell that reads from a pipe. This process holds the pipe open, and the operating
 * system closes the pipe when this process dies.
 *
 * The watchdog is a shell and not Node for three reasons: every system has a shell, a shell needs only about a
 * megabyte, and `killall -9 node` does not kill a shell. The watchdog runs in its own session, so neither Ctrl-C nor a
 * signal to our process group reaches the watchdog.
 */
export class Watchdog {
  readonly #removeAfterwards: string[];
  readonly #roster = new Map<number, string>();
  #shell: ChildProcess;
  #closing = false;

  /** @param removeAfterwards Folders that are removed after the death of this process, or at {@link Watchdog.close}. */
  constructor(removeAfterwards: string[] = []) {
    this.#removeAfterwards = removeAfterwards;
    this.#shell = this.#start();
  }

  /** The process id of the watchdog's shell. */
  get pid(): number | undefined {
    return this.#shell.pid;
  }

  /**
   * Adds a child to the watched children.
   *
   * @param stopSignal The signal that starts an orderly shutdown of the child.
   */
  watch(pid: number, stopSignal: NodeJS.Signals): void {
    this.#roster.set(pid, stopSignal.replace(/^SIG/, ''));
    this.#sendRoster();
  }

  forget(pid: number): void {
    this.#roster.delete(pid);
    this.#sendRoster();
  }

  /**
   * Ends the children that are still watched and removes the folders. Resolves when the children have ended and the
   * folders are gone.
   */
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
    // A write to a shell that was just killed fails. The error is harmless, because the next shell gets the complete
    // list of children.
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
