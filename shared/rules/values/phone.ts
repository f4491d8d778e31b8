/**
 * Checks phone numbers. API input gets a loose check. A strict check runs before a number from a file is stored, and
 * before any number is dialled.
 *
 * The strict check uses libphonenumber's `max` metadata. The `min` metadata contain number types only for a few
 * countries, so premium-rate numbers of all other countries would pass. The `max` metadata are 70 KB larger and are
 * loaded once. Parsing is as fast as with `min`: about 50 000 numbers a second.
 */
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  ParseError,
  type PhoneNumber,
  parsePhoneNumberWithError,
} from 'libphonenumber-js/max';
import { isAssignableAreaCode, withKnownAreaCode } from './area-codes.ts';

const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether `text` has the form of an E.164 number. A number in this form may still not exist. */
export const isE164Syntax = (text: string): boolean => E164.test(text);

/** The words that the dialer document prints for the phone number `invalid` in an upload. */
export const NOT_A_NUMBER = 'Invalid phone number format';

/** Texts longer than this are not parsed. A number of 15 digits with much punctuation fits into 40 characters. */
const RAW_LENGTH_MAX = 40;

/**
 * Why a phone number cannot be dialled:
 *
 * - `country_needed`: the number is written without `+`, and its country is unknown.
 * - `invalid`: the number is too short, too long, or not in the numbering plan of its country. Emergency numbers and
 *   short codes are invalid.
 * - `extension`: the number has an extension, which the dialer cannot dial.
 * - `charged`: a premium-rate, shared-cost or personal number.
 * - `unreachable`: a pager, a mailbox, or a number without a country.
 */
type PhoneProblem = 'not_a_number' | 'country_needed' | 'invalid' | 'extension' | 'charged' | 'unreachable';

export type ParsedPhone =
  | {
      e164: string;
      country: CountryCode;
      problem?: undefined;
      /** Why the number may not exist, although it is dialled. */
      doubt?: string;
    }
  /** `message` is for the user who entered the number. */
  | { problem: PhoneProblem; message: string };

/**
 * Types of numbers that cost extra. US federal law forbids autodialled calls that cost the called person money (47 CFR
 * 64.1200(a)(1)(iii)). Numbers that are expensive for the caller are used for toll fraud.
 */
const CHARGED_TYPES = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER']);
const UNREACHABLE_TYPES = new Set(['PAGER', 'VOICEMAIL']);

/**
 * Parses a phone number as a person typed the number or as a file contains it, and rejects numbers that must not be
 * dialled.
 *
 * @param defaultCountry ISO 3166-1 alpha-2 country that is assumed if the number is written without `+`
 */
export function parseDialableNumber(raw: string, defaultCountry?: string): ParsedPhone {
  const text = raw.trim();
  if (text === '' || text.length > RAW_LENGTH_MAX) return rejectPhone('not_a_number', NOT_A_NUMBER);
  const country = defaultCountry?.trim().toUpperCase() ?? '';
  try {
    // `extract: false`, because by default the library extracts a number from any surrounding text.
    const options = { extract: false, ...(isSupportedCountry(country) && { defaultCountry: country }) };
    const number = parsePhoneNumberWithError(text, options);
    if (number.ext) return rejectPhone('extension', 'Extensions cannot be dialled; give a direct number.');
    if (!isE164Syntax(number.number)) return rejectPhone('invalid', 'No such number exists in its country.');
    if (!number.isValid()) return parseUnknownNumber(number);
    const type = number.getType() ?? '';
    if (CHARGED_TYPES.has(type))
      return rejectPhone('charged', 'Premium-rate, shared-cost and personal numbers are not dialled.');
    // For a number without a country (+800, +88x) we know neither the law nor the local time of the called person.
    if (!number.country || UNREACHABLE_TYPES.has(type))
      return rejectPhone('unreachable', 'Pagers, mailboxes and numbers of no country are not dialled.');
    return { e164: number.number, country: number.country };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.message === 'NOT_A_NUMBER') return rejectPhone('not_a_number', NOT_A_NUMBER);
    if (error.message !== 'INVALID_COUNTRY') return rejectPhone('invalid', 'This number is too short or too long.');
    if (text.startsWith('+')) return rejectPhone('invalid', 'No country has this calling code.');
    return rejectPhone('country_needed', 'Write the number with + and its calling code, or give its country.');
  }
}

