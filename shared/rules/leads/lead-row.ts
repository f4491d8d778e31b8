/**
 * Parses one row of a lead file. The result is the lead or the error of the row. Only the phone number can make a row an
 * error. A value that cannot be used in any other column becomes a custom field, with a warning.
 */
import { regexes } from 'zod';
import { countryCode, isDialingCode } from '../values/countries.ts';
import { removeFormulaGuard } from '../values/csv-output.ts';
import { isVisibleLine, removeHiddenCharacters } from '../values/visible-text.ts';
import { truncate, type Columns } from './csv-columns.ts';
import { DOS_END } from './csv-records.ts';
import { type LeadField, phoneType } from './header-names.ts';
import type { ImportedLead, LeadPhone } from './lead.ts';
import { type ConsentCells, rowConsent } from './row-consent.ts';
import { readPhone, type PhoneParser, type RowPhone } from './row-phone.ts';

export type RowError = {
  /** The row number that a spreadsheet shows. */
  row: number;
  /** A lead field, or "row" for the whole row. */
  field: string;
  /** The beginning of the invalid value. */
  value: string;
  /** What is wrong, for the user who uploaded the file. */
  error: string;
};

/** Something about a row that became a lead: a value that could not be used as it is. */
export type RowWarning = {
  row: number;
  /** The header of the column. */
  column: string;
  /** The beginning of the value. */
  value: string;
  reason: string;
};

export type RowRules = {
  parsePhone: PhoneParser;
  /** The country that is assumed if the row names no country. */
  defaultCountry?: string | undefined;
  /** True for a do-not-call list. Only the phone numbers and the notes of a row are read. */
  phoneOnly?: boolean | undefined;
  /** Whether all dialable numbers of a row are read, and not only the number of the lead. */
  keepPhones?: boolean | undefined;
};

export type ParsedRow =
  | {
      lead: ImportedLead;
      warnings?: RowWarning[];
      /** All numbers of the lead in the order of the columns, if there are several and the rules ask for them. */
      phones?: LeadPhone[];
      /** All other numbers of a row of a do-not-call list, in E.164 form. */
      otherPhones?: string[];
    }
  | { error: RowError };

/**
 * The most characters of each field, in UTF-16 units. The limit for e-mail is the limit of RFC 5321 §4.5.3.1.3 without
 * the angle brackets.
 */
const LENGTH_MAX = {
  first_name: 200,
  last_name: 200,
  name: 200,
  email: 254,
  country: 100,
  type: 100,
  priority: 20,
  notes: 10_000,
  consent_source: 500,
  consent_text: 10_000,
  consent_evidence_url: 2_000,
} satisfies Partial<Record<LeadField, number>>;
const CUSTOM_VALUE_LENGTH_MAX = 10_000;
const SHOWN_VALUE_LENGTH_MAX = 100;

const PRIORITIES = new Map<string, ImportedLead['priority']>([
  ['low', 'low'],
  ['normal', 'normal'],
  ['medium', 'normal'],
  ['high', 'high'],
  ['urgent', 'high'],
]);

