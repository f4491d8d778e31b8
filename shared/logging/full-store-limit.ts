import { fullStoreCode } from '../errors.ts';

/** Milliseconds of real time. */
const WINDOW_MS = 60_000;

/**
 * Limits the log lines about a store that takes no more data to one line a minute for each kind of error. The log may be
 * on the same full disk.
 */
export class FullStoreLimit {
  readonly #windows = new Map<string, { startMs: number; suppressed: number }>();

  /** @returns whether to write the line, and how many lines were left out before it */
  admit(error: unknown): { admitted: boolean; suppressed: number } {
    const code = fullStoreCode(error);
    if (code === undefined) return { admitted: true, suppressed: 0 };
    const nowMs = performance.now();
    const window = this.#windows.get(code);
    if (window && nowMs - window.startMs < WINDOW_MS) {
      window.suppressed += 1;
      return { admitted: false, suppressed: 0 };
    }
    this.#windows.set(code, { startMs: nowMs, suppressed: 0 });
    return { admitted: true, suppressed: window?.suppressed ?? 0 };
  }
}
