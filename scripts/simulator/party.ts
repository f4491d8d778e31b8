/**
 * The far end's patience. It listens to messages as long as they last, waits alone only so long, and talks with another
 * party as long as it has something to say; talk that was interrupted by hold goes on where it stopped.
 */
import { hangUp } from './call.ts';
import { type Call, isOver, type Party } from './call-record.ts';
import { type Carrier, spawn } from './carrier.ts';

/** Beginning again what it is already doing keeps the timer, so a loop of short pauses is one wait. */
export function setActivity(carrier: Carrier, call: Call, activity: NonNullable<Party['activity']>): void {
  const { party, persona } = call;
  if (isOver(call) || party.activity === activity) return;
  const nowMs = carrier.clock.nowMs();
  if (party.activity === 'talking' && party.talkLeftMs !== null)
    party.talkLeftMs = Math.max(0, party.talkLeftMs - (nowMs - party.sinceMs));
  party.timer?.abort();
  party.timer = null;
  party.activity = activity;
  party.sinceMs = nowMs;

  const patienceMs = persona.patienceSeconds === null ? null : persona.patienceSeconds * 1000;
  const limitMs = { listening: null, waiting: patienceMs, talking: party.talkLeftMs }[activity];
  if (limitMs === null) return;
  const timer = new AbortController();
  party.timer = timer;
  spawn(carrier, 'far end hangs up', async () => {
    await carrier.clock.sleep(limitMs, timer.signal);
    hangUp(carrier, call);
  });
}
