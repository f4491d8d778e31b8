/**
 * What a pacer knows about a campaign's calls and agents: statistics counted from events, and curves estimated from the
 * statistics. All times are in seconds.
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
import { PRIOR_SETUP_SECONDS, PRIOR_TALK_SECONDS, PRIOR_WRAP_SECONDS } from './priors.ts';
import {
  emptyRingCounts,
  humanPosterior,
  recordRing,
  type RingCounts,
  type RingCurves,
  ringCurves,
} from './ring-times.ts';
import { type DurationCounts, emptyDurations, meanSeconds, recordDuration, survivalCurve } from './survival-curve.ts';

/**
 * Weight of the newest set-up time in the moving average. The set-up time is the time from the start of a call until
 * the call rings.
 */
const SETUP_GAIN = 0.02;
/**
 * A call updates the set-up time only in its first 1.5 s of ringing, so that each call updates the set-up time about
 * once.
 */
const FRESH_RING_SECONDS = 1.5;
/**
 * Minimum numbers of resolved calls (calls that stopped ringing) and human answers for predictive dialing. Below either
 * minimum, the pacer starts only one call per free agent.
 */
const RESOLVED_MIN = 12;
const HUMANS_MIN = 3;

/** With this many calls, the answer share is known with an error of about a tenth. */
const KNOWN_CALLS = 400;
const RAMP_SHARE = 0.5;
/**
 * If there are 5 ended conversations for each conversation that still lasts, the long conversations are known well
 * enough.
 */
const ENDED_PER_LASTING = 5;

/** Counts from events. The counts are part of the saved state and outlive the day. */
export type PacingStatistics = {
  answers: AnswerCounts;
  rings: RingCounts;
  talk: DurationCounts;
  wrap: DurationCounts;
  /** Moving average of the time from the start of a call until the call rings. */
  setupSeconds: number;
};

/**
 * Estimates about calls. `answerShareMax` is the highest answer share that any memory estimates (see
 * `answer-share.ts`).
 */
export type CallCurves = { rings: RingCurves; answerShare: number; answerShareMax: number };
/** Survival curves of talk and wrap-up times: the probability that a time is longer than t. */
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

/**
 * Returns the estimates about calls.
 *
 * @param ringing the calls that still ring, as censored observations: each ring time will be at least the time rung
 *   so far.
 */
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

/**
 * Returns the survival curves of talk and wrap-up times. The second parameter holds the conversations and wrap-ups that
 * still last, as censored observations: each duration will be at least the duration so far.
 */
export function estimateAgentCurves(
  statistics: PacingStatistics,
  { talking, wrapping }: Pick<PacingSnapshot, 'talking' | 'wrapping'>,
): AgentCurves {
  return {
    talk: survivalCurve(statistics.talk, PRIOR_TALK_SECONDS, talking),
    wrap: survivalCurve(statistics.wrap, PRIOR_WRAP_SECONDS, wrapping),
  };
}

/** Returns the mean handle time of a call: mean talk time plus mean wrap-up time. */
export function meanHandleSeconds(statistics: PacingStatistics): number {
  return meanSeconds(statistics.talk, PRIOR_TALK_SECONDS) + meanSeconds(statistics.wrap, PRIOR_WRAP_SECONDS);
}

/** Whether enough calls have stopped ringing to dial predictively. */
export function hasEnoughStatistics({ answers }: PacingStatistics): boolean {
  const { calls, humans } = observedAnswers(answers);
  return calls >= RESOLVED_MIN && humans >= HUMANS_MIN;
}

/**
 * Whether the estimates must include calls that still ring and conversations that still last. If many calls have ended,
 * unfinished calls add little. The curves of the ended calls can then be cached until another call ends.
 */
export function needsCensoredObservations(
  { answers, talk }: PacingStatistics,
  { talking }: Pick<PacingSnapshot, 'talking'>,
): boolean {
  return observedAnswers(answers).calls < KNOWN_CALLS || talk.weight < ENDED_PER_LASTING * talking.length;
}

/**
 * Returns by how many calls the calls under way may outnumber the free agents: half of the resolved calls (calls that
 * stopped ringing). From 400 resolved calls on there is no limit. The limit is needed because the forecast treats the
 * answer share as certain. With few resolved calls, the true share may be twice the estimate. A hundred calls started
 * at once would then reach twice as many people as there are agents.
 */
export function startRampMax({ answers }: PacingStatistics): number {
  const { calls } = observedAnswers(answers);
  return calls < KNOWN_CALLS ? RAMP_SHARE * calls : Infinity;
}

/**
 * Counts a call that stopped ringing. A cancelled call counts with the probability that a human would have answered.
 */
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

/** Updates the set-up time from a call that has just begun to ring. Other calls change nothing. */
export function recordSetupTime(statistics: PacingStatistics, call: RingingCall): void {
  if (call.ringSeconds <= 0 || call.ringSeconds > FRESH_RING_SECONDS) return;
  const setupSeconds = Math.min(60, Math.max(0, call.ageSeconds - call.ringSeconds));
  statistics.setupSeconds += SETUP_GAIN * (setupSeconds - statistics.setupSeconds);
}
