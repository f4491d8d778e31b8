/**
 * How much of its traffic a failing bidder still gets. Instead of a breaker that is open or closed, the share falls with
 * the share of failures and never to nothing, so a bidder that recovers is noticed without a state of its own.
 */
export type BidderHealth = { errorShare: number; seen: number };

export const UNKNOWN_HEALTH: BidderHealth = { errorShare: 0, seen: 0 };

/** About the last fifty requests count. */
const WEIGHT_OF_ONE = 0.04;
/** One lost request of a new bidder proves nothing. */
const SEEN_MIN = 10;
/** Up to here a bidder is merely slow at times. */
const ERROR_SHARE_TOLERATED = 0.2;
/** The tenth that always flows tells when the bidder is well again. */
const SKIPPED_SHARE_MAX = 0.9;

export function observed(health: BidderHealth, failed: boolean): BidderHealth {
  return {
    errorShare: health.errorShare + ((failed ? 1 : 0) - health.errorShare) * WEIGHT_OF_ONE,
    seen: Math.min(health.seen + 1, SEEN_MIN),
  };
}

/** The share of requests to leave out: 0 up to 20 % failures, then linearly up to 0.9 when all fail. */
export function skippedShare({ errorShare, seen }: BidderHealth): number {
  if (seen < SEEN_MIN) return 0;
  const above = (errorShare - ERROR_SHARE_TOLERATED) / (1 - ERROR_SHARE_TOLERATED);
  return Math.min(SKIPPED_SHARE_MAX, Math.max(0, above * SKIPPED_SHARE_MAX));
}
