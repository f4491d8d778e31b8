/**
 * The laws that apply to a call. If the called person may be in several places, the strictest rule of all places
 * applies.
 */
import { DEFAULT_LAW, type HoursText, LAWS, type PlaceLaw } from './state-laws.ts';
import type { Region } from './number-time-zones.ts';

/** Minutes of the local day; the start is included, the end is excluded. Null if calls are forbidden all day. */
type DayWindow = readonly [startMinute: number, endMinute: number] | null;

export type LegalWindows = {
  /** The legal hours of the seven weekdays, Sunday first. */
  days: readonly DayWindow[];
  closedOnHolidays: boolean;
};

export type LawPlace = {
  region?: Region | undefined;
  /**
   * Whether the number belongs to no place, such as a toll-free number. Only the country's law applies to such a
   * number, because the number belongs to a business, and state laws protect residents.
   */
  nonGeographic?: boolean | undefined;
};

/**
 * Returns every row of `LAWS` that may apply to a call. If the state is unknown, the rows of all states of the country
 * apply. So the call is legal in whichever state the person is.
 */
function lawsOf({ region, nonGeographic }: LawPlace): readonly PlaceLaw[] {
  if (!region) return [DEFAULT_LAW];
  const country = LAWS[region.country] ?? DEFAULT_LAW;
  if (nonGeographic) return [country];
  const known = region.subdivisions;
  const codes = known.length > 0 ? known : Object.keys(LAWS).filter((code) => code.startsWith(`${region.country}-`));
  return [country, ...codes.flatMap((code) => LAWS[code] ?? [])];
}

const SUNDAY = 0;
const SATURDAY = 6;
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;

/** Returns the hours in which all laws of a place allow calls. */
export function legalWindows(place: LawPlace): LegalWindows {
  const laws = lawsOf(place);
  return {
    days: DAYS.map((weekday) => laws.map((law) => windowOn(law, weekday)).reduce(overlap)),
    closedOnHolidays: laws.some((law) => law.closedOnHolidays),
  };
}

/**
 * Returns the most calls that the law allows to one person within 24 hours; null if no law limits the number of calls.
 */
export function attemptsPer24hMax(region: Region | undefined): number | null {
  const limits = lawsOf({ region }).flatMap((law) => law.attemptsPer24hMax ?? []);
  return limits.length > 0 ? Math.min(...limits) : null;
}

/** Returns the least minutes between two calls to one person; 0 if no law requires a gap. */
export const gapMinutesMin = (region: Region | undefined): number =>
  Math.max(0, ...lawsOf({ region }).map((law) => law.gapMinutesMin ?? 0));

function windowOn(law: PlaceLaw, weekday: (typeof DAYS)[number]): DayWindow {
  const special = weekday === SUNDAY ? law.sunday : weekday === SATURDAY ? law.saturday : undefined;
  return special === 'none' ? null : minutes(special ?? law.daily);
}

function overlap(a: DayWindow, b: DayWindow): DayWindow {
  if (!a || !b) return null;
  const start = Math.max(a[0], b[0]);
  const end = Math.min(a[1], b[1]);
  return start < end ? [start, end] : null;
}

function minutes(hours: HoursText): DayWindow {
  const [startHour = 0, startMinute = 0, endHour = 0, endMinute = 0] = hours.split(/[-:]/).map(Number);
  return [startHour * 60 + startMinute, endHour * 60 + endMinute];
}
