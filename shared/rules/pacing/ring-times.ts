/**
 * How long calls ring before a human answers or something else ends them, as competing risks (Aalen–Johansen): a call
 * that we cancelled, or that still rings, tells only that it had not ended before, and drops out of the calls at risk.
 *
 * Bin 0 holds calls that ended before any ringing was reported; bin k holds ring times in [k-1, k) seconds.
 */
export const RING_BINS = 62;
/** Effective number of calls remembered; older ones fade. */
const MEMORY = 3000;
/** Pseudo-calls of each cause behind the prior shapes. */
const PRIOR_WEIGHT = 2;

export type RingCounts = { human: number[]; other: number[]; cancelled: number[] };

/** Shares of humans (`human`) and of everything else (`other`) that have ended by each bin edge, each rising to 1. */
export type RingCurves = { human: Float64Array; other: Float64Array };

const zeros = () => Array.from({ length: RING_BINS }, () => 0);

export function emptyRingCounts(): RingCounts {
  return { human: zeros(), other: zeros(), cancelled: zeros() };
}

const ringBin = (ringSeconds: number) => (ringSeconds <= 0 ? 0 : Math.min(RING_BINS - 1, 1 + Math.floor(ringSeconds)));

export function learnRing(rings: RingCounts, cause: keyof RingCounts, ringSeconds: number): void {
  const keep = 1 - 1 / MEMORY;
  for (const counts of [rings.human, rings.other, rings.cancelled])
    for (let bin = 0; bin < RING_BINS; bin += 1) counts[bin]! *= keep;
  rings[cause][ringBin(ringSeconds)]! += 1;
}

/** Humans mostly pick up within 3–20 s; the rest rings out after 20–30 s or fails before ringing. */
const PRIOR_HUMAN = Float64Array.from({ length: RING_BINS }, (_, bin) => (bin >= 4 && bin < 20 ? 1 / 16 : 0));
const PRIOR_OTHER = Float64Array.from({ length: RING_BINS }, (_, bin) =>
  bin === 0 ? 0.1 : bin >= 21 && bin < 31 ? 0.09 : 0,
);

/** @param ringing seconds that calls under way have rung; before they ring they tell nothing. */
export function ringCurves(rings: RingCounts, ringing: readonly number[]): RingCurves {
  const open = Float64Array.from(rings.cancelled);
  for (const seconds of ringing) if (seconds > 0) open[ringBin(seconds)]! += 1;
  const human = new Float64Array(RING_BINS + 1);
  const other = new Float64Array(RING_BINS + 1);
  let atRisk = 2 * PRIOR_WEIGHT;
  for (let bin = 0; bin < RING_BINS; bin += 1) atRisk += rings.human[bin]! + rings.other[bin]! + open[bin]!;
  let surviving = 1;
  for (let bin = 0; bin < RING_BINS; bin += 1) {
    const humans = rings.human[bin]! + PRIOR_WEIGHT * PRIOR_HUMAN[bin]!;
    const others = rings.other[bin]! + PRIOR_WEIGHT * PRIOR_OTHER[bin]!;
    const risk = Math.max(atRisk, humans + others, 1e-9);
    human[bin + 1] = human[bin]! + (surviving * humans) / risk;
    other[bin + 1] = other[bin]! + (surviving * others) / risk;
    surviving *= Math.max(0, 1 - (humans + others) / risk);
    atRisk -= humans + others + open[bin]!;
  }
  const humanTotal = Math.max(human[RING_BINS]!, 1e-9);
  const otherTotal = Math.max(other[RING_BINS]! + surviving, 1e-9);
  for (let edge = 0; edge <= RING_BINS; edge += 1) {
    human[edge]! /= humanTotal;
    other[edge]! /= otherTotal;
  }
  return { human, other };
}

/** The share ended after so much ringing, straight within a bin; the calls that never rang are all ended at 0. */
export function endedBy(curve: Float64Array, ringSeconds: number): number {
  const position = Math.min(RING_BINS, 1 + Math.max(0, ringSeconds));
  const bin = Math.min(RING_BINS - 1, Math.floor(position));
  return curve[bin]! + (position - bin) * (curve[bin + 1]! - curve[bin]!);
}

/** Ring seconds by which the given share of answering humans has answered. */
export function ringQuantile(curve: Float64Array, share: number): number {
  let bin = 0;
  while (bin < RING_BINS - 1 && curve[bin + 1]! < share) bin += 1;
  if (bin === 0) return 0;
  const rise = curve[bin + 1]! - curve[bin]!;
  return bin - 1 + (rise > 0 ? Math.min(1, Math.max(0, (share - curve[bin]!) / rise)) : 0);
}

/** P(a human will answer, ever) of a call that has rung so long without ending. */
export function humanPosterior(curves: RingCurves, answerShare: number, ringSeconds: number): number {
  const human = answerShare * (1 - endedBy(curves.human, ringSeconds));
  const other = (1 - answerShare) * (1 - endedBy(curves.other, ringSeconds));
  return human + other > 1e-12 ? human / (human + other) : 0;
}
