/** Measures how long one decision of the pacer takes for teams of different sizes, if one call in ten is answered. */
import type { PacingSnapshot } from '../../shared/rules/pacing/inputs.ts';
import { createPacer, type Pacer } from '../../shared/rules/pacing/pacer.ts';
import { percentile } from '../percentile.ts';
import { POLICY } from '../pacing-lab/dialers.ts';

const TEAM_SIZES = [10, 100, 500];
const DECISIONS = 300;
/** Calls that the pacer observes before the measurement. Without observed calls, decisions are simpler and faster. */
const OBSERVED_CALLS = 1_000;
const CALLS_PER_AGENT = 3;

function createSnapshot(atSeconds: number, agents: number, decision: number): PacingSnapshot {
  const idle = Math.round(agents * (0.05 + (decision % 5) / 50));
  const wrapping = Math.round(agents * 0.13);
  return {
    atSeconds,
    secondsLeft: 14_400,
    idle,
    talking: Array.from({ length: agents - idle - wrapping }, (_, i) => (i * 37 + decision) % 300),
    wrapping: Array.from({ length: wrapping }, (_, i) => (i * 7 + decision) % 25),
    waiting: 0,
    ringing: Array.from({ length: agents * CALLS_PER_AGENT }, (_, i) => {
      const ageSeconds = (i * 11 + decision) % 26;
      return { ageSeconds, ringSeconds: Math.max(0, ageSeconds - 2) };
    }),
  };
}

/** Sends the events of one call to the pacer. Every tenth call is answered. For every call, one conversation ends. */
function observeCall(pacer: Pacer, atSeconds: number): void {
  const outcome = atSeconds % 10 === 0 ? 'human' : 'no_answer';
  const ringSeconds = outcome === 'human' ? 4 + (atSeconds % 15) : 24;
  pacer.observe({ kind: 'resolved', atSeconds, outcome, ringSeconds });
  pacer.observe({
    kind: 'handled',
    atSeconds,
    talkSeconds: (atSeconds * 53) % 300,
    wrapSeconds: (atSeconds * 7) % 40,
  });
  pacer.observe({ kind: 'served', atSeconds });
}

/**
 * Prints the median, the 99th percentile and the maximum of the decision times. Before each decision the pacer gets new
 * events, so the pacer cannot reuse its last decision.
 */
export async function benchPacing(): Promise<void> {
  for (const agents of TEAM_SIZES) {
    const pacer = createPacer(POLICY);
    const times: number[] = [];
    for (let second = 0; second < OBSERVED_CALLS; second += 1) observeCall(pacer, second);
    for (let decision = 0; decision < DECISIONS; decision += 1) {
      const atSeconds = OBSERVED_CALLS + decision;
      observeCall(pacer, atSeconds);
      const snapshot = createSnapshot(atSeconds, agents, decision);
      const startMs = performance.now();
      pacer.decide(snapshot);
      times.push(performance.now() - startMs);
    }
    const format = (share: number) => `${percentile(times, share).toFixed(2)} ms`;
    console.log(
      `${String(agents).padStart(3)} agents: median ${format(0.5)}, p99 ${format(0.99)}, maximum ${format(1)}`,
    );
  }
}
