/**
 * The form in which names typed by people are compared: without case, accents, spaces and punctuation, so that
 * "Phone Number", "phone_number" and "PHONE-NUMBER" are one.
 */
export function looseKey(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
