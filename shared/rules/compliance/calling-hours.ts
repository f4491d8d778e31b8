/**
 * May this lead be called now, and if not, when? A moment is lawful only if it lies inside the campaign's hours on the
 * campaign's clocks **and** inside the law's window on the clocks of every zone the number may be in.
 */
import { isUsHoliday } from './us-holidays.ts';
import { type LawPlace, legalWindows } from './law.ts';
import {
  DAY_MS,
  type DayHours,
  intersect,
  isZone,
  openStretches,
  type Stretch,
  weekdayOf,
} from '../values/local-time.ts';
import { zonesOfCountry } from './zones.ts';

export type CampaignHours = {
  /** IANA zone of the hours below. */
  timezone: string;
  /**
   * `HH:MM[:SS]`, start included, end excluded. An end before the start means the night between (20:00–02:00); equal
   * ends mean the whole day, since a campaign that may never call is not one anybody sets up.
   */
  hoursStart: string;
  hoursEnd: string;
  /** First moment of the campaign, and the first moment after it. */
  scheduleStartMs?: number | null | undefined;
  scheduleEndMs?: number | null | undefined;
};

export type CallableInput = LawPlace & {
  atMs: number;
  /** Every zone the person may be in. Empty, or with an unknown name: all zones of the region's country. */
  zones: readonly string[];
  campaign: CampaignHours;
};

export type NotCallableReason =
  | 'campaign_hours'
  | 'legal_hours'
  | 'schedule_not_started'
  | 'schedule_over'
  | 'zone_unknown';

export type Callable =
  | { ok: true; untilMs: number }
  /** `nextAtMs` is the first lawful moment within {@link SEARCH_DAYS_MAX}; null if there is none. */
  | { ok: false; reason: NotCallableReason; nextAtMs: number | null };

/** How far ahead a lawful moment is looked for: past any weekend, holiday or run of both. */
export const SEARCH_DAYS_MAX = 14;
const SEARCH_MS_MAX = SEARCH_DAYS_MAX * DAY_MS;

/** Pairs of (place, day) and (campaign hours, day) kept; the oldest goes first. A pair is about 1 KB. */
const STRETCHES_CACHED_MAX = 5000;

/** @throws RangeError when the campaign's zone or hours are malformed: they are checked where they enter. */
export function callable(input: CallableInput): Callable {
  const { atMs, campaign } = input;
  const overMs = campaign.scheduleEndMs ?? Infinity;
  if (atMs >= overMs) return { ok: false, reason: 'schedule_over', nextAtMs: null };
  const fromMs = Math.max(atMs, campaign.scheduleStartMs ?? -Infinity);
  const day = Math.floor(fromMs / DAY_MS);
  const wanted = campaignStretches(campaign, day);
  const law = lawfulStretches(input, day);
  if (!law) return { ok: false, reason: 'zone_unknown', nextAtMs: null };
  const next = firstCommon(law, wanted, fromMs);
  if (next && next[0] === atMs) return { ok: true, untilMs: Math.min(next[1], overMs) };
  const nextAtMs = next && next[0] < overMs && next[0] - fromMs <= SEARCH_MS_MAX ? next[0] : null;
  if (atMs < fromMs) return { ok: false, reason: 'schedule_not_started', nextAtMs };
  const reason = wanted.some(([start, end]) => start <= atMs && atMs < end) ? 'legal_hours' : 'campaign_hours';
  return { ok: false, reason, nextAtMs };
}

/** The first stretch, from `fromMs` on, that both sorted lists hold open. */
function firstCommon(a: readonly Stretch[], b: readonly Stretch[], fromMs: number): Stretch | undefined {
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

const lawfulCache = new Map<string, readonly Stretch[] | null>();
const campaignCache = new Map<string, readonly Stretch[]>();

function remembered<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    const oldest = cache.size >= STRETCHES_CACHED_MAX ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    value = make();
    cache.set(key, value);
  }
  return value;
}

/** From the start of a UTC day to the end of the search; null when no zone is known. */
function lawfulStretches(input: CallableInput, day: number): readonly Stretch[] | null {
  const { zones, region, nonGeographic, campaign } = input;
  const place = region ? `${region.country}${region.subdivisions.join()}` : '';
  const fallback = nonGeographic ? campaign.timezone : '-';
  return remembered(lawfulCache, `${day}|${place}|${zones.join()}|${fallback}`, () => {
    const known = zonesToHonour(input);
    const hours = legalHours(input);
    const [first, ...others] = known.map((zone) => openStretches(zone, hours, day * DAY_MS, searchEndMs(day)));
    return first ? others.reduce<readonly Stretch[]>(intersect, first) : null;
  });
}

const searchEndMs = (day: number) => (day + 1) * DAY_MS + SEARCH_MS_MAX;

/**
 * Strict when unsure: an unknown zone is read as all zones of the country at once. Only a toll-free or other line
 * without a place, in a country without zones, is taken to be where the campaign is.
 */
function zonesToHonour({ zones, region, nonGeographic, campaign }: CallableInput): readonly string[] {
  const known = zones.filter(isZone);
  if (known.length > 0 && known.length === zones.length) return known;
  const ofCountry = region ? zonesOfCountry(region.country) : [];
  if (ofCountry.length > 0) return [...new Set([...known, ...ofCountry])];
  return nonGeographic ? [campaign.timezone] : [];
}

function legalHours(place: LawPlace): DayHours {
  const { days, closedOnHolidays } = legalWindows(place);
  const stretches = days.map((window) => (window ? [[window[0] * 60_000, window[1] * 60_000] as const] : []));
  return (day) => (closedOnHolidays && isUsHoliday(day) ? [] : (stretches[weekdayOf(day)] ?? []));
}

function campaignStretches({ timezone, hoursStart, hoursEnd }: CampaignHours, day: number): readonly Stretch[] {
  return remembered(campaignCache, `${day}|${timezone}|${hoursStart}|${hoursEnd}`, () => {
    if (!isZone(timezone)) throw new RangeError(`Unknown time zone: ${timezone}`);
    const hours = campaignDay(timeOfDayMs(hoursStart), timeOfDayMs(hoursEnd));
    return openStretches(timezone, () => hours, day * DAY_MS, searchEndMs(day));
  });
}

function campaignDay(startMs: number, endMs: number): readonly Stretch[] {
  if (startMs === endMs) return [[0, DAY_MS]];
  if (startMs < endMs) return [[startMs, endMs]];
  return [
    [0, endMs],
    [startMs, DAY_MS],
  ];
}

const TIME_OF_DAY = /^(?:([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?|24:00(?::00)?)$/;

/** @throws RangeError unless `HH:MM` or `HH:MM:SS`; `24:00:00` is the end of the day, as in Postgres. */
function timeOfDayMs(text: string): number {
  const match = TIME_OF_DAY.exec(text);
  if (!match) throw new RangeError(`Not a time of day: ${text}`);
  const [, hours, minutes, seconds] = match;
  return hours === undefined ? DAY_MS : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000;
}
