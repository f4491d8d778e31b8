/**
 * The answer share: the share of started calls that a human answers. A call that we cancelled counts with the probability
 * that a human would have answered it, because leaving out cancelled calls would bias the share exactly when many calls
 * are cancelled.
 *
 * The estimate averages several discounted Beta posteriors with memories of different length, weighted by how well each
 * has predicted. A steady list is estimated best with a long memory (10 agents, 30 % answers: 0.2 points of talk time more
 * than with a memory of 150 calls). A list whose share swings by ±50 % within two hours needs a short one (0.7 points more
 * than with a memory of 400). The weights follow the fixed-share rule of Herbster and Warmuth, "Tracking the best expert"
 * (1998), so that the weights can still move to another memory when the list changes.
 */

/** Effective number of calls in each memory; older calls fade. */
const MEMORIES = [60, 300, 3000];
/** Probability that another memory becomes the best one from one call to the next; .002 to .01 work equally well. */
const SWITCHING = 0.005;
/** The prior assumes more answers than most lists give, so that a cold start is careful. */
const PRIOR_CALLS = 4;
const PRIOR_HUMANS = 2;

/** One posterior and its weight in the average. The weights of all memories sum to 1. */
export type AnswerMemory = { calls: number; humans: number; weight: number };
/** Ordered by length of memory, the longest last. */
export type AnswerCounts = AnswerMemory[];

export const ANSWER_MEMORIES = MEMORIES.length;

export const emptyAnswers = (): AnswerCounts => answersFromCounts(0, 0);

/** Counts as after `humans` answers in `calls` calls, with equal weights. */
export function answersFromCounts(calls: number, humans: number): AnswerCounts {
  return MEMORIES.map((memory) => {
    const kept = Math.min(1, memory / Math.max(1, calls));
    return { calls: calls * kept, humans: humans * kept, weight: 1 / MEMORIES.length };
  });
}

const posteriorMean = ({ calls, humans }: AnswerMemory) => (humans + PRIOR_HUMANS) / (calls + PRIOR_CALLS);

/**
 * Counts one resolved call. Each weight is multiplied by the likelihood `p^h · (1 − p)^(1 − h)` that its posterior gave to
 * the result, then normalised and mixed with equal weights (fixed share).
 *
 * @param human 1 for a human, 0 for anything else, a probability for a cancelled call.
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

/** The estimate: the weighted mean of the posterior means. */
export function answerShare(answers: AnswerCounts): number {
  return answers.reduce((sum, memory) => sum + memory.weight * posteriorMean(memory), 0);
}

/**
 * The highest posterior mean of any memory. A list whose answers come in clumps looks poor just before a rich stretch, and
 * a pacer that expects too few answers then starts too many calls.
 */
export const answerShareMax = (answers: AnswerCounts): number => Math.max(...answers.map(posteriorMean));

/** The counts of the longest memory. */
export const observedAnswers = (answers: AnswerCounts): { calls: number; humans: number } => answers.at(-1)!;
