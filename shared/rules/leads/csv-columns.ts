/**
 * Decides which column of a lead file holds which lead field: first by the user's field mapping, then by common column
 * names.
 */
import { CsvFileError } from './csv-error.ts';
import { looseKey } from '../values/loose-key.ts';

/**
 * The lead fields of a lead file. `name` is a full name. If the file has no column for the first or last name, the
 * import splits the full name.
 */
export const LEAD_FIELDS = [
  'phone',
  'first_name',
  'last_name',
  'name',
  'email',
  'country',
  'type',
  'priority',
  'notes',
] as const;

export type LeadField = (typeof LEAD_FIELDS)[number];

export type Columns = {
  /**
   * The name of each column: a lead field, or the key of a custom field. A row may not have more cells than `names` has
   * entries.
   */
  names: string[];
  /** For each lead field, the index of the column that holds the field. */
  fields: Partial<Record<LeadField, number>>;
  /** All other columns of the file. The keys are unique. */
  custom: { index: number; key: string }[];
};

const COLUMNS_MAX = 200;
const CUSTOM_KEY_LENGTH_MAX = 100;
/** The most headers that an error message lists, and the most characters of each header. */
const LISTED_HEADERS_MAX = 20;
const LISTED_HEADER_LENGTH_MAX = 40;

/**
 * Common column names for each lead field, as loose keys (see `looseKey`), in order of preference. If a file has the
 * columns "Phone" and "Mobile", "Phone" is used, and "Mobile" becomes a custom field.
 */
const ALIASES: Record<LeadField, readonly string[]> = {
  phone: keys(
    'phone phonenumber phoneno phonenr phonenum primaryphone phone1 phoneprimary leadphone customerphone contactphone',
    'mobile mobilephone mobilenumber mobileno cell cellphone cellnumber cellular',
    'telephone telephonenumber telephoneno tel telno telnumber msisdn contactnumber whatsapp phonenormalized e164',
    'homephone workphone businessphone daytimephone',
    'telefono numerodetelefono telefononumero movil celular telefone telemovel cellulare',
    'telefon telefonnummer handy handynummer mobil mobilnummer rufnummer telefoonnummer numerodetelephone portable',
    'number numero',
  ),
  first_name: keys('firstname first fname givenname forename nombre prenom vorname primeironome'),
  last_name: keys('lastname last lname surname familyname apellido apellidos nachname sobrenome'),
  name: keys('name fullname contactname leadname customername clientname contact nombrecompleto'),
  email: keys('email emailaddress mail emailid email1 primaryemail correo correoelectronico'),
  country: keys('country countrycode countryiso isocountry phonecountry pais land pays'),
  type: keys('type leadtype phonetype numbertype linetype tipo typ'),
  priority: keys('priority leadpriority prio prioridad prioritat priorite'),
  notes: keys('notes note comments comment remarks notas notizen bemerkungen'),
};

function keys(...lines: string[]): string[] {
  return lines.flatMap((line) => line.split(' '));
}

/**
 * Assigns the columns of a header row to lead fields and custom fields.
 *
 * @param fieldMapping header → lead field. Headers are compared exactly first, then by loose key. If the file has no
 *   column for an entry, the entry is ignored, so that one mapping can serve many files.
 * @throws CsvFileError if no column holds the phone number, the header has too many columns, or the mapping is invalid
 */
export function mapColumns(headerRow: readonly string[], fieldMapping: Readonly<Record<string, string>> = {}): Columns {
  const headers = headerRow.map((header) => header.trim());
  if (headers.length > COLUMNS_MAX)
    throw new CsvFileError('header', `The file has ${headers.length} columns; at most ${COLUMNS_MAX} can be imported.`);
  if (headers.some((header) => header.includes('\0')))
    throw new CsvFileError('not_text', 'This is not a text file. Export the leads as CSV.');
  const fields = assignColumns(headers, parseFieldMapping(fieldMapping));
  if (fields.phone === undefined) throw noPhoneColumn(headers);
  const custom = customColumns(headers, new Set(Object.values(fields)));
  const names: string[] = [];
  for (const [field, index] of Object.entries(fields)) names[index] = field;
  for (const { index, key } of custom) names[index] = key;
  return { names, fields, custom };
}

