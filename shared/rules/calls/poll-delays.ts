const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Delay of the first poll, in milliseconds of product time. A few seconds after the end of a call, the carrier has set
 * the call's price and stored the call's recording.
 */
export const FIRST_POLL_MS = 10 * SECOND;

/**
 * Delays between polls of the carrier (for a price or a recording). The delays are short at first and then longer, and
 * add up to one day.
 */
const POLL_DELAYS_MS = [
  FIRST_POLL_MS,
  20 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  6 * HOUR,
  17 * HOUR,
];

/**
 * Returns the milliseconds of product time before poll number `poll` (the first poll is 1); undefined if polling ends.
 */
export function pollDelayMs(poll: number): number | undefined {
  return POLL_DELAYS_MS[poll - 1];
}
