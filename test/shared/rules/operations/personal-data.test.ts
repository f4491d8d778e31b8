import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PERSONAL_DATA } from '../../../../shared/rules/operations/personal-data.ts';

/** The types that cannot contain a phone number or a name. A column of any other type must be in the list. */
const TYPES_WITHOUT_TEXT =
  /^(?:bigint|integer|smallint|numeric|double precision|boolean|uuid|date|time|timestamp|call_status)\b/;

/** Returns `table.column` for each column of the generated schema that may contain text. */
function textColumnsOfSchema(): string[] {
  const schema = readFileSync(join(import.meta.dirname, '../../../../sql/schema.sql'), 'utf8');
  return [...schema.matchAll(/^create table (\w+) \((.*?)^\)(?: with \(.*?\))?;/gms)].flatMap(([, table, body]) =>
    [...body!.matchAll(/^ {2}(?!constraint )"?(\w+)"? (.+)$/gm)]
      // An array of numbers is no text either: `bigint[]` begins with its element type.
      .filter(([, , type]) => !TYPES_WITHOUT_TEXT.test(type!))
      .map(([, column]) => `${table}.${column}`),
  );
}

const words = (columns = '') => columns.split(' ').filter((word) => word !== '');
const listed = Object.entries(PERSONAL_DATA).flatMap(([table, { erased, kept, other }]) =>
  [...words(erased), ...words(kept?.columns), ...words(other)].map((column) => `${table}.${column}`),
);
const tablesInWhole = new Set(listed.filter((place) => place.endsWith('.*')).map((place) => place.slice(0, -2)));

test('an erasure has a decision about every column that may contain data of a person', () => {
  const columns = textColumnsOfSchema();
  expect(columns.length).toBeGreaterThan(200);
  const undecided = columns.filter(
    (place) => !listed.includes(place) && !tablesInWhole.has(place.slice(0, place.indexOf('.'))),
  );
  // Add each of these columns to PERSONAL_DATA, and to the erasure if the column is about people who call or are called.
  expect(undecided).toEqual([]);
  expect(listed.filter((place) => !place.endsWith('.*') && !columns.includes(place))).toEqual([]);
  expect(listed.filter((place, index) => listed.indexOf(place) !== index)).toEqual([]);
});
