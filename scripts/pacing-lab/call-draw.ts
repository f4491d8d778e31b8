/** What the n-th call of a day will do, decided by seed and number alone: common random numbers for all dialers. */
import type { CallOutcome } from '../../shared/rules/pacing/types.ts';
import { drawDuration, drawUniform } from './random.ts';
import type { Scenario } from './scenario.ts';

/** Streams of random numbers. */
const HUMAN = 1;
const CAUSE = 2;
const RING = 3;
const MACHINE = 4;
const DELAY = 5;
const TALK = 6;
const WRAP = 7;
const DETECTION = 8;
const LOSS = 9;

const NO_ANSWER_SHARE = 0.6;
const MACHINE_SHARE = 0.3;
const NO_ANSWER_AFTER_SECONDS = 26;
const MACHINE_AFTER_SECONDS: [min: number, max: number] = [20, 24];
const FAILURE_AFTER_SECONDS = 3;
/** A carrier lets no phone ring longer. */
const AGE_MAX_SECONDS = 60;
/** How long an agent talks to a machine before hanging up. */
const MACHINE_TALK_SECONDS = 8;

const between = ([min, max]: [min: number, max: number], share: number) => min + (max - min) * share;

export type CallDraw = { outcome: CallOutcome; rings: boolean; endsAfterSeconds: number; reportDelaySeconds: number };

export function drawCall(scenario: Scenario, seed: number, call: number, atSeconds: number): CallDraw {
  const delay = scenario.reportDelaySeconds;
  const reportDelaySeconds = delay ? between(delay, drawUniform(seed, DELAY, call)) : 0;
  if (drawUniform(seed, HUMAN, call) < scenario.answerShare(atSeconds, call)) {
    const endsAfterSeconds = scenario.setupSeconds + drawDuration(scenario.ring, seed, RING, call);
    if (endsAfterSeconds < AGE_MAX_SECONDS)
      return { outcome: 'human', rings: true, endsAfterSeconds, reportDelaySeconds };
    return { outcome: 'no_answer', rings: true, endsAfterSeconds: AGE_MAX_SECONDS, reportDelaySeconds };
  }
  const cause = drawUniform(seed, CAUSE, call);
  if (cause < NO_ANSWER_SHARE)
    return { outcome: 'no_answer', rings: true, endsAfterSeconds: NO_ANSWER_AFTER_SECONDS, reportDelaySeconds };
  if (cause < NO_ANSWER_SHARE + MACHINE_SHARE) {
    const endsAfterSeconds = between(MACHINE_AFTER_SECONDS, drawUniform(seed, MACHINE, call));
    return { outcome: 'machine', rings: true, endsAfterSeconds, reportDelaySeconds };
  }
  return { outcome: 'failed', rings: false, endsAfterSeconds: FAILURE_AFTER_SECONDS, reportDelaySeconds };
}

/** The outcome the system believes in, given detection errors. */
export function drawDetectedOutcome(scenario: Scenario, seed: number, call: number, outcome: CallOutcome): CallOutcome {
  if (!scenario.detection) return outcome;
  const chance = drawUniform(seed, DETECTION, call);
  if (outcome === 'human' && chance < scenario.detection.humanAsMachine) return 'machine';
  if (outcome === 'machine' && chance < scenario.detection.machineAsHuman) return 'human';
  return outcome;
}

export function drawConversation(scenario: Scenario, seed: number, call: number, outcome: CallOutcome) {
  const talkSeconds = outcome === 'machine' ? MACHINE_TALK_SECONDS : drawDuration(scenario.talk, seed, TALK, call);
  return { talkSeconds, wrapSeconds: drawDuration(scenario.wrap, seed, WRAP, call) };
}

export const isEventLost = (scenario: Scenario, seed: number, event: number) =>
  scenario.eventLoss !== undefined && drawUniform(seed, LOSS, event) < scenario.eventLoss;
