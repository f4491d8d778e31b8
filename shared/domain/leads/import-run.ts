/**
 * Imports an uploaded file of leads or do-not-call numbers: a worker reads the rows of the file and stores the rows in
 * batches.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { OutsideError } from '../../errors.ts';
import type { Result } from '../../jobs.ts';
import { type FileReading, type LeadBatch, readLeadRows } from '../../rules/leads/csv.ts';
import { CsvFileError } from '../../rules/leads/csv-error.ts';
import type { ImportKind } from '../../rules/leads/imports.ts';
import type { ImportedLead, LeadPriority } from '../../rules/leads/lead.ts';
import type { RowError, RowWarning } from '../../rules/leads/lead-row.ts';
import { createPlaceList } from '../../rules/leads/place-list.ts';
import { limitMessage } from '../../rules/accounts/limits.ts';
import { destinationProblem } from '../../rules/compliance/destinations.ts';
import { parseDialableNumber } from '../../rules/values/phone.ts';
import { emitLiveEvent } from '../../live-events.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { dncCopyLine } from '../../../sql/compliance/dnc.ts';
import { type Sql, withOwnConnection } from '../../../sql/db.ts';
import {
  advanceImport,
  claimImport,
  countImportedRows,
  findImportChunk,
  finishImport,
  importById,
  importedToday,
  type ImportRow,
  insertImportErrors,
  insertImportWarnings,
  lockImport,
  type StoredError,
} from '../../../sql/leads/imports.ts';
import { analyzeLeads, leadCopyLine } from '../../../sql/leads/staging.ts';
import { tenantLimits } from '../accounts/limits.ts';
import { storeDncLines } from '../compliance/dnc-import.ts';
import { storeLeadLines, type StoredCounts } from './store.ts';

/**
 * Maximum number of rows that one transaction stores. The batch is large enough to make the fixed cost of a transaction
 * small, and small enough that an interrupted import repeats little work.
 */
const BATCH_ROWS = 5_000;
/** Maximum number of characters in one batch, so that a batch with long rows does not need too much memory. */
const BATCH_CHARS = 8 * 1024 * 1024;
/** Maximum number of errors that are stored for one import. The count of invalid rows stays exact. */
const ERRORS_STORED_MAX = 100_000;
/** Maximum number of warnings that are stored for one import. Nearly all rows of a file may have the same warning. */
const WARNINGS_STORED_MAX = 10_000;

/**
 * Maximum size of the rejected rows that are stored for one import, in characters. Users mend rows by hand, and no
 * person mends more.
 */
const REJECTED_CHARS_MAX = 16 * 1024 * 1024;

/** After an import of at least this many leads, the planner gets new statistics. Autovacuum sees to smaller imports. */
const ANALYZED_ROWS_MIN = 10_000;

/** Rows of a file that one transaction stores together with the progress of the import. */
export type RejectedRow = RowError & { rowCells: readonly string[] };

export type ImportBatch = {
  /** Valid rows of the file, as lines for the staging table. */
  lines: string[];
  /** Whether any of the rows has a consent. */
  hasConsents?: boolean;
  /** The places of the leads. A line contains the position of its place in this list. */
  places: string[];
  errors: RejectedRow[];
  /** Notes about valid rows. The notes are listed with the errors, but do not count as errors. */
  notes: RowError[];
  /** Values of valid rows that could not be used as they are. */
  warnings: RowWarning[];
  lastRow: number;
  bytesDone: number;
};

/**
 * Imports an uploaded file. One transaction stores each batch together with the number of the last row. So the next run
 * after an interruption continues without losing or doubling a row. Only one process can run an import at a time.
 *
 * @throws OutsideError if another process runs the import. The queue then tries again later, because the other process may
 *   die.
 */
