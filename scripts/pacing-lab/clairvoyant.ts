/**
 * A bound: our pacer told the true moment at which every busy agent will be free. Each busy agent is shown as one in a
 * wrap-up of a fixed length, as far along as the truth says.
 */
import { createPacer, type Pacer, type PacingPolicy, type PacingSnapshot } from '../../shared/rules/pacing/pacer.ts';

const SHOWN_WRAP_SECONDS = 60;
/** Seconds until each busy agent is free, which only the simulation knows. */
export type TrueSnapshot = PacingSnapshot & { freeInSeconds?: number[] };

export function createClairvoyant(policy: PacingPolicy, saved?: unknown): Pacer {
  const pacer = createPacer(policy, saved);
  return {
    observe(event) {
      if (event.kind !== 'handled') return pacer.observe(event);
      const total = event.talkSeconds + event.wrapSeconds;
      pacer.observe({
        ...event,
        talkSeconds: Math.max(0, total - SHOWN_WRAP_SECONDS),
        wrapSeconds: SHOWN_WRAP_SECONDS + 0.5,
      });
    },
    decide(snapshot: TrueSnapshot) {
      const wrapping = (snapshot.freeInSeconds ?? []).map((seconds) => Math.max(0, SHOWN_WRAP_SECONDS - seconds));
      return pacer.decide({ ...snapshot, talking: [], wrapping });
    },
    save: () => pacer.save(),
  };
}
