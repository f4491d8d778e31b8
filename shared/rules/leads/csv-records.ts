/**
 * Splits text into records of cells. The library csv-parse reads the text. This module adds two things for files with
 * errors: the row numbers that a spreadsheet shows, and recovery from a broken row. One stray quote breaks only its own
 * row, and not all rows down to the next quote.
 */
import { parse, type Parser } from 'csv-parse';
import { parse as parseWhole } from 'csv-parse/sync';
import { CsvFileError } from './csv-error.ts';

/**
 * One record of a file. `row` is the row number that a spreadsheet shows. Row numbers count records from 1, including
 * blank records. A line break inside quotes does not start a new row. If no blank rows come first, the header is row 1
 * and the first lead is row 2.
 */
export type CsvRecord = { row: number; cells: string[] } | { row: number; broken: string; text: string };

/** How the rows of a file are written. */
export type CsvDialect = {
  delimiter: string;
  /** The character before a quote that is part of a cell. */
  escape: '"' | '\\';
  /** Whether blanks stand between a closing quote and the next delimiter. */
  hasBlanks: boolean;
  /** Whether each row is quoted as a whole. */
  isWrapped: boolean;
};

export type RecordReader = {
  /**
   * Takes the next text and yields the records that end in the text, without blank records. If `ended` is true, the
   * last record ends with the text.
   *
   * @throws CsvFileError if more rows are broken than {@link BROKEN_ROWS_MAX}
   */
  push: (text: string, ended: boolean) => AsyncGenerator<CsvRecord[]>;
};

/**
 * The most bytes of a record: enough for a cell of 1 MB and the other cells of the row. A longer record means that a
 * quote is never closed, or that the file has no line breaks.
 */
const RECORD_BYTES_MAX = 2 * 1024 * 1024;
/**
 * The most bytes that are parsed in one step. The limit keeps the number of records per step small, even if a text that
 * looked like one long row turns out to be many rows.
 */
const PARSED_BYTES_MAX = 64 * 1024;
/** The parser may report the end of a record up to 16 bytes late. */
const LOOKAHEAD_BYTES = 16;

/**
 * If a file has more broken rows than this, reading stops. Each broken row needs a new parser, and such a file does not
 * use quotes as CSV does.
 */
const BROKEN_ROWS_MAX = 1000;

const CR = 0x0d;
const LF = 0x0a;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

const BROKEN_QUOTE = 'A quote (") opens a cell in this row and is not closed at the end of a cell';
const TOO_LONG = `The row is longer than ${RECORD_BYTES_MAX / 1024 / 1024} MB, or a quote (") that opens in it is never closed`;

/** The options of csv-parse for the header and for all rows. */
export function recordOptions({ delimiter, escape }: Pick<CsvDialect, 'delimiter' | 'escape'>) {
  return {
    delimiter,
    escape,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    // Blanks before a quoted cell are no part of the cell. `withoutBlanks` removes the blanks after a quoted cell.
    ltrim: true,
    // 0 means no limit. The library's limit does not count delimiters, so `createRecordReader` measures the records.
    max_record_size: 0,
  };
}

export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell === '' || cell.replace(DOS_END, '').trim() === '');
}

/** The end mark of DOS files (Ctrl-Z), which may stand alone in the last row. */
export const DOS_END = '\u001A';

/** The most characters of a broken row that are kept for the file of rejected rows. */
const BROKEN_TEXT_MAX = 10_000;

