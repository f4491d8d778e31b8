/**
 * Forecast of the abandon probability: for each of a few moments at which a call started now may be answered, the
 * distribution of the surplus, which is humans answered minus agents freed by then. All times are seconds.
 */
import { type AgentAvailability, freeAfterTalkProbability, freeAfterWrapUpProbability } from './agent-availability.ts';
import type { PacingPolicy, PacingSnapshot, RingingCall } from './inputs.ts';
import { endedShare, ringQuantileSeconds } from './ring-times.ts';
import type { CallCurves } from './statistics.ts';
import {
  addAnswer,
  addFreedAgent,
  createSurplusDistribution,
  probabilityAtLeast,
  resetSurplus,
  type SurplusDistribution,
} from './surplus-distribution.ts';

/** Number of horizons: equally likely answer times of a call started now. */
const QUANTILES = 8;
/** The first horizons, which alone decide whether a call that has rung long enough is cancelled. */
const NEAR_HORIZONS = 2;

export type AbandonmentForecast = {
  calls: CallCurves;
  agents: AgentAvailability;
  setupSeconds: number;
  ringSecondsMin: number;
  graceSeconds: number;
  /** Seconds from now at which a call started now may be answered, ascending; none is beyond the cancelling age. */
  horizons: number[];
  /** The expected share of calls that a human answers. */
  answerShare: number;
  /** P(a human has answered a call started now | a human will answer), at each horizon. */
  answeredShares: number[];
  /** The surplus distribution at each horizon; valid after {@link rebuildSurplus}. */
  surplusAtHorizon: SurplusDistribution[];
};

/** One distribution for each horizon. The pacer reuses their memory at every decision. */
export const createSurplusDistributions = (): SurplusDistribution[] =>
  Array.from({ length: QUANTILES }, () => createSurplusDistribution());

/** A forecast whose horizons are set-up time plus the quantiles of the ring time before a human answers. */
export function createForecast(
  policy: PacingPolicy,
  calls: CallCurves,
  agents: AgentAvailability,
  setupSeconds: number,
  distributions: readonly SurplusDistribution[],
): AbandonmentForecast {
  const { rings } = calls;
  const quantiles = Array.from({ length: QUANTILES }, (_, i) =>
    ringQuantileSeconds(rings.human, (i + 0.5) / QUANTILES),
  );
  const ringSeconds = quantiles.filter((seconds, i) => i === 0 || seconds <= policy.ringSecondsMin);
  return {
    calls,
    agents,
    setupSeconds,
    ringSecondsMin: policy.ringSecondsMin,
    graceSeconds: policy.graceSeconds,
    horizons: ringSeconds.map((seconds) => setupSeconds + seconds),
    answerShare: calls.answerShare,
    answeredShares: ringSeconds.map((seconds) => endedShare(rings.human, Math.min(seconds, policy.ringSecondsMin))),
    surplusAtHorizon: distributions.slice(0, ringSeconds.length),
  };
}

/**
 * P(a human answers this call within `seconds`). With answer share a and ended shares H (humans) and O (others), for a
 * call that rings: `a · (H(later) − H(now)) / (a · (1 − H(now)) + (1 − a) · (1 − O(now)))`. A call beyond the minimum ring
 * time counts as 0: it is cancelled as soon as its agent is needed.
 */
export function answerProbability(forecast: AbandonmentForecast, call: RingingCall, seconds: number): number {
  const { answerShare, calls } = forecast;
  const { rings } = calls;
  const limit = forecast.ringSecondsMin;
  if (call.ringSeconds <= 0) {
    const setupLeft = Math.max(0, forecast.setupSeconds - call.ageSeconds);
    return seconds < setupLeft ? 0 : answerShare * endedShare(rings.human, Math.min(seconds - setupLeft, limit));
  }
  if (call.ringSeconds >= limit) return 0;
  const before = endedShare(rings.human, call.ringSeconds);
  const by = endedShare(rings.human, Math.min(call.ringSeconds + seconds, limit));
  const open = answerShare * (1 - before) + (1 - answerShare) * (1 - endedShare(rings.other, call.ringSeconds));
  return open > 1e-9 ? Math.min(1, (answerShare * (by - before)) / open) : 0;
}

/** Rebuilds the distributions at the near horizons or at the far ones, with room for `startsMax` more calls. */
export function rebuildSurplus(
  forecast: AbandonmentForecast,
  snapshot: PacingSnapshot,
  startsMax: number,
  which: 'near' | 'far',
): void {
  const { talking, wrapping, ringing } = snapshot;
  for (const [i, horizon] of forecast.horizons.entries()) {
    if (i < NEAR_HORIZONS !== (which === 'near')) continue;
    const surplus = forecast.surplusAtHorizon[i]!;
    const freeWithin = horizon + forecast.graceSeconds;
    resetSurplus(surplus, talking.length + wrapping.length, ringing.length + startsMax);
    for (const call of ringing) addAnswer(surplus, answerProbability(forecast, call, horizon));
    for (const seconds of talking)
      addFreedAgent(surplus, freeAfterTalkProbability(forecast.agents, seconds, freeWithin));
    for (const seconds of wrapping)
      addFreedAgent(surplus, freeAfterWrapUpProbability(forecast.agents, seconds, freeWithin));
  }
}

/** Adds one more call that starts now to the distribution at every horizon. */
export function addStartedCall(forecast: AbandonmentForecast): void {
  for (const [i, surplus] of forecast.surplusAtHorizon.entries())
    addAnswer(surplus, forecast.answerShare * forecast.answeredShares[i]!);
}

/** The mean of P(surplus ≥ free agents) over the first `count` horizons. */
function abandonProbability(distributions: SurplusDistribution[], free: number, count: number): number {
  const used = Math.min(count, distributions.length);
  let sum = 0;
  for (let i = 0; i < used; i += 1) sum += probabilityAtLeast(distributions[i]!, free);
  return sum / used;
}

/**
 * The abandon probability of a call started now: P(the human who answers it finds no agent), averaged over all horizons.
 *
 * @param free agents who are idle now and have no human waiting for them.
 */
export const abandonProbabilityIfStarted = ({ surplusAtHorizon }: AbandonmentForecast, free: number) =>
  abandonProbability(surplusAtHorizon, free, surplusAtHorizon.length);

/** The abandon probability of a human who answers within the next few seconds; needs only the near distributions. */
export const abandonProbabilitySoon = ({ surplusAtHorizon }: AbandonmentForecast, free: number) =>
  abandonProbability(surplusAtHorizon, free, NEAR_HORIZONS);

/** A lower bound of {@link abandonProbabilityIfStarted} from the near distributions alone. It decides most ticks. */
export const abandonProbabilityLowerBound = (forecast: AbandonmentForecast, free: number) =>
  (abandonProbabilitySoon(forecast, free) * Math.min(NEAR_HORIZONS, forecast.surplusAtHorizon.length)) /
  forecast.surplusAtHorizon.length;
