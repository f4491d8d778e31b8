/** How a contact of a CRM platform is recognised by a phone number, and which of its names may be filled in. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type ContactNames = { firstName: string | null; lastName: string | null };

const digitsOf = (text: string) => text.replaceAll(/\D/g, '');

/**
 * Returns the digits of a number without the calling code of its country. `significant` has no trunk prefix, and
 * `written` has it, as people write it in the country: `2079460958` and `02079460958` for `+442079460958`.
 */
export function nationalDigits(e164: string): { significant: string; written: string } {
  const number = parsePhoneNumberFromString(e164);
  const significant = number?.nationalNumber ?? digitsOf(e164);
  return { significant, written: number ? digitsOf(number.formatNational()) : significant };
}

/** Returns how people of the number's country, and others, write it: `(415) 555-2671` and `+1 415 555 2671`. */
export function usualWritings(e164: string): string[] {
  const number = parsePhoneNumberFromString(e164);
  return number ? [number.formatNational(), number.formatInternational()] : [];
}

/**
 * Whether `text` is a writing of the number: in E.164 form, with an international prefix (`00`, `011`), or as people of
 * the number's country write it, with any punctuation. The extension does not count. A number without its country's
 * trunk prefix is no writing: `207 946 0958` is a number of Maine, and not `+442079460958`.
 */
export function isSamePhone(text: string, e164: string): boolean {
  const [withoutExtension = ''] = text.split(/ext|[x#;,]/i);
  const digits = digitsOf(withoutExtension);
  const full = digitsOf(e164);
  const { written } = nationalDigits(e164);
  const callingCode = parsePhoneNumberFromString(e164)?.countryCallingCode ?? '';
  const international = [full, `${callingCode}${written}`];
  if (withoutExtension.trimStart().startsWith('+')) return international.includes(digits);
  return [...international, `00${full}`, `011${full}`, written].includes(digits);
}

/** Words that people and imports write where they know no name. */
const PLACEHOLDERS = new Set([
  'unknown',
  'unknown caller',
  'anonymous',
  'n/a',
  'none',
  'null',
  'undefined',
  'no name',
  'not provided',
]);

/** Whether a name says nothing: it is empty, it has no letter (such as a phone number), or it is a filler word. */
export function isPlaceholderName(name: string | null | undefined): boolean {
  const text = (name ?? '').trim();
  return !/\p{L}/u.test(text) || PLACEHOLDERS.has(text.toLowerCase());
}

/** Returns the names of a contact, with null for a name that says nothing. */
export function knownNames({ firstName, lastName }: ContactNames): ContactNames {
  return {
    firstName: isPlaceholderName(firstName) ? null : firstName,
    lastName: isPlaceholderName(lastName) ? null : lastName,
  };
}

/**
 * Returns the names that a stored contact lacks and that we know. A stored name is never replaced. If the other stored
 * name is not the one that we know, the contact may be another person with the same phone, so nothing is filled in.
 */
export function namesToFill(stored: ContactNames, ours: ContactNames): Partial<Record<keyof ContactNames, string>> {
  const [known, given] = [knownNames(stored), knownNames(ours)];
  const isContradicted = (['firstName', 'lastName'] as const).some(
    (field) => known[field] !== null && known[field].trim().toLowerCase() !== given[field]?.trim().toLowerCase(),
  );
  if (isContradicted) return {};
  return {
    ...(known.firstName === null && given.firstName !== null ? { firstName: given.firstName } : {}),
    ...(known.lastName === null && given.lastName !== null ? { lastName: given.lastName } : {}),
  };
}
