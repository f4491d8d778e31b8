import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When a program counts as started: it wrote such a line, or this address answers: with 2xx, or with anything at all.
 */
export type Readiness = { line: RegExp } | { url: string; anyStatus?: boolean };

const POLL_MS = 100;

/** @throws The signal's reason when it fires first. */
export async function untilAnswers(url: string, signal: AbortSignal, anyStatus = false): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer && (answer.ok || anyStatus)) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}
