/** Importing an uploaded file of leads or do-not-call numbers: a worker reads its rows and stores them batch by batch. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import type { Result } from '../../jobs.ts';
import { type LeadBatch, readLeadRows } from '../../rules/leads/csv.ts';
import { CsvFileError } from '../../rules/leads/csv-error.ts';
import type { ImportCounts, ImportKind } from '../../rules/leads/imports.ts';
import type { RowError } from '../../rules/leads/lead-row.ts';
import { parseDialableNumber } from '../../rules/values/phone.ts';
import { transaction } from '../../transaction.ts';
import { dncCopyLine, lockDncList } from '../../../sql/compliance/dnc.ts';
import { connect, type Sql } from '../../../sql/db.ts';
import {
  advanceImport,
  claimImport,
  findImportChunk,
  finishImport,
  importById,
  type ImportRow,
  insertImportErrors,
  lockImport,
} from '../../../sql/leads/imports.ts';
import { insertStagedLeads, leadCopyLine, lockCampaignLeads, stageLeads } from '../../../sql/leads/staging.ts';
import { storeDncLines } from '../compliance/dnc-import.ts';

/** Rows of one transaction: enough to make its fixed cost small, and few enough that an interrupted import repeats little. */
const BATCH_ROWS = 5_000;
/** Limits the memory of a batch when its rows are large. */
const BATCH_CHARS = 8 * 1024 * 1024;
/** The error list of an import keeps so many errors. The counts stay exact. */
const ERRORS_STORED_MAX = 100_000;

/** Rows of a file that are stored in one transaction, together with the progress of the import. */
export type ImportBatch = {
  /** Valid rows as lines for the staging table. */
  lines: string[];
  errors: RowError[];
  lastRow: number;
  bytesDone: number;
};

/**
 * Imports an uploaded file. Each batch is stored together with `last_row` in one transaction, so after an interruption the
 * next run resumes without losing or doubling a row. One run at a time.
 *
 * @throws Error when another process runs this import. The queue then tries again later, in case that process dies.
 */
export async function runImport(ctx: Context, importId: number, signal: AbortSignal): Promise<Result<'leads.import'>> {
  // The lock ends with its connection, so it has a connection of its own.
  const lockConnection = connect({
    url: ctx.config.databaseUrl,
    applicationName: 'callcenter import',
    connectionsMax: 1,
  });
  try {
    if (!(await lockImport(lockConnection, importId)))
      throw new Error(`Import ${importId} is running in another process.`);
    const claimed = await claimImport(ctx.sql, importId);
    if (claimed) await storeFile(ctx, claimed, signal);
    const ended = await importById(ctx.sql, importId);
    return { status: ended?.status === 'completed' ? 'completed' : 'failed' };
  } finally {
    await lockConnection.end();
  }
}

async function storeFile(ctx: Context, claimed: ImportRow, signal: AbortSignal): Promise<void> {
  try {
    const ended = await storeRows(ctx, claimed, signal);
    await finishImport(ctx.sql, claimed.id, { status: 'completed', error: null });
    const { inserted, invalid, duplicates, dnc } = ended;
    ctx.log.info({ importId: claimed.id, inserted, invalid, duplicates, dnc }, 'import completed');
  } catch (error) {
    if (!(error instanceof CsvFileError)) throw error;
    await finishImport(ctx.sql, claimed.id, { status: 'failed', error: error.message });
    ctx.log.info({ importId: claimed.id, problem: error.problem }, 'import failed, the file cannot be imported');
  }
}

/** Reads the next batch while the database stores the previous one. */
async function storeRows(ctx: Context, claimed: ImportRow, signal: AbortSignal): Promise<ImportRow> {
  const progress = { bytes: 0 };
  let storing = Promise.resolve(claimed);
  try {
    for await (const batch of inBatches(readRows(ctx, claimed, progress), claimed.kind)) {
      const stored = await storing;
      signal.throwIfAborted();
      storing = storeBatch(ctx, stored, { ...batch, bytesDone: progress.bytes });
      // The next `await storing` throws its error. Without this handler Node would report an unhandled rejection before that.
      storing.catch(() => {});
    }
    return await storing;
  } finally {
    // The transaction of the last batch must have ended before the next run starts.
    await storing.catch(() => {});
  }
}

