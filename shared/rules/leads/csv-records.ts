/**
 * Text → records of cells. csv-parse reads the text. This file adds what files of unknown quality need: the row numbers that
 * a spreadsheet shows, and recovery. One stray quote breaks only its own row, and not all rows down to the next quote.
 */
import { parse, type Parser } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { CsvFileError } from './csv-error.ts';

/**
 * `row` is the row number that a spreadsheet shows: it counts records from 1, including blank ones, and a quoted line break
 * starts no row. The header is row 1 and the first lead is row 2, unless blank rows come before them.
 */
export type CsvRecord = { row: number; cells: string[] } | { row: number; broken: string };

export type RecordReader = {
  /**
   * Takes the next text and returns the records that end in it, without blank ones. `ended` ends the last record.
   *
   * @throws CsvFileError when more rows are broken than {@link BROKEN_ROWS_MAX}
   */
  push: (text: string, ended: boolean) => AsyncGenerator<CsvRecord[]>;
};

/** Room for a cell of 1 MB and the other cells of its row. A longer record means an open quote, or a file without lines. */
const RECORD_BYTES_MAX = 2 * 1024 * 1024;
/** Limits how many records one step returns, also when a supposed long row turns out to be many rows. */
const PARSED_BYTES_MAX = 64 * 1024;
/** The parser may report the end of a record only after so many further bytes. */
const LOOKAHEAD_BYTES = 16;

/** Each broken row needs a new parser. A file with more broken rows does not use quotes as CSV does. */
const BROKEN_ROWS_MAX = 1000;

const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

const BROKEN_QUOTE = 'A quote (") opens a cell in this row and is not closed at the end of a cell';
const TOO_LONG = `The row is longer than ${RECORD_BYTES_MAX / 1024 / 1024} MB, or a quote (") that opens in it is never closed`;

