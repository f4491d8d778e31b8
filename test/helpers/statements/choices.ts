/**
 * Conditions in the source code change the text of a statement. A choice is such a condition, and the results of the
 * condition are the branches of the choice. Each run takes one branch at every choice.
 */

type Choice = { key: string; index: number; count: number };

export class Choices {
  readonly branches: Choice[] = [];
  private readonly presets: ReadonlyMap<string, number>;
  private readonly takesLast: boolean;

  constructor(presets: ReadonlyMap<string, number> = new Map(), takesLast = false) {
    this.presets = presets;
    this.takesLast = takesLast;
  }

  /** Returns the index of the branch to take at a choice. Within one run, the same key always gets the same branch. */
  take(key: string, count: number): number {
    const before = this.branches.find((choice) => choice.key === key);
    if (before) return before.index;
    const index = this.presets.get(key) ?? (this.takesLast ? count - 1 : 0);
    this.branches.push({ key, index, count });
    return index;
  }
}

/**
 * Runs `read` several times, until every branch was taken at least once. Not all combinations of branches are tried,
 * because ten optional conditions have about a thousand combinations. The first run takes all first branches, and the
 * second run takes all last branches. Each later run takes one more branch that was not taken before.
 */
export function eachBranch<T>(read: (choices: Choices) => T): T[] {
  const results: T[] = [];
  const coveredBranches = new Set<string>();
  const queue = [new Choices()];
  for (let choices = queue.shift(); choices; choices = queue.shift()) {
    results.push(read(choices));
    if (results.length === 1 && choices.branches.length > 0) queue.push(new Choices(new Map(), true));
    for (const { key, index } of choices.branches) coveredBranches.add(`${key} ${index}`);
    for (const [position, { key, count }] of choices.branches.entries())
      for (let index = 0; index < count; index++) {
        if (coveredBranches.has(`${key} ${index}`)) continue;
        coveredBranches.add(`${key} ${index}`);
        const before = choices.branches.slice(0, position).map((choice) => [choice.key, choice.index] as const);
        queue.push(new Choices(new Map([...before, [key, index]])));
      }
  }
  return results;
}
