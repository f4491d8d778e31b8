import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type DatabaseOptions, type Pool } from './db.ts';

/** Pause between two probes. Milliseconds of real time. */
const PROBE_EVERY_MS = 500;

/**
 * If Postgres does not answer a probe within this time, its packets are lost or it is frozen. Milliseconds of real time.
 */
const PROBE_MS_MAX = 1_500;

export type DatabaseWatch = AsyncDisposable & {
  /** Calls `listener` each time when Postgres stops or starts to answer this process. */
  onChange(listener: (answers: boolean) => void): void;
};

/**
 * Watches whether Postgres answers this process, with a connection of its own. If Postgres does not answer, closes the
 * connections of `pool` that have received nothing since the probe. The statements on these connections then fail, and
 * later statements get new connections. After a failover, the old connections may never answer, but new ones do.
 *
 * @param options where `pool` is connected
 */
export function watchDatabase(pool: Pool, options: DatabaseOptions): DatabaseWatch {
  const own = connect({ ...options, applicationName: `${options.applicationName} watch`, connectionsMax: 1 });
  const listeners: ((answers: boolean) => void)[] = [];
  const stop = new AbortController();
  const watch = async () => {
    for (let answered = true; !stop.signal.aborted; await sleep(PROBE_EVERY_MS, undefined, { signal: stop.signal })) {
      const sinceMs = performance.now();
      const answers = await answersProbe(own);
      if (stop.signal.aborted) return;
      if (!answers) {
        const message = 'Postgres does not answer this process. The connection was closed.';
        const error = Object.assign(new Error(message), { code: 'CONNECTION_DESTROYED' });
        for (const each of [own, pool]) each.dropSilent(sinceMs, error);
      }
      if (answers !== answered) for (const listener of listeners) listener(answers);
      answered = answers;
    }
  };
  const watching = watch().catch(() => {});
  return {
    onChange: (listener) => void listeners.push(listener),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await own.end({ timeout: 0 });
      await watching;
    },
  };
}

async function answersProbe(pool: Pool): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  // If the event loop was blocked, the timer fires before the answer is read. The second turn reads the answer first.
  const timer = setTimeout(() => setImmediate(() => setTimeout(resolve, 1, false)), PROBE_MS_MAX);
  const probe = pool`select`.then(
    () => true,
    () => false,
  );
  return await Promise.race([probe, timeout]).finally(() => clearTimeout(timer));
}
