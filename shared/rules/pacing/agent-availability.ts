/**
 * The probability that a busy agent becomes free soon, given how long the agent's conversation or wrap-up has lasted.
 * Durations are described by survival curves: S(t) is the probability that a duration exceeds t. All times are in
 * seconds.
 */
import { binStartSeconds, DURATION_BINS, durationBin, quantileSeconds, survivalAt } from './survival-curve.ts';
import type { AgentCurves } from './statistics.ts';

/** The distribution of wrap-up times is represented by 8 equally likely wrap-up times. */
const WRAP_QUANTILES = 8;
/** The probabilities of talking agents are cached for this many half seconds ahead (up to 50 s ahead). */
const HALF_SECONDS = 100;

export type AgentAvailability = {
  curves: AgentCurves;
  wrapSeconds: number[];
  /**
   * Cache of P(free within n half seconds | the agent has talked for the time of the bin), by duration bin and n. NaN
   * means that the value is not computed yet.
   */
  freeAfterTalk: Float64Array;
};

export function createAgentAvailability(curves: AgentCurves): AgentAvailability {
  return {
    curves,
    wrapSeconds: Array.from({ length: WRAP_QUANTILES }, (_, i) =>
      quantileSeconds(curves.wrap, (i + 0.5) / WRAP_QUANTILES),
    ),
    freeAfterTalk: new Float64Array(DURATION_BINS * HALF_SECONDS).fill(NaN),
  };
}

/**
 * Returns P(conversation and wrap-up both end within `seconds` | the agent has talked for `talkedSeconds`). S is the
 * survival curve of talk times, and w runs over the 8 wrap-up times. The result is the mean of `1 − S(talked + seconds
 * − w) / S(talked)`, where each w ≥ `seconds` counts as 0.
 */
export function freeAfterTalkProbability(
  availability: AgentAvailability,
  talkedSeconds: number,
  seconds: number,
): number {
  const halves = Math.min(HALF_SECONDS - 1, Math.round(2 * seconds));
  const bin = durationBin(talkedSeconds);
  const key = bin * HALF_SECONDS + halves;
  const cached = availability.freeAfterTalk[key]!;
  if (!Number.isNaN(cached)) return cached;
  const { talk } = availability.curves;
  const from = binStartSeconds(bin);
  const stillTalking = survivalAt(talk, from);
  let freed = 0;
  for (const wrapSeconds of availability.wrapSeconds)
    if (wrapSeconds < halves / 2) freed += 1 - survivalAt(talk, from + halves / 2 - wrapSeconds) / stillTalking;
  const probability = stillTalking > 1e-9 ? freed / availability.wrapSeconds.length : 0;
  availability.freeAfterTalk[key] = probability;
  return probability;
}

/**
 * Returns P(the wrap-up ends within `seconds` | the wrap-up has lasted for `wrappedSeconds`). With S as the survival
 * curve of wrap-up times, the probability is `1 − S(wrapped + seconds) / S(wrapped)`.
 */
export function freeAfterWrapUpProbability(
  { curves }: AgentAvailability,
  wrappedSeconds: number,
  seconds: number,
): number {
  const stillWrapping = survivalAt(curves.wrap, wrappedSeconds);
  return stillWrapping > 1e-9 ? 1 - survivalAt(curves.wrap, wrappedSeconds + seconds) / stillWrapping : 0;
}
