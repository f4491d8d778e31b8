/** Maps country names and codes, as people write them into a file, to ISO 3166-1 alpha-2 codes. */
import metadata from 'libphonenumber-js/min/metadata';
import { looseKey } from './loose-key.ts';

/**
 * Languages of the country names. If two languages use one name for different countries, the first language in the
 * array wins.
 */
const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt'];

/**
 * Common country names that are not in the Unicode tables: alpha-3 codes, short names and former names, as loose keys
 * (see `looseKey`).
 */
const OTHER_NAMES: Record<string, string> = {
  US: 'usa unitedstatesofamerica america eeuu',
  GB: 'uk gbr greatbritain england scotland wales northernireland',
  AE: 'uae are',
  AR: 'arg',
  AT: 'aut',
  AU: 'aus',
  BE: 'bel',
  BR: 'bra',
  CA: 'can',
  CH: 'che',
  CL: 'chl',
  CN: 'chn prc',
  CO: 'col',
  CZ: 'cze czechrepublic',
  DE: 'deu ger',
  DK: 'dnk',
  DO: 'dom',
  EG: 'egy',
  ES: 'esp',
  FI: 'fin',
  FR: 'fra',
  HK: 'hkg hongkong',
  ID: 'idn',
  IE: 'irl republicofireland',
  IL: 'isr',
  IN: 'ind',
  IT: 'ita',
  JM: 'jam',
  JP: 'jpn',
  KE: 'ken',
  KR: 'kor korea republicofkorea',
  MX: 'mex',
  MY: 'mys',
  NG: 'nga',
  NL: 'nld holland thenetherlands',
  NO: 'nor',
  NZ: 'nzl',
  PE: 'per',
  PH: 'phl',
  PK: 'pak',
  PL: 'pol',
  PR: 'pri',
  PT: 'prt',
  RU: 'rus russianfederation',
  SA: 'sau ksa',
  SE: 'swe',
  SG: 'sgp',
  TH: 'tha',
  TR: 'tur turkey',
  UA: 'ukr',
  VN: 'vnm',
  ZA: 'zaf rsa',
};

const COUNTRIES = new Set<string>(Object.keys(metadata.countries));
const BY_NAME = new Map<string, string>();
for (const [country, keys] of Object.entries(OTHER_NAMES)) for (const key of keys.split(' ')) BY_NAME.set(key, country);
for (const language of LANGUAGES) {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  for (const country of COUNTRIES) {
    const name = looseKey(names.of(country) ?? '');
    if (name !== '' && !BY_NAME.has(name)) BY_NAME.set(name, country);
  }
}

/**
 * Returns the country code of a text: "us", "USA", "United States" and "Estados Unidos" give `US`. A dialling code
 * ("+44", "0044", "44") gives the main country with the code, such as the United States for `1`. Any other text gives
 * undefined.
 */
export function countryCode(text: string): string | undefined {
  const upper = text.trim().toUpperCase();
  if (COUNTRIES.has(upper)) return upper;
  if (isDialingCode(upper)) {
    const codes: Record<string, string[] | undefined> = metadata.country_calling_codes;
    // For non-geographic codes such as 800, the metadata list "001" instead of a country.
    const country = codes[upper.replace(/^(?:\+|00)/, '')]?.[0];
    return country && COUNTRIES.has(country) ? country : undefined;
  }
  return BY_NAME.get(looseKey(text));
}

/** Whether the text of a country cell is a dialling code. Several countries may share one dialling code. */
export function isDialingCode(text: string): boolean {
  return /^(?:\+|00)?[1-9]\d{0,2}$/.test(text.trim());
}
