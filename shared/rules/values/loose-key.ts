/**
 * Returns the loose key of a name: the name without case, accents, spaces and punctuation. Names that people type are
 * compared by loose key: "Phone Number", "phone_number" and "PHONE-NUMBER" have the same loose key.
 */
export function looseKey(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
