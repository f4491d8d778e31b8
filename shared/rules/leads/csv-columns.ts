/**
 * Decides which columns of a lead file may hold which lead field: first by the user's field mapping, then by common
 * column names. Several columns may hold one field. Each row takes the first column whose value can be used.
 */
import { countryCode } from '../values/countries.ts';
import { looseKey } from '../values/loose-key.ts';
import { CsvFileError } from './csv-error.ts';
import { LEAD_FIELDS, type LeadField, meaningOfHeader } from './header-names.ts';

export type Columns = {
  /** The header of each column. A column without a header is named by its position. */
  headers: string[];
  /** For each lead field, the columns that may hold the field. The columns are tried in this order. */
  fields: Partial<Record<LeadField, number[]>>;
  /**
   * For each column, the unique key of the custom field that keeps a value that no lead field takes; undefined if the
   * user ignores the column. A row may not have more cells than `keys` has entries.
   */
  keys: (string | undefined)[];
  /** Values that the user sets for all rows in which the columns of the field are empty. */
  constants: Partial<Record<LeadField, string>>;
};

/** How a column is read, for the user. `field` is null if the column is ignored. */
export type ColumnUse = { column: string; field: string | null };

/**
 * The user's mapping of column headers. A lead field takes the values of the column; several columns may name the same
 * field. With null, the column is ignored. With `{value}`, the key is a lead field that gets this value in all rows.
 */
export type FieldMapping = Readonly<Record<string, string | null | { value: string }>>;

const COLUMNS_MAX = 200;
const CUSTOM_KEY_LENGTH_MAX = 100;
/** The most headers that an error message lists, and the most characters of each header. */
const LISTED_HEADERS_MAX = 20;
const LISTED_HEADER_LENGTH_MAX = 40;

/** The column that the file of rejected rows adds. If the user sends the mended file, the column is ignored. */
export const REJECTED_REASON_COLUMN = 'rejected_reason';

/**
 * Assigns the columns of a header row to lead fields and custom fields.
 *
 * @param fieldMapping headers are compared exactly first, then by loose key
 * @throws CsvFileError if no column holds the phone number, the header has too many columns, the mapping is invalid, or
 *   the file lacks a column of the mapping
 */
export function mapColumns(headerRow: readonly string[], fieldMapping: FieldMapping = {}): Columns {
  const { headers, fields, ignored, constants } = assignHeaders(headerRow, fieldMapping);
  if (!fields.phone) throw noPhoneColumn(headerRow.map((header) => header.trim()));
  return { headers, fields, keys: customKeys(headers, ignored), constants };
}

/**
 * Returns the columns of a file whose header row does not name the phone number, or that has no header row.
 *
 * @param found the columns of each lead field, as the values of the columns show
 */
export function columnsByValues(
  headerRow: readonly string[],
  found: Columns['fields'],
  fieldMapping: FieldMapping = {},
): Columns {
  const { headers, fields, ignored, constants } = assignHeaders(headerRow, fieldMapping);
  return { headers, fields: { ...found, ...fields }, keys: customKeys(headers, ignored), constants };
}

/**
 * Returns how well a header row fits the lead fields: the number of lead fields in the header row. A phone column
 * counts more than all other fields together, and a column of the mapping counts more than a common name.
 */
export function scoreColumns(headerRow: readonly string[], fieldMapping: FieldMapping = {}): number {
  const headers = headerRow.slice(0, COLUMNS_MAX).map((header) => header.trim());
  const mapped = matchMapping(headers, parseFieldMapping(fieldMapping).columns);
  const fields = assignFields(headers, mapped.uses);
  return Object.keys(fields).length + mapped.uses.size + (fields.phone ? LEAD_FIELDS.length : 0);
}

/** Returns how each column of the file is used. */
export function columnUses({ headers, fields, keys }: Columns): ColumnUse[] {
  return headers.map((column, index) => {
    const field = LEAD_FIELDS.find((field) => fields[field]?.includes(index));
    return { column, field: field ?? (keys[index] === undefined ? null : 'custom_fields') };
  });
}

type MappedColumn = { header: string; field: LeadField | null };
type Mapping = { columns: readonly MappedColumn[]; constants: Columns['constants'] };

/**
 * Checks a field mapping without a file. Whether the columns of the mapping exist is not checked.
 *
 * @throws CsvFileError if a target is not a lead field
 */
export function parseFieldMapping(fieldMapping: FieldMapping): Mapping {
  const entries = Object.entries(fieldMapping);
  if (entries.length > COLUMNS_MAX)
    throw new CsvFileError('field_mapping', `field_mapping names more than ${COLUMNS_MAX} columns.`);
  const columns: MappedColumn[] = [];
  const constants: Columns['constants'] = {};
  for (const [key, target] of entries) {
    if (target === null) columns.push({ header: key.trim(), field: null });
    else if (typeof target === 'string') columns.push({ header: key.trim(), field: leadField(key, target) });
    else setConstant(constants, key, target.value);
  }
  return { columns, constants };
}