function readRows(ctx: Context, claimed: ImportRow, progress: { bytes: number }): AsyncGenerator<LeadBatch> {
  return readLeadRows(fileBytes(ctx, claimed, progress), {
    parsePhone: parseDialableNumber,
    fieldMapping: claimed.fieldMapping,
    defaultCountry: claimed.defaultCountry ?? undefined,
    phoneOnly: claimed.kind === 'dnc',
    afterRow: claimed.lastRow,
  });
}

async function* fileBytes(ctx: Context, { id, byteCount }: ImportRow, progress: { bytes: number }) {
  for (let position = 0; progress.bytes < byteCount; position++) {
    const chunk = await findImportChunk(ctx.sql, id, position);
    if (!chunk) throw new Error(`Chunk ${position} of import ${id} is missing: another run has finished the import.`);
    progress.bytes += chunk.length;
    yield chunk;
  }
}

async function* inBatches(
  rows: AsyncIterable<LeadBatch>,
  kind: ImportKind,
): AsyncGenerator<Omit<ImportBatch, 'bytesDone'>> {
  let batch = { lines: [] as string[], errors: [] as RowError[], lastRow: 0 };
  let chars = 0;
  for await (const read of rows) {
    // Reading alone never yields to the event loop, which must process replies of the database and renew the job's lock.
    await nextTurn();
    for (const row of read.rows) {
      if ('error' in row) {
        batch.errors.push(row.error);
        continue;
      }
      const { phoneNormalized: phone, notes: reason } = row.lead;
      const line = kind === 'leads' ? leadCopyLine(row.row, row.lead) : dncCopyLine(row.row, { phone, reason });
      chars += line.length;
      batch.lines.push(line);
    }
    batch.lastRow = read.lastRow;
    if (batch.lines.length + batch.errors.length < BATCH_ROWS && chars < BATCH_CHARS) continue;
    yield batch;
    batch = { lines: [], errors: [], lastRow: 0 };
    chars = 0;
  }
  if (batch.lastRow > 0) yield batch;
}

/**
 * Stores a batch and the progress of the import in one transaction.
 *
 * @param running the import after the previous batch
 * @returns the import after this batch
 * @throws Error when another run of the same import was faster; then nothing is stored
 */
export async function storeBatch(ctx: Context, running: ImportRow, batch: ImportBatch): Promise<ImportRow> {
  const { lastRow, bytesDone } = batch;
  return transaction(ctx, async ({ sql }) => {
    const stored = batch.lines.length > 0 ? await storeLines(sql, running, batch.lines) : NO_ROWS;
    const listedErrors = batch.errors.slice(0, Math.max(0, ERRORS_STORED_MAX - running.invalid));
    if (listedErrors.length > 0) await insertImportErrors(sql, running.id, listedErrors);
    const counts = { ...stored, invalid: batch.errors.length };
    if (!(await advanceImport(sql, running.id, running.lastRow, { ...counts, lastRow, bytesDone })))
      throw new Error(`Import ${running.id} was taken over by another run.`);
    return {
      ...running,
      lastRow,
      bytesDone,
      inserted: running.inserted + counts.inserted,
      invalid: running.invalid + counts.invalid,
      duplicates: running.duplicates + counts.duplicates,
      dnc: running.dnc + counts.dnc,
    };
  });
}

type StoredCounts = Omit<ImportCounts, 'invalid'>;
const NO_ROWS: StoredCounts = { inserted: 0, duplicates: 0, dnc: 0 };

async function storeLines(sql: Sql, running: ImportRow, lines: string[]): Promise<StoredCounts> {
  const { campaignId } = running;
  if (campaignId === null) return { ...(await storeDncLines(sql, running, lines)), dnc: 0 };
  return storeLeadLines(sql, { ...running, campaignId }, lines);
}

async function storeLeadLines(
  sql: Sql,
  { id: importId, tenantId, campaignId }: ImportRow & { campaignId: number },
  lines: string[],
): Promise<StoredCounts> {
  await stageLeads(sql, lines);
  await lockCampaignLeads(sql, campaignId);
  await lockDncList(sql, tenantId, 'shared');
  return insertStagedLeads(sql, { tenantId, campaignId, importId });
}
