/**
 * The laws that apply to a call. If the called person may be in several places, the strictest rule of all places
 * applies.
 */
import { DAY_MS, type Interval, intersectIntervals } from '../values/local-time.ts';
import { COUNTRY_LAWS } from './country-laws.ts';
import { NORTH_AMERICAN_LAWS } from './north-american-laws.ts';
import type { Region } from './number-time-zones.ts';
import type { DayRule, PlaceLaw } from './place-law.ts';

/** The legal hours of a day, in milliseconds of the local day. The windows are in order and do not overlap. */
type DayWindows = readonly Interval[];

export type LegalWindows = {
  /** The legal hours of the seven weekdays, Sunday first. */
  days: readonly DayWindows[];
  /** The country whose public holidays are closed; null if calls on holidays are allowed. */
  holidaysOf: string | null;
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
 * The hours that a campaign states for countries, such as `{ JP: [{ start: '09:00', end: '18:00' }] }`. The key is an ISO
 * 3166-1 alpha-2 code. A campaign must state hours for each country that has no row in the table of laws, or where people
 * must agree before a call. Where the table has a row, both apply.
 */
export type CountryHours = Record<string, { start: string; end: string }[]>;

/**
 * Laws by ISO 3166-1 country or ISO 3166-2 subdivision. A call to a state must satisfy both the row of the state and the
 * row of the country.
 */
export const LAWS: Readonly<Record<string, PlaceLaw>> = { ...NORTH_AMERICAN_LAWS, ...COUNTRY_LAWS };

/** The hours for a plan that concerns no particular country, such as how long a campaign can call today. */
const DEFAULT_LAW: PlaceLaw = { daily: '08:00-21:00', source: 'Hours that are legal in most countries' };

/**
 * Returns every row of `LAWS` that may apply to a call. If the state is unknown, the rows of all states of the country
 * apply. So the call is legal in whichever state the person is.
 */
function lawsOf(place: LawPlace): readonly PlaceLaw[] {
  return place.region ? lawCodesOf(place).flatMap((code) => LAWS[code] ?? []) : [DEFAULT_LAW];
}

/** Returns the keys of the rows of `LAWS` that may apply to a call, the country's first. */
export function lawCodesOf({ region, nonGeographic }: LawPlace): readonly string[] {
  if (!region) return [];
  if (!LAWS[region.country]) return [];
  if (nonGeographic) return [region.country];
  const known = region.subdivisions;
  const codes = known.length > 0 ? known : Object.keys(LAWS).filter((code) => code.startsWith(`${region.country}-`));
  return [region.country, ...codes.filter((code) => LAWS[code])];
}

export const CLOSED_REASONS = ['no_rules_for_country', 'consent_required'] as const;
export type ClosedReason = (typeof CLOSED_REASONS)[number];

/** Whether a call was refused because its country is closed for the campaign. */
export const isClosedReason = (reason: string): reason is ClosedReason =>
  (CLOSED_REASONS as readonly string[]).includes(reason);

/**
 * Returns why a campaign may not call a country at any hour; undefined if the campaign may. A country is closed if its law
 * is unknown, or if people there must agree before a call. A campaign opens the country with hours of its own: with
 * them, the campaign's owner confirms to know the law, and that the people on the list agreed.
 *
 * @param atMs the moment of the call
 */
export function closedReason(
  region: Region | undefined,
  countryHours: CountryHours,
  atMs: number,
): ClosedReason | undefined {
  if (!region || countryHours[region.country]) return undefined;
  const law = LAWS[region.country];
  if (!law) return 'no_rules_for_country';
  return law.consentSince && Date.parse(law.consentSince) <= atMs ? 'consent_required' : undefined;
}

const SUNDAY = 0;
const SATURDAY = 6;
const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;
const WHOLE_DAY: DayWindows = [[0, DAY_MS]];

/** Returns the hours in which all laws of a place, and the hours that the campaign states for the country, allow calls. */
export function legalWindows(place: LawPlace, countryHours: CountryHours = {}): LegalWindows {
  const laws = lawsOf(place);
  const country = place.region?.country;
  const own = country === undefined ? undefined : countryHours[country];
  const stated = own?.map(({ start, end }) => dayWindow(start, end)) ?? WHOLE_DAY;
  return {
    days: DAYS.map((weekday) =>
      laws.map((law) => windowsOn(law, weekday)).reduce<DayWindows>(intersectIntervals, stated),
    ),
    holidaysOf: country !== undefined && laws.some((law) => law.closedOnHolidays) ? country : null,
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

function windowsOn(law: PlaceLaw, weekday: (typeof DAYS)[number]): DayWindows {
  const special = weekday === SUNDAY ? law.sunday : weekday === SATURDAY ? law.saturday : undefined;
  return windows(special ?? law.daily);
}

function windows(rule: DayRule): DayWindows {
  if (rule === 'none') return [];
  return (typeof rule === 'string' ? [rule] : rule).map((hours) => {
    const [start = '', end = ''] = hours.split('-');
    return dayWindow(start, end);
  });
}

/** Returns the milliseconds from midnight to two times of day, `HH:MM`. */
function dayWindow(start: string, end: string): Interval {
  const [from, to] = [start, end].map((time) => {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return (hour * 60 + minute) * 60_000;
  });
  return [from ?? 0, to ?? 0];
}
