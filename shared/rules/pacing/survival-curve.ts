/**
 * How long agents talk and wrap up: a histogram of durations, from which a survival curve is estimated (Kaplan and
 * Meier 1958). The survival curve gives the probability that a duration is longer than t.
 *
 * The bins of the histogram are one second wide up to about a minute, because a wrap-up is short and often of fixed
 * length. Longer bins grow by 6 %, because the length of a long conversation needs only relative precision. All times
 * are in seconds.
 */
const LINEAR_BINS = 64;
const GROWTH = 1.06;
const GEOMETRIC_BINS = 70;
export const DURATION_BINS = LINEAR_BINS + GEOMETRIC_BINS;
/** Effective number of durations in the histogram; older durations fade. */
const MEMORY = 2000;
/**
 * Number of assumed durations in the prior of a survival curve. The prior keeps the curve above zero before the last
 * bin.
 */
const PRIOR_WEIGHT = 1;
/** Number of assumed durations in the prior of the mean duration. */
const MEAN_PRIOR_WEIGHT = 5;

export type DurationCounts = { counts: number[]; sumSeconds: number; weight: number };

export function emptyDurations(): DurationCounts {
  return { counts: Array.from({ length: DURATION_BINS }, () => 0), sumSeconds: 0, weight: 0 };
}

const edgeSeconds = (bin: number) => (bin <= LINEAR_BINS ? bin : LINEAR_BINS * GROWTH ** (bin - LINEAR_BINS));
const EDGES = Float64Array.from({ length: DURATION_BINS + 1 }, (_, bin) => edgeSeconds(bin));

export const binStartSeconds = (bin: number) => EDGES[bin]!;

/** Returns the bin that a duration belongs to. The last bin is open-ended. */
export function durationBin(seconds: number): number {
  if (seconds < LINEAR_BINS) return Math.max(0, Math.floor(seconds));
  return Math.min(DURATION_BINS - 1, LINEAR_BINS + Math.floor(Math.log(seconds / LINEAR_BINS) / Math.log(GROWTH)));
}

/** Adds a duration to the histogram, and reduces the weight of all earlier durations by the factor 1 − 1/2000. */
export function recordDuration(durations: DurationCounts, seconds: number): void {
  const keep = 1 - 1 / MEMORY;
  const { counts } = durations;
  for (let bin = 0; bin < DURATION_BINS; bin += 1) counts[bin]! *= keep;
  counts[durationBin(seconds)]! += 1;
  durations.sumSeconds = durations.sumSeconds * keep + seconds;
  durations.weight = durations.weight * keep + 1;
}

/**
 * Returns the mean duration: `(sum + 5 · prior mean) / (weight + 5)`. While few durations are known, the result is
 * close to the prior mean.
 */
export function meanSeconds(durations: DurationCounts, priorMeanSeconds: number): number {
  return (durations.sumSeconds + MEAN_PRIOR_WEIGHT * priorMeanSeconds) / (durations.weight + MEAN_PRIOR_WEIGHT);
}

/**
 * Returns P(duration > edge) at each bin edge, by the Kaplan–Meier estimator: the product over bins of `1 − ended / at
 * risk`. The prior is exponential with the given mean and counts as one observation.
 *
 * @param lastingSeconds durations that have not ended yet (censored observations). In the first minutes of a campaign
 *   only short conversations have ended. Without the unfinished conversations, every conversation would look short.
 */
export function survivalCurve(
  durations: DurationCounts,
  priorMeanSeconds: number,
  lastingSeconds: readonly number[],
): Float64Array {
  const lasting = new Float64Array(DURATION_BINS);
  for (const seconds of lastingSeconds) lasting[durationBin(seconds)]! += 1;
  const curve = new Float64Array(DURATION_BINS + 1);
  const priorAt = (bin: number) => PRIOR_WEIGHT * Math.exp(-EDGES[bin]! / priorMeanSeconds);
  let surviving = 1;
  let atRisk = durations.weight + PRIOR_WEIGHT + lastingSeconds.length;
  for (let bin = 0; bin < DURATION_BINS; bin += 1) {
    curve[bin] = surviving;
    const ended = durations.counts[bin]! + priorAt(bin) - priorAt(bin + 1);
    surviving *= Math.max(0, 1 - ended / Math.max(atRisk, ended, 1e-9));
    atRisk -= ended + lasting[bin]!;
  }
  curve[DURATION_BINS] = surviving;
  return curve;
}

/** Returns P(duration > seconds), interpolated linearly within a bin. */
export function survivalAt(curve: Float64Array, seconds: number): number {
  const bin = durationBin(seconds);
  const low = EDGES[bin]!;
  const share = Math.min(1, Math.max(0, (seconds - low) / (EDGES[bin + 1]! - low)));
  return curve[bin]! + share * (curve[bin + 1]! - curve[bin]!);
}

/** Returns the duration in seconds that the given share of durations does not exceed. */
export function quantileSeconds(curve: Float64Array, share: number): number {
  const target = 1 - share;
  let bin = 0;
  while (bin < DURATION_BINS - 1 && curve[bin + 1]! > target) bin += 1;
  const fall = curve[bin]! - curve[bin + 1]!;
  const within = fall > 0 ? Math.min(1, Math.max(0, (curve[bin]! - target) / fall)) : 0;
  return EDGES[bin]! + within * (EDGES[bin + 1]! - EDGES[bin]!);
}
