/** Parses one row of a lead file. The result is the lead or the error of the row. */
import { regexes } from 'zod';
import { countryCode, isDialingCode } from '../values/countries.ts';
import { truncate, LEAD_FIELDS, type Columns, type LeadField } from './csv-columns.ts';
import { removeFormulaGuard } from '../values/csv-output.ts';
import { isVisibleLine } from '../values/visible-text.ts';
import type { ImportedLead } from './lead.ts';

export type RowError = {
  /** The row number that a spreadsheet shows. */
  row: number;
  /** A lead field, the key of a custom field, or "row" for the whole row. */
  field: string;
  /** The beginning of the invalid value. */
  value: string;
  /** What is wrong, for the user who uploaded the file. */
  error: string;
};

/** Parses a phone number. `defaultCountry` is the country that is assumed if the number has no country code. */
export type PhoneParser = (
  raw: string,
  defaultCountry?: string,
) => { e164: string; country?: string | undefined; problem?: undefined } | { problem: string; message: string };

export type RowRules = {
  parsePhone: PhoneParser;
  /** The country that is assumed if the row names no country. */
  defaultCountry?: string | undefined;
  /**
   * True for a do-not-call list. A row of a do-not-call list is accepted if its phone number is valid, whatever the
   * other cells contain.
   */
  phoneOnly?: boolean | undefined;
};

/**
 * The most characters of each field, in UTF-16 units. The limit for e-mail is the limit of RFC 5321 §4.5.3.1.3 without
 * the angle brackets.
 */
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
const ERROR_VALUE_LENGTH_MAX = 100;

const PRIORITIES = new Map<string, ImportedLead['priority']>([
  ['', 'normal'],
  ['low', 'low'],
  ['normal', 'normal'],
  ['medium', 'normal'],
  ['high', 'high'],
  ['urgent', 'high'],
]);
/** Texts in an e-mail column that mean "no e-mail address". */
const NO_EMAIL = new Set(['n/a', 'na', 'none', 'null', 'nil', 'no', '-', '--', '.', 'unknown']);

type Fault = Omit<RowError, 'row'>;
type Values = Record<LeadField, string>;

/** Checks a row of a lead file. Returns the lead, or the first error that was found. */
export function parseLeadRow(
  row: number,
  cells: readonly string[],
  columns: Columns,
  rules: RowRules,
): { lead: ImportedLead } | { error: RowError } {
  const rowError = ({ field, value, error }: Fault) => ({ error: { row, field, value: errorValue(value), error } });
  const checked = rules.phoneOnly ? withoutOtherFaults(cells, columns) : cells;
  const values = leadValues(checked, columns);
  const fault = shapeFault(checked, columns) ?? lengthFault(values) ?? hiddenFault(values) ?? contactFault(values);
  if (fault) return rowError(fault);

  const country = countryCode(values.country);
  if (values.country !== '' && !country) {
    const error = 'Unknown country: use a two-letter code such as US or GB, its English name, or a dialling code';
    return rowError({ field: 'country', value: values.country, error });
  }
  const priority = PRIORITIES.get(values.priority.toLowerCase());
  if (!priority)
    return rowError({ field: 'priority', value: values.priority, error: 'Priority must be low, normal or high' });

  const parsed = rules.parsePhone(values.phone, country ?? rules.defaultCountry);
  if (parsed.problem !== undefined) return rowError({ field: 'phone', value: values.phone, error: parsed.message });

  const customFields: [string, string][] = [];
  for (const { index, key } of columns.custom) {
    const value = cellValue(checked[index]);
    if (value.length > CUSTOM_VALUE_LENGTH_MAX) return rowError(tooLong(key, value, CUSTOM_VALUE_LENGTH_MAX));
    if (value !== '') customFields.push([key, value]);
  }
  return {
    lead: {
      phone: values.phone,
      phoneNormalized: parsed.e164,
      ...personName(values),
      email: values.email || null,
      // Several countries may share a dialling code. So if the row gives only a dialling code, the country of the phone
      // number is used.
      country: (isDialingCode(values.country) ? parsed.country : country) ?? parsed.country ?? country ?? null,
      type: values.type || null,
      priority,
      notes: values.notes || null,
      // `Object.fromEntries` creates an own property for every name, including `__proto__`.
      customFields: Object.fromEntries(customFields),
    },
  };
}

/**
 * Returns the row with only three cells: the phone number, the country if valid, and the part of the notes that can be
 * stored. All other cells are empty.
 */
function withoutOtherFaults(cells: readonly string[], { names, fields }: Columns): string[] {
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
    type: oneLine(at(fields.type)),
    priority: at(fields.priority),
    notes: at(fields.notes),
  };
}

/**
 * Returns the text of a cell without the formula `="…"`. Some exports write this formula so that spreadsheets do not
 * read text as a number.
 */
function cellValue(cell = ''): string {
  const text = cell.trim();
  if (text.startsWith('="') && text.endsWith('"') && text.length > 2)
    return text.slice(2, -1).replaceAll('""', '"').trim();
  return removeFormulaGuard(text);
}

/**
 * Returns the phone number without two additions: the apostrophe that marks text in spreadsheets, and the `.0` of
 * software that read the number as a float.
 */
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
    : 'The cell contains bytes that are invalid in the encoding of the file: save the file as "CSV UTF-8"';
  return { field: names[damaged]!, value: cells[damaged]!, error };
}

function lengthFault(values: Values): Fault | undefined {
  const field = LEAD_FIELDS.find((field) => values[field].length > LENGTH_MAX[field]);
  return field && tooLong(field, values[field], LENGTH_MAX[field]);
}

/** Columns whose text is shown as one line. {@link oneLine} has replaced line breaks by spaces. */
const LINE_FIELDS = ['first_name', 'last_name', 'name', 'type'] as const;

function hiddenFault(values: Values): Fault | undefined {
  const field = LINE_FIELDS.find((each) => !isVisibleLine(values[each]));
  const error = 'Contains an invisible character: type the text again and export';
  return field && { field, value: values[field], error };
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

/**
 * Returns the first and last name from their own columns. If a name is missing, the name is taken from the full name,
 * written as `First Last` or `Last, First`.
 */
function personName({ first_name, last_name, name }: Values): Pick<ImportedLead, 'firstName' | 'lastName'> {
  const [, last, first] = /^([^,]+), ?(.+)$/.exec(name) ?? [undefined, ...splitOnce(name)];
  return { firstName: first_name || first || null, lastName: last_name || last || null };
}

function splitOnce(name: string): [last: string, first: string] {
  const space = name.indexOf(' ');
  return space === -1 ? ['', name] : [name.slice(space + 1), name.slice(0, space)];
}

/**
 * Returns the value as the error list shows the value: shortened, and without NUL, which Postgres cannot store as text.
 */
function errorValue(value: string): string {
  return truncate(value, ERROR_VALUE_LENGTH_MAX).replaceAll('\0', '␀');
}
