/** One row of a lead file → the lead it describes, or what is wrong with it. */
import { regexes } from 'zod';
import { countryCode, isDialingCode } from '../values/countries.ts';
import { cut, LEAD_FIELDS, type Columns, type LeadField } from './csv-columns.ts';
import { unguarded } from '../values/csv-write.ts';

/** Null is what the row does not say. */
export type ImportedLead = {
  /** As the row has it. */
  phone: string;
  /** E.164. */
  phoneNormalized: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** ISO 3166-1 alpha-2: the row's, else the number's. */
  country: string | null;
  type: string | null;
  priority: 'low' | 'normal' | 'high';
  notes: string | null;
  customFields: Record<string, string>;
};

export type RowError = {
  /** As {@link CsvRecord}: the row number that a spreadsheet shows. */
  row: number;
  /** A lead field, the key of a custom field, or "row" when it is about the row as a whole. */
  field: string;
  /** The beginning of the offending value, storable as text. */
  value: string;
  /** For the person who uploaded the file. */
  error: string;
};

/** Reads a phone number strictly; `defaultCountry` is for numbers without a country code. */
export type PhoneParser = (
  raw: string,
  defaultCountry?: string,
) => { e164: string; country?: string | undefined; problem?: undefined } | { problem: string; message: string };

export type RowRules = {
  parsePhone: PhoneParser;
  /** For rows that name no country. */
  defaultCountry?: string | undefined;
  /** As on a do-not-call list: whatever else a row holds, and however wrong, its number counts. */
  phoneAlone?: boolean | undefined;
};

/** In UTF-16 units. That of e-mail is RFC 5321 §4.5.3.1.3 less the angle brackets. */
const LENGTH_MAX: Record<LeadField, number> = {
  phone: 50,
  first_name: 200,
  last_name: 200,
  name: 200,
  email: 254,
  country: 100,
  type: 100,
  priority: 20,
  notes: 10_000,
};
const CUSTOM_VALUE_LENGTH_MAX = 10_000;
const SHOWN_VALUE_LENGTH_MAX = 100;

const PRIORITIES = new Map<string, ImportedLead['priority']>([
  ['', 'normal'],
  ['low', 'low'],
  ['normal', 'normal'],
  ['medium', 'normal'],
  ['high', 'high'],
  ['urgent', 'high'],
]);
/** What people put into an e-mail column to say that there is none. */
const NO_EMAIL = new Set(['n/a', 'na', 'none', 'null', 'nil', 'no', '-', '--', '.', 'unknown']);

type Fault = Omit<RowError, 'row'>;
type Values = Record<LeadField, string>;

export function toLead(
  row: number,
  cells: readonly string[],
  columns: Columns,
  rules: RowRules,
): { lead: ImportedLead } | { error: RowError } {
  const refuse = ({ field, value, error }: Fault) => ({ error: { row, field, value: storable(value), error } });
  const read = rules.phoneAlone ? phoneAlone(cells, columns) : cells;
  const values = leadValues(read, columns);
  const fault = shapeFault(read, columns) ?? lengthFault(values) ?? contactFault(values);
  if (fault) return refuse(fault);

  const country = countryCode(values.country);
  if (values.country !== '' && !country) {
    const error = 'Unknown country: use a two-letter code such as US or GB, its English name, or a dialling code';
    return refuse({ field: 'country', value: values.country, error });
  }
  const priority = PRIORITIES.get(values.priority.toLowerCase());
  if (!priority)
    return refuse({ field: 'priority', value: values.priority, error: 'Priority must be low, normal or high' });

  const parsed = rules.parsePhone(values.phone, country ?? rules.defaultCountry);
  if (parsed.problem !== undefined) return refuse({ field: 'phone', value: values.phone, error: parsed.message });

  const customFields: [string, string][] = [];
  for (const { index, key } of columns.custom) {
    const value = cellValue(read[index]);
    if (value.length > CUSTOM_VALUE_LENGTH_MAX) return refuse(tooLong(key, value, CUSTOM_VALUE_LENGTH_MAX));
    if (value !== '') customFields.push([key, value]);
  }
  return {
    lead: {
      phone: values.phone,
      phoneNormalized: parsed.e164,
      ...personName(values),
      email: values.email || null,
      // A dialling code says less than the number itself does.
      country: (isDialingCode(values.country) ? parsed.country : country) ?? parsed.country ?? country ?? null,
      type: values.type || null,
      priority,
      notes: values.notes || null,
      // Defines own properties whatever their names, `__proto__` included.
      customFields: Object.fromEntries(customFields),
    },
  };
}

