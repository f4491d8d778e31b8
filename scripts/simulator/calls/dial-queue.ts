/**
 * The queue that limits the calls per second. A call above the limit is accepted with the status `queued` and waits for
 * its turn. A call that is canceled while it waits uses no turn.
 */
import { rejectOnAbort } from '../cancellation.ts';
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { LIMITS } from '../limits.ts';
import { type Call, hasEnded } from './state.ts';

/**
 * Milliseconds of product time. If the queue's timer fires late, the next calls wait less, so that the mean rate of
 * calls stays the same. The queue makes up for a delay of at most this length.
 */
const CATCH_UP_MS_MAX = 1_000;

/**
 * Returns the milliseconds that a call would wait if the call were accepted now. REST shows the value as the call's
 * `queue_time`.
 */
export function queueTimeMs(carrier: Carrier): number {
  const { waiting, callsPerSecond, nextTurnMs } = carrier.dialQueue;
  const idleMs = Math.max(0, nextTurnMs - carrier.clock.nowMs());
  return Math.round(idleMs + (waiting.length * 1000) / callsPerSecond);
}

/** Whether the dial queue is longer than a day. Twilio then rejects new calls (error 22005). */
export function isQueueFull(carrier: Carrier): boolean {
  return queueTimeMs(carrier) > LIMITS.queueHoursMax * 3_600_000;
}

/** Resolves when the call may be dialled. Rejects if the call is canceled before that. */
export function waitForTurn(carrier: Carrier, call: Call): Promise<void> {
  const turn = Promise.withResolvers<void>();
  carrier.dialQueue.waiting.push({ call, dial: turn.resolve });
  startTask(carrier, 'dial queue', () => dialInTurn(carrier));
  return rejectOnAbort(turn.promise, call.lifetime.signal);
}

async function dialInTurn(carrier: Carrier): Promise<void> {
  const { dialQueue: queue, clock } = carrier;
  if (queue.isRunning) return;
  queue.isRunning = true;
  try {
    while (queue.waiting.length > 0) {
      const waitMs = queue.nextTurnMs - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, carrier.lifetime.signal);
      const next = queue.waiting.find(({ call }) => !hasEnded(call));
      queue.waiting.splice(0, next ? queue.waiting.indexOf(next) + 1 : queue.waiting.length);
      if (!next) return;
      queue.nextTurnMs = Math.max(queue.nextTurnMs, clock.nowMs() - CATCH_UP_MS_MAX) + 1000 / queue.callsPerSecond;
      next.dial();
    }
  } finally {
    queue.isRunning = false;
  }
}