export async function runImport(ctx: Context, importId: number, signal: AbortSignal): Promise<Result<'leads.import'>> {
  const options = { url: ctx.config.databaseUrl, applicationName: 'callcenter import' };
  return withOwnConnection(options, async (lockConnection) => {
    if (!(await lockImport(lockConnection, importId)))
      throw new OutsideError(`Import ${importId} is running in another process.`);
    const claimed = await claimImport(ctx.sql, importId);
    if (claimed) await storeFile(ctx, claimed, signal);
    const ended = await importById(ctx.sql, importId);
    return { status: ended?.status === 'completed' ? 'completed' : 'failed' };
  });
}

/** What the run has read of the file so far. */
type Progress = { bytes: number; reading: FileReading | null };

async function storeFile(ctx: Context, claimed: ImportRow, signal: AbortSignal): Promise<void> {
  const progress: Progress = { bytes: 0, reading: null };
  try {
    const ended = await storeRows(ctx, claimed, progress, signal);
    await finishImport(ctx.sql, claimed.id, { status: 'completed', error: null, reading: progress.reading });
    await emitProgress(ctx, { ...ended, status: 'completed' });
    const { inserted, invalid, duplicates, dnc } = ended;
    if (inserted >= ANALYZED_ROWS_MIN) await analyzeLeads(ctx.sql);
    ctx.log.info({ importId: claimed.id, inserted, invalid, duplicates, dnc }, 'import completed');
  } catch (error) {
    if (!(error instanceof CsvFileError || error instanceof ImportLimitError)) throw error;
    await finishImport(ctx.sql, claimed.id, { status: 'failed', error: error.message, reading: progress.reading });
    const ended = await importById(ctx.sql, claimed.id);
    if (ended) await emitProgress(ctx, ended);
    const problem = error instanceof CsvFileError ? error.problem : error.name;
    ctx.log.info({ importId: claimed.id, problem }, 'import failed, the file cannot be imported');
  }
}

function emitProgress(ctx: Context, row: ImportRow): Promise<void> {
  const { tenantId, uuid: importId, campaignUuid: campaignId, status, inserted, invalid, duplicates, dnc } = row;
  const data = { importId, campaignId, status, inserted, invalid, duplicates, dnc };
  return emitLiveEvent(ctx, { tenantId, event: 'import:updated', agentId: null, data });
}

/** The tenant has imported as many rows today as its limit allows. */
class ImportLimitError extends Error {
  override readonly name = 'ImportLimitError';
}

/** Stores all rows of the file. The next batch is read while the database stores the previous batch. */
async function storeRows(
  ctx: Context,
  claimed: ImportRow,
  progress: Progress,
  signal: AbortSignal,
): Promise<ImportRow> {
  const limits = await tenantLimits(ctx, ctx.sql, claimed.tenantId);
  const held = createHeldLeads(limits.destination_countries);
  const rows = readRows(ctx, claimed, progress, held.parsePhone);
  let storing = Promise.resolve(claimed);
  try {
    for await (const batch of inBatches(withReading(rows, progress), claimed.kind, held.noteOf)) {
      const stored = await storing;
      if (stored.lastRow > claimed.lastRow) await emitProgress(ctx, stored);
      signal.throwIfAborted();
      storing = storeBatch(ctx, stored, { ...batch, bytesDone: progress.bytes }, limits.import_rows_per_day);
      // The next `await storing` throws the error of the batch. Without the empty handler, Node would report an
      // unhandled rejection before that `await`.
      storing.catch(() => {});
    }
    return await storing;
  } finally {
    // The transaction of the last batch must end before the next run of the import starts.
    await storing.catch(() => {});
  }
}

function readRows(
  ctx: Context,
  claimed: ImportRow,
  progress: Progress,
  parsePhone: typeof parseDialableNumber,
): AsyncGenerator<LeadBatch> {
  return readLeadRows(fileBytes(ctx, claimed, progress), {
    parsePhone,
    fieldMapping: claimed.fieldMapping,
    encoding: claimed.encoding ?? undefined,
    sheet: claimed.sheet ?? undefined,
    defaultCountry: claimed.defaultCountry ?? undefined,
    phoneOnly: claimed.kind === 'dnc',
    keepPhones: claimed.kind === 'leads',
    afterRow: claimed.lastRow,
  });
}