/** The row without anything that could be wrong with it but the number; of its notes, what can be kept. */
function phoneAlone(cells: readonly string[], { names, fields }: Columns): string[] {
  return names.map((_, index) => {
    const cell = cells[index] ?? '';
    if (index === fields.phone) return cell;
    if (index === fields.country) return countryCode(cellValue(cell)) ? cell : '';
    return index === fields.notes ? cell.replaceAll(/[\0\uFFFD]/g, '?').slice(0, LENGTH_MAX.notes) : '';
  });
}

function leadValues(cells: readonly string[], { fields }: Columns): Values {
  const at = (index: number | undefined) => (index === undefined ? '' : cellValue(cells[index]));
  const email = at(fields.email);
  return {
    phone: phoneText(at(fields.phone)),
    first_name: oneLine(at(fields.first_name)),
    last_name: oneLine(at(fields.last_name)),
    name: oneLine(at(fields.name)),
    email: NO_EMAIL.has(email.toLowerCase()) ? '' : email,
    country: at(fields.country),
    type: at(fields.type),
    priority: at(fields.priority),
    notes: at(fields.notes),
  };
}

/** What the cell means: without `="…"`, with which exports keep spreadsheets from reading text as numbers. */
function cellValue(cell = ''): string {
  const text = cell.trim();
  if (text.startsWith('="') && text.endsWith('"') && text.length > 2)
    return text.slice(2, -1).replaceAll('""', '"').trim();
  return unguarded(text);
}

/** Without the apostrophe that marks text in spreadsheets, and the decimals of software that took the number for a float. */
function phoneText(value: string): string {
  return value.replace(/^['’]\s*/, '').replace(/^(\+?\d{7,15})[.,]0$/, '$1');
}

function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ');
}

function shapeFault(cells: readonly string[], { names }: Columns): Fault | undefined {
  if (cells.slice(names.length).some((cell) => cell.trim() !== '')) {
    const error =
      `Expected ${names.length} columns as in the header, found ${cells.length}: ` +
      'put quotes around cells that contain the delimiter';
    return { field: 'row', value: cells.join(', '), error };
  }
  const damaged = cells.findIndex((cell) => cell.includes('\0') || cell.includes('\uFFFD'));
  if (damaged === -1) return undefined;
  const error = cells[damaged]!.includes('\0')
    ? 'The cell contains a NUL byte, which text cannot have'
    : 'The cell contains bytes that are no text in the encoding of the file: save the file as "CSV UTF-8"';
  return { field: names[damaged]!, value: cells[damaged]!, error };
}

function lengthFault(values: Values): Fault | undefined {
  const field = LEAD_FIELDS.find((field) => values[field].length > LENGTH_MAX[field]);
  return field && tooLong(field, values[field], LENGTH_MAX[field]);
}

function tooLong(field: string, value: string, lengthMax: number): Fault {
  return { field, value, error: `Longer than ${lengthMax} characters (${value.length})` };
}

function contactFault({ phone, email }: Values): Fault | undefined {
  if (phone === '') return { field: 'phone', value: '', error: 'Phone number is missing' };
  if (/^[+-]?\d+(?:[.,]\d+)?e\+?\d+$/i.test(phone)) {
    const error =
      'A spreadsheet turned this phone number into scientific notation and dropped digits: ' +
      'format the column as text, enter the number again and export';
    return { field: 'phone', value: phone, error };
  }
  if (email !== '' && !regexes.email.test(email))
    return { field: 'email', value: email, error: 'Invalid e-mail address' };
  return undefined;
}

/** The parts where the file has them; of a full name the last part follows the first word, or comes first with a comma. */
function personName({ first_name, last_name, name }: Values): Pick<ImportedLead, 'firstName' | 'lastName'> {
  const [, last, first] = /^([^,]+), ?(.+)$/.exec(name) ?? [undefined, ...splitOnce(name)];
  return { firstName: first_name || first || null, lastName: last_name || last || null };
}

function splitOnce(name: string): [last: string, first: string] {
  const space = name.indexOf(' ');
  return space === -1 ? ['', name] : [name.slice(space + 1), name.slice(0, space)];
}

/** Cut to what an error list shows, and without the NUL that Postgres has no text for. */
function storable(value: string): string {
  return cut(value, SHOWN_VALUE_LENGTH_MAX).replaceAll('\0', '␀');
}
