/**
 * Windows of local time as stretches of absolute time, exact across daylight-saving changes.
 *
 * Luxon supplies the offset of a zone at an instant; its `DateTime` arithmetic is not used, because a window on a day
 * that skips or repeats an hour is not one start and one length. Instead the days are cut where the offset changes, and
 * within each piece local time runs evenly.
 */
import { IANAZone } from 'luxon';

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** `[start, end)` in ms: of Unix time, or of the local day. */
export type Stretch = readonly [startMs: number, endMs: number];

/**
 * Whether `name` is an IANA zone. Bare offsets (`+02:00`), which Intl also takes, are not: they know no summer time. Nor are
 * abbreviations (`CET`, `IST`): Postgres takes them for fixed offsets, some for those of other places than Intl does.
 */
export const isZone = (name: string): boolean => /^(?:UTC|GMT|[A-Z]+\/.+)$/i.test(name) && IANAZone.isValidZone(name);

/** Open stretches of one calendar day; `localDay` counts from 1970-01-01 without regard to any zone. */
export type DayHours = (localDay: number) => readonly Stretch[];

/** 1970-01-01 was a Thursday. Sunday is 0. */
export const weekdayOf = (localDay: number): number => (((localDay + 4) % 7) + 7) % 7;

/**
 * Every stretch of `[fromMs, toMs)` in which the zone's clocks show an open hour: an hour the clocks skip is never
 * open, an hour they repeat is open both times. Sorted; stretches that touch are one.
 */
export function openStretches(zone: string, hours: DayHours, fromMs: number, toMs: number): Stretch[] {
  const open: Stretch[] = [];
  for (const { startMs, endMs, offsetMs } of evenPieces(IANAZone.create(zone), fromMs, toMs)) {
    const lastDay = Math.floor((endMs - 1 + offsetMs) / DAY_MS);
    for (let day = Math.floor((startMs + offsetMs) / DAY_MS); day <= lastDay; day += 1)
      for (const [start, end] of hours(day)) {
        const midnightMs = day * DAY_MS - offsetMs;
        append(open, Math.max(startMs, midnightMs + start), Math.min(endMs, midnightMs + end));
      }
  }
  return open;
}

/** The time both lists hold open. */
export function intersect(a: readonly Stretch[], b: readonly Stretch[]): Stretch[] {
  const both: Stretch[] = [];
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x && y; x = a[i], y = b[j]) {
    append(both, Math.max(x[0], y[0]), Math.min(x[1], y[1]));
    if (x[1] < y[1]) i += 1;
    else j += 1;
  }
  return both;
}

function append(stretches: Stretch[], startMs: number, endMs: number): void {
  if (startMs >= endMs) return;
  const last = stretches.at(-1);
  if (last && last[1] === startMs) stretches[stretches.length - 1] = [last[0], endMs];
  else stretches.push([startMs, endMs]);
}

type Piece = { startMs: number; endMs: number; offsetMs: number };

/** Cuts `[fromMs, toMs)` where the zone's offset changes. No zone changes twice within a day. */
function evenPieces(zone: IANAZone, fromMs: number, toMs: number): Piece[] {
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

/** The first ms of `(lowMs, highMs]` from which `holds` is true, given that it turns true once and is true at `highMs`. */
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
