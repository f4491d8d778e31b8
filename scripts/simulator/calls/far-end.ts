/**
 * Simulates what the far end of a leg does, and when the far end hangs up. The far end listens to a message until the
 * message ends. The far end waits alone for at most its patience. The far end talks with another party for at most its
 * talk time; time on hold does not count as talk time.
 */
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { hangUp } from './call.ts';
import { type Call, type FarEnd, hasEnded } from './state.ts';

/**
 * Sets what the far end does now. If the activity stays the same, the timer does not restart, so a loop of short pauses
 * counts as one wait.
 */
export function setActivity(carrier: Carrier, call: Call, activity: NonNullable<FarEnd['activity']>): void {
  const { farEnd, persona } = call;
  if (hasEnded(call) || farEnd.activity === activity) return;
  const nowMs = carrier.clock.nowMs();
  if (farEnd.activity === 'talking' && farEnd.talkLeftMs !== null)
    farEnd.talkLeftMs = Math.max(0, farEnd.talkLeftMs - (nowMs - farEnd.sinceMs));
  farEnd.hangUpTimer?.abort();
  farEnd.hangUpTimer = null;
  farEnd.activity = activity;
  farEnd.sinceMs = nowMs;

  const patienceMs = persona.patienceSeconds === null ? null : persona.patienceSeconds * 1000;
  const limitMs = { listening: null, waiting: patienceMs, talking: farEnd.talkLeftMs }[activity];
  if (limitMs === null) return;
  const timer = new AbortController();
  farEnd.hangUpTimer = timer;
  startTask(carrier, 'far end hangs up', async () => {
    await carrier.clock.sleep(limitMs, timer.signal);
    hangUp(carrier, call);
  });
}
