/** The law of a place as numbers: rows of the table, combined to the strictest where several places are possible. */
import { DEFAULT_LAW, type HoursText, LAWS, type PlaceLaw } from './calling-hours-table.ts';
import type { Region } from './zones.ts';

/** Minutes of the local day, start included and end excluded; null where no minute of the day is allowed. */
type DayWindow = readonly [startMinute: number, endMinute: number] | null;

export type LegalWindows = {
  /** Seven days, Sunday first. */
  days: readonly DayWindow[];
  closedOnHolidays: boolean;
};

export type LawPlace = {
  region?: Region | undefined;
  /** A toll-free line belongs to a business: the country's hours hold, the states' protection of residents does not. */
  nonGeographic?: boolean | undefined;
};

/**
 * Every row that may bind a call. A country whose state is unknown is read as all its states at once: whichever the
 * person is in, the call is lawful.
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

export function legalWindows(place: LawPlace): LegalWindows {
  const laws = lawsOf(place);
  return {
    days: DAYS.map((weekday) => laws.map((law) => windowOn(law, weekday)).reduce(overlap)),
    closedOnHolidays: laws.some((law) => law.closedOnHolidays),
  };
}

/** How many calls one person may get in any 24 hours; null where no rule says. */
export function attemptsPer24hMax(region: Region | undefined): number | null {
  const limits = lawsOf({ region }).flatMap((law) => law.attemptsPer24hMax ?? []);
  return limits.length > 0 ? Math.min(...limits) : null;
}

/** The least time the law wants between two calls to one person; 0 where no rule says. */
export const legalGapMinutes = (region: Region | undefined): number =>
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
