/** How a page shows a phone number to its visitors. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** `+1` and ten digits. Example numbers without the `1` match too. */
const NORTH_AMERICAN = /^\+1?(\d{3})(\d{3})(\d{4})$/;

/** `(415) 555-2671` for +1 numbers; the international format of the country for others. */
export function formatForVisitors(e164: string): string {
  const [, area, exchange, line] = (e164.startsWith('+1') && NORTH_AMERICAN.exec(e164)) || [];
  if (line) return `(${area}) ${exchange}-${line}`;
  const formatted = parsePhoneNumberFromString(e164)?.formatInternational();
  // The library may correct the number. Show the number that rings instead.
  return formatted?.replaceAll(/[^+\d]/g, '') === e164 ? formatted : e164;
}

/** `+1 4155552671`. The snippet finds the number in a page with or without the calling code. */
export function withCallingCode(e164: string): string {
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode;
  return code ? `+${code} ${e164.slice(1 + code.length)}` : e164;
}
