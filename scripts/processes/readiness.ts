import { setTimeout as sleep } from 'node:timers/promises';

/**
 * When a program counts as started: when it has written a line that matches, or when the URL answers with a 2xx status
 * (`anyStatus`: with any status).
 */
export type Readiness = { line: RegExp } | { url: string; anyStatus?: boolean };

const POLL_MS = 100;

/** Polls `url` until it answers. @throws The signal's reason when the signal fires first. */
export async function waitForAnswer(url: string, signal: AbortSignal, anyStatus = false): Promise<void> {
  for (;;) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer && (answer.ok || anyStatus)) return;
    await sleep(POLL_MS, undefined, { signal });
  }
}
