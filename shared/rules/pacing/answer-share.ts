/**
 * The share of started calls that a human answers. A call that we cancelled counts with its probability of having become
 * human, because leaving it out would bias the share exactly when many are cancelled.
 *
 * Several discounted Beta posteriors, each with a memory of its own, are averaged by how well each has been predicting: a
 * steady list is known best by a long memory (10 agents, 30 % answers: 0.2 points of talk time more than by one of 150 calls),
 * while one that swings by ±50 % in two hours needs a short one (0.7 points more than by one of 400). Weights follow the
 * fixed-share rule of Herbster and Warmuth, "Tracking the best expert" (1998), so that a change of mind stays possible.
 */

/** Effective numbers of calls remembered; older ones fade. */
const MEMORIES = [60, 300, 3000];
/** Chance that from one call to the next another memory is the right one; .002 to .01 do as well. */
const SWITCHING = 0.005;
/** More answers than most lists give, so that a cold start is careful. */
const PRIOR_CALLS = 4;
const PRIOR_HUMANS = 2;

/** One posterior and its weight in the average; weights sum to 1. */
export type AnswerMemory = { calls: number; humans: number; weight: number };
/** By length of memory, the longest last. */
export type AnswerCounts = AnswerMemory[];

export const ANSWER_MEMORIES = MEMORIES.length;

export const emptyAnswers = (): AnswerCounts => answersOf(0, 0);

/** As if so many of so many calls had been answered, with no opinion on which memory suits the list. */
export function answersOf(calls: number, humans: number): AnswerCounts {
  return MEMORIES.map((memory) => {
    const kept = Math.min(1, memory / Math.max(1, calls));
    return { calls: calls * kept, humans: humans * kept, weight: 1 / MEMORIES.length };
  });
}

const shareIn = ({ calls, humans }: AnswerMemory) => (humans + PRIOR_HUMANS) / (calls + PRIOR_CALLS);

/** @param human 1 for a human, 0 for anything else, in between for a cancelled call. */
export function learnAnswer(answers: AnswerCounts, human: number): void {
  let total = 0;
  for (const memory of answers) {
    const share = shareIn(memory);
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

export function answerShare(answers: AnswerCounts): number {
  return answers.reduce((sum, memory) => sum + memory.weight * shareIn(memory), 0);
}

/**
 * The highest share that any memory knows of. A list whose answers come in clumps seems poor just before a rich stretch, and
 * whoever expects too few answers then starts too many calls.
 */
export const answerShareAtMost = (answers: AnswerCounts): number => Math.max(...answers.map(shareIn));

/** What the longest memory holds. */
export const answersSeen = (answers: AnswerCounts): { calls: number; humans: number } => answers.at(-1)!;
