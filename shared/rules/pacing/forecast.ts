/**
 * The next seconds of a campaign: for each of a few moments at which a call started now may be answered, the
 * distribution of humans answered less agents freed by then. All times are seconds.
 */
import type { PacingPolicy, PacingSnapshot, RingingCall } from './types.ts';
import { talkFreeWithin, wrapFreeWithin, type AgentsFree } from './agents-free.ts';
import { addAnswer, addFree, clearCrowd, crowdTail, newCrowd, type Crowd } from './crowd.ts';
import type { CallCurves } from './learnt.ts';
import { endedBy, ringQuantile } from './ring-times.ts';

/** Equally likely answer times of a call started now that are looked at. */
const QUANTILES = 8;
/** A call that has rung long enough is judged by the nearest moments only. */
const NEAREST = 2;

export type Forecast = {
  calls: CallCurves;
  agents: AgentsFree;
  setupSeconds: number;
  ringSecondsMin: number;
  graceSeconds: number;
  /** Seconds from now at which a call started now may be answered, ascending, none past the cancelling age. */
  horizons: number[];
  /** The share of calls that is counted on being answered. */
  answerShare: number;
  /** P(a human has answered a call started now, if one is going to), at each horizon. */
  newAnswers: number[];
  /** The distribution at each horizon; valid after {@link look}. */
  crowds: Crowd[];
};

/** Room for the distributions, to be used again at every decision. */
export const newCrowds = (): Crowd[] => Array.from({ length: QUANTILES }, () => newCrowd());

export function forecastOf(
  policy: PacingPolicy,
  calls: CallCurves,
  agents: AgentsFree,
  setupSeconds: number,
  crowds: readonly Crowd[],
): Forecast {
  const { rings } = calls;
  const quantiles = Array.from({ length: QUANTILES }, (_, i) => ringQuantile(rings.human, (i + 0.5) / QUANTILES));
  const ringSeconds = quantiles.filter((seconds, i) => i === 0 || seconds <= policy.ringSecondsMin);
  return {
    calls,
    agents,
    setupSeconds,
    ringSecondsMin: policy.ringSecondsMin,
    graceSeconds: policy.graceSeconds,
    horizons: ringSeconds.map((seconds) => setupSeconds + seconds),
    answerShare: calls.answerShare,
    newAnswers: ringSeconds.map((seconds) => endedBy(rings.human, Math.min(seconds, policy.ringSecondsMin))),
    crowds: crowds.slice(0, ringSeconds.length),
  };
}

/**
 * P(a human answers this call within so many seconds). A call past the minimum ring counts as gone: it is cancelled
 * as soon as it is in the way.
 */
export function answerWithin(forecast: Forecast, call: RingingCall, seconds: number): number {
  const { answerShare, calls } = forecast;
  const { rings } = calls;
  const limit = forecast.ringSecondsMin;
  if (call.ringSeconds <= 0) {
    const setupLeft = Math.max(0, forecast.setupSeconds - call.ageSeconds);
    return seconds < setupLeft ? 0 : answerShare * endedBy(rings.human, Math.min(seconds - setupLeft, limit));
  }
  if (call.ringSeconds >= limit) return 0;
  const before = endedBy(rings.human, call.ringSeconds);
  const by = endedBy(rings.human, Math.min(call.ringSeconds + seconds, limit));
  const open = answerShare * (1 - before) + (1 - answerShare) * (1 - endedBy(rings.other, call.ringSeconds));
  return open > 1e-9 ? Math.min(1, (answerShare * (by - before)) / open) : 0;
}

/** Rebuilds the crowds at the nearest horizons, or at the others, with room for more calls. */
export function look(forecast: Forecast, snapshot: PacingSnapshot, startsMax: number, which: 'near' | 'far'): void {
  const { talking, wrapping, ringing } = snapshot;
  for (const [i, horizon] of forecast.horizons.entries()) {
    if (i < NEAREST !== (which === 'near')) continue;
    const crowd = forecast.crowds[i]!;
    const freeWithin = horizon + forecast.graceSeconds;
    clearCrowd(crowd, talking.length + wrapping.length, ringing.length + startsMax);
    for (const call of ringing) addAnswer(crowd, answerWithin(forecast, call, horizon));
    for (const seconds of talking) addFree(crowd, talkFreeWithin(forecast.agents, seconds, freeWithin));
    for (const seconds of wrapping) addFree(crowd, wrapFreeWithin(forecast.agents, seconds, freeWithin));
  }
}

/** Lets one more call start now. */
export function addStart(forecast: Forecast): void {
  for (const [i, crowd] of forecast.crowds.entries()) addAnswer(crowd, forecast.answerShare * forecast.newAnswers[i]!);
}

function lonelyShare(crowds: Crowd[], free: number, count: number): number {
  const used = Math.min(count, crowds.length);
  let sum = 0;
  for (let i = 0; i < used; i += 1) sum += crowdTail(crowds[i]!, free);
  return sum / used;
}

/** P(the human who answers a call started now finds no agent), `free` agents being unclaimed now. */
export const lonelyIfStarted = ({ crowds }: Forecast, free: number) => lonelyShare(crowds, free, crowds.length);

/** The same for a human who answers within the next few seconds; needs the near crowds only. */
export const lonelySoon = ({ crowds }: Forecast, free: number) => lonelyShare(crowds, free, NEAREST);

/** The least that {@link lonelyIfStarted} can be, from the near crowds only: most moments are decided by it. */
export const lonelyAtLeast = (forecast: Forecast, free: number) =>
  (lonelySoon(forecast, free) * Math.min(NEAREST, forecast.crowds.length)) / forecast.crowds.length;
