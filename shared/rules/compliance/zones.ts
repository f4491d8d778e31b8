/** The place of a telephone number, as far as the number tells: time zones, country, state or province. */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { numberGeography } from './number-geography.ts';

export type Region = {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** ISO 3166-2 codes (`US-FL`) of every state or province the number may be in; empty when the number does not tell. */
  subdivisions: readonly string[];
};

export type NumberPlace = {
  /** IANA names of every zone the number may be in; empty when nothing is known. */
  zones: readonly string[];
  region: Region | undefined;
  /** Toll-free and the like: a line of a business that is at no address. */
  nonGeographic: boolean;
};

const NON_GEOGRAPHIC_TYPES = new Set(['TOLL_FREE', 'SHARED_COST', 'PREMIUM_RATE', 'UAN']);
/** Elsewhere a mobile's first digits name its operator, not its place (libphonenumber's `isNumberGeographical`). */
const MOBILES_WITH_AREA_CODES = new Set(['AR', 'BR', 'MX']);

/** Digits (country code included) that settle country and type outside North America, where the area code does. */
const PLAN_PREFIX_LENGTH = 7;
const NANP_PREFIX_LENGTH = 4;
/** A subscriber number valid in every North American area code, so that one odd lead cannot speak for all others. */
const NANP_SAMPLE_SUBSCRIBER = '5552671';
/** Far more prefixes than one lead list touches; past it the cache starts anew. About 10 MB when full. */
const PLANS_CACHED_MAX = 50_000;

type Plan = {
  region: Region | undefined;
  nonGeographic: boolean;
  /** Whether the digits after the country code say where in the country the number is. */
  hasAreaCode: boolean;
};

const plans = new Map<string, Plan>();

/**
 * Every zone and state that `e164` may be in, the finest its digits tell. Numbers move with their owners, so this is
 * where the number comes from, not where the person stands.
 */
export function zonesOfNumber(e164: string): NumberPlace {
  const digits = e164.slice(1);
  const { region, nonGeographic, hasAreaCode } = planOf(e164, digits);
  return { zones: zonesOf(digits, region?.country, hasAreaCode), region, nonGeographic };
}

/** All zones of a country by CLDR; empty for the few codes it has none for. */
export function zonesOfCountry(country: string): readonly string[] {
  return countryZones(country).names;
}

function zonesOf(digits: string, country: string | undefined, hasAreaCode: boolean): readonly string[] {
  const { zonesByPrefix, prefixLengthMax } = numberGeography();
  let row: readonly string[] | undefined;
  for (let length = prefixLengthMax; length > 0 && !row; length -= 1) row = zonesByPrefix.get(digits.slice(0, length));
  if (country === undefined) return row ?? [];
  const inCountry = countryZones(country);
  // Google's table names stand-ins that drift from the truth twice a year (Europe/Paris for Algeria, America/Chicago
  // for Nicaragua), and the row "1" spans a continent: a row that leaves the country gives way to all its zones.
  const trusted = hasAreaCode && row?.every((zone) => inCountry.set.has(zone));
  return row && (trusted || inCountry.names.length === 0) ? row : inCountry.names;
}

const zonesByCountry = new Map<string, { names: readonly string[]; set: ReadonlySet<string> }>();

function countryZones(country: string) {
  let zones = zonesByCountry.get(country);
  if (!zones) {
    // Stage 4 and in Node 24, but not yet in the type library of its year.
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
  const country = number?.country;
  const type = number?.getType() ?? '';
  const plan: Plan = {
    region: country && regionOf(country, prefix),
    nonGeographic: NON_GEOGRAPHIC_TYPES.has(type),
    hasAreaCode: type.startsWith('FIXED_LINE') || (type === 'MOBILE' && MOBILES_WITH_AREA_CODES.has(country ?? '')),
  };
  // A number outside its plan tells nothing about its neighbours; the sample is the same for all of them.
  if (nanp || number?.isValid()) {
    if (plans.size >= PLANS_CACHED_MAX) plans.clear();
    plans.set(prefix, plan);
  }
  return plan;
}

function regionOf(country: CountryCode, prefix: string): Region {
  const areaCode = prefix.slice(1, NANP_PREFIX_LENGTH);
  const found = prefix.startsWith('1') ? numberGeography().subdivisionsByAreaCode.get(areaCode) : undefined;
  return { country, subdivisions: (found ?? []).filter((code) => code.startsWith(`${country}-`)) };
}
