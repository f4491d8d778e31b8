import { setTimeout as sleep } from 'node:timers/promises';
import { type Readiness, untilAnswers } from './readiness.ts';
import type { Watchdog } from './watchdog.ts';
import { type Program, type WatchedProcess, startWatched } from './watched-process.ts';

export type ChildSpec = Program & {
  /** Names the child in log lines and errors. */
  name: string;
  ready?: Readiness;
  onLine?: (line: string) => void;
  /** Told when it ended by itself, and what happens now. */
  onTrouble?: (message: string) => void;
  /** It ended {@link RESTARTS_MAX} times in a row and stays down. */
  onGiveUp?: (error: Error) => void;
};

/** A child may take this long to become ready: a database that recovers from a crash reads its log first. */
const READY_MS_MAX = 60_000;
/** A child may take this long to end in good order, then it is killed. */
const STOP_MS_MAX = 20_000;
/** Restarts in a row; a child that ran for {@link STABLE_MS_MIN} starts counting anew. */
const RESTARTS_MAX = 10;
const STABLE_MS_MIN = 60_000;
const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 15_000;

/** One long-running program under our care: started again when it ends by itself, and never outliving us. */
export class Child {
  readonly name: string;
  readonly #spec: ChildSpec;
  readonly #watchdog: Watchdog;
  #process: WatchedProcess | undefined;
  #stopping = new AbortController();
  /** Settles when the child is down for good. */
  #down: Promise<void> = Promise.resolve();

  constructor(spec: ChildSpec, watchdog: Watchdog) {
    this.name = spec.name;
    this.#spec = spec;
    this.#watchdog = watchdog;
  }

  /** Of the process running now; undefined while it is down. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /**
   * Starts it, after stopping it where it runs, and resolves when it is ready.
   *
   * @throws Error with the child's last lines when it ends, or does not get ready in time.
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

  /** Ends it in good order, or by force after {@link STOP_MS_MAX}. It stays down until {@link Child.start}. */
  async stop(): Promise<void> {
    await this.#end(this.#spec.stopSignal ?? 'SIGTERM');
  }

  /** Ends it as a crash would (kill -9). It stays down until {@link Child.start}. */
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

  /** Throws what went wrong before the child was ready for the first time; from then on it restarts. */
  async #keepRunning(stopping: AbortSignal, onReady: () => void): Promise<void> {
    let restarts = 0;
    let everReady = false;
    while (!stopping.aborted) {
      const startedMs = Date.now();
      const failure = await this.#runOnce(() => {
        everReady = true;
        onReady();
      });
      if (stopping.aborted) return;
      if (!everReady) throw failure;

      restarts = Date.now() - startedMs >= STABLE_MS_MIN ? 1 : restarts + 1;
      if (restarts > RESTARTS_MAX) {
        this.#spec.onGiveUp?.(new Error(`${failure.message}\nGiven up after ${RESTARTS_MAX} restarts.`));
        return;
      }
      const delayMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** (restarts - 1));
      this.#spec.onTrouble?.(`${failure.message}\nStarting it again in ${delayMs} ms.`);
      await sleep(delayMs, undefined, { signal: stopping }).catch(() => {});
    }
  }

  /** Runs the program until it ends and returns how that came. */
  async #runOnce(onReady: () => void): Promise<Error> {
    const { ready, onLine } = this.#spec;
    const readyLine = Promise.withResolvers<void>();
    const watched = startWatched(this.#spec, this.#watchdog, (line) => {
      if (ready && 'line' in ready && ready.line.test(line)) readyLine.resolve();
      onLine?.(line);
    });
    this.#process = watched;
    let wasReady = false;
    const ended = watched.ended.then((how) => {
      // Whoever takes the lines has shown them already, but a start that failed should say why by itself.
      const lastWords = wasReady && onLine ? [] : watched.recentLines;
      throw new Error([`${this.name} ended by itself (${how})`, ...lastWords].join('\n  '));
    });
    const settled = new AbortController();
    try {
      const isReady =
        ready && ('url' in ready ? untilAnswers(ready.url, settled.signal, ready.anyStatus) : readyLine.promise);
      await Promise.race([ended, isReady, this.#patience(watched, settled.signal)]);
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

  async #patience(watched: WatchedProcess, settled: AbortSignal): Promise<never> {
    await sleep(READY_MS_MAX, undefined, { signal: settled });
    const silence = `${this.name} was not ready within ${READY_MS_MAX / 1000} s`;
    throw new Error([silence, ...watched.recentLines].join('\n  '));
  }
}
