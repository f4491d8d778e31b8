import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import type { Result } from '../../jobs.ts';
import { type LeadBatch, readLeadRows } from '../../rules/leads/csv.ts';
import { CsvFileError } from '../../rules/leads/csv-error.ts';
import { parseDialableNumber } from '../../rules/values/phone.ts';
import { connect } from '../../../sql/db.ts';
import { dncCopyLine } from '../../../sql/compliance/dnc.ts';
import {
  findImportChunk,
  claimImport,
  finishImport,
  importById,
  type ImportRow,
  lockImport,
} from '../../../sql/leads/imports.ts';
import { leadCopyLine } from '../../../sql/leads/staging.ts';
import { type ImportBatch, storeBatch } from './imports.ts';

/** Rows of one transaction: enough that its fixed cost vanishes, few enough that a killed import repeats little. */
const BATCH_ROWS = 5_000;
/** Rows may be large; this bounds memory whatever they hold. */
const BATCH_CHARS = 8 * 1024 * 1024;

/**
 * Imports an uploaded file. One run at a time; each batch moves `last_row` on in its own transaction, so a run that is
 * killed at any point is continued by the next one without a row lost or doubled.
 *
 * @throws Error when another process works this import: the queue then tries again later, in case that one dies.
 */
export async function runImport(ctx: Context, importId: number, signal: AbortSignal): Promise<Result<'leads.import'>> {
  // A connection of its own: the lock lives and dies with it.
  const own = connect({ url: ctx.config.databaseUrl, applicationName: 'callcenter import', connectionsMax: 1 });
  try {
    if (!(await lockImport(own, importId))) throw new Error(`Import ${importId} is under way in another process.`);
    const claimed = await claimImport(ctx.sql, importId);
    if (claimed) await run(ctx, claimed, signal);
    const ended = await importById(ctx.sql, importId);
    return { status: ended?.status === 'completed' ? 'completed' : 'failed' };
  } finally {
    await own.end();
  }
}

async function run(ctx: Context, claimed: ImportRow, signal: AbortSignal): Promise<void> {
  try {
    const ended = await storeRows(ctx, claimed, signal);
    await finishImport(ctx.sql, claimed.id, { status: 'completed', error: null });
    const { inserted, invalid, duplicates, dnc } = ended;
    ctx.log.info({ importId: claimed.id, inserted, invalid, duplicates, dnc }, 'import completed');
  } catch (error) {
    if (!(error instanceof CsvFileError)) throw error;
    await finishImport(ctx.sql, claimed.id, { status: 'failed', error: error.message });
    ctx.log.info({ importId: claimed.id, problem: error.problem }, 'import failed');
  }
}

/** Reads the next batch while the database stores the last one. */
async function storeRows(ctx: Context, claimed: ImportRow, signal: AbortSignal): Promise<ImportRow> {
  const progress = { bytes: 0 };
  let storing = Promise.resolve(claimed);
  try {
    for await (const batch of inBatches(readRows(ctx, claimed, progress), claimed.kind)) {
      const stored = await storing;
      signal.throwIfAborted();
      storing = storeBatch(ctx, stored, { ...batch, bytesDone: progress.bytes });
      // Its failure is met at the next await; without this the process would take it for unhandled until then.
      storing.catch(() => {});
    }
    return await storing;
  } finally {
    // The next run must find this one's last batch stored or gone, not on its way.
    await storing.catch(() => {});
  }
}

function readRows(ctx: Context, claimed: ImportRow, progress: { bytes: number }): AsyncGenerator<LeadBatch> {
  return readLeadRows(fileOf(ctx, claimed, progress), {
    parsePhone: parseDialableNumber,
    fieldMapping: claimed.fieldMapping,
    defaultCountry: claimed.defaultCountry ?? undefined,
    phoneOnly: claimed.kind === 'dnc',
    afterRow: claimed.lastRow,
  });
}

async function* fileOf(ctx: Context, { id, byteCount }: ImportRow, progress: { bytes: number }) {
  for (let position = 0; progress.bytes < byteCount; position++) {
    const chunk = await findImportChunk(ctx.sql, id, position);
    if (!chunk) throw new Error(`Import ${id} lacks chunk ${position}: another run has finished it.`);
    progress.bytes += chunk.length;
    yield chunk;
  }
}

async function* inBatches(
  rows: AsyncIterable<LeadBatch>,
  kind: ImportRow['kind'],
): AsyncGenerator<Omit<ImportBatch, 'bytesDone'>> {
  let batch = { lines: [] as string[], errors: [] as ImportBatch['errors'], lastRow: 0 };
  let chars = 0;
  for await (const read of rows) {
    // Reading never waits for long, so without this the database's replies, and the job's lock, would.
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
