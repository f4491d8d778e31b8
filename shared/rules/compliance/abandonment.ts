/** Seconds that a person's phone must ring before the dialer may hang up (16 CFR 310.4(b)(4)(ii)). */
export const RING_SECONDS_MIN = 15;

/**
 * Milliseconds of product time. If a person answered and got no agent within this time, the call counts as abandoned,
 * whether the dialer or the person hung up (16 CFR 310.4(b)(4)(i)).
 */
export const ABANDON_AFTER_MS = 2_000;
