/**
 * The adaptive dial level of VICIdial with its default settings, written anew from a description of its behaviour: a
 * level of calls per agent that moves every 15 s with the difference of waiting agents and waiting callers, and gives
 * way to the day's share of drops.
 */
import type { Pacer, PacingPolicy } from '../../shared/rules/pacing/pacer.ts';

/** How the level gives way above the limit: at once, by halves, or in proportion to the hours left. */
export type AdaptiveMode = 'hard' | 'average' | 'tapered';

const LEVEL_MAX = 3;
const SAMPLES = 15;
const ADAPT_SECONDS = 15;
const DROPS_SECONDS = 60;
const DIAL_SECONDS = 2.5;
/** Calls of the day before the drop share counts, and of the minute before a flood of drops does. */
const CALLS_OF_DAY_MIN = 50;
const CALLS_OF_MINUTE_MIN = 20;
const FLOOD_SHARE = 0.5;
/** Ten hours, the span over which the tapered mode relaxes. */
const TAPER_SECONDS = 10 * 3600;

type Sample = { ready: number; waiting: number; total: number };

const meanOf = (samples: Sample[], of: (sample: Sample) => number) =>
  samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;

export function createAdaptiveLevel(mode: AdaptiveMode, policy: PacingPolicy): Pacer {
  const samples: Sample[] = [];
  const day = { calls: 0, answers: 0, drops: 0 };
  let minute = { calls: 0, drops: 0 };
  let seen = { callsOfDay: 0, callsOfMinute: 0, dropsOfMinute: 0, dropShare: 0 };
  let level = 1;
  const due = { sample: 0, adapt: ADAPT_SECONDS, drops: DROPS_SECONDS, dial: 0 };

  function adapt(secondsLeft: number): void {
    const difference = meanOf(samples, (s) => s.ready) - meanOf(samples, (s) => s.waiting);
    level = Math.max(
      1,
      Math.min(
        LEVEL_MAX,
        level *
          (1 +
            difference /
              Math.max(
                1,
                meanOf(samples, (s) => s.total),
              )),
      ),
    );
    const { callsOfMinute, dropsOfMinute } = seen;
    if (callsOfMinute > CALLS_OF_MINUTE_MIN && dropsOfMinute / callsOfMinute > FLOOD_SHARE) level /= 2;
    if (seen.callsOfDay > CALLS_OF_DAY_MIN && seen.dropShare > policy.hardAbandonRate) {
      if (mode === 'hard') level = 1;
      else if (mode === 'average') level /= 2;
      else level *= Math.min(1, secondsLeft / TAPER_SECONDS);
    }
    level = Math.max(1, level);
  }

  return {
    observe(event) {
      if (event.kind === 'resolved') {
        day.calls += 1;
        minute.calls += 1;
      } else if (event.kind !== 'handled') {
        day.answers += 1;
        if (event.kind === 'abandoned') {
          day.drops += 1;
          minute.drops += 1;
        }
      }
    },
    decide(snapshot) {
      const { atSeconds: now, idle, talking, wrapping, waiting, ringing, secondsLeft } = snapshot;
      if (now >= due.sample) {
        due.sample = now + 1;
        samples.push({ ready: idle, waiting, total: idle + talking.length + wrapping.length });
        if (samples.length > SAMPLES) samples.shift();
      }
      if (now >= due.drops) {
        due.drops = now + DROPS_SECONDS;
        const dropShare = day.drops / Math.max(1, day.answers);
        seen = { callsOfDay: day.calls, callsOfMinute: minute.calls, dropsOfMinute: minute.drops, dropShare };
        minute = { calls: 0, drops: 0 };
      }
      if (now >= due.adapt) {
        due.adapt = now + ADAPT_SECONDS;
        adapt(secondsLeft);
      }
      if (now < due.dial || secondsLeft <= 0) return { start: 0, cancel: [] };
      due.dial = now + DIAL_SECONDS;
      const goal = Math.round(level * (idle + talking.length));
      return { start: Math.max(0, goal - ringing.length - waiting - talking.length), cancel: [] };
    },
    save: () => ({}),
  };
}
