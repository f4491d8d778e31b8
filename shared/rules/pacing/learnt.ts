/** What a pacer has learnt about a campaign's calls and agents, and the curves drawn from it. All times are seconds. */
import type { PacingEvent, PacingSnapshot, RingingCall } from './types.ts';
import {
  answersSeen,
  answerShare,
  answerShareAtMost,
  emptyAnswers,
  learnAnswer,
  type AnswerCounts,
} from './answer-share.ts';
import { emptyDurations, learnDuration, meanSeconds, survivalCurve, type DurationCounts } from './durations.ts';
import {
  emptyRingCounts,
  humanPosterior,
  learnRing,
  ringCurves,
  type RingCounts,
  type RingCurves,
} from './ring-times.ts';

const PRIOR_TALK_SECONDS = 120;
const PRIOR_WRAP_SECONDS = 30;
const PRIOR_SETUP_SECONDS = 2;
/** Weight of the newest set-up time seen. */
const SETUP_GAIN = 0.02;
/** A call teaches the set-up time only while its ringing is this fresh, so that it counts about once. */
const FRESH_RING_SECONDS = 1.5;
/** Below these the pacer knows too little to start more calls than there are free agents. */
const RESOLVED_MIN = 12;
const HUMANS_MIN = 3;

/** From here on the answer share is known to a tenth or so. */
const KNOWN_CALLS = 400;
const RAMP_SHARE = 0.5;
/** With so many conversations ended for each that lasts, the longest of them are known. */
const ENDED_PER_LASTING = 5;

export type Learnt = {
  answers: AnswerCounts;
  rings: RingCounts;
  talk: DurationCounts;
  wrap: DurationCounts;
  /** From the start of a call until it rings. */
  setupSeconds: number;
};

export type CallCurves = { rings: RingCurves; answerShare: number; answerShareAtMost: number };
export type AgentCurves = { talk: Float64Array; wrap: Float64Array };

export function nothingLearnt(): Learnt {
  return {
    answers: emptyAnswers(),
    rings: emptyRingCounts(),
    talk: emptyDurations(),
    wrap: emptyDurations(),
    setupSeconds: PRIOR_SETUP_SECONDS,
  };
}

export function callCurvesOf(learnt: Learnt, ringing: readonly RingingCall[]): CallCurves {
  const { answers, rings } = learnt;
  return {
    rings: ringCurves(
      rings,
      ringing.map(({ ringSeconds }) => ringSeconds),
    ),
    answerShare: answerShare(answers),
    answerShareAtMost: answerShareAtMost(answers),
  };
}

export function agentCurvesOf(
  learnt: Learnt,
  { talking, wrapping }: Pick<PacingSnapshot, 'talking' | 'wrapping'>,
): AgentCurves {
  return {
    talk: survivalCurve(learnt.talk, PRIOR_TALK_SECONDS, talking),
    wrap: survivalCurve(learnt.wrap, PRIOR_WRAP_SECONDS, wrapping),
  };
}

/** Mean seconds an answer keeps an agent. */
export function handleSecondsOf(learnt: Learnt): number {
  return meanSeconds(learnt.talk, PRIOR_TALK_SECONDS) + meanSeconds(learnt.wrap, PRIOR_WRAP_SECONDS);
}

export function knowsEnough({ answers }: Learnt): boolean {
  const { calls, humans } = answersSeen(answers);
  return calls >= RESOLVED_MIN && humans >= HUMANS_MIN;
}

/**
 * Whether what rings and lasts at this moment tells much beside what has ended. Later it does not, and the curves of what has
 * ended serve until something else ends.
 */
export function isYoung({ answers, talk }: Learnt, { talking }: PacingSnapshot): boolean {
  return answersSeen(answers).calls < KNOWN_CALLS || talk.weight < ENDED_PER_LASTING * talking.length;
}

/**
 * By how many calls those under way may outnumber the free agents: half of what is known, until that is much. The forecast takes
 * the answer share for certain; with few calls known it may be half the truth, and a hundred calls started on it at once ring for
 * twice as many people as there are agents.
 */
export function rampCalls({ answers }: Learnt): number {
  const { calls } = answersSeen(answers);
  return calls < KNOWN_CALLS ? RAMP_SHARE * calls : Infinity;
}

export function learnResolved(learnt: Learnt, event: PacingEvent & { kind: 'resolved' }): void {
  const { outcome, ringSeconds } = event;
  if (outcome === 'cancelled') {
    const rings = ringCurves(learnt.rings, []);
    learnAnswer(learnt.answers, humanPosterior(rings, answerShare(learnt.answers), ringSeconds));
    learnRing(learnt.rings, 'cancelled', ringSeconds);
    return;
  }
  learnAnswer(learnt.answers, outcome === 'human' ? 1 : 0);
  learnRing(learnt.rings, outcome === 'human' ? 'human' : 'other', ringSeconds);
}

export function learnHandled(learnt: Learnt, event: PacingEvent & { kind: 'handled' }): void {
  learnDuration(learnt.talk, event.talkSeconds);
  learnDuration(learnt.wrap, event.wrapSeconds);
}

export function learnSetup(learnt: Learnt, call: RingingCall): void {
  if (call.ringSeconds <= 0 || call.ringSeconds > FRESH_RING_SECONDS) return;
  const setupSeconds = Math.min(60, Math.max(0, call.ageSeconds - call.ringSeconds));
  learnt.setupSeconds += SETUP_GAIN * (setupSeconds - learnt.setupSeconds);
}
