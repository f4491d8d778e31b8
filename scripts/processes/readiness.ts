import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When a program counts as started: after the program has written a line that matches `line`, or when `url` answers
 * with a 2xx status. If `anyStatus` is true, any status counts.
 */
export type Readiness = { line: RegExp } | { url: string; anyStatus?: boolean };

const POLL_MS = 100;

/**
 * Polls `url` until it answers.
 *
 * @throws The reason of `signal` if `signal` aborts first.
 */
export async function waitForAnswer(url: string, signal: AbortSignal, anyStatus = false): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer && (answer.ok || anyStatus)) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}
