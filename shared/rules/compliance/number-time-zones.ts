/** The time zones, country and state or province of a phone number, as far as its digits show them. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { isAssignableAreaCode, withKnownAreaCode } from '../values/area-codes.ts';
import { numberGeography } from './number-geography.ts';

export type Region = {
  /** The country of the number, as an ISO 3166-1 alpha-2 code. */
  country: string;
  /**
   * ISO 3166-2 codes (`US-FL`) of every state or province the number may be in; empty if the digits do not show a
   * state.
   */
  subdivisions: readonly string[];
};

export type NumberPlace = {
  /** IANA names of every time zone the number may be in; empty if the time zone is unknown. */
  zones: readonly string[];
  region: Region | undefined;
  /** Whether the number is toll-free or similar. Such a number belongs to a business and is not tied to a place. */
  nonGeographic: boolean;
};

const NON_GEOGRAPHIC_TYPES = new Set(['TOLL_FREE', 'SHARED_COST', 'PREMIUM_RATE', 'UAN']);
/**
 * Countries whose mobile numbers begin with an area code (source: libphonenumber's `isNumberGeographical`). In all
 * other countries the first digits of a mobile number name the operator.
 */
const MOBILES_WITH_AREA_CODES = new Set(['AR', 'BR', 'MX']);

/**
 * The first 7 digits of a number (with the country code) determine its country and type. In North America the first 4
 * digits are enough: `1` and the area code.
 */
const PLAN_PREFIX_LENGTH = 7;
const NANP_PREFIX_LENGTH = 4;
/**
 * A subscriber number that is valid in every North American area code. The plan of an area code is read from this
 * sample, so that an invalid number of a lead cannot put a wrong plan into the cache.
 */
const NANP_SAMPLE_SUBSCRIBER = '5552671';
/** The most prefixes in the cache, far more than a lead list has. A full cache holds about 10 MB and is emptied. */
const PLANS_CACHED_MAX = 50_000;

/** What the numbering plan says about all numbers with the same first digits. */
type Plan = {
  region: Region | undefined;
  nonGeographic: boolean;
  /** Whether the digits after the country code name a place in the country. */
  hasAreaCode: boolean;
};

const plans = new Map<string, Plan>();

/**
 * Returns every time zone and state that an E.164 number may belong to. The place is where the number was issued, and not always
 * where the person is, because people keep their number when they move.
 */
export function placeOfNumber(number: string): NumberPlace {
  const e164 = withKnownAreaCode(number);
  const digits = e164.slice(1);
  const { region, nonGeographic, hasAreaCode } = planOf(e164, digits);
  return { zones: zonesOf(digits, region?.country, hasAreaCode), region, nonGeographic };
}

/** Returns a place as text. Equal places have equal texts. */
export function placeText({ zones, region, nonGeographic }: NumberPlace): string {
  const { country, subdivisions } = region ?? {};
  return JSON.stringify({ zones, region: region && { country, subdivisions }, nonGeographic });
}

/** Returns the place of a text that {@link placeText} has returned. */
export const parsePlace = (text: string): NumberPlace => {
  const { zones, region, nonGeographic } = JSON.parse(text) as NumberPlace;
  return { zones, region, nonGeographic };
};

/**
 * Returns all time zones of a country, from the Unicode locale data (CLDR). Returns an empty list for the few countries
 * for which CLDR lists no time zones.
 */
export function zonesOfCountry(country: string): readonly string[] {
  return countryZones(country).names;
}

function zonesOf(digits: string, country: string | undefined, hasAreaCode: boolean): readonly string[] {
  const { zonesByPrefix, prefixLengthMax } = numberGeography();
  let length = prefixLengthMax;
  while (length > 0 && !zonesByPrefix.has(digits.slice(0, length))) length -= 1;
  const row = zonesByPrefix.get(digits.slice(0, length));
  if (country === undefined) return row ?? [];
  const inCountry = countryZones(country);
  if (row && inCountry.names.length === 0) return row;
  // For some numbers Google's table names time zones of other countries (Europe/Paris for Algeria, America/Chicago for
  // Nicaragua, America/Puerto_Rico for Newfoundland). Such time zones are wrong for half of the year, so they are left
  // out. If no time zone is left, all time zones of the country are used. So are they for an area code without a row: the
  // row "1" spans a continent.
  const own = hasAreaCode && row && length > 1 ? row.filter((zone) => inCountry.set.has(zone)) : [];
  return own.length > 0 ? own : inCountry.names;
}

const zonesByCountry = new Map<string, { names: readonly string[]; set: ReadonlySet<string> }>();

function countryZones(country: string) {
  let zones = zonesByCountry.get(country);
  if (!zones) {
    // Node 24 has `getTimeZones`, but TypeScript's library types do not declare it yet.
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones(): string[] | undefined };
    const names = locale.getTimeZones() ?? [];
    zones = { names, set: new Set(names) };
    zonesByCountry.set(country, zones);
  }
  return zones;
}

function planOf(e164: string, digits: string): Plan {
  const nanp = digits.startsWith('1');
  const prefix = digits.slice(0, nanp ? NANP_PREFIX_LENGTH : PLAN_PREFIX_LENGTH);
  const known = plans.get(prefix);
  if (known) return known;
  const number = parsePhoneNumberFromString(nanp ? `+${prefix}${NANP_SAMPLE_SUBSCRIBER}` : e164);
  // An area code that no country has yet is counted as one of the United States, as `parseDialableNumber` does.
  const mayBeNew = nanp && isAssignableAreaCode(prefix.slice(1));
  const country = number?.country ?? (mayBeNew ? 'US' : undefined);
  const type = number?.getType() ?? '';
  const plan: Plan = {
    region: country && regionOf(country, prefix),
    nonGeographic: NON_GEOGRAPHIC_TYPES.has(type),
    hasAreaCode: type.startsWith('FIXED_LINE') || (type === 'MOBILE' && MOBILES_WITH_AREA_CODES.has(country ?? '')),
  };
  // The plan of an invalid number is not cached, because the plan may be wrong for other numbers with the same prefix.
  // In North America the plan is always cached, because the plan comes from the sample number.
  if (nanp || number?.isValid()) {
    if (plans.size >= PLANS_CACHED_MAX) plans.clear();
    plans.set(prefix, plan);
  }
  return plan;
}

function regionOf(country: CountryCode, prefix: string): Region {
  const areaCode = prefix.slice(1, NANP_PREFIX_LENGTH);
  const codes = prefix.startsWith('1') ? numberGeography().subdivisionsByAreaCode.get(areaCode) : undefined;
  return { country, subdivisions: (codes ?? []).filter((code) => code.startsWith(`${country}-`)) };
}
