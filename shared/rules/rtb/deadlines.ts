/** How long an auction, its bids and its winner may take, while the caller waits. */

/**
 * Longest wait until a worker starts the auction. A running worker starts it within milliseconds; without workers, the caller
 * must not wait for a whole auction.
 */
export const START_WITHIN_MS = 1_000;

/** Time that a worker keeps, before the auction's deadline, to claim the award and to send the result. */
export const DECISION_MS = 40;

/** Time that the webhook waits for the result after the auction's deadline. */
export const RESULT_MARGIN_MS = 250;

/** How long the winner's phone rings. Agents of bidders answer at once or not at all, and the next bid expires meanwhile. */
export const BIDDER_RING_SECONDS = 20;

/** A bid must be valid at least this long, so that the winner's phone has time to ring. */
export const BID_EXPIRY_SECONDS_MIN = 10;

/** How long a bid is valid when it does not say so. */
export const BID_EXPIRY_SECONDS_DEFAULT = 60;

export const BID_EXPIRY_SECONDS_MAX = 3_600;

/**
 * Until when a bid may be dialled, in product time: {@link BID_EXPIRY_SECONDS_MIN} before it expires.
 *
 * @param receivedAtMs when the bid arrived, in product time
 */
export function dialableUntil(receivedAtMs: number, expirySeconds: number): Date {
  return new Date(receivedAtMs + (expirySeconds - BID_EXPIRY_SECONDS_MIN) * 1_000);
}