export function createRecordReader(dialect: CsvDialect): RecordReader {
  const pending = new PendingBytes();
  let records: CsvRecord[] = [];
  let row = 0;
  let brokenRows = 0;
  let inBrokenLine = false;
  let parser = startParser();

  function startParser(): Parser {
    pending.restart();
    const started = parse({
      ...recordOptions(dialect),
      on_record: (cells: string[], { bytes }) => {
        const record = pending.recordUntil(bytes);
        if (record.length > RECORD_BYTES_MAX) throw new BrokenRow(TOO_LONG);
        if (mayHaveSwallowedRows(cells) && !isWellQuoted(record, dialect)) throw new BrokenRow(BROKEN_QUOTE);
        pending.endRecord(bytes);
        row++;
        resetExpectedWidth(started);
        if (!isBlank(cells)) records.push({ row, cells: cellsOf(cells, dialect) });
        // The parser itself emits no records, because one array per push is much faster than one stream event per
        // record.
        return null;
      },
    });
    // Errors are ignored here, because the callbacks of `write` and `end` report the errors.
    started.on('error', () => {});
    return started;
  }

  /**
   * Parses the next bytes. Returns the error of the row after the last whole record; undefined if there is no error.
   */
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
        records.push({ row: ++row, broken: brokenReason(failure), text: pending.firstLine(BROKEN_TEXT_MAX) });
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

  /** Resets the positions, because a new parser receives the pending bytes from the first byte on. */
  restart(): void {
    this.#start = 0;
    this.#recordEnd = 0;
    this.#fedUntil = 0;
  }

  /** Returns the next bytes for the parser. */
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

  /** Returns the bytes of the record that ends at position `end`. */
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

  /** Returns the beginning of the first line. */
  firstLine(charsMax: number): string {
    const text = this.#bytes.toString('utf8', 0, charsMax);
    return text.split(/[\r\n]/, 1)[0]!;
  }

  /** Drops the first line. Returns false if the end of the line has not arrived yet. */
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
 * Makes the parser accept any number of cells in the next row. Even with `relax_column_count`, the parser creates an
 * error with a stack for each row whose length differs from the first row. The errors make files with blank or uneven
 * rows ten times slower to read. A parser that has counted no record expects no number of cells, so the count is set
 * back to 0.
 */
function resetExpectedWidth({ info }: Parser): void {
  (info as { records: number }).records = 0;
}

function tooManyBrokenRows(row: number): CsvFileError {
  const message = `More than ${BROKEN_ROWS_MAX} rows open a quote (") that they do not close; reading stopped after row ${row}.`;
  return new CsvFileError('quotes', `${message} Write quotes inside quoted cells twice, or export without quotes.`);
}

/**
 * Whether a cell may contain several rows by mistake. A stray opening quote makes the parser read on to the next quote,
 * often many rows below. If no cell ends at the next quote, the parser keeps all text in between as one cell, including
 * the first quote.
 */
function mayHaveSwallowedRows(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.charCodeAt(0) === QUOTE && /[\r\n]/.test(cell));
}

/**
 * Whether the quotes of a record are correct. False if a stray quote joined several rows into one cell. True if the
 * text of a cell really starts with a quote and has line breaks.
 */
function isWellQuoted(record: Buffer, dialect: CsvDialect): boolean {
  try {
    parseWhole(record, { ...recordOptions(dialect), relax_quotes: false, trim: true });
    return true;
  } catch {
    return false;
  }
}

/** Returns the cells of a record as the writer of the file meant them. */
export function cellsOf(cells: string[], dialect: CsvDialect): string[] {
  const unquoted = dialect.hasBlanks ? cells.map(withoutBlanks) : cells;
  return dialect.isWrapped ? unwrapRecord(unquoted, dialect) : unquoted;
}

/** Returns the text of a quoted cell with blanks after the closing quote. The parser reads its quotes as text. */
function withoutBlanks(cell: string): string {
  const [, text] = /^"((?:[^"]|"")*)"\s+$/.exec(cell) ?? [];
  return text === undefined ? cell : text.replaceAll('""', '"');
}

/** Returns the cells of a row that was quoted as a whole. */
export function unwrapRecord(cells: string[], dialect: CsvDialect): string[] {
  if (cells.length !== 1) return cells;
  try {
    const [row] = parseWhole(cells[0]!, { ...recordOptions(dialect), to: 1 });
    return row ?? cells;
  } catch {
    return cells;
  }
}

/**
 * Returns where the next line starts. If the current line is not complete, `start` is the first byte that a later
 * search needs.
 */
function nextLine(bytes: Buffer, ended: boolean): { isComplete: boolean; start: number } {
  const at = bytes.findIndex((byte) => byte === LF || byte === CR);
  if (at === -1) return { isComplete: ended, start: bytes.length };
  if (bytes[at] === LF) return { isComplete: true, start: at + 1 };
  if (at + 1 === bytes.length && !ended) return { isComplete: false, start: at };
  return { isComplete: true, start: at + (bytes[at + 1] === LF ? 2 : 1) };
}
