/**
 * The adaptive dial level of VICIdial (an open-source dialer) with its default settings. We wrote the code ourselves,
 * from a description of the behaviour.
 *
 * The dial level is the number of calls per agent. Every 15 s the level rises or falls with the difference between
 * waiting agents and waiting callers. The level falls if the day's drop share (the share of abandoned calls) is above
 * the limit.
 */
import type { PacingPolicy } from '../../shared/rules/pacing/inputs.ts';
import type { Pacer } from '../../shared/rules/pacing/pacer.ts';

/**
 * How the dial level falls if the drop share is above the limit: to 1 at once, by half, or in proportion to the time
 * left in the day.
 */
export type AdaptiveMode = 'hard' | 'average' | 'tapered';

const LEVEL_MAX = 3;
/**
 * Number of samples that determine the dial level. One sample per second counts the waiting agents and waiting callers.
 */
const SAMPLES_MAX = 15;
const SAMPLE_INTERVAL_SECONDS = 1;
const ADAPT_INTERVAL_SECONDS = 15;
const DROPS_INTERVAL_SECONDS = 60;
const DIAL_INTERVAL_SECONDS = 2.5;
/** The drop share of the day affects the dial level only after more than DAY_CALLS_MIN calls. */
const DAY_CALLS_MIN = 50;
/**
 * If a minute has more than MINUTE_CALLS_MIN calls and a drop share above MINUTE_DROP_SHARE_MAX, the dial level is
 * halved.
 */
const MINUTE_CALLS_MIN = 20;
const MINUTE_DROP_SHARE_MAX = 0.5;
/**
 * Ten hours. If the drop share is above the limit in the tapered mode, the dial level is multiplied by the time left in
 * the day divided by ten hours.
 */
const TAPER_SECONDS = 10 * 3600;

type Sample = { ready: number; waiting: number; total: number };

const meanOf = (samples: Sample[], value: (sample: Sample) => number) =>
  samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length;

export function createAdaptiveLevel(mode: AdaptiveMode, policy: PacingPolicy): Pacer {
  const samples: Sample[] = [];
  const day = { calls: 0, answers: 0, drops: 0 };
  let minute = { calls: 0, drops: 0 };
  /** The counts of calls at the end of the last full minute. The dial level adapts to these counts. */
  let lastMinute = { dayCalls: 0, dayDropShare: 0, calls: 0, drops: 0 };
  let level = 1;
  const nextAtSeconds = { sample: 0, adapt: ADAPT_INTERVAL_SECONDS, drops: DROPS_INTERVAL_SECONDS, dial: 0 };

  function adapt(secondsLeft: number): void {
    const difference = meanOf(samples, ({ ready }) => ready) - meanOf(samples, ({ waiting }) => waiting);
    const agents = Math.max(
      1,
      meanOf(samples, ({ total }) => total),
    );
    level = Math.max(1, Math.min(LEVEL_MAX, level * (1 + difference / agents)));
    const { dayCalls, dayDropShare, calls, drops } = lastMinute;
    if (calls > MINUTE_CALLS_MIN && drops / calls > MINUTE_DROP_SHARE_MAX) level /= 2;
    if (dayCalls > DAY_CALLS_MIN && dayDropShare > policy.hardAbandonRate) {
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
      if (now >= nextAtSeconds.sample) {
        nextAtSeconds.sample = now + SAMPLE_INTERVAL_SECONDS;
        samples.push({ ready: idle, waiting, total: idle + talking.length + wrapping.length });
        if (samples.length > SAMPLES_MAX) samples.shift();
      }
      if (now >= nextAtSeconds.drops) {
        nextAtSeconds.drops = now + DROPS_INTERVAL_SECONDS;
        lastMinute = { ...minute, dayCalls: day.calls, dayDropShare: day.drops / Math.max(1, day.answers) };
        minute = { calls: 0, drops: 0 };
      }
      if (now >= nextAtSeconds.adapt) {
        nextAtSeconds.adapt = now + ADAPT_INTERVAL_SECONDS;
        adapt(secondsLeft);
      }
      if (now < nextAtSeconds.dial || secondsLeft <= 0) return { start: 0, cancel: [] };
      nextAtSeconds.dial = now + DIAL_INTERVAL_SECONDS;
      const callsGoal = Math.round(level * (idle + talking.length));
      return { start: Math.max(0, callsGoal - ringing.length - waiting - talking.length), cancel: [] };
    },
    save: () => ({}),
  };
}
