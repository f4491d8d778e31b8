const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The carrier rates a call some seconds after its end, and a recording is ready about then. */
export const FIRST_POLL_MS = 10 * SECOND;

/** Pauses between looks at something the carrier does in its own time: soon at first, then ever more rarely for a day. */
const pausesMs = [FIRST_POLL_MS, 20 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 17 * HOUR];

/** Product ms until look number `poll` (from 1); undefined when it is time to give up. */
export function pollDelayMs(poll: number): number | undefined {
  return pausesMs[poll - 1];
}
