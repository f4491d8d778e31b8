/**
 * Reads leads from the bytes of a lead file, whatever the encoding, delimiter, line ends and column names. Memory use
 * is limited for files of any size. An error in one row affects no other row.
 */
import { mapColumns, scoreColumns, type Columns } from './csv-columns.ts';
import { HEADER_CHARS_MAX, readCsvHead } from './csv-delimiter.ts';
import { decodeText, type DecodedText, type Encoding } from './csv-encoding.ts';
import { CsvFileError } from './csv-error.ts';
import { createRecordReader, type CsvRecord, type RecordReader } from './csv-records.ts';
import { parseLeadRow, type RowError, type RowRules } from './lead-row.ts';
import { type ImportedLead } from './lead.ts';

export type LeadRow = { row: number; lead: ImportedLead } | { row: number; error: RowError };

export type LeadBatch = {
  /** Rows in the order of the file. Every row that is not blank is in exactly one batch. */
  rows: LeadRow[];
  /**
   * The number of the last row in the batch. After the batch is stored, an interrupted import resumes with this number
   * as `afterRow`.
   */
  lastRow: number;
  /** The encoding that is detected so far; `utf-8` while only ASCII was read. */
  encoding: Encoding;
  delimiter: string;
};

export type LeadFileOptions = RowRules & {
  /** Header → lead field. The mapping takes precedence over the common column names. */
  fieldMapping?: Readonly<Record<string, string>> | undefined;
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
  const text = decodeText(source);
  let file: OpenFile | undefined;
  for await (let piece of headFirst(text)) {
    if (!file) {
      const head = readCsvHead(piece, piece.length < HEADER_CHARS_MAX, (headers) =>
        scoreColumns(headers, options.fieldMapping),
      );
      const columns = mapColumns(head.headers, options.fieldMapping);
      file = { delimiter: head.delimiter, columns, reader: createRecordReader(head.delimiter), headerRead: false };
      piece = piece.slice(head.start);
    }
    for await (const records of file.reader.push(piece, false)) yield* batches(records, file, text, options);
  }
  if (!file) throw new CsvFileError('empty', 'The file is empty.');
  for await (const records of file.reader.push('', true)) yield* batches(records, file, text, options);
}

type OpenFile = { delimiter: string; columns: Columns; reader: RecordReader; headerRead: boolean };

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

function* batches(
  records: CsvRecord[],
  file: OpenFile,
  text: DecodedText,
  options: LeadFileOptions,
): Generator<LeadBatch> {
  let rows = records;
  if (!file.headerRead && records.length > 0) {
    file.headerRead = true;
    const header = records[0]!;
    if ('broken' in header) throw new CsvFileError('header', `The header row cannot be read. ${header.broken}.`);
    rows = records.slice(1);
  }
  const newRows = rows.filter(({ row }) => row > (options.afterRow ?? 0));
  for (let start = 0; start < newRows.length; start += BATCH_ROWS_MAX) {
    const batch = newRows.slice(start, start + BATCH_ROWS_MAX).map((record) => leadRow(record, file.columns, options));
    yield { rows: batch, lastRow: batch.at(-1)!.row, encoding: text.encoding, delimiter: file.delimiter };
  }
}

function leadRow(record: CsvRecord, columns: Columns, rules: RowRules): LeadRow {
  const { row } = record;
  if ('broken' in record) return { row, error: { row, field: 'row', value: '', error: record.broken } };
  return { row, ...parseLeadRow(row, record.cells, columns, rules) };
}
