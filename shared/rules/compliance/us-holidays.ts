/**
 * Federal legal holidays (5 U.S.C. 6103). All states that forbid calls on holidays keep the federal holidays. A holiday
 * with a fixed date that falls on a weekend is observed on a Friday or Monday. The date and the observed day both count
 * as holidays, because the laws of the states differ on which day is meant.
 *
 * The holidays are computed without a library, because the law changes less than once in a decade, and libraries list
 * bank or school holidays as well.
 */
const DAY_MS = 86_400_000;

/**
 * Holidays with a fixed date, as `MM-DD`. If the date falls on a weekend, the holiday is observed on the Friday before
 * or on the Monday after.
 */
const FIXED_DATES = new Set(['01-01', '06-19', '07-04', '11-11', '12-25']);

/**
 * Holidays without a fixed date: month (January is 0), weekday (Sunday is 0), and which of these weekdays in the month
 * (1 is the first, 5 is the last).
 */
const FLOATING: readonly (readonly [month: number, weekday: number, nth: number])[] = [
  [0, 1, 3], // Birthday of Martin Luther King, Jr.
  [1, 1, 3], // Washington's Birthday
  [4, 1, 5], // Memorial Day
  [8, 1, 1], // Labor Day
  [9, 1, 2], // Columbus Day
  [10, 4, 4], // Thanksgiving Day
];
const LAST = 5;

const MONDAY = 1;
const FRIDAY = 5;

const isFixedDate = (localDay: number) => FIXED_DATES.has(new Date(localDay * DAY_MS).toISOString().slice(5, 10));

/**
 * Returns whether calls to states that keep federal holidays are forbidden on a day.
 *
 * @param localDay days from 1970-01-01 to the calendar day, without a time zone
 */
export function isUsHoliday(localDay: number): boolean {
  const date = new Date(localDay * DAY_MS);
  const weekday = date.getUTCDay();
  if (isFixedDate(localDay)) return true;
  if (weekday === FRIDAY && isFixedDate(localDay + 1)) return true;
  if (weekday === MONDAY && isFixedDate(localDay - 1)) return true;
  const nth = Math.ceil(date.getUTCDate() / 7);
  const isLast = new Date((localDay + 7) * DAY_MS).getUTCMonth() !== date.getUTCMonth();
  return FLOATING.some(
    ([month, day, wanted]) =>
      date.getUTCMonth() === month && weekday === day && (wanted === LAST ? isLast : nth === wanted),
  );
}
