/** Ringing that a person is owed before we may give a call up (16 CFR 310.4(b)(4)(ii)). */
export const RING_SECONDS_MIN = 15;

/**
 * A person who picked up and got no agent within this time was abandoned, whether we hung up or they did
 * (16 CFR 310.4(b)(4)(i)).
 */
export const ABANDON_AFTER_MS = 2_000;
