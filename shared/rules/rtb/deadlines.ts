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

/**
 * Longest time for the confirmations of one call, all bidders together, in milliseconds. The caller hears nothing, and
 * the carrier waits at most 15 seconds for an auction of up to 10 seconds and its confirmations.
 */
export const CONFIRMATIONS_MS_MAX = 3_000;

/** The winner is dialled within a second of the decision, so its bid must be valid for at least this many seconds. */
export const BID_EXPIRY_SECONDS_MIN = 2;

/** The bid of a runner-up must be valid for this many seconds, so that its phone has time to ring. */
const RUNNER_UP_SECONDS_MIN = 10;

/** Seconds that a bid is valid if the bid names no time. */
export const BID_EXPIRY_SECONDS_DEFAULT = 60;

export const BID_EXPIRY_SECONDS_MAX = 3_600;

/** Whether a bid is still valid long enough for its bidder to win. Both times are in product time. */
export const isUnexpired = (receivedAtMs: number, expirySeconds: number, nowMs: number): boolean =>
  nowMs <= receivedAtMs + (expirySeconds - BID_EXPIRY_SECONDS_MIN) * 1_000;

/**
 * Returns until when the bid of a runner-up may be dialled, in product time (the product's clock). The time is {@link
 * RUNNER_UP_SECONDS_MIN} seconds before the bid expires.
 *
 * @param receivedAtMs when the bid arrived, in milliseconds of product time
 */
export function dialableUntil(receivedAtMs: number, expirySeconds: number): Date {
  return new Date(receivedAtMs + (expirySeconds - RUNNER_UP_SECONDS_MIN) * 1_000);
}

/** A bidder has its full time if it gets at least this share of it. */
const FULL_TIME_SHARE = 0.9;
/** A timer that fires this much later than planned shows that our own process was busy. Milliseconds. */
const BUSY_MS = 100;

/**
 * Whether a timeout is the fault of the bidder. It is our own fault if the auction started late, or if our process was
 * too busy to read a reply.
 *
 * @param entitledMs the time that the bidder has in an auction that starts in time
 * @param givenMs the time that the bidder had
 * @param elapsedMs the time until our process noticed the timeout
 */
export const isBidderLate = (entitledMs: number, givenMs: number, elapsedMs: number): boolean =>
  givenMs >= FULL_TIME_SHARE * entitledMs && elapsedMs <= givenMs + BUSY_MS;
