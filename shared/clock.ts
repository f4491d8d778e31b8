/**
 * The clock of the product and of the simulator. The time of this clock is called product time.
 *
 * Every decision, timestamp and delay of the product uses product time. The database function `clock_now()` computes
 * product time from the same anchor. If `speed` is 20, product time advances 20 seconds in each second of real time.
 * Login sessions, rate limits and network timeouts use real time.
 */
export type ClockAnchor = {
  /** Real time in Unix milliseconds, at the moment when product time was `productMs`. */
  realMs: number;
  productMs: number;
  /** Seconds of product time per second of real time; 1 outside demos and tests. */
  speed: number;
};

/**
 * Milliseconds by which a Node timer may fire too early, measured with `Date.now()`. A Node timer may fire early
 * because Node drops fractions of a millisecond and uses another clock. If the clock's speed is high, a few
 * milliseconds of real time are a long product time. If a timer fires earlier than this, the clock of the
 * machine was set.
 */
const TIMER_EARLY_MS_MAX = 2;

export class Clock {
  #anchor: ClockAnchor;

  constructor(anchor: ClockAnchor = { realMs: 0, productMs: 0, speed: 1 }) {
    this.#anchor = anchor;
  }

  get speed(): number {
    return this.#anchor.speed;
  }

  get anchor(): ClockAnchor {
    return { ...this.#anchor };
  }

  /** Replaces the anchor of the clock. Running timers keep their delay. */
  setAnchor(anchor: ClockAnchor): void {
    this.#anchor = anchor;
  }

  /** Returns product time in Unix milliseconds. */
  nowMs(): number {
    const { realMs, productMs, speed } = this.#anchor;
    return productMs + (Date.now() - realMs) * speed;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** Converts a delay of product time to milliseconds of real time, for timers and queue delays. */
  realDelayMs(productDelayMs: number): number {
    return Math.max(0, productDelayMs) / this.#anchor.speed;
  }

  /**
   * Resolves after a delay of product time, and never earlier. Rejects with the signal's reason if the signal aborts.
   */
  sleep(productDelayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const delayMs = this.realDelayMs(productDelayMs);
      const dueMs = Date.now() + delayMs;
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const onTimer = () => {
        const earlyMs = dueMs - Date.now();
        if (earlyMs > 0 && earlyMs <= TIMER_EARLY_MS_MAX) {
          timer = setTimeout(onTimer, Math.ceil(earlyMs));
          return;
        }
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      let timer = setTimeout(onTimer, delayMs);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
