import { setTimeout as sleep } from 'node:timers/promises';
import { type Readiness, waitForAnswer } from './readiness.ts';
import type { Watchdog } from './watchdog.ts';
import { type Program, type WatchedProcess, startWatchedProcess } from './watched-process.ts';

export type ChildSpec = Program & {
  /** The name of the child process in log lines and error messages. */
  name: string;
  /** How the start of the child is recognized as complete. If absent, the child counts as ready as soon as it runs. */
  ready?: Readiness;
  onLine?: (line: string) => void;
  /** Called if the child ended by itself. The message says how the child ended and when the child restarts. */
  onUnexpectedExit?: (message: string) => void;
};

/**
 * Milliseconds of real time. Limit for the child to become ready at its first start. The limit is long, because a database
 * that recovers from a crash must read its log before it is ready. A later start has no limit, because it may wait for a
 * store that is away.
 */
const READY_MS_MAX = 60_000;
/** Milliseconds of real time. Limit for an orderly shutdown. After the limit, the child is killed. */
const STOP_MS_MAX = 20_000;
/**
 * Pauses before restarts, in milliseconds of real time. Each pause in a row is twice as long as the last. A child is
 * restarted for ever, because the cause may be outside, such as a full disk, and end at any time.
 */
const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 5_000;
/** After a child has run for this long, the pauses start again with the shortest. */
const STABLE_MS_MIN = 60_000;

/** A long-running child process. A child is restarted if it ends by itself. A child never outlives this process. */
export class Child {
  readonly name: string;
  readonly #spec: ChildSpec;
  readonly #watchdog: Watchdog;
  #process: WatchedProcess | undefined;
  #stopping = new AbortController();
  /** Settles when the child has ended and will not restart. */
  #down: Promise<void> = Promise.resolve();

  constructor(spec: ChildSpec, watchdog: Watchdog) {
    this.name = spec.name;
    this.#spec = spec;
    this.#watchdog = watchdog;
  }

  /** The id of the running process; undefined while the child is down. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts the child and resolves when the child is ready. If the child already runs, stops the child first.
   *
   * @throws Error with the last output lines of the child if the child ends or does not become ready in time.
   */
  async start(): Promise<void> {
    await this.stop();
    this.#stopping = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#down = this.#keepRunning(this.#stopping.signal, resolve).then(
      () => reject(new Error(`${this.name} was stopped while starting`)),
      reject,
    );
    await promise;
  }

  /**
   * Shuts the child down, by force after {@link STOP_MS_MAX}. The child stays down until the next {@link Child.start}.
   */
  async stop(): Promise<void> {
    await this.#end(this.#spec.stopSignal ?? 'SIGTERM');
  }

  /** Simulates a crash: kills the child with kill -9. The child stays down until the next {@link Child.start}. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#stopping.abort();
    this.#process?.signal(signal);
    const force = setTimeout(() => this.#process?.signal('SIGKILL'), STOP_MS_MAX);
    await this.#down;
    clearTimeout(force);
  }

  /**
   * Runs the child and restarts the child after an exit. Throws an error if the child fails before it was ready for the
   * first time.
   */
  async #keepRunning(stopping: AbortSignal, onReady: () => void): Promise<void> {
    let restarts = 0;
    let wasReady = false;
    while (!stopping.aborted) {
      const startedMs = Date.now();
      const failure = await this.#runOnce(wasReady, () => {
        wasReady = true;
        onReady();
      });
      if (stopping.aborted) return;
      if (!wasReady) throw failure;

      restarts = Date.now() - startedMs >= STABLE_MS_MIN ? 1 : restarts + 1;
      const delayMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** (restarts - 1));
      this.#spec.onUnexpectedExit?.(`${failure.message}\nStarting it again in ${delayMs} ms.`);
      await sleep(delayMs, undefined, { signal: stopping }).catch(() => {});
    }
  }

  /**
   * Runs the program until its end.
   *
   * @param isRestart whether the program was ready before, so that it may take any time to become ready
   * @returns An error that says how the program ended.
   */
  async #runOnce(isRestart: boolean, onReady: () => void): Promise<Error> {
    const { ready, onLine } = this.#spec;
    const readyLine = Promise.withResolvers<void>();
    const watched = startWatchedProcess(this.#spec, this.#watchdog, (line) => {
      if (ready && 'line' in ready && ready.line.test(line)) readyLine.resolve();
      onLine?.(line);
    });
    this.#process = watched;
    let wasReady = false;
    const ended = watched.ended.then((how) => {
      // `onLine` has already received the lines of output. Only the error of a failed start repeats the lines, to
      // explain the failure.
      const lastLines = wasReady && onLine ? [] : watched.recentLines;
      throw new Error([`${this.name} ended by itself (${how})`, ...lastLines].join('\n  '));
    });
    const settled = new AbortController();
    try {
      const isReady =
        ready && ('url' in ready ? waitForAnswer(ready.url, settled.signal, ready.anyStatus) : readyLine.promise);
      await Promise.race([ended, isReady, ...(isRestart ? [] : [this.#readyTimeout(watched, settled.signal)])]);
      wasReady = true;
      onReady();
      return await ended;
    } catch (error) {
      watched.signal('SIGKILL');
      await watched.ended;
      return error as Error;
    } finally {
      settled.abort();
      this.#process = undefined;
    }
  }

  async #readyTimeout(watched: WatchedProcess, settled: AbortSignal): Promise<never> {
    await sleep(READY_MS_MAX, undefined, { signal: settled });
    const message = `${this.name} was not ready within ${READY_MS_MAX / 1000} s`;
    throw new Error([message, ...watched.recentLines].join('\n  '));
  }
}
