/**
 * Text → records of cells. csv-parse reads; this file adds what an import of strangers' files needs: row numbers that a
 * spreadsheet would show, and recovery, so that one stray quote costs its own row and not all rows down to the next quote.
 */
import { parse, type Parser } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { CsvFileError } from './csv-error.ts';

/**
 * `row` counts records from 1, blank ones included, as the rows of a spreadsheet: a quoted line break starts no row. The
 * header is row 1 and the first lead row 2 unless blank rows come first.
 */
export type CsvRecord = { row: number; cells: string[] } | { row: number; broken: string };

export type RecordReader = {
  /**
   * Takes the next text and gives the records that end in it, blank ones left out; `ended` closes the last one.
   *
   * @throws CsvFileError when too many rows are broken to be a file's few mistakes
   */
  push: (text: string, ended: boolean) => AsyncGenerator<CsvRecord[]>;
};

/** More than a 1 MB cell with its neighbours: longer means a quote is open or the file has no lines. */
const RECORD_BYTES_MAX = 2 * 1024 * 1024;
/** Bounds how many records come at once, also when a long row turns out to be many. */
const PARSED_BYTES_MAX = 64 * 1024;
/** The parser may hold back the end of a record until it sees this much more. */
const LOOKAHEAD_BYTES = 16;

/** Each costs a new parser. A file with more of them does not use quotes as CSV does. */
const BROKEN_ROWS_MAX = 1000;

const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

const BROKEN_QUOTE = 'A quote (") opens a cell in this row and is not closed at the end of a cell';
const TOO_LONG = `The row is longer than ${RECORD_BYTES_MAX / 1024 / 1024} MB, or a quote (") that opens in it is never closed`;

/** How cells are read, for the header and for all rows alike. */
export function recordOptions(delimiter: string) {
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    ltrim: true,
    // The library's own limit, 128 000 unless told, does not count delimiters: records are measured here instead.
    max_record_size: 0,
  };
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

export function recordReader(delimiter: string): RecordReader {
  let row = 0;
  let found: CsvRecord[] = [];
  /** Bytes from the end of the last whole record on. */
  let held: Buffer = NOTHING;
  /** Where `held` starts, the last whole record ended and the parser was fed to, counted from what it was given first. */
  let heldFrom = 0;
  let recordEnd = 0;
  let fedTo = 0;
  let inBrokenLine = false;
  let brokenRows = 0;
  let parser = startParser();

  function startParser(): Parser {
    heldFrom = 0;
    recordEnd = 0;
    fedTo = 0;
    const started = parse({
      ...recordOptions(delimiter),
      on_record: (cells: string[], { bytes }) => {
        const record = held.subarray(recordEnd - heldFrom, bytes - heldFrom);
        if (record.length > RECORD_BYTES_MAX) throw new BrokenRow(TOO_LONG);
        if (mayHaveSwallowedRows(cells) && !isWellQuoted(record, delimiter)) throw new BrokenRow(BROKEN_QUOTE);
        recordEnd = bytes;
        row++;
        forgetWidth(started);
        if (!isBlank(cells)) found.push({ row, cells });
        // Records leave through `found`: one array per push is much faster than one stream event per record.
        return null;
      },
    });
    // Errors are taken from the callbacks of write and end.
    started.on('error', () => {});
    return started;
  }

  async function* push(text: string, ended: boolean): AsyncGenerator<CsvRecord[]> {
    held = Buffer.concat([held, Buffer.from(text)]);
    for (;;) {
      if (inBrokenLine) {
        const next = nextLine(held, ended);
        held = held.subarray(next.start);
        if (!next.found) return;
        inBrokenLine = false;
        parser = startParser();
      }
      const input = held.subarray(fedTo - heldFrom).subarray(0, PARSED_BYTES_MAX);
      fedTo += input.length;
      const isLast = fedTo - heldFrom === held.length;
      let failure = await feed(parser, input, ended && isLast);
      held = held.subarray(recordEnd - heldFrom);
      heldFrom = recordEnd;
      if (!failure && fedTo - recordEnd > RECORD_BYTES_MAX + LOOKAHEAD_BYTES) failure = new BrokenRow(TOO_LONG);
      if (failure && brokenRows++ < BROKEN_ROWS_MAX) {
        found.push({ row: ++row, broken: brokenReason(failure) });
        inBrokenLine = true;
      }
      if (found.length > 0) yield found;
      found = [];
      if (brokenRows > BROKEN_ROWS_MAX) throw tooBroken(row);
      if (isLast && !failure) return;
    }
  }

  return { push };
}

async function feed(parser: Parser, input: Buffer, ended: boolean): Promise<Error | undefined> {
  const failure = await new Promise<Error | null | undefined>((done) => void parser.write(input, done));
  if (failure || !ended) return failure ?? undefined;
  return new Promise((done) => parser.end((error?: Error | null) => done(error ?? undefined)));
}

class BrokenRow extends Error {}

function brokenReason(failure: Error & { code?: string }): string {
  if (failure instanceof BrokenRow) return failure.message;
  if (failure.code === 'CSV_QUOTE_NOT_CLOSED') return BROKEN_QUOTE;
  throw failure;
}

/**
 * Rows of other widths than the first are none of the parser's business, yet even a relaxed one prepares an error with a stack
 * for each, which makes ragged files and blank rows ten times slower. It takes a new measure while it has counted no records.
 */
function forgetWidth({ info }: Parser): void {
  (info as { records: number }).records = 0;
}

function tooBroken(row: number): CsvFileError {
  const message = `More than ${BROKEN_ROWS_MAX} rows open a quote (") that they do not close; reading stopped after row ${row}.`;
  return new CsvFileError('quotes', `${message} Write quotes inside quoted cells twice, or export without quotes.`);
}

/**
 * A stray opening quote makes the parser read on to the next quote, often many rows below; finding no end of a cell there, it
 * keeps everything in between, first quote included, as text of one cell.
 */
function mayHaveSwallowedRows(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.charCodeAt(0) === QUOTE && /[\r\n]/.test(cell));
}

/** Tells a cell that truly starts with a quote and has line breaks from swallowed rows. */
function isWellQuoted(record: Buffer, delimiter: string): boolean {
  try {
    parseWhole(record, { ...recordOptions(delimiter), relax_quotes: false });
    return true;
  } catch {
    return false;
  }
}

/** Where the line after the current one starts. Not found: from `start` on, bytes are still needed to tell. */
function nextLine(bytes: Buffer, ended: boolean): { found: boolean; start: number } {
  const at = bytes.findIndex((byte) => byte === LF || byte === CR);
  if (at === -1) return { found: ended, start: bytes.length };
  if (bytes[at] === LF) return { found: true, start: at + 1 };
  if (at + 1 === bytes.length && !ended) return { found: false, start: at };
  return { found: true, start: at + (bytes[at + 1] === LF ? 2 : 1) };
}
