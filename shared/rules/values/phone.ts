/**
 * Telephone numbers: the loose check for API input, the strict one before a number is stored from a file or dialled.
 *
 * The strict check uses libphonenumber's `max` metadata. `min` knows the number types of a few countries only, so it
 * would let premium-rate numbers of the others through. `max` is 70 KB more, loaded once, and parses as fast: about
 * 50 000 numbers a second.
 */
import { type CountryCode, isSupportedCountry, ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/max';

const E164 = /^\+[1-9]\d{6,14}$/;

/** Whether `text` has the form of an E.164 number. It need not be one that can be dialled. */
export const isE164Syntax = (text: string): boolean => E164.test(text);

/** Longest text worth parsing: 15 digits with generous punctuation. */
const RAW_LENGTH_MAX = 40;

/**
 * - `country_needed`: written without `+`, and no country known that would complete it
 * - `invalid`: not in the numbering plan of its country, or too short or too long; emergency and short codes are here
 * - `extension`: rings a switchboard, which the dialler cannot talk to
 * - `charged`: premium-rate, shared-cost or personal number
 * - `unreachable`: a pager, a mailbox, or a number of no country
 */
type PhoneProblem = 'not_a_number' | 'country_needed' | 'invalid' | 'extension' | 'charged' | 'unreachable';

export type ParsedPhone =
  | { e164: string; country: CountryCode; problem?: undefined }
  /** `message` is for the person who wrote the number. */
  | { problem: PhoneProblem; message: string };

/**
 * Federal law forbids autodialled calls for which the called party is charged (47 CFR 64.1200(a)(1)(iii)), and numbers
 * that bill the caller dearly are the bait of toll fraud.
 */
const CHARGED_TYPES = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PERSONAL_NUMBER']);
const UNREACHABLE_TYPES = new Set(['PAGER', 'VOICEMAIL']);

/**
 * Parses what a person typed or a file holds into a number that may be dialled.
 *
 * @param defaultCountry ISO 3166-1 alpha-2 country of a number written without `+`.
 */
export function parseDialable(raw: string, defaultCountry?: string): ParsedPhone {
  const text = raw.trim();
  if (text === '' || text.length > RAW_LENGTH_MAX) return refused('not_a_number', 'This is not a phone number.');
  const country = defaultCountry?.trim().toUpperCase() ?? '';
  try {
    // Without `extract: false` the library would find a number inside any prose around it.
    const options = { extract: false, ...(isSupportedCountry(country) && { defaultCountry: country }) };
    const number = parsePhoneNumberWithError(text, options);
    if (number.ext) return refused('extension', 'Extensions cannot be dialled; give a direct number.');
    if (!number.isValid() || !isE164Syntax(number.number))
      return refused('invalid', 'No such number exists in its country.');
    const type = number.getType() ?? '';
    if (CHARGED_TYPES.has(type))
      return refused('charged', 'Premium-rate, shared-cost and personal numbers are not dialled.');
    // Without a country (+800, +88x) neither the law nor the local time of the person called is known.
    if (!number.country || UNREACHABLE_TYPES.has(type))
      return refused('unreachable', 'Pagers, mailboxes and numbers of no country are not dialled.');
    return { e164: number.number, country: number.country };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.message === 'NOT_A_NUMBER') return refused('not_a_number', 'This is not a phone number.');
    if (error.message !== 'INVALID_COUNTRY') return refused('invalid', 'This number is too short or too long.');
    if (text.startsWith('+')) return refused('invalid', 'No country has this calling code.');
    return refused('country_needed', 'Write the number with + and its calling code, or give its country.');
  }
}

const refused = (problem: PhoneProblem, message: string): ParsedPhone => ({ problem, message });

const DIGITS_SHOWN = 4;

/** For logs: the last four digits, enough to recognise a number one already knows; none of a short number. */
export const maskPhone = (e164: string): string =>
  e164.length > 2 * DIGITS_SHOWN ? `…${e164.slice(-DIGITS_SHOWN)}` : '…';
