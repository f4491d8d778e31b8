/** Time limits of an auction, its bids and the call to the winner. The caller waits during all of these times. */

/**
 * Longest wait until a worker starts the auction, in milliseconds. A running worker starts the auction within
 * milliseconds. If no worker runs, the caller must not wait for a whole auction.
 */
export const START_WITHIN_MS = 1_000;

/**
 * A worker stops waiting for bids this many milliseconds before the auction's deadline. In the rest of the time, the
 * worker claims the award and sends the result.
 */
export const DECISION_MS = 40;

/** Milliseconds that the carrier's webhook waits for the auction's result after the auction's deadline. */
export const RESULT_MARGIN_MS = 250;

/**
 * Seconds that the winner's phone rings. Agents of bidders answer at once or not at all, and the next bid may expire
 * while the phone rings.
 */
export const BIDDER_RING_SECONDS = 20;

/** A bid must be valid for at least this many seconds, so that the winner's phone has time to ring. */
export const BID_EXPIRY_SECONDS_MIN = 10;

/** Seconds that a bid is valid if the bid names no time. */
export const BID_EXPIRY_SECONDS_DEFAULT = 60;

export const BID_EXPIRY_SECONDS_MAX = 3_600;

/**
 * Returns until when a bid may be dialled, in product time (the product's clock). The time is {@link
 * BID_EXPIRY_SECONDS_MIN} seconds before the bid expires.
 *
 * @param receivedAtMs when the bid arrived, in milliseconds of product time
 */
export function dialableUntil(receivedAtMs: number, expirySeconds: number): Date {
  return new Date(receivedAtMs + (expirySeconds - BID_EXPIRY_SECONDS_MIN) * 1_000);
}
