/**
 * Phone numbers: a loose check for API input, and a strict one before a number is stored from a file or dialled.
 *
 * The strict check uses libphonenumber's `max` metadata. The `min` metadata contain number types for a few countries only, so
 * premium-rate numbers of all other countries would pass. `max` is 70 KB larger, is loaded once, and parses as fast: about
 * 50 000 numbers a second.
 */
import { type CountryCode, isSupportedCountry, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/max';

const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether `text` has the form of an E.164 number. Such a number may still not exist. */
export const isE164Syntax = (text: string): boolean => E164.test(text);

/** Longer texts are not parsed. 15 digits with generous punctuation fit. */
const RAW_LENGTH_MAX = 40;

/**
 * - `country_needed`: the number is written without `+`, and its country is unknown.
 * - `invalid`: too short, too long, or not in the numbering plan of its country, as emergency numbers and short codes.
 * - `extension`: the number has an extension, which the dialer cannot dial.
 * - `charged`: premium-rate, shared-cost or personal number.
 * - `unreachable`: a pager, a mailbox, or a number without a country.
 */
type PhoneProblem = 'not_a_number' | 'country_needed' | 'invalid' | 'extension' | 'charged' | 'unreachable';

export type ParsedPhone =
  | { e164: string; country: CountryCode; problem?: undefined }
  /** `message` is for the user who entered the number. */
  | { problem: PhoneProblem; message: string };

/**
 * Federal law forbids autodialled calls that cost the called person money (47 CFR 64.1200(a)(1)(iii)). Numbers that are
 * expensive for the caller are used for toll fraud.
 */
const CHARGED_TYPES = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER']);
const UNREACHABLE_TYPES = new Set(['PAGER', 'VOICEMAIL']);

/**
 * Parses a number as a person typed it or a file contains it, and refuses numbers that must not be dialled.
 *
 * @param defaultCountry ISO 3166-1 alpha-2 country of a number written without `+`
 */
export function parseDialableNumber(raw: string, defaultCountry?: string): ParsedPhone {
  const text = raw.trim();
  if (text === '' || text.length > RAW_LENGTH_MAX) return rejectPhone('not_a_number', 'This is not a phone number.');
  const country = defaultCountry?.trim().toUpperCase() ?? '';
  try {
    // By default the library extracts a number from any surrounding text.
    const options = { extract: false, ...(isSupportedCountry(country) && { defaultCountry: country }) };
    const number = parsePhoneNumberWithError(text, options);
    if (number.ext) return rejectPhone('extension', 'Extensions cannot be dialled; give a direct number.');
    if (!number.isValid() || !isE164Syntax(number.number))
      return rejectPhone('invalid', 'No such number exists in its country.');
    const type = number.getType() ?? '';
    if (CHARGED_TYPES.has(type))
      return rejectPhone('charged', 'Premium-rate, shared-cost and personal numbers are not dialled.');
    // For a number without a country (+800, +88x) we know neither the law nor the local time of the called person.
    if (!number.country || UNREACHABLE_TYPES.has(type))
      return rejectPhone('unreachable', 'Pagers, mailboxes and numbers of no country are not dialled.');
    return { e164: number.number, country: number.country };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.message === 'NOT_A_NUMBER') return rejectPhone('not_a_number', 'This is not a phone number.');
    if (error.message !== 'INVALID_COUNTRY') return rejectPhone('invalid', 'This number is too short or too long.');
    if (text.startsWith('+')) return rejectPhone('invalid', 'No country has this calling code.');
    return rejectPhone('country_needed', 'Write the number with + and its calling code, or give its country.');
  }
}

const rejectPhone = (problem: PhoneProblem, message: string): ParsedPhone => ({ problem, message });

const DIGITS_SHOWN = 4;

/** For logs: the last four digits, which identify a number that the reader knows. Of a short number, no digits. */
export const maskPhone = (e164: string): string =>
  e164.length > 2 * DIGITS_SHOWN ? `…${e164.slice(-DIGITS_SHOWN)}` : '…';
