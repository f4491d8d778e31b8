import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { environmentWith } from './environment.ts';
import type { Watchdog } from './watchdog.ts';

/** A user of this machine; only root may start a process as another one. */
export type Account = { uid: number; gid: number };

export type Program = {
  command: string;
  args: string[];
  /** Settings laid over this process's environment. */
  env?: Record<string, string>;
  cwd?: string;
  account?: Account | undefined;
  /** Asks it to end in good order; SIGTERM unless the program understands something else by that. */
  stopSignal?: NodeJS.Signals;
};

export type WatchedProcess = {
  /** Undefined when it could not be started; `ended` then resolves soon. */
  pid: number | undefined;
  /** The last lines it wrote, for the report of a failure. */
  recentLines: readonly string[];
  /** Resolves when the process is gone and its output read, with how it ended. */
  ended: Promise<string>;
  signal: (signal: NodeJS.Signals) => void;
};

const RECENT_LINES_MAX = 30;

/**
 * Waits for a line before it becomes the program. The line is sent once the watchdog knows the process id, so there is no
 * moment at which our death could leave an unwatched process behind: without us the line never comes and the shell ends.
 */
const GATE = 'read -r go && exec "$@" </dev/null';

/** Starts a program that does not outlive this process, in a session of its own so that Ctrl-C reaches only us. */
export function startWatched(program: Program, watchdog: Watchdog, onLine: (line: string) => void): WatchedProcess {
  const { command, args, env, cwd, account, stopSignal = 'SIGTERM' } = program;
  const child = spawn('/bin/sh', ['-c', GATE, 'sh', command, ...args], {
    cwd,
    env: environmentWith(env),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...account,
  });
  const { pid } = child;
  const recentLines: string[] = [];
  const record = (line: string) => {
    if (recentLines.push(line) > RECENT_LINES_MAX) recentLines.shift();
    onLine(line);
  };
  for (const output of [child.stdout, child.stderr]) createInterface({ input: output }).on('line', record);

  const { promise: ended, resolve } = Promise.withResolvers<string>();
  child.on('error', (error) => record(error.message));
  child.on('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  child.on('exit', () => {
    if (pid === undefined) return;
    watchdog.forget(pid);
    // Processes it started itself would hold its output open, and `ended` back.
    sendSignal(-pid, 'SIGKILL');
  });

  if (pid !== undefined) watchdog.watch(pid, stopSignal);
  child.stdin.on('error', () => {});
  child.stdin.end('go\n');
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    recentLines,
    ended,
    signal: (signal) => {
      if (pid !== undefined && running()) sendSignal(signal === 'SIGKILL' ? -pid : pid, signal);
    },
  };
}

/** @param pid Negative for a whole process group. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
