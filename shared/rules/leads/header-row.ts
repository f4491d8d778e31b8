/**
 * Finds the header row of a lead file. Reports have a title above the header row, and some files have no header row or
 * headers that we do not know. In these files the values show which column holds the phone number.
 */
import { phoneTexts } from '../values/phone-text.ts';
import { type Columns, columnsByValues, type FieldMapping, mapColumns, scoreColumns } from './csv-columns.ts';
import type { CsvRecord } from './csv-records.ts';
import { LEAD_FIELDS, meaningOfHeader, wordsOf } from './header-names.ts';
import type { PhoneParser } from './row-phone.ts';

/** The number of records at the start of a file among which the header row is searched. */
export const HEAD_RECORDS = 25;

export type HeaderRules = {
  fieldMapping?: FieldMapping | undefined;
  parsePhone: PhoneParser;
  defaultCountry?: string | undefined;
};

export type HeaderRow = {
  columns: Columns;
  /** The row number of the header; null if the file has no header row. */
  row: number | null;
  /** The number of records before the first lead, including the header. */
  skipped: number;
};

type Cells = readonly string[];

/** The share of the values of a column that must be phone numbers, if only the values show that it holds numbers. */
const PHONE_SHARE_MIN = 0.5;
/** Words of headers whose digits may look like phone numbers, but are none. */
const NOT_PHONE_WORDS = new Set(
  'id no nr zip plz postal code amount price account konto order invoice policy ssn ein npi vin imei date time score fax revenue'.split(
    ' ',
  ),
);

/**
 * Returns how well the records fit the lead fields, if they are the beginning of a file. The values of a file without a
 * known header count less than a header.
 */
export function scoreHead(records: readonly Cells[], rules: HeaderRules): number {
  const best = bestHeader(records, rules);
  if (best && best.score > LEAD_FIELDS.length) return best.score;
  return Math.max(best?.score ?? 0, phoneColumnsByValues(records, rules).length > 0 ? LEAD_FIELDS.length : 0);
}

/**
 * Finds the header row and the columns of a file.
 *
 * @param records the first records of the file, without blank records
 * @throws CsvFileError if no column holds the phone number
 */
export function findHeader(records: readonly CsvRecord[], rules: HeaderRules): HeaderRow {
  const cells = records.map((record) => ('cells' in record ? record.cells : []));
  const best = bestHeader(cells, rules);
  if (best && best.score > LEAD_FIELDS.length) return headerAt(best.index);
  const phones = phoneColumnsByValues(cells, rules);
  const first = cells.findIndex((row) => phones.some((index) => isPhone(row[index] ?? '', rules)));
  const above = cells[first - 1];
  if (first === -1 || phones.length === 0) return headerAt(best?.index ?? 0);
  if (above && phones.some((index) => (above[index] ?? '').trim() !== '')) {
    const columns = columnsByValues(above, { phone: phones, ...otherFields(above, phones) }, rules.fieldMapping);
    return { columns, row: records[first - 1]!.row, skipped: first };
  }
  const width = Math.max(...cells.slice(first).map((row) => row.length));
  const names = Array.from({ length: width }, () => '');
  const fields = { phone: phones, ...fieldsByValues(cells.slice(first), width, phones) };
  return { columns: columnsByValues(names, fields, rules.fieldMapping), row: null, skipped: first };

  function headerAt(index: number): HeaderRow {
    const columns = mapColumns(cells[index] ?? [], rules.fieldMapping);
    return { columns, row: records[index]!.row, skipped: index + 1 };
  }
}

/** Returns the record that names the most lead fields. A record with a phone number is no header. */
function bestHeader(records: readonly Cells[], rules: HeaderRules): { index: number; score: number } | undefined {
  let best: { index: number; score: number } | undefined;
  for (const [index, cells] of records.slice(0, HEAD_RECORDS).entries()) {
    const score = scoreColumns(cells, rules.fieldMapping);
    if (score <= (best?.score ?? 0) || cells.some((cell) => isPhone(cell, rules))) continue;
    best = { index, score };
  }
  return best;
}

/** Returns the columns whose values are phone numbers, the column with the most numbers first. */
function phoneColumnsByValues(records: readonly Cells[], rules: HeaderRules): number[] {
  const rows = records.slice(0, HEAD_RECORDS);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const counts = Array.from({ length: width }, (_, index) => {
    const values = rows.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '');
    const phones = values.filter((value) => isPhone(value, rules)).length;
    const isNamedOtherwise = wordsOf(rows[0]?.[index] ?? '').some((word) => NOT_PHONE_WORDS.has(word));
    return { index, phones, share: isNamedOtherwise || values.length === 0 ? 0 : phones / values.length };
  });
  return counts
    .filter(({ phones, share }) => phones > 0 && share >= PHONE_SHARE_MIN)
    .toSorted((a, b) => b.phones - a.phones || a.index - b.index)
    .map(({ index }) => index);
}

function isPhone(cell: string, { parsePhone, defaultCountry }: HeaderRules): boolean {
  if (!/\p{Nd}.*\p{Nd}.*\p{Nd}.*\p{Nd}/su.test(cell)) return false;
  return phoneTexts(cell).numbers.some(({ text }) => {
    const phone = parsePhone(text, defaultCountry);
    return phone.problem === undefined && !phone.doubt;
  });
}

/** Returns the columns that a header names, besides the phone columns. */
function otherFields(headers: Cells, phones: readonly number[]): Columns['fields'] {
  const fields: Columns['fields'] = {};
  for (const [index, header] of headers.entries()) {
    const meaning = phones.includes(index) ? undefined : meaningOfHeader(header);
    if (meaning && meaning.field !== 'phone') (fields[meaning.field] ??= []).push(index);
  }
  return fields;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const NAME = /^\p{L}[\p{L}\p{M} '’.-]*$/u;

/**
 * Guesses the e-mail column and the columns of names of a file without a header: columns of words. Two such columns
 * side by side are the first and the last name.
 */
function fieldsByValues(records: readonly Cells[], width: number, phones: readonly number[]): Columns['fields'] {
  const consistsOf = (index: number, pattern: RegExp) => {
    const values = records.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '');
    return !phones.includes(index) && values.length > 0 && values.every((value) => pattern.test(value));
  };
  const columns = Array.from({ length: width }, (_, index) => index);
  const emails = columns.filter((index) => consistsOf(index, EMAIL));
  const [first, second] = columns.filter((index) => consistsOf(index, NAME));
  return {
    ...(emails.length > 0 && { email: emails }),
    ...(first !== undefined &&
      (second === first + 1 ? { first_name: [first], last_name: [second] } : { name: [first] })),
  };
}
