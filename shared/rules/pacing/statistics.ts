/**
 * What a pacer knows about a campaign's calls and agents: statistics counted from events, and the curves estimated from
 * them. All times are seconds.
 */
import {
  type AnswerCounts,
  answerShare,
  answerShareMax,
  emptyAnswers,
  observedAnswers,
  recordAnswer,
} from './answer-share.ts';
import type { PacingEvent, PacingSnapshot, RingingCall } from './inputs.ts';
import {
  emptyRingCounts,
  humanPosterior,
  recordRing,
  type RingCounts,
  type RingCurves,
  ringCurves,
} from './ring-times.ts';
import { type DurationCounts, emptyDurations, meanSeconds, recordDuration, survivalCurve } from './survival-curve.ts';

const PRIOR_TALK_SECONDS = 120;
const PRIOR_WRAP_SECONDS = 30;
const PRIOR_SETUP_SECONDS = 2;
/** Weight of the newest set-up time in the moving average. */
const SETUP_GAIN = 0.02;
/** A call counts for the set-up time only within this many seconds of ringing, so that each call counts about once. */
const FRESH_RING_SECONDS = 1.5;
/** With fewer resolved calls or fewer humans the pacer does not start more calls than there are free agents. */
const RESOLVED_MIN = 12;
const HUMANS_MIN = 3;

/** From this many calls on, the answer share is known to about a tenth. */
const KNOWN_CALLS = 400;
const RAMP_SHARE = 0.5;
/** With this many ended conversations for each one that lasts, the longest conversations are known. */
const ENDED_PER_LASTING = 5;

/** Counts from events. They are part of the saved state and outlive the day. */
export type PacingStatistics = {
  answers: AnswerCounts;
  rings: RingCounts;
  talk: DurationCounts;
  wrap: DurationCounts;
  /** Moving average of the time from the start of a call until it rings. */
  setupSeconds: number;
};

/** Estimates about calls; `answerShareMax` is the highest share that any memory holds. */
export type CallCurves = { rings: RingCurves; answerShare: number; answerShareMax: number };
/** Survival curves of talk and wrap-up times. */
export type AgentCurves = { talk: Float64Array; wrap: Float64Array };

export function emptyStatistics(): PacingStatistics {
  return {
    answers: emptyAnswers(),
    rings: emptyRingCounts(),
    talk: emptyDurations(),
    wrap: emptyDurations(),
    setupSeconds: PRIOR_SETUP_SECONDS,
  };
}

/** @param ringing the calls that still ring, as censored observations. */
export function estimateCallCurves(statistics: PacingStatistics, ringing: readonly RingingCall[]): CallCurves {
  const { answers, rings } = statistics;
  return {
    rings: ringCurves(
      rings,
      ringing.map(({ ringSeconds }) => ringSeconds),
    ),
    answerShare: answerShare(answers),
    answerShareMax: answerShareMax(answers),
  };
}

/** The second parameter holds conversations and wrap-ups that still last, as censored observations. */
export function estimateAgentCurves(
  statistics: PacingStatistics,
  { talking, wrapping }: Pick<PacingSnapshot, 'talking' | 'wrapping'>,
): AgentCurves {
  return {
    talk: survivalCurve(statistics.talk, PRIOR_TALK_SECONDS, talking),
    wrap: survivalCurve(statistics.wrap, PRIOR_WRAP_SECONDS, wrapping),
  };
}

/** Average handle time: mean talk time plus mean wrap-up time. */
export function meanHandleSeconds(statistics: PacingStatistics): number {
  return meanSeconds(statistics.talk, PRIOR_TALK_SECONDS) + meanSeconds(statistics.wrap, PRIOR_WRAP_SECONDS);
}

/** Whether enough calls were resolved to dial predictively. */
export function hasEnoughStatistics({ answers }: PacingStatistics): boolean {
  const { calls, humans } = observedAnswers(answers);
  return calls >= RESOLVED_MIN && humans >= HUMANS_MIN;
}

/**
 * Whether the calls that still ring and the conversations that still last must be part of the estimates. With many ended
 * calls they add little, and the curves of the ended calls can be cached until another call ends.
 */
export function needsCensoredObservations(
  { answers, talk }: PacingStatistics,
  { talking }: Pick<PacingSnapshot, 'talking'>,
): boolean {
  return observedAnswers(answers).calls < KNOWN_CALLS || talk.weight < ENDED_PER_LASTING * talking.length;
}

/**
 * By how many calls the calls under way may outnumber the free agents: half of the resolved calls, without limit from 400
 * on. The forecast treats the answer share as certain. With few calls known, the true share may be twice the estimate, and
 * a hundred calls started at once would reach twice as many people as there are agents.
 */
export function startRampMax({ answers }: PacingStatistics): number {
  const { calls } = observedAnswers(answers);
  return calls < KNOWN_CALLS ? RAMP_SHARE * calls : Infinity;
}

/** Counts a call that stopped ringing. A cancelled call counts with the probability that a human would have answered it. */
export function recordResolved(statistics: PacingStatistics, event: PacingEvent & { kind: 'resolved' }): void {
  const { outcome, ringSeconds } = event;
  if (outcome === 'cancelled') {
    const rings = ringCurves(statistics.rings, []);
    recordAnswer(statistics.answers, humanPosterior(rings, answerShare(statistics.answers), ringSeconds));
    recordRing(statistics.rings, 'cancelled', ringSeconds);
    return;
  }
  recordAnswer(statistics.answers, outcome === 'human' ? 1 : 0);
  recordRing(statistics.rings, outcome === 'human' ? 'human' : 'other', ringSeconds);
}

export function recordHandled(statistics: PacingStatistics, event: PacingEvent & { kind: 'handled' }): void {
  recordDuration(statistics.talk, event.talkSeconds);
  recordDuration(statistics.wrap, event.wrapSeconds);
}

/** Updates the set-up time from a call that has just begun to ring; other calls change nothing. */
export function recordSetupTime(statistics: PacingStatistics, call: RingingCall): void {
  if (call.ringSeconds <= 0 || call.ringSeconds > FRESH_RING_SECONDS) return;
  const setupSeconds = Math.min(60, Math.max(0, call.ageSeconds - call.ringSeconds));
  statistics.setupSeconds += SETUP_GAIN * (setupSeconds - statistics.setupSeconds);
}