async function* fileBytes(ctx: Context, { id, byteCount }: ImportRow, progress: Progress) {
  for (let position = 0; progress.bytes < byteCount; position++) {
    const chunk = await findImportChunk(ctx.sql, id, position);
    if (!chunk) throw new Error(`Chunk ${position} of import ${id} is missing: another run has finished the import.`);
    progress.bytes += chunk.length;
    yield chunk;
  }
}

const emptyBatch = () => ({
  lines: [] as string[],
  hasConsents: false,
  places: [] as string[],
  errors: [] as RejectedRow[],
  notes: [] as RowError[],
  warnings: [] as RowWarning[],
  lastRow: 0,
});

/** Yields the same batches, and keeps how the file is read. */
async function* withReading(rows: AsyncIterable<LeadBatch>, progress: Progress): AsyncGenerator<LeadBatch> {
  for await (const batch of rows) {
    progress.reading = batch.reading;
    yield batch;
  }
}

/** Returns the priority of a row; null if the file does not say the priority. An empty cell means normal. */
function givenPriority({ priority }: ImportedLead, { columns }: FileReading): LeadPriority | null {
  return priority !== 'normal' || columns.some(({ field }) => field === 'priority') ? priority : null;
}

async function* inBatches(
  rows: AsyncIterable<LeadBatch>,
  kind: ImportKind,
  noteOf: (row: number, phone: string) => RowError[],
): AsyncGenerator<Omit<ImportBatch, 'bytesDone'>> {
  const places = createPlaceList();
  let batch = { ...emptyBatch(), places: places.texts };
  let chars = 0;
  for await (const read of rows) {
    // Reading rows never yields to the event loop. The event loop must run regularly, because replies of the database
    // must be processed and the lock of the job must be renewed.
    await nextTurn();
    for (const row of read.rows) {
      if ('error' in row) {
        batch.errors.push({ ...row.error, rowCells: row.cells });
        continue;
      }
      const { phoneNormalized: phone, notes: reason } = row.lead;
      const line =
        kind === 'leads'
          ? leadCopyLine(
              row.row,
              { ...row.lead, priority: givenPriority(row.lead, read.reading) },
              places.positionOf(phone),
              row.phones,
            )
          : dncCopyLine(row.row, { phone, reason });
      chars += line.length;
      batch.hasConsents ||= row.lead.consent !== undefined;
      batch.lines.push(line);
      if (row.warnings) batch.warnings.push(...row.warnings);
      if (kind === 'leads') batch.notes.push(...noteOf(row.row, phone));
      for (const other of row.otherPhones ?? []) batch.lines.push(dncCopyLine(row.row, { phone: other, reason }));
    }
    batch.lastRow = read.lastRow;
    if (batch.lines.length + batch.errors.length < BATCH_ROWS && chars < BATCH_CHARS) continue;
    yield batch;
    batch = { ...emptyBatch(), places: places.texts };
    chars = 0;
  }
  if (batch.lastRow > 0) yield batch;
}

/**
 * Stores a batch and the progress of the import in one transaction.
 *
 * @param running the import after the previous batch
 * @returns the import after the batch was stored
 * @throws Error if another run of the same import has stored the batch before; then the transaction stores nothing
 */
