/**
 * Decides whether a lead may be called at a moment, and if not, when the lead may be called next. The moment must be
 * inside the campaign's hours in the campaign's time zone. The moment must also be inside the legal hours in every time
 * zone that the phone number may be in.
 */
import { isHoliday } from './holidays.ts';
import { type ClosedReason, closedReason, type CountryHours, type LawPlace, legalWindows } from './law.ts';
import {
  DAY_MS,
  type DayHours,
  intersectIntervals,
  isTimeZone,
  openIntervals,
  type Interval,
  weekdayOf,
} from '../values/local-time.ts';
import { zonesOfCountry } from './number-time-zones.ts';

export type CampaignHours = {
  /** IANA time zone of the campaign's hours. */
  timezone: string;
  /**
   * `HH:MM[:SS]`; the start is included, the end is excluded. If the end is before the start, the hours span midnight
   * (20:00–02:00). If start and end are equal, the hours are the whole day.
   */
  hoursStart: string;
  hoursEnd: string;
  /** The first moment at which the campaign may place calls. */
  scheduleStartMs?: number | null | undefined;
  /** The first moment at which the campaign may no longer place calls. */
  scheduleEndMs?: number | null | undefined;
  /** The hours that the campaign states for countries; without them, no country has hours of the campaign. */
  countryHours?: CountryHours | undefined;
};

export type CallingHoursInput = LawPlace & {
  atMs: number;
  /**
   * Every time zone the called person may be in. If `zones` is empty or has an unknown name, all time zones of the
   * region's country count as well.
   */
  zones: readonly string[];
  campaign: CampaignHours;
};

export type CallingHoursReason =
  | 'campaign_hours'
  | 'legal_hours'
  | 'schedule_not_started'
  | 'schedule_over'
  | 'zone_unknown'
  | ClosedReason;

export type CallingHoursDecision =
  | { ok: true; untilMs: number }
  /** `nextAtMs` is the first allowed moment within {@link SEARCH_DAYS_MAX} days; null if no moment is allowed. */
  | { ok: false; reason: CallingHoursReason; nextAtMs: number | null };

/** How many days ahead the next allowed moment is searched. The value is longer than any weekend with holidays. */
export const SEARCH_DAYS_MAX = 14;
const SEARCH_MS_MAX = SEARCH_DAYS_MAX * DAY_MS;

/**
 * The most entries in each of the two caches of intervals. An entry has about 1 KB. A full cache drops its oldest
 * entry.
 */
const INTERVALS_CACHED_MAX = 5000;

/**
 * Returns whether the lead may be called at `atMs`. If yes, the result says until when. If no, the result has the
 * reason and the next allowed moment.
 *
 * @throws RangeError if the campaign's time zone or hours are malformed. The API checks time zone and hours before it
 *   stores the campaign.
 */
export function checkCallingHours(input: CallingHoursInput): CallingHoursDecision {
  const { atMs, campaign } = input;
  const overMs = campaign.scheduleEndMs ?? Infinity;
  if (atMs >= overMs) return { ok: false, reason: 'schedule_over', nextAtMs: null };
  const fromMs = Math.max(atMs, campaign.scheduleStartMs ?? -Infinity);
  const closed = closedReason(input.region, campaign.countryHours ?? {}, fromMs);
  if (closed) return { ok: false, reason: closed, nextAtMs: null };
  const day = Math.floor(fromMs / DAY_MS);
  const campaignOpen = campaignIntervals(campaign, day);
  const lawOpen = lawfulIntervals(input, day);
  if (!lawOpen) return { ok: false, reason: 'zone_unknown', nextAtMs: null };
  const next = firstCommonInterval(lawOpen, campaignOpen, fromMs);
  if (next && next[0] === atMs) return { ok: true, untilMs: Math.min(next[1], overMs) };
  const nextAtMs = next && next[0] < overMs && next[0] - fromMs <= SEARCH_MS_MAX ? next[0] : null;
  if (atMs < fromMs) return { ok: false, reason: 'schedule_not_started', nextAtMs };
  const reason = campaignOpen.some(([start, end]) => start <= atMs && atMs < end) ? 'legal_hours' : 'campaign_hours';
  return { ok: false, reason, nextAtMs };
}

