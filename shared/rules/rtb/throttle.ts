/**
 * How much of its traffic a failing bidder still gets. There is no circuit breaker that opens and closes: the traffic falls
 * with the share of failures, but never to zero, so a bidder that recovers gets its traffic back by itself.
 */
export type BidderHealth = { errorShare: number; seen: number };

export const UNKNOWN_HEALTH: BidderHealth = { errorShare: 0, seen: 0 };

/** Weight of one request in the share of failures: about the last fifty requests count. */
const REQUEST_WEIGHT = 0.04;
/** Fewer requests of a new bidder prove nothing. */
const SEEN_MIN = 10;
/** Up to this share of failures, a bidder is only slow at times. */
const ERROR_SHARE_TOLERATED = 0.2;
/** The remaining tenth shows when the bidder works again. */
const SKIP_SHARE_MAX = 0.9;

export function updateHealth({ errorShare, seen }: BidderHealth, failed: boolean): BidderHealth {
  return {
    errorShare: errorShare + ((failed ? 1 : 0) - errorShare) * REQUEST_WEIGHT,
    seen: Math.min(seen + 1, SEEN_MIN),
  };
}

/** The share of requests to skip: 0 up to 20 % failures, then rising linearly to 0.9 when all requests fail. */
export function skipShare({ errorShare, seen }: BidderHealth): number {
  if (seen < SEEN_MIN) return 0;
  const above = (errorShare - ERROR_SHARE_TOLERATED) / (1 - ERROR_SHARE_TOLERATED);
  return Math.min(SKIP_SHARE_MAX, Math.max(0, above * SKIP_SHARE_MAX));
}
