/** Hours of operation of a target or a buyer: days and times in its own time zone. */
import { openIntervals, weekdayOf } from './local-time.ts';

export type OpeningHours = {
  /** Weekdays with calls; Sunday is 0. */
  days: number[];
  /** Time of day, such as `09:00`. */
  start: string;
  /**
   * The end of the hours (excluded). If `end` is not after `start`, the hours end on the next day: 22:00–06:00 is a
   * night shift, 00:00–00:00 is the whole day.
   */
  end: string;
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

const timeOfDayMs = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * HOUR_MS + minutes * MINUTE_MS;
};

/** Whether calls are accepted at a moment. Without hours, calls are always accepted. */
export function isOpenAt(hours: OpeningHours | null, zone: string, atMs: number): boolean {
  if (hours === null) return true;
  const start = timeOfDayMs(hours.start);
  const end = timeOfDayMs(hours.end);
  const opens = (localDay: number) => hours.days.includes(weekdayOf(localDay));
  const stretchesOf = (localDay: number): [number, number][] => {
    if (end > start) return opens(localDay) ? [[start, end]] : [];
    return [
      ...(opens(localDay - 1) && end > 0 ? [[0, end] as [number, number]] : []),
      ...(opens(localDay) ? [[start, DAY_MS] as [number, number]] : []),
    ];
  };
  const nowMs = Math.floor(atMs);
  return openIntervals(zone, stretchesOf, nowMs, nowMs + 1).length > 0;
}