/**
 * Judges a number that is not in libphonenumber's numbering plans. New area codes and new ranges of numbers are in
 * service some months before the plans contain them.
 */
function parseUnknownNumber(number: PhoneNumber): ParsedPhone {
  const e164 = number.number;
  const known = withKnownAreaCode(e164);
  if (known !== e164) {
    const phone = parseDialableNumber(known);
    return phone.problem === undefined ? { ...phone, e164 } : phone;
  }
  const country = number.countryCallingCode === '1' ? unassignedAreaCountry(number) : fixedLengthCountry(number);
  if (!country) return rejectPhone('invalid', 'No such number exists in its country.');
  return { e164, country, doubt: 'Our number plans do not contain this number. The number may be new, or wrong.' };
}

/** Matches the seven digits after an area code. They do not begin with the digits of a service, such as 911. */
const SUBSCRIBER_NUMBER = /^(?!.11)[2-9]\d{6}$/;

/**
 * Returns the country of a North American number whose area code belongs to no country yet. New area codes nearly always
 * belong to the United States.
 */
function unassignedAreaCountry({ country, nationalNumber }: PhoneNumber): CountryCode | undefined {
  const mayExist = isAssignableAreaCode(nationalNumber.slice(0, 3)) && SUBSCRIBER_NUMBER.test(nationalNumber.slice(3));
  return country === undefined && mayExist ? 'US' : undefined;
}

/** The most lengths that the numbers of a country may have. In a country with more lengths, a length proves little. */
const LENGTHS_MAX = 2;

/** Returns the country of a number whose length is right, if the length says something in this country. */
function fixedLengthCountry({ country, nationalNumber }: PhoneNumber): CountryCode | undefined {
  // No national number begins with 0 or repeats one digit, except in Italy, where numbers have many lengths.
  if (!country || /^0|^(\d)\1*$/.test(nationalNumber)) return undefined;
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const lengths = metadata.numberingPlan?.possibleLengths() ?? [];
  return lengths.length <= LENGTHS_MAX && lengths.includes(nationalNumber.length) ? country : undefined;
}

const rejectPhone = (problem: PhoneProblem, message: string): ParsedPhone => ({ problem, message });

/** Returns the country of a number in E.164 form; undefined if the number cannot be dialled. */
export function countryOfNumber(e164: string): string | undefined {
  const phone = parseDialableNumber(e164);
  return phone.problem === undefined ? phone.country : undefined;
}

/**
 * Returns the country to which a number belongs by its calling code, also if no such number exists. A calling code of
 * several countries gives the first of them. Returns undefined if the text is not an E.164 number.
 */
export function likelyCountryOf(e164: string): string | undefined {
  if (!isE164Syntax(e164)) return undefined;
  try {
    const number = parsePhoneNumberWithError(e164);
    return number.country ?? (number.countryCallingCode === '1' ? 'US' : number.getPossibleCountries()[0]);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return e164.startsWith('+1') ? 'US' : undefined;
  }
}

/** Returns the calling code of a country, such as `1`; undefined if the text is not an ISO 3166-1 alpha-2 code. */
export const callingCodeOf = (country: string): string | undefined =>
  isSupportedCountry(country) ? getCountryCallingCode(country) : undefined;

const DIGITS_SHOWN = 4;

/**
 * Returns the last four digits of a phone number, for logs. A reader who knows the number can recognise the four
 * digits. A short number shows no digits.
 */
export const maskPhone = (e164: string): string =>
  e164.length > 2 * DIGITS_SHOWN ? `…${e164.slice(-DIGITS_SHOWN)}` : '…';

/**
 * Returns the digits of an E.164 number without the calling code of the country. The text ends each spelling of the
 * number, with and without the calling code.
 */
export function nationalDigits(e164: string): string {
  try {
    return parsePhoneNumberWithError(e164).nationalNumber;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return e164.slice(1);
  }
}