/**
 * Returns the first interval from `fromMs` on that lies in both sorted lists of intervals; undefined if no interval
 * does.
 */
function firstCommonInterval(a: readonly Interval[], b: readonly Interval[], fromMs: number): Interval | undefined {
  let i = 0;
  let j = 0;
  for (let x = a[i], y = b[j]; x && y; x = a[i], y = b[j]) {
    const start = Math.max(x[0], y[0], fromMs);
    const end = Math.min(x[1], y[1]);
    if (start < end) return [start, end];
    if (x[1] < y[1]) i += 1;
    else j += 1;
  }
  return undefined;
}

const lawfulCache = new Map<string, readonly Interval[] | null>();
const campaignCache = new Map<string, readonly Interval[]>();

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    const oldest = cache.size >= INTERVALS_CACHED_MAX ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    value = make();
    cache.set(key, value);
  }
  return value;
}

/**
 * Returns the intervals in which calls are legal, from the start of a UTC day to the end of the search. Returns null if
 * no time zone is known.
 */
function lawfulIntervals(input: CallingHoursInput, day: number): readonly Interval[] | null {
  const { zones, region, nonGeographic, campaign } = input;
  const place = region ? `${region.country}${region.subdivisions.join()}` : '';
  const fallback = nonGeographic ? campaign.timezone : '-';
  const stated = region ? JSON.stringify(campaign.countryHours?.[region.country] ?? '') : '';
  return cached(lawfulCache, `${day}|${place}|${zones.join()}|${fallback}|${stated}`, () => {
    const known = applicableZones(input);
    const hours = legalHours(input);
    const [first, ...others] = known.map((zone) => openIntervals(zone, hours, day * DAY_MS, searchEndMs(day)));
    return first ? others.reduce<readonly Interval[]>(intersectIntervals, first) : null;
  });
}

const searchEndMs = (day: number) => (day + 1) * DAY_MS + SEARCH_MS_MAX;

/**
 * Returns the time zones in which the call must be legal. If a time zone is unknown, all time zones of the country
 * apply. If the number is non-geographic (toll-free, for example) and the country has no time zones, the campaign's
 * time zone applies.
 */
function applicableZones({ zones, region, nonGeographic, campaign }: CallingHoursInput): readonly string[] {
  const known = zones.filter(isTimeZone);
  if (known.length > 0 && known.length === zones.length) return known;
  const ofCountry = region ? zonesOfCountry(region.country) : [];
  if (ofCountry.length > 0) return [...new Set([...known, ...ofCountry])];
  return nonGeographic ? [campaign.timezone] : [];
}

function legalHours({ campaign, ...place }: CallingHoursInput): DayHours {
  const { days, holidaysOf } = legalWindows(place, campaign.countryHours);
  return (day) => (holidaysOf !== null && isHoliday(holidaysOf, day) ? [] : (days[weekdayOf(day)] ?? []));
}

function campaignIntervals({ timezone, hoursStart, hoursEnd }: CampaignHours, day: number): readonly Interval[] {
  return cached(campaignCache, `${day}|${timezone}|${hoursStart}|${hoursEnd}`, () => {
    if (!isTimeZone(timezone)) throw new RangeError(`Unknown time zone: ${timezone}`);
    const hours = campaignDay(timeOfDayMs(hoursStart), timeOfDayMs(hoursEnd));
    return openIntervals(timezone, () => hours, day * DAY_MS, searchEndMs(day));
  });
}

function campaignDay(startMs: number, endMs: number): readonly Interval[] {
  if (startMs === endMs) return [[0, DAY_MS]];
  if (startMs < endMs) return [[startMs, endMs]];
  return [
    [0, endMs],
    [startMs, DAY_MS],
  ];
}

const TIME_OF_DAY = /^(?:([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?|24:00(?::00)?)$/;

/**
 * Returns the milliseconds from midnight to a time of day. `24:00:00` is the end of the day, as in Postgres.
 *
 * @throws RangeError if the text is not `HH:MM` or `HH:MM:SS`
 */
function timeOfDayMs(text: string): number {
  const match = TIME_OF_DAY.exec(text);
  if (!match) throw new RangeError(`Not a time of day: ${text}`);
  const [, hours, minutes, seconds] = match;
  return hours === undefined ? DAY_MS : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
}
