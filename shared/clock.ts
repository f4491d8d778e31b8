/**
 * The one clock of product and simulator.
 *
 * Every decision, timestamp and delay of the product follows it; the database computes the same time with `clock_now()`
 * from the same anchor. With `speed` 20, twenty seconds pass on it for each real one. Sessions, rate limits and network
 * timeouts stay on real time and do not use it.
 */
export type ClockAnchor = {
  /** Real Unix time, in ms, at which the product's time was `productMs`. */
  realMs: number;
  productMs: number;
  /** Product seconds per real second; 1 outside demos and tests. */
  speed: number;
};

/**
 * A timer may fire this much before its time by `Date.now()`: it drops fractions of a millisecond, and keeps a clock of its own.
 * On a fast clock that is many product ms. A difference beyond it means that somebody set the machine's clock.
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

  /** Follows another anchor from now on; running timers keep the delay they were started with. */
  reanchor(anchor: ClockAnchor): void {
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

  /** How many real ms a product delay lasts, for timers and queue delays. */
  realDelayMs(productDelayMs: number): number {
    return Math.max(0, productDelayMs) / this.#anchor.speed;
  }

  /** Resolves after a product delay, never before; rejects with the signal's reason when aborted. */
  sleep(productDelayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const delayMs = this.realDelayMs(productDelayMs);
      const dueMs = Date.now() + delayMs;
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const wake = () => {
        const earlyMs = dueMs - Date.now();
        if (earlyMs > 0 && earlyMs <= TIMER_EARLY_MS_MAX) {
          timer = setTimeout(wake, Math.ceil(earlyMs));
          return;
        }
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      let timer = setTimeout(wake, delayMs);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
