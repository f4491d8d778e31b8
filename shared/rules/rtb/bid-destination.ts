/** Reads the destination of a bid, and decides whether the destination may be called. */
import { enteredDestinationProblem } from '../compliance/destinations.ts';
import { callingCodeOf, isE164Syntax, likelyCountryOf, parseDialableNumber } from '../values/phone.ts';
import { hasSipScheme, isSipAddress, readSipAddress } from '../values/sip-address.ts';
import type { BidReason } from './bid-reasons.ts';

/**
 * Returns the destination of a reply as an E.164 number or as a SIP address. A text that is neither is returned as
 * written, so that the record of the auction shows the text.
 *
 * @param country the country of a number that is written without a calling code
 */
export function readDestination(value: unknown, country: string | undefined): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = toPlainText(String(value));
  const sip = readSipAddress(text);
  if (sip !== undefined) return sip;
  const number = text
    .replace(/^(?:tel|callto):(?:\/\/)?/i, '')
    .replace(EXTENSION, '')
    .replace(/^%2b/i, '+')
    .replace('(0)', '');
  const digits = number.replaceAll(/[\s().-]/g, '');
  if (isE164Syntax(digits)) return digits;
  return nationalNumber(digits, country) ?? text;
}

/** What follows a number: parameters of `tel:`, or an extension. Bidders answer at the number itself. */
const EXTENSION = /(?:[;,]|\b(?:x|ext\.?|extension)\s*\d).*$/is;

/**
 * Returns a text as it looks: with ASCII digits instead of wide ones, without invisible characters, and without the name
 * and the angle brackets of `"Sales" <sip:sales@example.com>`.
 */
function toPlainText(value: string): string {
  const text = value
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .trim();
  return /^[^<>]*<([^<>]+)>$/.exec(text)?.[1]?.trim() ?? text;
}

/** Prefixes with which a national network dials abroad. */
const INTERNATIONAL_PREFIX = /^(?:00|011)(?=[1-9])/;

/** Reads a number that is written without `+`: with or without its calling code. */
function nationalNumber(digits: string, country: string | undefined): string | undefined {
  if (!/^\d{7,18}$/.test(digits)) return undefined;
  const national = parseDialableNumber(digits, country);
  if (national.problem === undefined) return national.e164;
  // Numbers that are never dialled are read, too, so that the right reason refuses them.
  const number = `+${digits.replace(INTERNATIONAL_PREFIX, '')}`;
  const { problem } = parseDialableNumber(number);
  if (problem === undefined || problem === 'charged' || problem === 'unreachable') return number;
  const isNorthAmerican = country === undefined || country === 'US' || country === 'CA';
  if (isNorthAmerican && /^1?[2-9]\d{9}$/.test(digits)) return `+1${digits.slice(-10)}`;
  const isCharged = national.problem === 'charged' && country !== undefined;
  return isCharged ? `+${callingCodeOf(country)}${digits.replace(/^0/, '')}` : undefined;
}

/** Toll-free numbers of North America belong to all its countries, but the numbering plans name the United States. */
const NORTH_AMERICAN_TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)\d{7}$/;

/** Whether a number belongs to one of the countries. */
function isInCountry(number: string, country: string, countries: readonly string[]): boolean {
  if (countries.includes(country)) return true;
  return NORTH_AMERICAN_TOLL_FREE.test(number) && countries.some((each) => callingCodeOf(each) === '1');
}

/**
 * Returns why a destination must not be called; undefined if the destination may be called. A well-formed number that
 * does not exist passes this check. The carrier rejects such a number at once, and the next bid is dialled.
 *
 * @param countries ISO 3166-1 alpha-2 codes of the allowed countries; null allows every country. A SIP address has no
 *   country.
 */
export function destinationProblem(
  destination: string | undefined,
  countries: readonly string[] | null = null,
): BidReason | undefined {
  if (destination === undefined) return 'invalid_destination';
  if (hasSipScheme(destination)) return isSipAddress(destination) ? undefined : 'invalid_destination';
  if (!isE164Syntax(destination)) return 'invalid_destination';
  if (enteredDestinationProblem(destination, null)) return 'charged_destination';
  const country = likelyCountryOf(destination);
  if (country === undefined) return 'charged_destination';
  return countries === null || isInCountry(destination, country, countries) ? undefined : 'country_not_allowed';
}

/**
 * Returns the countries whose numbers a bid may name: the countries of the router, or by default the countries of the
 * caller and of the number that the caller dialled. Returns null, which allows every country, if neither is known.
 */
export function allowedCountries(
  routerCountries: readonly string[] | null,
  { caller, called }: { caller: string | null; called: string | null },
): readonly string[] | null {
  if (routerCountries !== null) return routerCountries;
  const known = [called, caller].flatMap((number) => (number === null ? [] : (likelyCountryOf(number) ?? [])));
  return known.length === 0 ? null : [...new Set(known)];
}