function setConstant(constants: Columns['constants'], key: string, value: string): void {
  const field = leadField('a value', key);
  if (field === 'phone' || (field === 'country' && countryCode(value) === undefined))
    throw new CsvFileError('field_mapping', `field_mapping cannot set ${field} to "${abridged(value)}" for all rows.`);
  constants[field] = value.trim();
}

function leadField(source: string, target: string): LeadField {
  const field = LEAD_FIELDS.find((field) => looseKey(field) === looseKey(target));
  if (field) return field;
  const entry = `"${abridged(source)}" to "${abridged(target)}"`;
  throw new CsvFileError(
    'field_mapping',
    `field_mapping cannot map ${entry}. Lead fields are: ${LEAD_FIELDS.join(', ')}.`,
  );
}

function assignHeaders(headerRow: readonly string[], fieldMapping: FieldMapping) {
  const headers = headerRow.map((header, index) => header.trim() || `Column ${index + 1}`);
  if (headers.length > COLUMNS_MAX)
    throw new CsvFileError('header', `The file has ${headers.length} columns; at most ${COLUMNS_MAX} can be imported.`);
  if (headers.some((header) => header.includes('\0')))
    throw new CsvFileError('not_text', 'This is not a text file. Export the leads as CSV.');
  const { columns, constants } = parseFieldMapping(fieldMapping);
  const { uses, missing } = matchMapping(headers, columns);
  if (missing.length > 0) throw missingColumns(missing, headers);
  const ignored = new Set([...uses].flatMap(([index, field]) => (field === null ? index : [])));
  for (const [index, header] of headers.entries()) if (header === REJECTED_REASON_COLUMN) ignored.add(index);
  return { headers, fields: assignFields(headers, uses), ignored, constants };
}

/** Finds the columns of the mapping. A mapping that names a header applies to all columns with this header. */
function matchMapping(headers: readonly string[], columns: readonly MappedColumn[]) {
  const uses = new Map<number, LeadField | null>();
  const missing: string[] = [];
  const loose = headers.map(looseKey);
  for (const { header, field } of columns) {
    const key = looseKey(header);
    const exact = headers.flatMap((each, index) => (each === header ? index : []));
    const found = exact.length > 0 || key === '' ? exact : loose.flatMap((each, index) => (each === key ? index : []));
    if (found.length === 0) missing.push(header);
    // An exact match of another entry stands before a loose match.
    for (const index of found) if (exact.length > 0 || !uses.has(index)) uses.set(index, field);
  }
  return { uses, missing };
}

function assignFields(headers: readonly string[], uses: ReadonlyMap<number, LeadField | null>): Columns['fields'] {
  const fields: Columns['fields'] = {};
  for (const [index, field] of uses) if (field !== null) (fields[field] ??= []).push(index);
  const mapped = new Set(Object.keys(fields));
  const found = headers.flatMap((header, index) => {
    const meaning = uses.has(index) ? undefined : meaningOfHeader(header);
    return meaning && !mapped.has(meaning.field) ? [{ index, ...meaning }] : [];
  });
  for (const { index, field } of found.toSorted((a, b) => a.rank - b.rank || a.index - b.index))
    (fields[field] ??= []).push(index);
  return fields;
}

/** Returns a unique key for each column that is not ignored. A repeated name gets a number as a suffix. */
function customKeys(headers: readonly string[], ignored: ReadonlySet<number>): Columns['keys'] {
  const used = new Set<string>();
  return headers.map((header, index) => {
    if (ignored.has(index)) return undefined;
    const name = truncate(header, CUSTOM_KEY_LENGTH_MAX);
    let key = name;
    for (let n = 2; used.has(key); n++) {
      const suffix = ` (${n})`;
      key = truncate(name, CUSTOM_KEY_LENGTH_MAX - suffix.length) + suffix;
    }
    used.add(key);
    return key;
  });
}

function noPhoneColumn(headers: readonly string[]): CsvFileError {
  const named = headers.filter((header) => header !== '');
  const example = JSON.stringify({ [abridged(named[0] ?? '')]: 'phone' });
  return new CsvFileError(
    'no_phone_column',
    `No column holds the phone number. The first row must name the columns; it has: ${listed(named)}. ` +
      `Name one of them "phone", or map one with field_mapping, for example ${example}.`,
  );
}

function missingColumns(missing: readonly string[], headers: readonly string[]): CsvFileError {
  return new CsvFileError(
    'field_mapping',
    `field_mapping names columns that the file does not have: ${listed(missing)}. The file has: ${listed(headers)}.`,
  );
}

function listed(headers: readonly string[]): string {
  const list = headers.slice(0, LISTED_HEADERS_MAX).map((header) => `"${abridged(header)}"`);
  if (headers.length > LISTED_HEADERS_MAX) list.push(`${headers.length - LISTED_HEADERS_MAX} more`);
  return list.join(', ');
}

function abridged(text: string): string {
  return truncate(text, LISTED_HEADER_LENGTH_MAX);
}

/** Cuts text to at most `length` UTF-16 units, without splitting a character. */
export function truncate(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
