/** The dialers that are compared. Each is a pacer, so that all of them see the same and may do the same. */
import { createPacer, createProgressivePacer, type Pacer, type PacingDecision, type PacingPolicy, type PacingSnapshot } from '../../shared/rules/pacing/pacer.ts';
import { createAdaptiveLevel, type AdaptiveMode } from './adaptive-level.ts';
import { createClairvoyant } from './clairvoyant.ts';

export const POLICY: PacingPolicy = {
  targetAbandonRate: 0.03,
  hardAbandonRate: 0.03,
  graceSeconds: 2,
  ringSecondsMin: 15,
};

const whileOpen = (snapshot: PacingSnapshot, start: number): PacingDecision => ({
  start: snapshot.secondsLeft > 0 ? Math.max(0, start) : 0,
  cancel: [],
});

/** A fixed number of lines per free agent. */
function createRatio(lines: number): Pacer {
  return {
    observe: () => undefined,
    decide: (snapshot) =>
      whileOpen(snapshot, Math.round(lines * Math.max(0, snapshot.idle - snapshot.waiting)) - snapshot.ringing.length),
    save: () => ({}),
  };
}

const CALLS_MIN = 20;
const LINES_MAX = 4;

/** `(1 + abandoned share allowed) / answer share` lines per free agent, at most four: the usual do-it-yourself formula. */
function createInverseRatio(): Pacer {
  let calls = 0;
  let humans = 0;
  return {
    observe(event) {
      if (event.kind !== 'resolved') return;
      calls += 1;
      if (event.outcome === 'human') humans += 1;
    },
    decide(snapshot) {
      const lines = calls < CALLS_MIN || humans === 0 ? 1 : (1 + POLICY.targetAbandonRate) / (humans / calls);
      const free = Math.max(0, snapshot.idle - snapshot.waiting);
      return whileOpen(snapshot, Math.round(Math.min(LINES_MAX, Math.max(1, lines)) * free) - snapshot.ringing.length);
    },
    save: () => ({}),
  };
}

const adaptive = (mode: AdaptiveMode) => () => createAdaptiveLevel(mode, POLICY);

/** By name; `saved` is what the dialer kept of the day before. */
export const DIALERS: Record<string, (saved?: unknown) => Pacer> = {
  ours: (saved) => createPacer(POLICY, saved),
  progressive: (saved) => createProgressivePacer(POLICY, saved),
  clairvoyant: (saved) => createClairvoyant(POLICY, saved),
  'VICIdial hard limit': adaptive('hard'),
  'VICIdial average': adaptive('average'),
  'VICIdial tapered': adaptive('tapered'),
  '(1+a)/p': createInverseRatio,
};

/** A dialer of the table above, or `ratio:<lines>`. */
export function createDialer(name: string, saved?: unknown): Pacer {
  const lines = /^ratio:(\d+(?:\.\d+)?)$/.exec(name)?.[1];
  if (lines !== undefined) return createRatio(Number(lines));
  const create = DIALERS[name];
  if (!create) throw new Error(`No dialer "${name}"; there are ${Object.keys(DIALERS).join(', ')} and ratio:<lines>.`);
  return create(saved);
}
