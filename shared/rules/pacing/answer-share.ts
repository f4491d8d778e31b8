/**
 * The answer share: the share of started calls that a human answers. A call that the pacer cancelled counts with the
 * probability that a human would have answered the call. Leaving out cancelled calls would make the share wrong exactly
 * when many calls are cancelled.
 *
 * Each memory is a Beta posterior whose older calls fade; the memories differ in length. The estimate averages the
 * memories, weighted by how well each memory has predicted. If a list's answer share is steady, a long memory is best
 * (10 agents, 30 % answers: 0.2 points of talk time more than with a memory of 150 calls). If the share swings by ±50 %
 * within two hours, a short memory is best (0.7 points more than with a memory of 400 calls). The weights follow the
 * fixed-share rule of Herbster and Warmuth, "Tracking the best expert" (1998). With the fixed-share rule the weights
 * can still move to another memory when the list changes.
 */

import { PRIOR_CALLS, PRIOR_HUMANS } from './priors.ts';

/** Effective number of calls in each memory; older calls fade. */
const MEMORIES = [60, 300, 3000];
/** Assumed probability, at each call, that another memory becomes the best memory; .002 to .01 work equally well. */
const SWITCHING = 0.005;
/** One memory: calls, calls answered by humans, and the weight of the memory in the average. All weights sum to 1. */
export type AnswerMemory = { calls: number; humans: number; weight: number };
/** The memories, ordered by length; the longest memory is the last. */
export type AnswerCounts = AnswerMemory[];

export const ANSWER_MEMORIES = MEMORIES.length;

export const emptyAnswers = (): AnswerCounts => answersFromCounts(0, 0);

/** Returns the memories as if `humans` of `calls` calls had been answered by humans, with equal weights. */
export function answersFromCounts(calls: number, humans: number): AnswerCounts {
  return MEMORIES.map((memory) => {
    const kept = Math.min(1, memory / Math.max(1, calls));
    return { calls: calls * kept, humans: humans * kept, weight: 1 / MEMORIES.length };
  });
}

const posteriorMean = ({ calls, humans }: AnswerMemory) => (humans + PRIOR_HUMANS) / (calls + PRIOR_CALLS);

/**
 * Counts one call that stopped ringing. Each memory's weight is multiplied by the likelihood `p^h · (1 − p)^(1 − h)`.
 * Here p is the answer share that the memory predicted, and h is `human`. The weights are then normalised and mixed
 * with equal weights (fixed share).
 *
 * @param human 1 if a human answered, 0 if not; for a cancelled call, the probability that a human would have answered.
 */
export function recordAnswer(answers: AnswerCounts, human: number): void {
  let total = 0;
  for (const memory of answers) {
    const share = posteriorMean(memory);
    memory.weight *= share ** human * (1 - share) ** (1 - human);
    total += memory.weight;
  }
  for (const [index, memory] of answers.entries()) {
    const keep = 1 - 1 / MEMORIES[index]!;
    memory.weight = (1 - SWITCHING) * (memory.weight / total) + SWITCHING / MEMORIES.length;
    memory.calls = memory.calls * keep + 1;
    memory.humans = memory.humans * keep + human;
  }
}

/** Returns the estimated answer share: the weighted mean of the memories' posterior means. */
export function answerShare(answers: AnswerCounts): number {
  return answers.reduce((sum, memory) => sum + memory.weight * posteriorMean(memory), 0);
}

/**
 * Returns the highest answer share that any memory estimates. If answers come in clumps, the estimate is low just
 * before many people answer. A pacer that expects too few answers then starts too many calls.
 */
export const answerShareMax = (answers: AnswerCounts): number => Math.max(...answers.map(posteriorMean));

/** Returns the counts of the longest memory. */
export const observedAnswers = (answers: AnswerCounts): { calls: number; humans: number } => answers.at(-1)!;
