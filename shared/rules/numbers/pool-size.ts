/**
 * How many numbers a pool needs. Visitors arrive at random, and each occupies a number for a while, so the numbers are the
 * servers of the Erlang B loss formula. A visitor who finds no free number (overflow) sees a shared one. The formula depends
 * only on the mean of the holding times, not on their distribution.
 */

/** Largest share of visitors that may overflow. */
export const OVERFLOW_TARGET = 0.01;

/** Largest recommended size. More traffic should be split over several pools. */
export const POOL_SIZE_MAX = 10_000;

/**
 * The share of visitors that overflow, by the recursion of Erlang B.
 *
 * @param erlangs visitors per hour × hours that each occupies a number
 */
export function overflowShare(erlangs: number, numbers: number): number {
  let share = 1;
  for (let n = 1; n <= numbers; n++) share = (erlangs * share) / (n + erlangs * share);
  return share;
}

/** The smallest size, at least 1, at which at most `target` of the visitors overflow; never more than {@link POOL_SIZE_MAX}. */
export function recommendedPoolSize(erlangs: number, target = OVERFLOW_TARGET): number {
  let share = 1;
  for (let n = 1; n < POOL_SIZE_MAX; n++) {
    share = (erlangs * share) / (n + erlangs * share);
    if (share <= target) return n;
  }
  return POOL_SIZE_MAX;
}
