/** Formats a phone number as a web page shows the number to visitors. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Matches `+1` and ten digits. Example numbers without the `1` match too. */
const NORTH_AMERICAN = /^\+1?(\d{3})(\d{3})(\d{4})$/;

/** Returns `(415) 555-2671` for +1 numbers, and the country's international format for other numbers. */
export function formatForVisitors(e164: string): string {
  const [, area, exchange, line] = (e164.startsWith('+1') && NORTH_AMERICAN.exec(e164)) || [];
  if (line) return `(${area}) ${exchange}-${line}`;
  const formatted = parsePhoneNumberFromString(e164)?.formatInternational();
  // The library may change digits of the phone number. If so, the original number is shown, because only the original
  // number works.
  return formatted?.replaceAll(/[^+\d]/g, '') === e164 ? formatted : e164;
}

/**
 * Returns the number as `+1 4155552671`. With this form, the snippet on a web page finds the phone number with or
 * without its calling code.
 */
export function withCallingCode(e164: string): string {
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode;
  return code ? `+${code} ${e164.slice(1 + code.length)}` : e164;
}
