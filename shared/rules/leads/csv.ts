/**
 * A lead file as people have it → leads. Bytes in, rows out, whatever the encoding, delimiter, line ends and column names;
 * memory stays bounded for files of any size, and any fault of one row is that row's error and no other's.
 */
import { mapColumns, recognisedColumns, type Columns } from './csv-columns.ts';
import { HEADER_CHARS_MAX, readHead } from './csv-delimiter.ts';
import { decodeText, type DecodedText, type Encoding } from './csv-encoding.ts';
import { CsvFileError } from './csv-error.ts';
import { recordReader, type CsvRecord, type RecordReader } from './csv-records.ts';
import { toLead, type ImportedLead, type RowError, type RowRules } from './lead-row.ts';

export type LeadRow = { row: number; lead: ImportedLead } | { row: number; error: RowError };

export type LeadBatch = {
  /** In the order of the file; every row of it that is not blank is in exactly one batch. */
  rows: LeadRow[];
  /** Once these rows are stored, the `afterRow` with which an interrupted import goes on. */
  lastRow: number;
  /** As far as it is settled: a file of ASCII so far is reported as UTF-8. */
  encoding: Encoding;
  delimiter: string;
};

export type LeadFileOptions = RowRules & {
  /** Header → lead field, over the names that are known by themselves. */
  fieldMapping?: Readonly<Record<string, string>> | undefined;
  /** Rows up to this number are passed over: they were imported before. */
  afterRow?: number | undefined;
};

/** Rows are checked without giving way to other work, so this bounds for how long. */
const BATCH_ROWS_MAX = 1000;

/**
 * Row numbers are those a spreadsheet shows: the header is row 1 and the first lead row 2, unless blank rows stand between.
 * They depend on the bytes of the file alone, which is what makes `afterRow` safe.
 *
 * @throws CsvFileError when the file as a whole cannot be imported: before the first batch, save that `quotes` shows only after
 *   many broken rows
 */
export async function* readLeadRows(
  source: AsyncIterable<Uint8Array>,
  options: LeadFileOptions,
): AsyncGenerator<LeadBatch> {
  const text = decodeText(source);
  let file: OpenFile | undefined;
  for await (let piece of headFirst(text)) {
    if (!file) {
      const head = readHead(piece, piece.length < HEADER_CHARS_MAX, (headers) =>
        recognisedColumns(headers, options.fieldMapping),
      );
      const columns = mapColumns(head.headers, options.fieldMapping);
      file = { delimiter: head.delimiter, columns, reader: recordReader(head.delimiter), headerRead: false };
      piece = piece.slice(head.start);
    }
    for await (const records of file.reader.push(piece, false)) yield* batches(records, file, text, options);
  }
  if (!file) throw new CsvFileError('empty', 'The file is empty.');
  for await (const records of file.reader.push('', true)) yield* batches(records, file, text, options);
}

type OpenFile = { delimiter: string; columns: Columns; reader: RecordReader; headerRead: boolean };

/** The same text, its first piece long enough to hold the header row, or all there is. */
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
  const fresh = rows.filter(({ row }) => row > (options.afterRow ?? 0));
  for (let start = 0; start < fresh.length; start += BATCH_ROWS_MAX) {
    const batch = fresh.slice(start, start + BATCH_ROWS_MAX).map((record) => leadRow(record, file.columns, options));
    yield { rows: batch, lastRow: batch.at(-1)!.row, encoding: text.encoding, delimiter: file.delimiter };
  }
}

function leadRow(record: CsvRecord, columns: Columns, rules: RowRules): LeadRow {
  const { row } = record;
  if ('broken' in record) return { row, error: { row, field: 'row', value: '', error: record.broken } };
  return { row, ...toLead(row, record.cells, columns, rules) };
}
