/**
 * Forecast of the abandon probability: the probability that an answered person finds no agent. A horizon is a future
 * moment at which a call started now may be answered. For each horizon, the forecast holds the distribution of the
 * surplus: people who will have answered minus agents who will have become free. All times are in seconds.
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

/** Number of horizons. The horizons are equally likely answer times of a call started now. */
const QUANTILES = 8;
/**
 * Number of near horizons (the earliest ones). Only the near horizons decide whether a call that has rung long enough
 * is cancelled.
 */
const NEAR_HORIZONS = 2;

export type AbandonmentForecast = {
  calls: CallCurves;
  agents: AgentAvailability;
  setupSeconds: number;
  ringSecondsMin: number;
  graceSeconds: number;
  /**
   * The horizons: seconds from now at which a call started now may be answered, ascending. If a call rings longer than
   * `ringSecondsMin`, the call may be cancelled, so later horizons are left out.
   */
  horizons: number[];
  /** The expected share of calls that a human answers. */
  answerShare: number;
  /** For each horizon: P(a human has answered by the horizon | a human will answer), for a call started now. */
  answeredShares: number[];
  /** The surplus distribution at each horizon. The distributions are valid only after {@link rebuildSurplus}. */
  surplusAtHorizon: SurplusDistribution[];
};

/**
 * Returns one empty distribution for each horizon. The pacer reuses the memory of the distributions at every decision.
 */
export const createSurplusDistributions = (): SurplusDistribution[] =>
  Array.from({ length: QUANTILES }, () => createSurplusDistribution());

/** Returns a forecast. Its horizons are the set-up time plus quantiles of the ring time before a human answers. */
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
 * Returns P(a human answers the call within `seconds`). If the call already rings, the probability is `a · (H(later) −
 * H(now)) / (a · (1 − H(now)) + (1 − a) · (1 − O(now)))`. In this formula, a is the answer share. H is the share of
 * human answers that have happened by a ring time, and O is the same share for all other endings.
 *
 * If the call has rung for the minimum ring time, the probability counts as 0. The reason is that the pacer can cancel
 * the call as soon as no agent is left for an answer.
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

/** Rebuilds the surplus distributions at either the near or the far horizons, with room for `startsMax` more calls. */
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

/** Adds one more call, started now, to the surplus distribution at every horizon. */
export function addStartedCall(forecast: AbandonmentForecast): void {
  for (const [i, surplus] of forecast.surplusAtHorizon.entries())
    addAnswer(surplus, forecast.answerShare * forecast.answeredShares[i]!);
}

/** Returns the mean of P(surplus ≥ free agents) over the first `count` horizons. */
function abandonProbability(distributions: SurplusDistribution[], free: number, count: number): number {
  const used = Math.min(count, distributions.length);
  let sum = 0;
  for (let i = 0; i < used; i += 1) sum += probabilityAtLeast(distributions[i]!, free);
  return sum / used;
}

/**
 * Returns the abandon probability of a call started now: P(the human who answers the call finds no agent), averaged
 * over all horizons.
 *
 * @param free the number of idle agents minus the answered people who wait for an agent.
 */
export const abandonProbabilityIfStarted = ({ surplusAtHorizon }: AbandonmentForecast, free: number) =>
  abandonProbability(surplusAtHorizon, free, surplusAtHorizon.length);

/**
 * Returns the abandon probability of a human who answers within the next few seconds. Only the distributions at the
 * near horizons are used.
 */
export const abandonProbabilitySoon = ({ surplusAtHorizon }: AbandonmentForecast, free: number) =>
  abandonProbability(surplusAtHorizon, free, NEAR_HORIZONS);

/**
 * Returns a lower bound of {@link abandonProbabilityIfStarted}, computed only from the near horizons. Usually the lower
 * bound already exceeds the price, and then the far horizons need not be computed.
 */
export const abandonProbabilityLowerBound = (forecast: AbandonmentForecast, free: number) =>
  (abandonProbabilitySoon(forecast, free) * Math.min(NEAR_HORIZONS, forecast.surplusAtHorizon.length)) /
  forecast.surplusAtHorizon.length;
