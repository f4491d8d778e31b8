/**
 * The key by which typed names are compared: without case, accents, spaces and punctuation. "Phone Number", "phone_number"
 * and "PHONE-NUMBER" have the same key.
 */
export function looseKey(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