/**
 * Returns how well a header row fits the lead fields: the number of lead fields in the header row. A phone column
 * counts more than all other fields together.
 */
export function scoreColumns(
  headerRow: readonly string[],
  fieldMapping: Readonly<Record<string, string>> = {},
): number {
  const fields = assignColumns(
    headerRow.map((header) => header.trim()),
    parseFieldMapping(fieldMapping),
  );
  return Object.keys(fields).length + (fields.phone === undefined ? 0 : LEAD_FIELDS.length);
}

type Mapping = readonly { header: string; field: LeadField }[];

/**
 * Checks a field mapping without a file. Whether the columns of the mapping exist is not checked.
 *
 * @throws CsvFileError if a target is not a lead field
 */
export function parseFieldMapping(fieldMapping: Readonly<Record<string, string>>): Mapping {
  const entries = Object.entries(fieldMapping);
  if (entries.length > COLUMNS_MAX)
    throw new CsvFileError('field_mapping', `field_mapping names more than ${COLUMNS_MAX} columns.`);
  return entries.map(([header, target]) => {
    const field = LEAD_FIELDS.find((field) => looseKey(field) === looseKey(target));
    if (field) return { header: header.trim(), field };
    const entry = `"${abridged(header)}" to "${abridged(target)}"`;
    throw new CsvFileError(
      'field_mapping',
      `field_mapping cannot map ${entry}. Lead fields are: ${LEAD_FIELDS.join(', ')}.`,
    );
  });
}

function assignColumns(headers: readonly string[], mapping: Mapping): Columns['fields'] {
  const fields: Columns['fields'] = {};
  const assigned = new Set<number>();
  const keys = headers.map(looseKey);
  const assign = (field: LeadField, matches: (index: number) => boolean) => {
    const index = headers.findIndex((_, index) => !assigned.has(index) && matches(index));
    if (index === -1) return false;
    const other = fields[field];
    if (other !== undefined) {
      const both = `both "${abridged(headers[other]!)}" and "${abridged(headers[index]!)}"`;
      throw new CsvFileError('field_mapping', `field_mapping maps ${both} to ${field}. Map only one column to it.`);
    }
    fields[field] = index;
    assigned.add(index);
    return true;
  };
  const notExact = mapping.filter(({ header, field }) => !assign(field, (index) => headers[index] === header));
  for (const { header, field } of notExact) {
    const key = looseKey(header);
    if (key !== '') assign(field, (index) => keys[index] === key);
  }
  for (const field of LEAD_FIELDS) {
    if (fields[field] !== undefined) continue;
    ALIASES[field].some((alias) => assign(field, (index) => keys[index] === alias));
  }
  return fields;
}

/**
 * Returns the columns for custom fields. A column without a header gets its position as its name. A repeated name gets
 * a number as a suffix, so that no column is lost.
 */
function customColumns(headers: readonly string[], assigned: ReadonlySet<number>): Columns['custom'] {
  const used = new Set<string>();
  return headers.flatMap((header, index) => {
    if (assigned.has(index)) return [];
    const name = truncate(header, CUSTOM_KEY_LENGTH_MAX) || `Column ${index + 1}`;
    let key = name;
    for (let n = 2; used.has(key); n++) {
      const suffix = ` (${n})`;
      key = truncate(name, CUSTOM_KEY_LENGTH_MAX - suffix.length) + suffix;
    }
    used.add(key);
    return { index, key };
  });
}

function noPhoneColumn(headers: readonly string[]): CsvFileError {
  const named = headers.filter((header) => header !== '');
  const list = named.slice(0, LISTED_HEADERS_MAX).map((header) => `"${abridged(header)}"`);
  if (named.length > LISTED_HEADERS_MAX) list.push(`${named.length - LISTED_HEADERS_MAX} more`);
  const example = JSON.stringify({ [abridged(named[0] ?? '')]: 'phone' });
  return new CsvFileError(
    'no_phone_column',
    `No column holds the phone number. The first row must name the columns; it has: ${list.join(', ')}. ` +
      `Name one of them "phone", or map one with field_mapping, for example ${example}.`,
  );
}

function abridged(text: string): string {
  return truncate(text, LISTED_HEADER_LENGTH_MAX);
}

/** Cuts text to at most `length` UTF-16 units, without splitting a character. */
export function truncate(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
