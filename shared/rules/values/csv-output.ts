/**
 * Writes CSV exports. Cells are written so that no spreadsheet evaluates a cell as a formula. Our own import reads each
 * cell back unchanged.
 */
import { stringify, type Options } from 'csv-stringify/sync';

/**
 * Matches an E.164 number. A spreadsheet reads such a cell as a number and not as a formula, so the cell needs no
 * guard. Programs that read the export expect the E.164 number unchanged.
 */
const E164 = /^\+\d{1,15}$/;

/**
 * Matches texts that need a guard (a leading apostrophe) and get no guard from `escape_formulas`: texts that begin with
 * a line feed, and texts that look guarded already. Texts that look guarded get one more guard, so that {@link
 * removeFormulaGuard} restores every text exactly.
 */
const NEEDS_OWN_GUARD = /^'*\n|^'+[=+\-@\t\r＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;

export type CsvCell = string | number | bigint | boolean | Date | Readonly<Record<string, unknown>> | null | undefined;

const OPTIONS: Options = {
  record_delimiter: '\r\n',
  /** @see https://owasp.org/www-community/attacks/CSV_Injection */
  escape_formulas: true,
  /**
   * Quotes cells that contain other delimiters or line ends, or that begin or end with a blank. Some readers would
   * otherwise split or trim such cells.
   */
  quoted_match: /[;|\t\r\n]|^\s|\s$/,
  cast: {
    string: (text) => {
      if (E164.test(text)) return { value: text, escape_formulas: false };
      return NEEDS_OWN_GUARD.test(text) ? `'${text}` : text;
    },
    boolean: String,
    date: (date) => date.toISOString(),
  },
};

/**
 * Returns one line of CSV with its CRLF. Dates are written in ISO 8601, null and undefined as an empty cell, objects as
 * JSON.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return stringify([[...cells]], OPTIONS);
}

/** Returns the text of a cell as the text was before {@link csvLine} guarded the cell. */
export function removeFormulaGuard(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
