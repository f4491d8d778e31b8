/** How long one pacing decision takes, by team size, on a list where one call in ten is answered. */
import { createPacer, type Pacer, type PacingSnapshot } from '../../shared/rules/pacing.ts';
import { POLICY } from '../pacing-lab/dialers.ts';

const TEAMS = [10, 100, 500];
const DECISIONS = 300;
/** Calls learnt before the first decision that is measured: a pacer that knows little decides little. */
const KNOWN_CALLS = 1_000;
const CALLS_PER_AGENT = 3;

function snapshotAt(atSeconds: number, agents: number, turn: number): PacingSnapshot {
  const idle = Math.round(agents * (0.05 + (turn % 5) / 50));
  const wrapping = Math.round(agents * 0.13);
  return {
    atSeconds,
    secondsLeft: 14_400,
    idle,
    talking: Array.from({ length: agents - idle - wrapping }, (_, i) => (i * 37 + turn) % 300),
    wrapping: Array.from({ length: wrapping }, (_, i) => (i * 7 + turn) % 25),
    waiting: 0,
    ringing: Array.from({ length: agents * CALLS_PER_AGENT }, (_, i) => {
      const ageSeconds = (i * 11 + turn) % 26;
      return { ageSeconds, ringSeconds: Math.max(0, ageSeconds - 2) };
    }),
  };
}

/** One call in ten is answered, and a conversation ends with each. */
function learn(pacer: Pacer, atSeconds: number): void {
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

/** Prints median, 99th percentile and maximum; each decision follows new events, so nothing is left over from the last. */
export async function benchPacing(): Promise<void> {
  for (const agents of TEAMS) {
    const pacer = createPacer(POLICY);
    const times: number[] = [];
    for (let second = 0; second < KNOWN_CALLS; second += 1) learn(pacer, second);
    for (let turn = 0; turn < DECISIONS; turn += 1) {
      const atSeconds = KNOWN_CALLS + turn;
      learn(pacer, atSeconds);
      const snapshot = snapshotAt(atSeconds, agents, turn);
      const before = performance.now();
      pacer.decide(snapshot);
      times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(2);
    console.log(`pacing, ${agents} agents: median ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`);
  }
}
