/** The dialers that the laboratory compares. Each is a pacer: all of them get the same input and can take the same decisions. */
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

/** The decision to start this many calls, as long as the calling day has not ended. */
const decideStart = (snapshot: PacingSnapshot, start: number): PacingDecision => ({
  start: snapshot.secondsLeft > 0 ? Math.max(0, start) : 0,
  cancel: [],
});

/** Keeps a fixed number of calls ringing per free agent. */
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

/** Calls before the dialer trusts its answer share. Until then it starts one call per free agent. */
const CALLS_MIN = 20;
const CALLS_PER_AGENT_MAX = 4;

/**
 * A common formula of self-made dialers: `(1 + allowed abandon rate) / answer share` calls per free agent, at most
 * {@link CALLS_PER_AGENT_MAX}.
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

/** The dialers by name. `saved` contains the statistics of the day before. */
export const DIALERS: Record<string, (saved?: unknown) => Pacer> = {
  ours: (saved) => createPacer(POLICY, saved),
  progressive: (saved) => createProgressivePacer(POLICY, saved),
  clairvoyant: (saved) => createClairvoyant(POLICY, saved),
  'VICIdial hard limit': createAdaptiveDialer('hard'),
  'VICIdial average': createAdaptiveDialer('average'),
  'VICIdial tapered': createAdaptiveDialer('tapered'),
  '(1+a)/p': createInverseRatioDialer,
};

/** @param name A key of {@link DIALERS}, or `ratio:<calls per free agent>`. */
export function createDialer(name: string, saved?: unknown): Pacer {
  const ratio = /^ratio:(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  if (ratio !== undefined) return createRatioDialer(Number(ratio));
  const create = DIALERS[name];
  if (!create)
    throw new Error(`There is no dialer "${name}". There are: ${Object.keys(DIALERS).join(', ')}, ratio:<number>.`);
  return create(saved);
}
