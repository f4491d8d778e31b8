/** Times in the zone of another person. A wall time is what a clock on a wall there shows, such as `2026-01-20T15:30`. */
import { serverNow } from './clock.ts';

/** Returns the wall time of a zone, to the minute. */
export const wallTime = (at: number, timeZone: string): string =>
  new Date(at).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T').slice(0, 16);

const offsetMs = (at: number, timeZone: string): number =>
  Date.parse(`${wallTime(at, timeZone)}Z`) - Math.floor(at / 60_000) * 60_000;

/**
 * Returns the moment of a wall time. A wall time that a clock change skips is moved by the length of the change.
 *
 * @returns milliseconds since 1970; NaN if the text is no time
 */
export function momentOf(wall: string, timeZone: string): number {
  const asUtc = Date.parse(`${wall}Z`);
  if (Number.isNaN(asUtc)) return asUtc;
  // The offset at the result decides. The first guess can be on the other side of a clock change.
  return asUtc - offsetMs(asUtc - offsetMs(asUtc, timeZone), timeZone);
}

/** A day without its year is a day of the coming months. */
const YEAR_HIDDEN_MS = 300 * 86_400_000;

/** Formats a moment with its day in a zone, such as `Tue, Jan 20, 03:30 PM`. */
export const zoneTime = (at: number | string, timeZone: string): string =>
  new Date(at).toLocaleString(undefined, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(Math.abs(new Date(at).getTime() - serverNow()) > YEAR_HIDDEN_MS && { year: 'numeric' }),
  });

/** Returns the name of the place in a zone, such as `Los Angeles`. */
export const zonePlace = (timeZone: string): string => timeZone.split('/').at(-1)!.replaceAll('_', ' ');
