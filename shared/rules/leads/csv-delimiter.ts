/**
 * Finds the delimiter and the header row of a file at the same time. The header row can be read only with the right
 * delimiter, and the right delimiter is the delimiter that gives the best header row.
 */
import { parse } from 'csv-parse/sync';
import { CsvFileError } from './csv-error.ts';
import { recordOptions } from './csv-records.ts';

export type CsvHead = {
  delimiter: string;
  headers: string[];
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

/**
 * Reads the header row with each delimiter and returns the best result: by the highest score, then by the number of
 * columns.
 *
 * @param head the beginning of the file
 * @param whole whether `head` is the whole file
 * @param scoreOf returns how well a header row fits the caller's fields
 * @throws CsvFileError if the file has no header row, or if the header row does not end
 */
export function readCsvHead(head: string, whole: boolean, scoreOf: (headers: string[]) => number): CsvHead {
  if (head.trim() === '') throw new CsvFileError('empty', 'The file is empty.');
  const separatorLine = SEPARATOR_LINE.exec(head);
  const start = separatorLine?.[0].length ?? 0;
  let best: (CsvHead & { score: number }) | undefined;
  for (const delimiter of separatorLine ? [separatorLine[1]!] : DELIMITERS) {
    const headers = firstRecord(head.slice(start), delimiter, whole);
    const score = headers ? scoreOf(headers) : 0;
    if (!headers || (best && compare([score, headers.length], [best.score, best.headers.length]) <= 0)) continue;
    best = { delimiter, headers, start, score };
  }
  if (best) return { delimiter: best.delimiter, headers: best.headers, start };
  if (whole && head.slice(start).trim() === '') throw new CsvFileError('empty', 'The file is empty.');
  throw new CsvFileError(
    'header',
    whole
      ? 'The header row cannot be read: a quote (") in it is never closed.'
      : `The header row does not end within ${HEADER_CHARS_MAX / 1024} KB: it has no line break, or a quote (") in it is never closed.`,
  );
}

function compare(a: [number, number], b: [number, number]): number {
  return a[0] - b[0] || a[1] - b[1];
}

function firstRecord(head: string, delimiter: string, whole: boolean): string[] | undefined {
  let end = 0;
  const options = {
    ...recordOptions(delimiter),
    to: 1,
    skip_records_with_empty_values: true,
    on_record: (cells: string[], { bytes }: { bytes: number }) => {
      end = bytes;
      return cells;
    },
  };
  try {
    const [first] = parse(head, options);
    return whole || end < Buffer.byteLength(head) ? first : undefined;
  } catch {
    // The relaxed parser fails only on a quote that is still open at the end of `head`.
    return undefined;
  }
}
