/** Public holidays on which the law of a country forbids sales calls. */
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { isUsHoliday } from './us-holidays.ts';
import { DAY_MS } from '../values/local-time.ts';

type Library = typeof Holidays;

let library: Library | undefined;

/** Loads the library at the first use, because loading takes 0.3 s and most lists have American numbers only. */
function holidayLibrary(): Library {
  library ??= createRequire(import.meta.url)('date-holidays') as Library;
  return library;
}

/** The holidays of one country in one year, as days since 1970-01-01. The key is `country year`. */
const holidays = new Map<string, ReadonlySet<number>>();

/**
 * Returns whether a day is a public holiday in the whole country.
 *
 * @param country ISO 3166-1 alpha-2 code
 * @param localDay days from 1970-01-01 to the calendar day, without a time zone
 */
export function isHoliday(country: string, localDay: number): boolean {
  if (country === 'US') return isUsHoliday(localDay);
  const year = new Date(localDay * DAY_MS).getUTCFullYear();
  const key = `${country} ${year}`;
  let days = holidays.get(key);
  if (!days) {
    days = holidaysOf(country, year);
    holidays.set(key, days);
  }
  return days.has(localDay);
}

function holidaysOf(country: string, year: number): ReadonlySet<number> {
  const calendar = new (holidayLibrary())(country, { types: ['public'] });
  // The dates are local, such as `2026-04-06 00:00:00`.
  const dates = calendar.getHolidays(year).map(({ date }) => date.slice(0, 'YYYY-MM-DD'.length));
  return new Set(dates.map((date) => Date.parse(`${date}T00:00:00Z`) / DAY_MS));
}
