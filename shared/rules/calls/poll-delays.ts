const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Some seconds after the end of a call the carrier has set its price and has its recording. */
export const FIRST_POLL_MS = 10 * SECOND;

/** Delays between polls for something that the carrier does later: short at first, then longer, for a day in total. */
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

/** Product ms until poll number `poll`, counted from 1; undefined when polling ends. */
export function pollDelayMs(poll: number): number | undefined {
  return POLL_DELAYS_MS[poll - 1];
}