export async function storeBatch(
  ctx: Context,
  running: ImportRow,
  batch: ImportBatch,
  rowsPerDayMax: number | null,
): Promise<ImportRow> {
  const { lastRow, bytesDone } = batch;
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const stored = batch.lines.length > 0 ? await storeLines(tx, running, batch) : NO_ROWS;
    const listedErrors = batch.errors.slice(0, Math.max(0, ERRORS_STORED_MAX - running.invalid));
    const { errors, rejectedBytes } = withCells(listedErrors, running.rejectedBytes);
    const listed = [...errors, ...batch.notes];
    if (listed.length > 0) await insertImportErrors(sql, running.id, listed);
    const listedWarnings = batch.warnings.slice(0, Math.max(0, WARNINGS_STORED_MAX - running.warnings));
    if (listedWarnings.length > 0) await insertImportWarnings(sql, running.id, listedWarnings);
    const counts = { ...stored, invalid: batch.errors.length, warnings: batch.warnings.length, rejectedBytes };
    if (!(await advanceImport(sql, running.id, running.lastRow, { ...counts, lastRow, bytesDone })))
      throw new Error(`Import ${running.id} was taken over by another run.`);
    // The last statement, because other imports of the tenant wait for the counter until the end of the transaction.
    if (!(await countImportedRows(sql, running.tenantId, batch.lines.length + batch.errors.length, rowsPerDayMax)))
      throw await rowLimitError(sql, running, rowsPerDayMax ?? 0);
    return {
      ...running,
      lastRow,
      bytesDone,
      inserted: running.inserted + counts.inserted,
      invalid: running.invalid + counts.invalid,
      duplicates: running.duplicates + counts.duplicates,
      dnc: running.dnc + counts.dnc,
      updated: running.updated + counts.updated,
      requeued: running.requeued + counts.requeued,
      warnings: running.warnings + counts.warnings,
      rejectedBytes,
    };
  });
}

/** Adds the cells of the rows to the errors, up to the limit of stored cells. */
function withCells(rejected: readonly RejectedRow[], storedChars: number) {
  let rejectedBytes = storedChars;
  const errors = rejected.map(({ rowCells, ...error }): StoredError => {
    const cells = JSON.stringify(rowCells.map((cell) => cell.replaceAll('\0', '')));
    if (rejectedBytes + cells.length > REJECTED_CHARS_MAX) return error;
    rejectedBytes += cells.length;
    return { ...error, cells };
  });
  return { errors, rejectedBytes };
}

async function rowLimitError(sql: Sql, { tenantId, lastRow }: ImportRow, limit: number): Promise<ImportLimitError> {
  const { rows } = await importedToday(sql, tenantId);
  const done = lastRow === 0 ? 'No row of this file was imported.' : `The file was imported up to row ${lastRow}.`;
  return new ImportLimitError(`${limitMessage('import_rows_per_day', limit, rows)} ${done}`);
}

/** Maximum number of notes about held leads that one run of an import stores. The preflight counts all held leads. */
const HELD_NOTES_MAX = 100;

/**
 * Finds the leads that the import stores, but that the dialer holds, because their country is not allowed.
 *
 * `parsePhone` remembers such numbers while the file is read, because parsing each number twice would take too long.
 */
function createHeldLeads(allowedCountries: readonly string[] | null) {
  const held = new Set<string>();
  let notes = 0;
  const parsePhone = (raw: string, defaultCountry?: string) => {
    const phone = parseDialableNumber(raw, defaultCountry);
    if (allowedCountries !== null && phone.problem === undefined && !allowedCountries.includes(phone.country))
      held.add(phone.e164);
    return phone;
  };
  const noteOf = (row: number, phone: string): RowError[] => {
    if (!held.delete(phone) || notes >= HELD_NOTES_MAX) return [];
    notes += 1;
    const message = destinationProblem(phone, allowedCountries)?.message ?? '';
    return [{ row, field: 'phone', value: phone, error: `The lead is stored, but not called. ${message}` }];
  };
  return { parsePhone, noteOf };
}

const NO_ROWS: StoredCounts = { inserted: 0, duplicates: 0, dnc: 0, updated: 0, requeued: 0 };

async function storeLines(
  tx: Tx,
  running: ImportRow,
  batch: Pick<ImportBatch, 'lines' | 'places' | 'hasConsents'>,
): Promise<StoredCounts> {
  const { id: importId, campaignId } = running;
  if (campaignId === null) return { ...NO_ROWS, ...(await storeDncLines(tx.sql, running, batch.lines)) };
  const { changed: _, ...counts } = await storeLeadLines(tx, { ...running, importId, campaignId }, batch);
  return counts;
}
