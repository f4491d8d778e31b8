/** When a target takes calls: on these days, between these times, on its own clocks. */
import { openStretches, weekdayOf } from '../values/local-time.ts';

export type TargetHours = {
  /** Sunday is 0. */
  days: number[];
  /** `09:00`. */
  start: string;
  /** Not included. Before or at `start`: on the next day, so 22:00–06:00 is a night shift and 00:00–00:00 all day. */
  end: string;
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;

const ofDay = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * HOUR_MS + minutes * MINUTE_MS;
};

/** Without hours a target is always open. */
export function isOpenAt(hours: TargetHours | null, zone: string, atMs: number): boolean {
  if (hours === null) return true;
  const start = ofDay(hours.start);
  const end = ofDay(hours.end);
  const opens = (localDay: number) => hours.days.includes(weekdayOf(localDay));
  const stretchesOf = (localDay: number): [number, number][] => {
    if (end > start) return opens(localDay) ? [[start, end]] : [];
    return [
      ...(opens(localDay - 1) && end > 0 ? [[0, end] as [number, number]] : []),
      ...(opens(localDay) ? [[start, DAY_MS] as [number, number]] : []),
    ];
  };
  const nowMs = Math.floor(atMs);
  return openStretches(zone, stretchesOf, nowMs, nowMs + 1).length > 0;
}
