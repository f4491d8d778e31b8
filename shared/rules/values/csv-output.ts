/** Writing CSV: no spreadsheet evaluates a cell of our exports, and our own import reads each cell back unchanged. */
import { stringify, type Options } from 'csv-stringify/sync';

/** A cell that a spreadsheet evaluates only to a number. Programs that read the export expect E.164 as it is. */
const E164 = /^\+\d{1,15}$/;

/**
 * Texts that `escape_formulas` does not guard and that need a guard too: a leading line feed, and a text that looks guarded
 * already. The second makes {@link removeFormulaGuard} exact for every text.
 */
const NEEDS_OWN_GUARD = /^'*\n|^'+[=+\-@\t\r＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;

export type CsvCell = string | number | bigint | boolean | Date | Readonly<Record<string, unknown>> | null | undefined;

const OPTIONS: Options = {
  record_delimiter: '\r\n',
  /** @see https://owasp.org/www-community/attacks/CSV_Injection */
  escape_formulas: true,
  /** Other delimiters, all line ends and outer blanks, which some readers would otherwise split at or trim. */
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

/** One line with its CRLF. Dates are written in ISO 8601, null and undefined as an empty cell, objects as JSON. */
export function csvLine(cells: readonly CsvCell[]): string {
  return stringify([[...cells]], OPTIONS);
}

/** The text of a cell before {@link csvLine} guarded it. */
export function removeFormulaGuard(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}
