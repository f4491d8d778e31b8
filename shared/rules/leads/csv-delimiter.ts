/**
 * Finds how the rows of a CSV file are written: the delimiter, the escape character of quotes, and whether whole rows
 * are quoted. The header row can be read only with the right delimiter, and the right delimiter gives the best header
 * row.
 */
import { parse } from 'csv-parse/sync';
import { CsvFileError } from './csv-error.ts';
import { type CsvDialect, cellsOf, recordOptions, unwrapRecord } from './csv-records.ts';

export type CsvHead = {
  dialect: CsvDialect;
  /**
   * The position of the first row. If the file begins with the line `sep=;`, the rows begin after that line.
   * Spreadsheets do not show the line `sep=;`.
   */
  start: number;
};

/** The most characters of the header row, including all text before the header row. */
export const HEADER_CHARS_MAX = 64 * 1024;

const DELIMITERS = [',', ';', '\t', '|'];
/**
 * Matches Excel's line that names the delimiter (`sep=;`). A letter, digit, quote or line end cannot be a delimiter.
 */
const SEPARATOR_LINE = /^"?sep=([^\p{L}\p{N}"\r\n])"?(?:\r\n|\r|\n|$)/iu;
/** Matches a quote inside a cell that is escaped by a backslash. At the end of a cell the backslash may be text. */
const BACKSLASH_QUOTE = /[^",;|\t\r\n]\\"(?=[^",;|\t\r\n])|(?<=[,;|\t\r\n]")\\"/;
/** Matches blanks between a closing quote and the next delimiter. */
const BLANKS_AFTER_QUOTE = /" +(?:[,;|\t\r\n]|$)/;

/**
 * Reads the first records with each delimiter and returns the best result: by the highest score, then by the number of
 * columns.
 *
 * @param head the beginning of the file
 * @param whole whether `head` is the whole file
 * @param scoreOf returns how well the first records fit the caller's fields
 * @throws CsvFileError if the file has no header row, or if the header row does not end
 */
export function readCsvHead(head: string, whole: boolean, scoreOf: (records: string[][]) => number): CsvHead {
  if (head.trim() === '') throw new CsvFileError('empty', 'The file is empty.');
  const separatorLine = SEPARATOR_LINE.exec(head);
  const start = separatorLine?.[0].length ?? 0;
  const text = head.slice(start);
  const escape = BACKSLASH_QUOTE.test(text) && !text.includes('""') ? '\\' : '"';
  const hasBlanks = BLANKS_AFTER_QUOTE.test(text);
  let best: { dialect: CsvDialect; score: number; width: number } | undefined;
  for (const delimiter of separatorLine ? [separatorLine[1]!] : DELIMITERS) {
    const dialect: CsvDialect = { delimiter, escape, hasBlanks, isWrapped: false };
    const records = firstRecords(text, dialect, whole);
    if (records.length === 0) continue;
    for (const candidate of [{ dialect, records }, unwrapped(dialect, records)]) {
      if (!candidate) continue;
      const score = scoreOf(candidate.records);
      const width = candidate.records[0]!.length;
      if (!best || score > best.score || (score === best.score && width > best.width))
        best = { dialect: candidate.dialect, score, width };
    }
  }
  if (best) return { dialect: best.dialect, start };
  if (whole && text.trim() === '') throw new CsvFileError('empty', 'The file is empty.');
  throw new CsvFileError(
    'header',
    whole
      ? 'The header row cannot be read: a quote (") in it is never closed.'
      : `The header row does not end within ${HEADER_CHARS_MAX / 1024} KB: it has no line break, or a quote (") in it is never closed.`,
  );
}

/** The number of records that are read to find the delimiter. */
const SAMPLE_RECORDS = 25;

/** Returns the first records that end within `head`. */
function firstRecords(head: string, dialect: CsvDialect, whole: boolean): string[][] {
  const byteCount = Buffer.byteLength(head);
  const records: string[][] = [];
  const options = {
    ...recordOptions(dialect),
    to: SAMPLE_RECORDS,
    skip_records_with_empty_values: true,
    on_record: (cells: string[], { bytes }: { bytes: number }) => {
      if (whole || bytes < byteCount) records.push(cellsOf(cells, dialect));
      return null;
    },
  };
  try {
    parse(head, options);
  } catch {
    // The relaxed parser fails only on a quote that is still open at the end of `head`.
  }
  return records;
}

/**
 * Returns the records as rows of which each was quoted as a whole; undefined if the first record is not such a row. A
 * spreadsheet that shows a file in one column writes the file like this.
 */
function unwrapped(dialect: CsvDialect, records: string[][]) {
  if (records[0]?.length !== 1 || !records[0][0]?.includes(dialect.delimiter)) return undefined;
  const inner: CsvDialect = { ...dialect, isWrapped: true };
  return { dialect: inner, records: records.map((cells) => unwrapRecord(cells, inner)) };
}