/** Matches texts that programs write for an empty value. */
const EMPTY_VALUE =
  /^(?:NULL|null|\(null\)|\\N|n\/a|N\/A|#N\/A|#REF!|#VALUE!|#NAME\?|None|none|nil|NaN|undefined|<NA>|-{1,3}|–|—|\.)$/;
/** More texts that mean "no e-mail address" or "no country". They may be names of people, so they are names elsewhere. */
const NO_VALUE = new Set(['na', 'null', 'no', 'unknown', 'not provided', 'not available', 'noemail', 'no email', '']);
const EMAIL_IN_TEXT = /(?<![^\s<>()[\],;:"'|])[^\s<>()[\],;:"'|]+@[^\s<>()[\],;:"'|]+/g;

type Cells = {
  /** The text of a cell; empty if the cell says that there is no value. */
  at: (index: number) => string;
  columns: Columns;
  /** The columns whose value a lead field has taken completely. These are not custom fields. */
  taken: Set<number>;
  warn: (index: number, reason: string) => void;
};

/** Parses a row of a lead file. Returns the lead, or the first error that was found. */
export function parseLeadRow(row: number, rowCells: readonly string[], columns: Columns, rules: RowRules): ParsedRow {
  const warnings: RowWarning[] = [];
  const warned = new Set<number>();
  const texts = rowCells.map(cellText);
  const cells: Cells = {
    at: (index) => texts[index] ?? '',
    columns,
    taken: new Set(),
    warn: (index, reason) => {
      // The first reason says enough about a value.
      if (warned.has(index)) return;
      warned.add(index);
      const column = columns.headers[index] ?? `Column ${index + 1}`;
      warnings.push({ row, column, value: shown(texts[index] ?? ''), reason });
    },
  };
  const country = rowCountry(cells);
  const phone = readPhone(cells.at, columns.fields.phone ?? [], country ?? rules.defaultCountry, {
    parsePhone: rules.parsePhone,
    allPhones: rules.phoneOnly || rules.keepPhones,
  });
  if ('error' in phone) return { error: { row, ...phoneError(phone, rowCells, columns) } };
  if (phone.doubt) cells.warn(phone.index, phone.doubt);
  if (!phone.hasMore) cells.taken.add(phone.index);
  if (rules.phoneOnly) return doNotCallRow(cells, phone, country);
  for (const [index, cell] of rowCells.entries()) if (/[\0\uFFFD]/.test(cell)) cells.warn(index, damageOf(cell));
  const lead = leadOf(cells, phone, country, rowCells);
  const phones = leadPhones(phone, columns);
  return { lead, ...(warnings.length > 0 && { warnings }), ...(phones.length > 1 && { phones }) };
}

/** Maximum number of phone numbers of one lead. */
const PHONES_MAX = 10;

/** Returns the different numbers of a row. The headers say what kind of number each is. */
function leadPhones({ text, e164, index, others }: FoundPhone, { headers }: Columns): LeadPhone[] {
  const all = new Map<string, LeadPhone>();
  for (const each of [{ text, e164, index }, ...others]) {
    const type = phoneType(headers[each.index] ?? '');
    if (!all.has(each.e164)) all.set(each.e164, { phone: each.text, phoneNormalized: each.e164, type });
  }
  return [...all.values()].slice(0, PHONES_MAX);
}

function damageOf(cell: string): string {
  return cell.includes('\0')
    ? 'Contains NUL bytes, which text cannot have. They were removed'
    : 'Contains bytes that are invalid in the encoding of the file: save the file as "CSV UTF-8", or name its encoding';
}

type FoundPhone = Extract<RowPhone, { e164: string }>;

function leadOf(cells: Cells, phone: FoundPhone, country: string | undefined, rowCells: readonly string[]) {
  const code = firstText(cells, 'country');
  const lead: ImportedLead = {
    phone: phone.text,
    phoneNormalized: phone.e164,
    ...personName({
      first_name: lineText(cells, 'first_name'),
      last_name: lineText(cells, 'last_name'),
      name: lineText(cells, 'name'),
    }),
    email: emailOf(cells),
    // Several countries may share a dialling code. So if the row gives only a dialling code, the country of the phone
    // number is used.
    country: (isDialingCode(code) ? phone.country : country) ?? phone.country ?? country ?? null,
    type: lineText(cells, 'type') || null,
    priority: priorityOf(cells),
    notes: fieldText(cells, 'notes') || null,
    customFields: {},
    ...rowConsent(consentCells(cells)),
  };
  lead.customFields = customFields(cells, phone, rowCells.length);
  return lead;
}

function consentCells(cells: Cells): ConsentCells {
  const { at, columns, taken, warn } = cells;
  return {
    first: (field) => firstText(cells, field),
    take: (field) => fieldText(cells, field),
    columnOf: (field) => columns.fields[field]?.find((index) => at(index) !== ''),
    taken,
    warn,
  };
}

function doNotCallRow(cells: Cells, phone: FoundPhone, country: string | undefined): ParsedRow {
  const notes = firstText(cells, 'notes').replaceAll('\uFFFD', '?').slice(0, LENGTH_MAX.notes) || null;
  const nothing = { firstName: null, lastName: null, email: null, type: null, priority: 'normal' as const };
  const numbers = { phone: phone.text, phoneNormalized: phone.e164, country: phone.country ?? country ?? null };
  const lead = { ...numbers, ...nothing, notes, customFields: {} };
  return phone.others.length > 0 ? { lead, otherPhones: phone.others.map(({ e164 }) => e164) } : { lead };
}

/**
 * Returns the text of a cell without the formula `="…"`, which some exports write so that spreadsheets do not read text
 * as a number, and without the end mark of DOS files (Ctrl-Z). NUL is removed, because Postgres cannot store it.
 */
function cellText(cell: string): string {
  let text = cell.trim();
  if (text === '') return '';
  if (text.includes('\0')) text = text.replaceAll('\0', '').trim();
  if (text.endsWith(DOS_END)) text = text.slice(0, -DOS_END.length).trim();
  if (text.startsWith('="') && text.endsWith('"') && text.length > 2)
    text = text.slice(2, -1).replaceAll('""', '"').trim();
  return text.length < 10 && EMPTY_VALUE.test(text) ? '' : removeFormulaGuard(text);
}

/** Returns the text of the first column of the field that is not empty, or else the user's constant. */
function firstText({ at, columns }: Cells, field: LeadField): string {
  const index = columns.fields[field]?.find((index) => at(index) !== '');
  return (index === undefined ? columns.constants[field] : at(index)) ?? '';
}

/** Returns the value of a field like {@link firstText}, cut to the limit of the field. */
function fieldText(cells: Cells, field: keyof typeof LENGTH_MAX): string {
  const { at, columns, taken, warn } = cells;
  const index = columns.fields[field]?.find((index) => at(index) !== '');
  if (index === undefined) return columns.constants[field] ?? '';
  const text = at(index);
  const lengthMax = LENGTH_MAX[field];
  if (text.length <= lengthMax) taken.add(index);
  else warn(index, `Longer than ${lengthMax} characters (${text.length}), so the field has only the beginning`);
  return truncate(text, lengthMax);
}

/** Returns the value of a field that is shown as one line. */
function lineText(cells: Cells, field: 'first_name' | 'last_name' | 'name' | 'type'): string {
  const text = fieldText(cells, field).replaceAll(/\s+/g, ' ');
  if (isVisibleLine(text)) return text;
  const index = cells.columns.fields[field]?.find((index) => cells.at(index) !== '');
  if (index !== undefined) cells.warn(index, 'Contains invisible characters, which were removed');
  return removeHiddenCharacters(text);
}

/** Returns the country of the first country column that names one. */
function rowCountry({ at, columns, taken, warn }: Cells): string | undefined {
  const unknown: number[] = [];
  for (const index of columns.fields.country ?? []) {
    const text = at(index);
    if (NO_VALUE.has(text.toLowerCase())) continue;
    const country = text.length <= LENGTH_MAX.country ? countryCode(text) : undefined;
    if (country) {
      taken.add(index);
      return country;
    }
    unknown.push(index);
  }
  for (const index of unknown)
    warn(index, 'Unknown country: use a two-letter code such as US or GB, its English name, or a dialling code');
  return columns.constants.country === undefined ? undefined : countryCode(columns.constants.country);
}

/** Returns the first valid e-mail address of the e-mail columns. A cell may contain a name or several addresses. */
function emailOf({ at, columns, taken, warn }: Cells): string | null {
  const invalid: number[] = [];
  for (const index of columns.fields.email ?? []) {
    const text = at(index);
    if (NO_VALUE.has(text.toLowerCase())) continue;
    const email = isEmail(text)
      ? text
      : [...text.slice(0, 1_000).matchAll(EMAIL_IN_TEXT)].map(([found]) => found).find(isEmail);
    if (email === undefined) {
      invalid.push(index);
      continue;
    }
    if (email === text) taken.add(index);
    return email;
  }
  for (const index of invalid) warn(index, 'Invalid e-mail address');
  return columns.constants.email ?? null;
}

function isEmail(text: string): boolean {
  return text.length <= LENGTH_MAX.email && regexes.email.test(text);
}

function priorityOf({ at, columns, taken, warn }: Cells): ImportedLead['priority'] {
  const index = columns.fields.priority?.find((index) => at(index) !== '');
  const text = index === undefined ? (columns.constants.priority ?? 'normal') : at(index);
  const priority = PRIORITIES.get(text.toLowerCase());
  if (index !== undefined) {
    if (priority) taken.add(index);
    else warn(index, 'Priority must be low, normal or high');
  }
  return priority ?? 'normal';
}

/** The custom field of an extension, which the agent dials after the call is answered. */
const EXTENSION_KEY = 'phone_extension';

/** Returns all values that no lead field has taken, by the headers of their columns. */
function customFields(
  { at, columns, taken, warn }: Cells,
  phone: FoundPhone,
  cellCount: number,
): Record<string, string> {
  const entries: [string, string][] = [];
  for (let index = 0; index < cellCount; index++) {
    const value = at(index);
    if (value === '' || taken.has(index)) continue;
    const isExtra = index >= columns.keys.length;
    const key = isExtra ? `Column ${index + 1}` : columns.keys[index];
    if (key === undefined) continue;
    if (isExtra)
      warn(index, 'The row has more cells than the header: put quotes around cells that contain the delimiter');
    if (value.length > CUSTOM_VALUE_LENGTH_MAX)
      warn(
        index,
        `Longer than ${CUSTOM_VALUE_LENGTH_MAX} characters (${value.length}), so the field has only the beginning`,
      );
    entries.push([key, truncate(value, CUSTOM_VALUE_LENGTH_MAX)]);
  }
  if (phone.extension) entries.push([EXTENSION_KEY, phone.extension]);
  // `Object.fromEntries` creates an own property for every name, including `__proto__`.
  return Object.fromEntries(entries);
}

/**
 * Returns the error of a row without a dialable number. If the row has more cells than the header, the cells have most
 * likely moved, so the error names the cause.
 */
function phoneError(
  { field, value, error }: Extract<RowPhone, { error: string }>,
  cells: readonly string[],
  { headers }: Columns,
): Omit<RowError, 'row'> {
  if (cells.slice(headers.length).every((cell) => cell.trim() === '')) return { field, value: shown(value), error };
  const reason =
    `Expected ${headers.length} columns as in the header, found ${cells.length}: ` +
    'put quotes around cells that contain the delimiter';
  return { field: 'row', value: shown(cells.join(', ')), error: reason };
}

type Names = Record<'first_name' | 'last_name' | 'name', string>;

/**
 * Returns the first and last name from their own columns. If one of them is missing, it is taken from the full name,
 * written as `First Last` or `Last, First`. In some languages the column of the last name is only called "name".
 */
function personName({ first_name, last_name, name }: Names): Pick<ImportedLead, 'firstName' | 'lastName'> {
  const isOneWord = !name.includes(' ');
  if (first_name !== '' && last_name === '' && isOneWord && name !== first_name)
    return { firstName: first_name, lastName: name || null };
  if (first_name === '' && last_name !== '' && !name.includes(',') && !name.endsWith(` ${last_name}`))
    return { firstName: name || null, lastName: last_name };
  const [, last, first] = /^([^,]+), ?(.+)$/.exec(name) ?? [undefined, ...splitOnce(name)];
  return { firstName: first_name || first || null, lastName: last_name || last || null };
}

function splitOnce(name: string): [last: string, first: string] {
  const space = name.indexOf(' ');
  return space === -1 ? ['', name] : [name.slice(space + 1), name.slice(0, space)];
}

/** Returns the value as lists of errors show it: shortened, and without NUL, which Postgres cannot store as text. */
function shown(value: string): string {
  return truncate(value, SHOWN_VALUE_LENGTH_MAX).replaceAll('\0', '␀');
}
