/** The first row of a lead file, and with it the delimiter: neither can be told without the other. */
import { parse } from 'csv-parse/sync';
import { CsvFileError } from './csv-error.ts';
import { recordOptions } from './csv-records.ts';

export type CsvHead = {
  delimiter: string;
  headers: string[];
  /** Where the header row's text, or blank rows before it, begins: after the line `sep=;`, which spreadsheets hide. */
  start: number;
};

/** The header row with all before it must fit into this much text. */
export const HEADER_CHARS_MAX = 64 * 1024;

const DELIMITERS = [',', ';', '\t', '|'];
/** Excel's own way to say the delimiter. A letter, digit or quote cannot be one. */
const SEPARATOR_LINE = /^"?sep=([^\p{L}\p{N}"\r\n])"?(?:\r\n|\r|\n|$)/iu;

/**
 * Reads the header with each delimiter and takes the one that makes the most of it: first by `recognised`, how many of the
 * headers mean something to the caller, then by the number of columns.
 *
 * @param head the beginning of the file; `whole` says that it is all of it
 * @throws CsvFileError when the file has no header row, or one that does not end
 */
export function readHead(head: string, whole: boolean, recognised: (headers: string[]) => number): CsvHead {
  if (head.trim() === '') throw new CsvFileError('empty', 'The file is empty.');
  const said = SEPARATOR_LINE.exec(head);
  const start = said?.[0].length ?? 0;
  let best: (CsvHead & { score: number }) | undefined;
  for (const delimiter of said ? [said[1]!] : DELIMITERS) {
    const headers = firstRecord(head.slice(start), delimiter, whole);
    const score = headers ? recognised(headers) : 0;
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
    // Only a quote that is open at the end of `head` stops a relaxed parser.
    return undefined;
  }
}
