/**
 * An upper bound for all dialers: our pacer with perfect information about the moment when each busy agent becomes
 * free. The pacer cannot take these moments as input. So the pacer sees each busy agent in a wrap-up of fixed length
 * that ends at the true moment.
 */
import type { PacingPolicy, PacingSnapshot } from '../../shared/rules/pacing/inputs.ts';
import { createPacer, type Pacer } from '../../shared/rules/pacing/pacer.ts';

const FIXED_WRAP_SECONDS = 60;
/**
 * A snapshot of the agents and calls, with the seconds until each busy agent becomes free. Only the simulation knows
 * these seconds.
 */
export type TrueSnapshot = PacingSnapshot & { freeInSeconds?: number[] };

export function createClairvoyant(policy: PacingPolicy, saved?: unknown): Pacer {
  const pacer = createPacer(policy, saved);
  return {
    observe(event) {
      if (event.kind !== 'handled') return pacer.observe(event);
      const total = event.talkSeconds + event.wrapSeconds;
      pacer.observe({
        ...event,
        talkSeconds: Math.max(0, total - FIXED_WRAP_SECONDS),
        wrapSeconds: FIXED_WRAP_SECONDS + 0.5,
      });
    },
    decide(snapshot: TrueSnapshot) {
      const wrapping = (snapshot.freeInSeconds ?? []).map((seconds) => Math.max(0, FIXED_WRAP_SECONDS - seconds));
      return pacer.decide({ ...snapshot, talking: [], wrapping });
    },
    save: () => pacer.save(),
  };
}
