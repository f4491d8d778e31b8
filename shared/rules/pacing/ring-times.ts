/**
 * Estimates how long calls ring until a human answers or something else ends the ringing. The human answer and the
 * other endings are competing risks, estimated by the method of Aalen and Johansen (1978). A call that was cancelled,
 * or that still rings, is a censored observation: we know only that nothing else had ended the call before.
 *
 * Calls are counted in bins of ring time. Bin 0 holds calls that ended before any ringing was reported. Bin k holds
 * ring times in [k − 1, k) seconds.
 */
export const RING_BINS = 62;
/** Effective number of calls in the histograms; older calls fade. */
const MEMORY = 3000;
/** Weight of the prior ring times: each of the two causes of ending starts with this many assumed calls. */
const PRIOR_WEIGHT = 2;

export type RingCounts = { human: number[]; other: number[]; cancelled: number[] };

/**
 * Two curves over the bin edges. `human` is the share of all human answers that have happened by an edge. `other` is
 * the share of all other endings that have happened by the edge. Each curve rises to 1.
 */
export type RingCurves = { human: Float64Array; other: Float64Array };

const zeros = () => Array.from({ length: RING_BINS }, () => 0);

export function emptyRingCounts(): RingCounts {
  return { human: zeros(), other: zeros(), cancelled: zeros() };
}

const ringBin = (ringSeconds: number) => (ringSeconds <= 0 ? 0 : Math.min(RING_BINS - 1, 1 + Math.floor(ringSeconds)));

/** Adds a call that stopped ringing, and reduces the weight of all earlier calls by the factor 1 − 1/3000. */
export function recordRing(rings: RingCounts, cause: keyof RingCounts, ringSeconds: number): void {
  const keep = 1 - 1 / MEMORY;
  for (const counts of [rings.human, rings.other, rings.cancelled])
    for (let bin = 0; bin < RING_BINS; bin += 1) counts[bin]! *= keep;
  rings[cause][ringBin(ringSeconds)]! += 1;
}

/**
 * Prior shapes: humans mostly answer after 3–20 s of ringing; other calls ring out after 20–30 s or fail before they
 * ring.
 */
const PRIOR_HUMAN = Float64Array.from({ length: RING_BINS }, (_, bin) => (bin >= 4 && bin < 20 ? 1 / 16 : 0));
const PRIOR_OTHER = Float64Array.from({ length: RING_BINS }, (_, bin) =>
  bin === 0 ? 0.1 : bin >= 21 && bin < 31 ? 0.09 : 0,
);

/**
 * Returns the cumulative incidence of human answers and of other endings (Aalen–Johansen estimator). In each bin,
 * `surviving · ended / at risk` is added to the curve of the cause. Each curve is then scaled to end at 1.
 *
 * @param ringing for each call under way, the seconds that the call has rung so far; a call that does not ring yet (0)
 *   is left out.
 */
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

/**
 * Returns the share of calls on the curve that have ended after `ringSeconds`, interpolated linearly within a bin. At 0
 * s, calls that never rang have already ended.
 */
export function endedShare(curve: Float64Array, ringSeconds: number): number {
  const position = Math.min(RING_BINS, 1 + Math.max(0, ringSeconds));
  const bin = Math.min(RING_BINS - 1, Math.floor(position));
  return curve[bin]! + (position - bin) * (curve[bin + 1]! - curve[bin]!);
}

/** Returns the seconds of ringing after which the given share of the human answers has happened. */
export function ringQuantileSeconds(curve: Float64Array, share: number): number {
  let bin = 0;
  while (bin < RING_BINS - 1 && curve[bin + 1]! < share) bin += 1;
  if (bin === 0) return 0;
  const rise = curve[bin + 1]! - curve[bin]!;
  return bin - 1 + (rise > 0 ? Math.min(1, Math.max(0, (share - curve[bin]!) / rise)) : 0);
}

/**
 * Returns P(a human will answer at some time | the call has rung for `ringSeconds` and still rings). By Bayes' rule the
 * probability is `a · (1 − H) / (a · (1 − H) + (1 − a) · (1 − O))`. In this formula, a is the answer share. H is the
 * share of human answers that have happened by now, and O is the same share for all other endings.
 */
export function humanPosterior(curves: RingCurves, answerShare: number, ringSeconds: number): number {
  const human = answerShare * (1 - endedShare(curves.human, ringSeconds));
  const other = (1 - answerShare) * (1 - endedShare(curves.other, ringSeconds));
  return human + other > 1e-12 ? human / (human + other) : 0;
}
