/** Reads the destination of a bid, and decides whether the destination may be called. */
import { enteredDestinationProblem } from '../compliance/destinations.ts';
import { isE164Syntax, likelyCountryOf, parseDialableNumber } from '../values/phone.ts';
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
  const text = String(value).trim();
  const sip = readSipAddress(text);
  if (sip !== undefined) return sip;
  const number = text.replace(/^tel:/i, '').replace(/;.*$/s, '').replace(/^%2b/i, '+');
  const digits = number.replaceAll(/[\s().-]/g, '');
  if (isE164Syntax(digits)) return digits;
  return nationalNumber(digits, country) ?? text;
}

/** Reads a number that is written without `+`: with or without its calling code. */
function nationalNumber(digits: string, country: string | undefined): string | undefined {
  if (!/^\d{7,15}$/.test(digits)) return undefined;
  const national = parseDialableNumber(digits, country);
  // Premium-rate numbers are read, too, so that the right reason refuses them.
  if (national.problem === undefined) return national.e164;
  const international = parseDialableNumber(`+${digits}`);
  if (international.problem === undefined || international.problem === 'charged') return `+${digits}`;
  const isNorthAmerican = country === undefined || country === 'US' || country === 'CA';
  if (isNorthAmerican && /^1?[2-9]\d{9}$/.test(digits)) return `+1${digits.slice(-10)}`;
  return undefined;
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
  if (countries === null) return undefined;
  const country = likelyCountryOf(destination);
  return country !== undefined && countries.includes(country) ? undefined : 'country_not_allowed';
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
