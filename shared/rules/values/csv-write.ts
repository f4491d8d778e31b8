/** CSV out: exports that no spreadsheet runs as formulas and that our own import reads back as they were. */
import { LEAD_FIELDS } from '../leads/csv-columns.ts';

/**
 * Cells that spreadsheets would evaluate, including those that look so once a guard was put before them: guarding and
 * unguarding then undo each other for every text. The full-width forms count as formula signs in East Asian Excel.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;
/** Nothing but a plus and digits evaluates to a number only, and programs that read the export want E.164 as it is. */
const E164 = /^\+\d{1,15}$/;
const NEEDS_QUOTES = /[",;|\t\r\n]|^\s|\s$/;

export type CsvCell = string | number | bigint | boolean | Date | Readonly<Record<string, unknown>> | null | undefined;

/**
 * One line of an export, with its CRLF. Dates become ISO 8601, null and undefined empty, objects JSON; numbers stay as they are,
 * as only text can hold a formula.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: CsvCell): string {
  const text = cellText(value);
  const guarded = typeof value === 'string' && FORMULA.test(text) && !E164.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function cellText(value: CsvCell): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What {@link csvLine} put before a cell, taken off again. */
export function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** The file that users fill in. Headers only: an example row would be dialled by whoever forgets to delete it. */
export function csvTemplate(): string {
  return csvLine(LEAD_FIELDS.filter((field) => field !== 'name'));
}