/** The options of csv-parse for the header and for all rows. */
export function recordOptions(delimiter: string) {
  return {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    ltrim: true,
    // No limit. The library's limit does not count delimiters, so `createRecordReader` measures the records itself.
    max_record_size: 0,
  };
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

export function createRecordReader(delimiter: string): RecordReader {
  const pending = new PendingBytes();
  let records: CsvRecord[] = [];
  let row = 0;
  let brokenRows = 0;
  let inBrokenLine = false;
  let parser = startParser();

  function startParser(): Parser {
    pending.restart();
    const started = parse({
      ...recordOptions(delimiter),
      on_record: (cells: string[], { bytes }) => {
        const record = pending.recordUntil(bytes);
        if (record.length > RECORD_BYTES_MAX) throw new BrokenRow(TOO_LONG);
        if (mayHaveSwallowedRows(cells) && !isWellQuoted(record, delimiter)) throw new BrokenRow(BROKEN_QUOTE);
        pending.endRecord(bytes);
        row++;
        resetExpectedWidth(started);
        if (!isBlank(cells)) records.push({ row, cells });
        // One array per push is much faster than one stream event per record, so the parser itself emits nothing.
        return null;
      },
    });
    // The callbacks of write and end report errors.
    started.on('error', () => {});
    return started;
  }

  /** Parses the next bytes; returns what is wrong with the row after the last whole record, if anything is. */
  async function parseNext(ended: boolean): Promise<Error | undefined> {
    const input = pending.nextInput();
    const failure = await feed(parser, input, ended && pending.isAllFed);
    pending.dropRecords();
    return failure ?? (pending.isTooLong ? new BrokenRow(TOO_LONG) : undefined);
  }

  async function* push(text: string, ended: boolean): AsyncGenerator<CsvRecord[]> {
    pending.append(Buffer.from(text));
    for (;;) {
      if (inBrokenLine) {
        if (!pending.skipLine(ended)) return;
        inBrokenLine = false;
        parser = startParser();
      }
      const failure = await parseNext(ended);
      if (failure && brokenRows++ < BROKEN_ROWS_MAX) {
        records.push({ row: ++row, broken: brokenReason(failure) });
        inBrokenLine = true;
      }
      if (records.length > 0) yield records;
      records = [];
      if (brokenRows > BROKEN_ROWS_MAX) throw tooManyBrokenRows(row);
      if (pending.isAllFed && !failure) return;
    }
  }

  return { push };
}

/** The bytes after the last whole record. Positions count from the first byte that the current parser received. */
class PendingBytes {
  #bytes: Buffer = NOTHING;
  /** The position of the first pending byte. */
  #start = 0;
  #recordEnd = 0;
  #fedUntil = 0;

  append(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
  }

  /** A new parser receives the pending bytes from the first one on. */
  restart(): void {
    this.#start = 0;
    this.#recordEnd = 0;
    this.#fedUntil = 0;
  }

  /** The next bytes for the parser. */
  nextInput(): Buffer {
    const from = this.#fedUntil - this.#start;
    const input = this.#bytes.subarray(from, from + PARSED_BYTES_MAX);
    this.#fedUntil += input.length;
    return input;
  }

  get isAllFed(): boolean {
    return this.#fedUntil - this.#start === this.#bytes.length;
  }

  /** Whether the parser has received more bytes after the last whole record than a record may have. */
  get isTooLong(): boolean {
    return this.#fedUntil - this.#recordEnd > RECORD_BYTES_MAX + LOOKAHEAD_BYTES;
  }

  /** The bytes of the record that ends at `end`. */
  recordUntil(end: number): Buffer {
    return this.#bytes.subarray(this.#recordEnd - this.#start, end - this.#start);
  }

  endRecord(end: number): void {
    this.#recordEnd = end;
  }

  dropRecords(): void {
    this.#bytes = this.#bytes.subarray(this.#recordEnd - this.#start);
    this.#start = this.#recordEnd;
  }

  /** Drops the first line; false when its end has not arrived yet. */
  skipLine(ended: boolean): boolean {
    const next = nextLine(this.#bytes, ended);
    this.#bytes = this.#bytes.subarray(next.start);
    return next.isComplete;
  }
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
 * Makes the parser accept any number of cells in the next row. Even with `relax_column_count` it creates an error with a stack
 * for each row that differs from the first, which makes files with blank or uneven rows ten times slower. As long as it has
 * counted no record, it expects no width.
 */
function resetExpectedWidth({ info }: Parser): void {
  (info as { records: number }).records = 0;
}

function tooManyBrokenRows(row: number): CsvFileError {
  const message = `More than ${BROKEN_ROWS_MAX} rows open a quote (") that they do not close; reading stopped after row ${row}.`;
  return new CsvFileError('quotes', `${message} Write quotes inside quoted cells twice, or export without quotes.`);
}

/**
 * A stray opening quote makes the parser read on to the next quote, often many rows below. When no cell ends there, the
 * parser keeps all text in between, including the first quote, as one cell.
 */
function mayHaveSwallowedRows(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.charCodeAt(0) === QUOTE && /[\r\n]/.test(cell));
}

/** False for swallowed rows; true for a cell whose text really starts with a quote and has line breaks. */
function isWellQuoted(record: Buffer, delimiter: string): boolean {
  try {
    parseWhole(record, { ...recordOptions(delimiter), relax_quotes: false });
    return true;
  } catch {
    return false;
  }
}

/** Where the next line starts. When it is not complete, `start` is the first byte that a later search needs. */
function nextLine(bytes: Buffer, ended: boolean): { isComplete: boolean; start: number } {
  const at = bytes.findIndex((byte) => byte === LF || byte === CR);
  if (at === -1) return { isComplete: ended, start: bytes.length };
  if (bytes[at] === LF) return { isComplete: true, start: at + 1 };
  if (at + 1 === bytes.length && !ended) return { isComplete: false, start: at };
  return { isComplete: true, start: at + (bytes[at + 1] === LF ? 2 : 1) };
}
