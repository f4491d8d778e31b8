/**
 * How many numbers a pool needs. Visitors come by chance and each holds a number for a while, so the numbers are the servers
 * of Erlang's loss model, and a visitor who finds none free sees the shared one. Only the mean of the holding times matters.
 */

/** Visitors that may find every number taken. */
export const OVERFLOW_TARGET = 0.01;

/** No pool is advised to be larger; so much traffic wants several pools. */
export const POOL_SIZE_MAX = 10_000;

/**
 * The share of visitors who find all numbers taken.
 *
 * @param erlangs visitors an hour times the hours each holds a number
 */
export function overflowShare(erlangs: number, numbers: number): number {
  let share = 1;
  for (let n = 1; n <= numbers; n++) share = (erlangs * share) / (n + erlangs * share);
  return share;
}

/** The fewest numbers with which at most `target` of the visitors find none; at least one. */
export function recommendedPoolSize(erlangs: number, target = OVERFLOW_TARGET): number {
  let share = 1;
  for (let n = 1; n < POOL_SIZE_MAX; n++) {
    share = (erlangs * share) / (n + erlangs * share);
    if (share <= target) return n;
  }
  return POOL_SIZE_MAX;
}
