/**
 * Draws what happens in the n-th call of a day. The draw depends only on the seed, the number of the call, the scenario
 * and the start time, so all dialers meet the same calls.
 */
import type { CallOutcome } from '../../shared/rules/pacing/inputs.ts';
import { drawDuration, drawUniform } from './random.ts';
import type { Scenario } from './scenario.ts';

/** One stream of random numbers for each question about a call, for example: does a human answer? */
const HUMAN = 1;
const CAUSE = 2;
const RING = 3;
const MACHINE = 4;
const DELAY = 5;
const TALK = 6;
const WRAP = 7;
const DETECTION = 8;
const LOSS = 9;
const PATIENCE = 10;

/** Of the calls that no human answers, 60 % are not answered at all, a machine answers 30 %, and the others fail. */
const NO_ANSWER_SHARE = 0.6;
const MACHINE_SHARE = 0.3;
const NO_ANSWER_AFTER_SECONDS = 26;
const MACHINE_AFTER_SECONDS: [min: number, max: number] = [20, 24];
const FAILURE_AFTER_SECONDS = 3;
/** The carrier ends a call that is still unanswered after 60 seconds. */
const UNANSWERED_SECONDS_MAX = 60;
/** Seconds for which an agent talks to a machine that the detection reported as a human, before the agent hangs up. */
const MACHINE_TALK_SECONDS = 8;
/** Seconds from the answer to the result of the machine detection, as the carrier's documentation says. */
export const DETECTION_SECONDS = 4;
/** A person who hears silence stays for two seconds. Later, 7.5 % of the people who still wait hang up in each second. */
const SILENCE_SECONDS_MIN = 2;
const HANG_UPS_PER_SECOND = 0.075;

const interpolate = ([min, max]: [min: number, max: number], share: number) => min + (max - min) * share;

export type CallDraw = {
  outcome: CallOutcome;
  rings: boolean;
  /** Seconds from the start of the call until it is answered or ends without an answer. */
  endsAfterSeconds: number;
  /** Delay in seconds of every report of the carrier about this call. */
  reportDelaySeconds: number;
};

export function drawCall(scenario: Scenario, seed: number, call: number, atSeconds: number): CallDraw {
  const delay = scenario.reportDelaySeconds;
  const reportDelaySeconds = delay ? interpolate(delay, drawUniform(seed, DELAY, call)) : 0;
  if (drawUniform(seed, HUMAN, call) < scenario.answerShare(atSeconds, call)) {
    const endsAfterSeconds = scenario.setupSeconds + drawDuration(scenario.ring, seed, RING, call);
    if (endsAfterSeconds < UNANSWERED_SECONDS_MAX)
      return { outcome: 'human', rings: true, endsAfterSeconds, reportDelaySeconds };
    return { outcome: 'no_answer', rings: true, endsAfterSeconds: UNANSWERED_SECONDS_MAX, reportDelaySeconds };
  }
  const cause = drawUniform(seed, CAUSE, call);
  if (cause < NO_ANSWER_SHARE)
    return { outcome: 'no_answer', rings: true, endsAfterSeconds: NO_ANSWER_AFTER_SECONDS, reportDelaySeconds };
  if (cause < NO_ANSWER_SHARE + MACHINE_SHARE) {
    const endsAfterSeconds = interpolate(MACHINE_AFTER_SECONDS, drawUniform(seed, MACHINE, call));
    return { outcome: 'machine', rings: true, endsAfterSeconds, reportDelaySeconds };
  }
  return { outcome: 'failed', rings: false, endsAfterSeconds: FAILURE_AFTER_SECONDS, reportDelaySeconds };
}

/**
 * Returns the outcome that answering-machine detection reports. The reported outcome differs from `outcome` if the
 * detection makes an error.
 */
export function drawDetectedOutcome(scenario: Scenario, seed: number, call: number, outcome: CallOutcome): CallOutcome {
  if (!scenario.detection) return outcome;
  const draw = drawUniform(seed, DETECTION, call);
  if (outcome === 'human' && draw < scenario.detection.humanAsMachine) return 'machine';
  if (outcome === 'machine' && draw < scenario.detection.machineAsHuman) return 'human';
  return outcome;
}

export function drawConversation(scenario: Scenario, seed: number, call: number, outcome: CallOutcome) {
  if (outcome === 'machine' && scenario.machineDetection === 'async')
    return { talkSeconds: DETECTION_SECONDS, wrapSeconds: 0 };
  const talkSeconds = outcome === 'machine' ? MACHINE_TALK_SECONDS : drawDuration(scenario.talk, seed, TALK, call);
  return { talkSeconds, wrapSeconds: drawDuration(scenario.wrap, seed, WRAP, call) };
}

/** Returns for how many seconds the person of the n-th call stays on the phone in silence. */
export function drawPatienceSeconds(seed: number, call: number): number {
  return SILENCE_SECONDS_MIN - Math.log(1 - drawUniform(seed, PATIENCE, call)) / HANG_UPS_PER_SECOND;
}

/** Whether the scenario loses the n-th event of the day, so that the event never reaches the pacer. */
export const isEventLost = (scenario: Scenario, seed: number, event: number) =>
  scenario.eventLoss !== undefined && drawUniform(seed, LOSS, event) < scenario.eventLoss;
