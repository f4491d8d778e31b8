/**
 * The numbers of callers. A carrier that knows no number of a caller sends a word, an empty text, or a word spelled
 * with the digits of a keypad. These values belong to no person.
 */
import { isE164Syntax } from './phone.ts';

/**
 * Words that Twilio and other carriers spell with digits: ANONYMOUS, RESTRICTED, UNAVAILABLE, UNKNOWN and BLOCKED. See https://www.twilio.com/docs/api/errors/13214.
 */
const WORDS_IN_DIGITS = new Set(['266696687', '7378742833', '86282452253', '8656696', '2562533']);

/**
 * Returns the number of a caller in E.164 form. Returns null if the caller hides the number, or if the text is not a
 * phone number, such as a SIP address.
 */
export function callerNumberOf(text: string): string | null {
  if (!isE164Syntax(text)) return null;
  return WORDS_IN_DIGITS.has(text.slice(1)) ? null : text;
}

/**
 * Returns the number of the person in a call: the called person, or the caller. Returns null if the caller hides the
 * number.
 */
export function personNumberOf(call: {
  direction: 'inbound' | 'outbound';
  fromNumber: string;
  toNumber: string;
}): string | null {
  return call.direction === 'outbound' ? call.toNumber : callerNumberOf(call.fromNumber);
}
