/**
 * Federal legal holidays (5 U.S.C. 6103), which the states that forbid calls on holidays all keep. Both the day itself
 * and the weekday it is observed on count: the states differ in which of the two they mean.
 */
const DAY_MS = 86_400_000;

/** `MM-DD` of the holidays that move to Friday or Monday when they fall on a weekend. */
const FIXED = new Set(['01-01', '06-19', '07-04', '11-11', '12-25']);

/** Month (January 0), weekday (Sunday 0), which one of the month (5: the last). */
const FLOATING: readonly (readonly [month: number, weekday: number, nth: number])[] = [
  [0, 1, 3], // Birthday of Martin Luther King, Jr.
  [1, 1, 3], // Washington's Birthday
  [4, 1, 5], // Memorial Day
  [8, 1, 1], // Labor Day
  [9, 1, 2], // Columbus Day
  [10, 4, 4], // Thanksgiving Day
];
const LAST = 5;

const isFixed = (localDay: number) => FIXED.has(new Date(localDay * DAY_MS).toISOString().slice(5, 10));

/** @param localDay calendar day, counted from 1970-01-01 without regard to any zone. */
export function isUsHoliday(localDay: number): boolean {
  const date = new Date(localDay * DAY_MS);
  const weekday = date.getUTCDay();
  if (isFixed(localDay)) return true;
  if (weekday === 5 && isFixed(localDay + 1)) return true;
  if (weekday === 1 && isFixed(localDay - 1)) return true;
  const nth = Math.ceil(date.getUTCDate() / 7);
  const isLast = new Date((localDay + 7) * DAY_MS).getUTCMonth() !== date.getUTCMonth();
  return FLOATING.some(
    ([month, day, wanted]) =>
      date.getUTCMonth() === month && weekday === day && (wanted === LAST ? isLast : nth === wanted),
  );
}
