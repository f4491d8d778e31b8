/**
 * Calls per second. A create beyond the rate is accepted and waits its turn as `queued`; a call canceled meanwhile gives
 * its turn to the next one.
 */
import { orAbort } from './abort.ts';
import type { Call } from './call-record.ts';
import { type Carrier, spawn } from './carrier.ts';
import { limits } from './limits.ts';

type Waiting = { call: Call; dial: () => void };
export type DialQueue = { callsPerSecond: number; waiting: Waiting[]; nextTurnMs: number; running: boolean };

/** A pump that woke late makes up at most this much, so that its own delay does not lower the rate. */
const catchUpMs = 1_000;

/** How long a call accepted now would wait, as `queue_time` tells. */
export function queueTimeMs(carrier: Carrier): number {
  const { waiting, callsPerSecond, nextTurnMs } = carrier.queue;
  const idleMs = Math.max(0, nextTurnMs - carrier.clock.nowMs());
  return Math.round(idleMs + (waiting.length * 1000) / callsPerSecond);
}

/** Twilio rejects creates (22005) once more than a day of calls is queued. */
export function queueIsFull(carrier: Carrier): boolean {
  return queueTimeMs(carrier) > limits.queueHoursMax * 3_600_000;
}

/** Resolves when it is this call's turn to be dialled; rejects when it is canceled before. */
export function takeTurn(carrier: Carrier, call: Call): Promise<void> {
  const turn = Promise.withResolvers<void>();
  carrier.queue.waiting.push({ call, dial: turn.resolve });
  spawn(carrier, 'dial queue', () => pump(carrier));
  return orAbort(turn.promise, call.over.signal);
}

async function pump(carrier: Carrier): Promise<void> {
  const { queue, clock } = carrier;
  if (queue.running) return;
  queue.running = true;
  try {
    while (queue.waiting.length > 0) {
      const waitMs = queue.nextTurnMs - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, carrier.life.signal);
      const next = queue.waiting.find(({ call }) => !call.over.signal.aborted);
      queue.waiting.splice(0, next ? queue.waiting.indexOf(next) + 1 : queue.waiting.length);
      if (!next) return;
      queue.nextTurnMs = Math.max(queue.nextTurnMs, clock.nowMs() - catchUpMs) + 1000 / queue.callsPerSecond;
      next.dial();
    }
  } finally {
    queue.running = false;
  }
}
