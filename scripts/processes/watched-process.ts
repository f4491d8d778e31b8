import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mergeEnvironment } from './environment.ts';
import type { Watchdog } from './watchdog.ts';

/** A user account of this machine. Only root may start a process as another user. */
export type Account = { uid: number; gid: number };

export type Program = {
  command: string;
  args: string[];
  /** Settings that override the environment of this process. */
  env?: Record<string, string>;
  cwd?: string;
  account?: Account | undefined;
  /** The signal for an orderly shutdown. The default is SIGTERM. */
  stopSignal?: NodeJS.Signals;
};

export type WatchedProcess = {
  /** The process id. Undefined if the program could not be started; `ended` then resolves soon. */
  pid: number | undefined;
  /** The last lines of output of the program, for error messages. */
  recentLines: readonly string[];
  /**
   * Resolves when the process has ended and its output is read. The value says how the process ended, for example `exit
   * code 1` or `signal SIGKILL`.
   */
  ended: Promise<string>;
  signal: (signal: NodeJS.Signals) => void;
};

const RECENT_LINES_MAX = 30;

/**
 * A shell command that waits for one line of input and then becomes the program. This process sends the line after the
 * watchdog (see watchdog.ts) knows the process id. If this process dies before that, the line never comes and the shell
 * ends, so no unwatched process remains.
 */
const GATE = 'read -r go && exec "$@" </dev/null';

/**
 * Starts a program that does not outlive this process. The program gets its own session, so Ctrl-C reaches only this
 * process.
 */
export function startWatchedProcess(
  program: Program,
  watchdog: Watchdog,
  onLine: (line: string) => void,
): WatchedProcess {
  const { command, args, env, cwd, account, stopSignal = 'SIGTERM' } = program;
  const child = spawn('/bin/sh', ['-c', GATE, 'sh', command, ...args], {
    cwd,
    env: mergeEnvironment(env),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...account,
  });
  const { pid } = child;
  const recentLines: string[] = [];
  const handleLine = (line: string) => {
    if (recentLines.push(line) > RECENT_LINES_MAX) recentLines.shift();
    onLine(line);
  };
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', handleLine);

  const { promise: ended, resolve } = Promise.withResolvers<string>();
  child.on('error', (error) => handleLine(error.message));
  child.on('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  child.on('exit', () => {
    if (pid === undefined) return;
    watchdog.forget(pid);
    // Other processes that the program started would keep its output open, and `ended` would not resolve. So the whole
    // process group is killed.
    sendSignal(-pid, 'SIGKILL');
  });

  if (pid !== undefined) watchdog.watch(pid, stopSignal);
  child.stdin.on('error', () => {});
  child.stdin.end('go\n');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    recentLines,
    ended,
    signal: (signal) => {
      if (pid !== undefined && isRunning()) sendSignal(signal === 'SIGKILL' ? -pid : pid, signal);
    },
  };
}

/** @param pid A process id, or a negative number for a whole process group. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
