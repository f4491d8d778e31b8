/** Which column of a lead file is what: by the user's field mapping first, then by the names that people give such columns. */
import { CsvFileError } from './csv-error.ts';
import { looseKey } from '../values/loose-key.ts';

/** `name` is a full name, split on import where there is no column for its parts. */
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
  /** What each column is: a lead field, or the key of a custom field. Rows are measured against their number. */
  names: string[];
  /** The index of the column that holds a lead field. */
  fields: Partial<Record<LeadField, number>>;
  /** All other columns. Keys are unique. */
  custom: { index: number; key: string }[];
};

const COLUMNS_MAX = 200;
const CUSTOM_KEY_LENGTH_MAX = 100;
/** How much of a header row an error message repeats. */
const HEADERS_SHOWN_MAX = 20;
const HEADER_SHOWN_LENGTH_MAX = 40;

/** Loose keys in order of preference: of "Phone" and "Mobile" in one file, the first is dialled and the other kept aside. */
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
 * @param fieldMapping header → lead field; headers are compared exactly first, then loosely. Entries for columns that the file
 *   does not have are passed over: one mapping serves many files.
 * @throws CsvFileError when no column holds the phone number, the header is beyond reason, or the mapping is wrong
 */
export function mapColumns(headerRow: readonly string[], fieldMapping: Readonly<Record<string, string>> = {}): Columns {
  const headers = headerRow.map((header) => header.trim());
  if (headers.length > COLUMNS_MAX)
    throw new CsvFileError('header', `The file has ${headers.length} columns; at most ${COLUMNS_MAX} can be imported.`);
  if (headers.some((header) => header.includes('\0')))
    throw new CsvFileError('not_text', 'This is not a text file. Export the leads as CSV.');
  const fields = assign(headers, readMapping(fieldMapping));
  if (fields.phone === undefined) throw noPhoneColumn(headers);
  const custom = customColumns(headers, new Set(Object.values(fields)));
  const names: string[] = [];
  for (const [field, index] of Object.entries(fields)) names[index] = field;
  for (const { index, key } of custom) names[index] = key;
  return { names, fields, custom };
}

/** How many lead fields the headers name; the phone number outweighs all others together. */
export function recognisedColumns(
  headerRow: readonly string[],
  fieldMapping: Readonly<Record<string, string>> = {},
): number {
  const fields = assign(
    headerRow.map((header) => header.trim()),
    readMapping(fieldMapping),
  );
  return Object.keys(fields).length + (fields.phone === undefined ? 0 : LEAD_FIELDS.length);
}

type Mapping = readonly { header: string; field: LeadField }[];

/** @throws CsvFileError for a target that is no lead field; whether the columns are there is for the file to tell */
export function readMapping(fieldMapping: Readonly<Record<string, string>>): Mapping {
  const entries = Object.entries(fieldMapping);
  if (entries.length > COLUMNS_MAX)
    throw new CsvFileError('field_mapping', `field_mapping names more than ${COLUMNS_MAX} columns.`);
  return entries.map(([header, target]) => {
    const field = LEAD_FIELDS.find((field) => looseKey(field) === looseKey(target));
    if (field) return { header: header.trim(), field };
    const asked = `"${shown(header)}" to "${shown(target)}"`;
    throw new CsvFileError(
      'field_mapping',
      `field_mapping cannot map ${asked}. Lead fields are: ${LEAD_FIELDS.join(', ')}.`,
    );
  });
}

function assign(headers: readonly string[], mapping: Mapping): Columns['fields'] {
  const fields: Columns['fields'] = {};
  const taken = new Set<number>();
  const keys = headers.map(looseKey);
  const claim = (field: LeadField, wanted: (index: number) => boolean) => {
    const index = headers.findIndex((_, index) => !taken.has(index) && wanted(index));
    if (index === -1) return false;
    const other = fields[field];
    if (other !== undefined) {
      const both = `both "${shown(headers[other]!)}" and "${shown(headers[index]!)}"`;
      throw new CsvFileError('field_mapping', `field_mapping maps ${both} to ${field}; only one column can be it.`);
    }
    fields[field] = index;
    taken.add(index);
    return true;
  };
  const notExact = mapping.filter(({ header, field }) => !claim(field, (index) => headers[index] === header));
  for (const { header, field } of notExact) {
    const key = looseKey(header);
    if (key !== '') claim(field, (index) => keys[index] === key);
  }
  for (const field of LEAD_FIELDS) {
    if (fields[field] !== undefined) continue;
    ALIASES[field].some((alias) => claim(field, (index) => keys[index] === alias));
  }
  return fields;
}

/** Columns without a header get their place as name, and names that are there already a number: nothing is lost. */
function customColumns(headers: readonly string[], taken: ReadonlySet<number>): Columns['custom'] {
  const used = new Set<string>();
  return headers.flatMap((header, index) => {
    if (taken.has(index)) return [];
    const name = cut(header, CUSTOM_KEY_LENGTH_MAX) || `Column ${index + 1}`;
    let key = name;
    for (let n = 2; used.has(key); n++) {
      const suffix = ` (${n})`;
      key = cut(name, CUSTOM_KEY_LENGTH_MAX - suffix.length) + suffix;
    }
    used.add(key);
    return { index, key };
  });
}

function noPhoneColumn(headers: readonly string[]): CsvFileError {
  const named = headers.filter((header) => header !== '');
  const list = named.slice(0, HEADERS_SHOWN_MAX).map((header) => `"${shown(header)}"`);
  if (named.length > HEADERS_SHOWN_MAX) list.push(`${named.length - HEADERS_SHOWN_MAX} more`);
  const example = JSON.stringify({ [shown(named[0] ?? '')]: 'phone' });
  return new CsvFileError(
    'no_phone_column',
    `No column holds the phone number. The first row must name the columns; it has: ${list.join(', ')}. ` +
      `Name one of them "phone", or say which it is with field_mapping, for example ${example}.`,
  );
}

function shown(text: string): string {
  return cut(text, HEADER_SHOWN_LENGTH_MAX);
}

/** At most `length` UTF-16 units, without leaving half a character. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
