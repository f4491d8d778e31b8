/**
 * Calculates how many phone numbers a number pool needs. Visitors arrive at random, and each visitor occupies a phone
 * number for a while. The Erlang B formula gives the share of visitors who find no free phone number (overflow). Such a
 * visitor sees a shared phone number. The formula depends only on the mean of the occupied times, not on their
 * distribution.
 */

/** Largest share of visitors who may find no free phone number (overflow). */
export const OVERFLOW_TARGET = 0.01;

/** Largest recommended number of phone numbers in a number pool. More traffic should be split over several pools. */
export const POOL_SIZE_MAX = 10_000;

/**
 * Returns the share of visitors who find no free phone number, by the recursion of Erlang B.
 *
 * @param erlangs visitors per hour × hours that each visitor occupies a phone number
 */
export function overflowShare(erlangs: number, numbers: number): number {
  let share = 1;
  for (let n = 1; n <= numbers; n++) share = (erlangs * share) / (n + erlangs * share);
  return share;
}

/**
 * Returns the smallest number of phone numbers, at least 1, at which at most `target` of the visitors find no free
 * phone number. The result is never more than {@link POOL_SIZE_MAX}.
 */
export function recommendedPoolSize(erlangs: number, target = OVERFLOW_TARGET): number {
  let share = 1;
  for (let n = 1; n < POOL_SIZE_MAX; n++) {
    share = (erlangs * share) / (n + erlangs * share);
    if (share <= target) return n;
  }
  return POOL_SIZE_MAX;
}

/** Number of days of traffic on which the pool's statistics and the recommended size are based. */
export const POOL_SIZE_TRAFFIC_DAYS = 7;
