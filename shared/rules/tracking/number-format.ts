/** Numbers as the visitors of a page read them. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Eleven digits in the plan of +1; ten where somebody wrote an example number one digit short. */
const NORTH_AMERICAN = /^\+1?(\d{3})(\d{3})(\d{4})$/;

/** `(415) 555-2671` for numbers of +1, with the calling code and the country's own spaces for all others. */
export function formatForVisitors(e164: string): string {
  const [, area, exchange, line] = (e164.startsWith('+1') && NORTH_AMERICAN.exec(e164)) || [];
  if (line) return `(${area}) ${exchange}-${line}`;
  const formatted = parsePhoneNumberFromString(e164)?.formatInternational();
  // The library mends what it takes for a mistake, but this is the number that rings.
  return formatted?.replaceAll(/[^+\d]/g, '') === e164 ? formatted : e164;
}

/** `+1 4155552671`: what the snippet needs to find a number that pages write with or without its calling code. */
export function withCallingCode(e164: string): string {
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode;
  return code ? `+${code} ${e164.slice(1 + code.length)}` : e164;
}
