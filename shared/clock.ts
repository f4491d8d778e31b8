/**
 * The clock of the product and of the simulator.
 *
 * Every decision, timestamp and delay of the product uses this clock. The database computes the same time with `clock_now()`
 * from the same anchor. With `speed` 20, the clock advances 20 seconds in each real second. Login sessions, rate limits and
 * network timeouts use real time.
 */
export type ClockAnchor = {
  /** Real Unix time in ms at the moment when product time was `productMs`. */
  realMs: number;
  productMs: number;
  /** Product seconds per real second; 1 outside demos and tests. */
  speed: number;
};

/**
 * A Node timer may fire this much too early by `Date.now()`, because it drops fractions of a millisecond and uses another
 * clock. At a high speed that is many product ms. A larger difference means that the clock of the machine was set.
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

  /** Uses another anchor from now on. Timers that are running keep their delay. */
  setAnchor(anchor: ClockAnchor): void {
    this.#anchor = anchor;
  }

  /** Product time in Unix ms. */
  nowMs(): number {
    const { realMs, productMs, speed } = this.#anchor;
    return productMs + (Date.now() - realMs) * speed;
  }

  now(): Date {
    return new Date(this.nowMs());
  }

  /** The length of a product delay in real ms, for timers and queue delays. */
  realDelayMs(productDelayMs: number): number {
    return Math.max(0, productDelayMs) / this.#anchor.speed;
  }

  /** Resolves after a product delay and never earlier. Rejects with the signal's reason when the signal aborts. */
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
