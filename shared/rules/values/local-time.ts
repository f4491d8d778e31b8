/**
 * Converts daily hours in local time to intervals of Unix time, exact across daylight-saving changes.
 *
 * The code is hand-written because no library does the conversion. With Luxon's `DateTime`, daily hours have one start
 * and one length, which is wrong on a day that skips or repeats an hour. The code here splits time where the time
 * zone's offset changes. Between two changes local time runs evenly. Luxon supplies the offsets.
 */
import { IANAZone } from 'luxon';

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The interval `[start, end)` in milliseconds of Unix time, or in milliseconds of a local day. */
export type Interval = readonly [startMs: number, endMs: number];

/**
 * Whether `name` is an IANA time zone. Intl also accepts offsets (`+02:00`) and abbreviations (`CET`, `IST`), but this
 * function does not. Offsets have no daylight-saving time. Postgres reads abbreviations as fixed offsets, and some
 * abbreviations as the offset of another place.
 */
export const isTimeZone = (name: string): boolean =>
  /^(?:UTC|GMT|[A-Z]+\/.+)$/i.test(name) && IANAZone.isValidZone(name);

/**
 * Returns the open intervals of one calendar day. `localDay` is the number of days from 1970-01-01, without a time
 * zone.
 */
export type DayHours = (localDay: number) => readonly Interval[];

/** Returns the weekday of a calendar day; Sunday is 0. (1970-01-01 was a Thursday.) */
export const weekdayOf = (localDay: number): number => (((localDay + 4) % 7) + 7) % 7;

/**
 * Returns every interval within `[fromMs, toMs)` in which the time zone's local time is an open hour. An hour that the
 * clocks skip is never open. An hour that the clocks repeat is open both times. The intervals are sorted, and adjacent
 * intervals are merged.
 */
export function openIntervals(zone: string, hours: DayHours, fromMs: number, toMs: number): Interval[] {
  const open: Interval[] = [];
  for (const { startMs, endMs, offsetMs } of splitAtOffsetChanges(IANAZone.create(zone), fromMs, toMs)) {
    const lastDay = Math.floor((endMs - 1 + offsetMs) / DAY_MS);
    for (let day = Math.floor((startMs + offsetMs) / DAY_MS); day <= lastDay; day += 1)
      for (const [start, end] of hours(day)) {
        const midnightMs = day * DAY_MS - offsetMs;
        appendInterval(open, Math.max(startMs, midnightMs + start), Math.min(endMs, midnightMs + end));
      }
  }
  return open;
}

/** Returns the intervals that lie in both sorted lists of intervals. */
export function intersectIntervals(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const both: Interval[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x && y; x = a[i], y = b[j]) {
    appendInterval(both, Math.max(x[0], y[0]), Math.min(x[1], y[1]));
    if (x[1] < y[1]) i += 1;
    else j += 1;
  }
  return both;
}

function appendInterval(intervals: Interval[], startMs: number, endMs: number): void {
  if (startMs >= endMs) return;
  const last = intervals.at(-1);
  if (last && last[1] === startMs) intervals[intervals.length - 1] = [last[0], endMs];
  else intervals.push([startMs, endMs]);
}

type Piece = { startMs: number; endMs: number; offsetMs: number };

/** Splits `[fromMs, toMs)` where the time zone's offset changes. No time zone changes its offset twice within a day. */
function splitAtOffsetChanges(zone: IANAZone, fromMs: number, toMs: number): Piece[] {
  const offsetAt = (ms: number) => zone.offset(ms) * MINUTE_MS;
  const pieces: Piece[] = [];
  let piece: Piece = { startMs: fromMs, endMs: toMs, offsetMs: offsetAt(fromMs) };
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    const nextMs = Math.min(dayMs + DAY_MS, toMs);
    const offsetMs = offsetAt(nextMs);
    if (offsetMs === piece.offsetMs) continue;
    const changeMs = firstAt(dayMs, nextMs, (ms) => offsetAt(ms) === offsetMs);
    pieces.push({ ...piece, endMs: changeMs });
    piece = { startMs: changeMs, endMs: toMs, offsetMs };
  }
  pieces.push(piece);
  return pieces;
}

/**
 * Returns the first millisecond of `(lowMs, highMs]` at which `holds` is true, by bisection. `holds` must change from
 * false to true only once, and must be true at `highMs`.
 */
function firstAt(lowMs: number, highMs: number, holds: (ms: number) => boolean): number {
  let low = lowMs;
  let high = highMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
