/**
 * Reads leads from the bytes of a lead file (CSV or an Excel workbook), whatever the encoding, delimiter, line ends and
 * column names. Memory use
 * is limited for files of any size. An error in one row affects no other row.
 */
import { type ColumnUse, columnUses, type Columns, type FieldMapping } from './csv-columns.ts';
import { HEADER_CHARS_MAX, readCsvHead } from './csv-delimiter.ts';
import { decodeText, type TextEncoding } from './csv-encoding.ts';
import { CsvFileError } from './csv-error.ts';
import { createRecordReader, type CsvRecord } from './csv-records.ts';
import { findHeader, HEAD_RECORDS, scoreHead } from './header-row.ts';
import { parseLeadRow, type ParsedRow, type RowRules } from './lead-row.ts';
import { openSheet } from './xlsx.ts';

/** A row that became a lead, or a row with its error. The cells of a row with an error are kept to be mended. */
export type LeadRow = { row: number } & (
  | Extract<ParsedRow, { lead: unknown }>
  | (Extract<ParsedRow, { error: unknown }> & { cells: readonly string[] })
);

/** How a file is read. */
export type FileReading = TextEncoding & {
  /** Empty if the file is an Excel workbook. */
  delimiter: string;
  /** The name of the sheet, if the file is an Excel workbook. */
  sheet?: string;
  /** The row number of the header; null if the file has no header row. */
  headerRow: number | null;
  /** How each column is used, in the order of the file. */
  columns: ColumnUse[];
};

export type LeadBatch = {
  /** Rows in the order of the file. Every row that is not blank is in exactly one batch. */
  rows: LeadRow[];
  /**
   * The number of the last row in the batch. After the batch is stored, an interrupted import resumes with this number
   * as `afterRow`.
   */
  lastRow: number;
  reading: FileReading;
};

export type LeadFileOptions = RowRules & {
  /** The encoding that the user has named. */
  encoding?: string | undefined;
  /** The sheet of an Excel workbook that the user has named. */
  sheet?: string | undefined;
  /** Header → lead field. The mapping takes precedence over the common column names. */
  fieldMapping?: FieldMapping | undefined;
  /** Rows up to this row number were imported before and are skipped. */
  afterRow?: number | undefined;
};

/**
 * The most rows in a batch. All rows of a batch are checked without a pause, so the limit keeps other work from waiting
 * long.
 */
const BATCH_ROWS_MAX = 1000;

/**
 * Reads a lead file batch by batch. Row numbers are the row numbers that a spreadsheet shows. Row numbers depend only
 * on the bytes of the file, so `afterRow` means the same row in every run.
 *
 * @throws CsvFileError if the whole file cannot be imported. The problem `quotes` is thrown after many broken rows, all
 *   other problems before the first batch.
 */
export async function* readLeadRows(
  source: AsyncIterable<Uint8Array>,
  options: LeadFileOptions,
): AsyncGenerator<LeadBatch> {
  const table = await openTable(source, options);
  let file: OpenFile | undefined;
  let head: CsvRecord[] = [];
  for await (const records of table.records) {
    if (file) {
      yield* batches(records, file, options);
    } else {
      head = [...head, ...records];
      if (head.length < HEAD_RECORDS) continue;
      file = openFile(head, table, options);
      yield* batches(head.slice(file.skipped), file, options);
    }
  }
  if (file) return;
  if (head.length === 0) throw new CsvFileError('empty', 'The file is empty.');
  file = openFile(head, table, options);
  yield* batches(head.slice(file.skipped), file, options);
}

/** The records of a file, and how they are written. */
type Table = { records: AsyncGenerator<CsvRecord[]>; written: () => Omit<FileReading, 'headerRow' | 'columns'> };

/** The first bytes of a zip archive. */
const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

async function openTable(source: AsyncIterable<Uint8Array>, options: LeadFileOptions): Promise<Table> {
  const chunks = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let start = Buffer.alloc(0);
  while (start.length < ZIP_SIGNATURE.length) {
    const { done, value } = await chunks.next();
    if (done) break;
    head.push(value);
    start = Buffer.concat([start, value]);
  }
  async function* whole() {
    yield* head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  if (!ZIP_SIGNATURE.every((byte, index) => start[index] === byte)) {
    if (options.sheet === undefined) return openCsv(whole(), options);
    throw new CsvFileError('not_text', 'The form names a sheet, but the file is no Excel workbook (.xlsx).');
  }
  const { name: sheet, records } = await openSheet(whole(), options.sheet);
  return { records, written: () => ({ encoding: 'utf-8', confidence: 1, delimiter: '', sheet }) };
}

function openCsv(source: AsyncIterable<Uint8Array>, options: LeadFileOptions): Table {
  const text = decodeText(source, options.encoding);
  let delimiter = '';
  async function* records(): AsyncGenerator<CsvRecord[]> {
    let reader: ReturnType<typeof createRecordReader> | undefined;
    for await (const piece of headFirst(text)) {
      let start = 0;
      if (!reader) {
        const head = readCsvHead(piece, piece.length < HEADER_CHARS_MAX, (sample) => scoreHead(sample, options));
        reader = createRecordReader(head.dialect);
        ({ start } = head);
        ({ delimiter } = head.dialect);
      }
      yield* reader.push(piece.slice(start), false);
    }
    if (reader) yield* reader.push('', true);
  }
  return { records: records(), written: () => ({ ...text.found, delimiter }) };
}

type OpenFile = { columns: Columns; skipped: number; reading: () => FileReading };

function openFile(head: readonly CsvRecord[], table: Table, options: LeadFileOptions): OpenFile {
  const { columns, row: headerRow, skipped } = findHeader(head, options);
  const broken = head.slice(0, skipped).find((record) => 'broken' in record);
  if (broken) throw new CsvFileError('header', `The header row cannot be read. ${broken.broken}.`);
  const uses = columnUses(columns);
  return { columns, skipped, reading: () => ({ ...table.written(), headerRow, columns: uses }) };
}

/** Yields the same text, but joins its first pieces until they are long enough to contain the header row. */
async function* headFirst(text: AsyncIterable<string>): AsyncGenerator<string> {
  let head: string | undefined = '';
  for await (const piece of text) {
    if (head === undefined) {
      yield piece;
    } else {
      head += piece;
      if (head.length < HEADER_CHARS_MAX) continue;
      yield head;
      head = undefined;
    }
  }
  if (head) yield head;
}

function* batches(records: readonly CsvRecord[], file: OpenFile, options: LeadFileOptions): Generator<LeadBatch> {
  const newRows = records.filter(({ row }) => row > (options.afterRow ?? 0));
  for (let start = 0; start < newRows.length; start += BATCH_ROWS_MAX) {
    const rows = newRows.slice(start, start + BATCH_ROWS_MAX).map((record) => leadRow(record, file.columns, options));
    yield { rows, lastRow: rows.at(-1)!.row, reading: file.reading() };
  }
}

function leadRow(record: CsvRecord, columns: Columns, rules: RowRules): LeadRow {
  const { row } = record;
  if ('broken' in record) {
    const error = { row, field: 'row', value: '', error: record.broken };
    return { row, error, cells: [record.text] };
  }
  const parsed = parseLeadRow(row, record.cells, columns, rules);
  return 'error' in parsed ? { row, ...parsed, cells: record.cells } : { row, ...parsed };
}
