/**
 * The dialers that the laboratory compares. Each dialer is a pacer, so all dialers get the same input and can make the
 * same decisions.
 */
import type { PacingPolicy, PacingSnapshot } from '../../shared/rules/pacing/inputs.ts';
import {
  createPacer,
  createProgressivePacer,
  type Pacer,
  type PacingDecision,
} from '../../shared/rules/pacing/pacer.ts';
import { createAdaptiveLevel, type AdaptiveMode } from './adaptive-level.ts';
import { createClairvoyant } from './clairvoyant.ts';

export const POLICY: PacingPolicy = {
  targetAbandonRate: 0.03,
  hardAbandonRate: 0.03,
  graceSeconds: 2,
  ringSecondsMin: 15,
};

/** Returns the decision to start `start` calls, or no call after the end of the calling day. */
const decideStart = (snapshot: PacingSnapshot, start: number): PacingDecision => ({
  start: snapshot.secondsLeft > 0 ? Math.max(0, start) : 0,
  cancel: [],
});

/** Creates a dialer that keeps a fixed number of calls ringing per free agent. */
function createRatioDialer(callsPerAgent: number): Pacer {
  return {
    observe: () => undefined,
    decide: (snapshot) =>
      decideStart(
        snapshot,
        Math.round(callsPerAgent * Math.max(0, snapshot.idle - snapshot.waiting)) - snapshot.ringing.length,
      ),
    save: () => ({}),
  };
}

/**
 * Number of calls before the dialer trusts its answer share. Before that, the dialer starts one call per free agent.
 */
const CALLS_MIN = 20;
const CALLS_PER_AGENT_MAX = 4;

/**
 * Creates a dialer with a common formula of self-made dialers. Calls per free agent = (1 + allowed abandonment rate) /
 * answer share, but at most {@link CALLS_PER_AGENT_MAX}.
 */
function createInverseRatioDialer(): Pacer {
  let calls = 0;
  let humans = 0;
  return {
    observe(event) {
      if (event.kind !== 'resolved') return;
      calls += 1;
      if (event.outcome === 'human') humans += 1;
    },
    decide(snapshot) {
      const ratio = calls < CALLS_MIN || humans === 0 ? 1 : (1 + POLICY.targetAbandonRate) / (humans / calls);
      const callsPerAgent = Math.min(CALLS_PER_AGENT_MAX, Math.max(1, ratio));
      const free = Math.max(0, snapshot.idle - snapshot.waiting);
      return decideStart(snapshot, Math.round(callsPerAgent * free) - snapshot.ringing.length);
    },
    save: () => ({}),
  };
}

const createAdaptiveDialer = (mode: AdaptiveMode) => () => createAdaptiveLevel(mode, POLICY);

/** The dialers by name. `saved` contains the dialer's statistics of the day before. */
export const DIALERS: Record<string, (saved?: unknown) => Pacer> = {
  ours: (saved) => createPacer(POLICY, saved),
  progressive: (saved) => createProgressivePacer(POLICY, saved),
  clairvoyant: (saved) => createClairvoyant(POLICY, saved),
  'VICIdial hard limit': createAdaptiveDialer('hard'),
  'VICIdial average': createAdaptiveDialer('average'),
  'VICIdial tapered': createAdaptiveDialer('tapered'),
  '(1+a)/p': createInverseRatioDialer,
};

/**
 * Creates a dialer.
 *
 * @param name A key of {@link DIALERS}, or `ratio:<calls per free agent>`.
 */
export function createDialer(name: string, saved?: unknown): Pacer {
  const ratio = /^ratio:(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  if (ratio !== undefined) return createRatioDialer(Number(ratio));
  const create = DIALERS[name];
  if (!create)
    throw new Error(`There is no dialer "${name}". There are: ${Object.keys(DIALERS).join(', ')}, ratio:<number>.`);
  return create(saved);
}
