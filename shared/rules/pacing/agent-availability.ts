/**
 * The probability that a busy agent becomes free soon, given how long the conversation or the wrap-up has lasted so far.
 * All times are seconds.
 */
import { binStartSeconds, DURATION_BINS, durationBin, quantileSeconds, survivalAt } from './survival-curve.ts';
import type { AgentCurves } from './statistics.ts';

/** So many equally likely wrap-up lengths stand for the whole distribution. */
const WRAP_QUANTILES = 8;
/** Probabilities for talking agents are cached for every half second ahead, up to 50 s. */
const HALF_SECONDS = 100;

export type AgentAvailability = {
  curves: AgentCurves;
  wrapSeconds: number[];
  /** Cache of P(free within n half seconds | talked so long), by duration bin and half second; NaN where not computed yet. */
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
 * P(conversation and wrap-up both end within `seconds` | the agent has talked for `talkedSeconds`). With S the survival
 * function of talk times and w the wrap-up quantiles: the mean over w < seconds of
 * `1 − S(talked + seconds − w) / S(talked)`.
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

/** P(the wrap-up ends within `seconds` | it has lasted `wrappedSeconds`) = `1 − S(wrapped + seconds) / S(wrapped)`. */
export function freeAfterWrapUpProbability(
  { curves }: AgentAvailability,
  wrappedSeconds: number,
  seconds: number,
): number {
  const stillWrapping = survivalAt(curves.wrap, wrappedSeconds);
  return stillWrapping > 1e-9 ? 1 - survivalAt(curves.wrap, wrappedSeconds + seconds) / stillWrapping : 0;
}
