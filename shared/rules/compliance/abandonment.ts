/** Seconds that a person's phone must ring before the dialer may hang up (16 CFR 310.4(b)(4)(ii)). */
export const RING_SECONDS_MIN = 15;

/**
 * Milliseconds of product time from the end of the person's greeting (from the answer if the end is unknown). If agent
 * and person are not connected within this time, the call counts as abandoned, whether the dialer or the person hung up
 * (16 CFR 310.4(b)(4)(i)).
 */
export const ABANDON_AFTER_MS = 2_000;

/** Whether agent and person were connected so late that the call counts as abandoned, although they talked. */
export function isConnectedLate({ connectDelayMs }: { connectDelayMs: number | null }): boolean {
  return connectDelayMs !== null && connectDelayMs > ABANDON_AFTER_MS;
}
