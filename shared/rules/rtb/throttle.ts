/**
 * Decides what share of the requests a failing bidder still gets. The share falls as the share of failures grows, but
 * never to zero. So a bidder that works again gets all requests again without any action by a user. (A circuit breaker,
 * in contrast, would stop all requests for a time.)
 */
export type BidderHealth = { errorShare: number; seen: number };

export const UNKNOWN_HEALTH: BidderHealth = { errorShare: 0, seen: 0 };

/** Weight of one request in the share of failures. About the last fifty requests count. */
const REQUEST_WEIGHT = 0.04;
/** A bidder that has received fewer requests than this still gets all requests. A few requests prove nothing. */
const SEEN_MIN = 10;
/** Up to this share of failures, no request is skipped. Such a bidder is only slow at times. */
const ERROR_SHARE_TOLERATED = 0.2;
/** The largest share of requests to skip. The remaining tenth shows when the bidder works again. */
const SKIP_SHARE_MAX = 0.9;

export function updateHealth({ errorShare, seen }: BidderHealth, failed: boolean): BidderHealth {
  return {
    errorShare: errorShare + ((failed ? 1 : 0) - errorShare) * REQUEST_WEIGHT,
    seen: Math.min(seen + 1, SEEN_MIN),
  };
}

/**
 * Returns the share of requests to skip. The share is 0 up to 20 % failures, and then rises linearly to 0.9 at 100 %
 * failures.
 */
export function skipShare({ errorShare, seen }: BidderHealth): number {
  if (seen < SEEN_MIN) return 0;
  const above = (errorShare - ERROR_SHARE_TOLERATED) / (1 - ERROR_SHARE_TOLERATED);
  return Math.min(SKIP_SHARE_MAX, Math.max(0, above * SKIP_SHARE_MAX));
}
