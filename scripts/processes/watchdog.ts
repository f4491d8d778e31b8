import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How long the watchdog lets children end in good order, in tenths of a second, before it kills them. */
const GRACE_TENTHS_MAX = 50;

/**
 * Each line on standard input is the whole roster: "<pid> <signal> <pid> <signal> …". The end of the input means that the
 * owner is gone. Arguments are folders to remove then.
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
 * Ends this process's children when this process dies, however it dies.
 *
 * A process killed with -9 runs no handler and the system lets its children live on, so somebody else must notice. This is a
 * shell that holds the reading end of a pipe from us: the pipe closes with our last breath. It is a shell rather than Node
 * because plain Debian has one, because it needs a megabyte, and because `killall -9 node` spares it to do its work. It runs
 * in its own session, so neither Ctrl-C nor a kill of our process group reaches it.
 */
export class Watchdog {
  readonly #removeAfterwards: string[];
  readonly #roster = new Map<number, string>();
  #shell: ChildProcess;
  #closing = false;

  /** @param removeAfterwards Folders to remove when this process is gone, or at {@link Watchdog.close}. */
  constructor(removeAfterwards: string[] = []) {
    this.#removeAfterwards = removeAfterwards;
    this.#shell = this.#start();
  }

  /** Of the process that watches. */
  get pid(): number | undefined {
    return this.#shell.pid;
  }

  /** @param stopSignal What asks this child to end in good order. */
  watch(pid: number, stopSignal: NodeJS.Signals): void {
    this.#roster.set(pid, stopSignal.replace(/^SIG/, ''));
    this.#sendRoster();
  }

  forget(pid: number): void {
    this.#roster.delete(pid);
    this.#sendRoster();
  }

  /** Ends what is still watched, removes the folders, and returns when that is done. */
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
    // Writing to one that was just killed fails, which must not take us down: its successor gets the roster.
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
