/** The life of an uploaded file: its bytes arrive, it is handed to a worker, its rows are stored batch by batch, it ends. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import {
  insertStagedDncNumbers,
  lockDncList,
  stageDncNumbers,
  markLeadsOfStagedNumbers,
} from '../../../sql/compliance/dnc.ts';
import {
  advanceImport,
  deleteStaleUploadRows,
  deleteUpload,
  importById,
  type ImportCounts,
  type ImportError,
  type ImportRow,
  insertChunk,
  insertImport,
  insertImportErrors,
  releaseImport,
} from '../../../sql/leads/imports.ts';
import { type ImportKind } from '../../rules/leads/imports.ts';
import { insertStagedLeads, lockCampaignLeads, stageLeads } from '../../../sql/leads/staging.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';

/** One row of the database. Larger ones are fewer, but each is in memory several times while it travels. */
const CHUNK_BYTES = 256 * 1024;
const FILE_NAME_LENGTH_MAX = 255;
/** How long an uploader waits for the result before being told where to ask for it. Real time. */
export const IMPORT_WAIT_MS = 10_000;
/** What an error list shows is for people, who fix such a file and send it again; the counts stay exact. */
const ERRORS_STORED_MAX = 100_000;

/** Far longer than any upload takes, also on the fast clock of a demo. */
const UPLOAD_SECONDS_MAX = 24 * 3_600;

export type Upload = { id: number; byteCount: number };

export type UploadTarget = {
  /** Where the leads go; null for a do-not-call list. */
  campaign: Key | null;
  fieldMapping: Record<string, string>;
  defaultCountry: string | null;
};

export function authorizeUpload(actor: Actor, kind: ImportKind): Scope {
  return authorize(actor, kind === 'leads' ? 'leads.write' : 'dnc.write');
}

/** Stores a file as it arrives. Nothing is done with it before {@link submitUpload}. */
export async function storeUpload(
  ctx: Context,
  actor: Actor,
  file: { kind: ImportKind; name: string; bytes: AsyncIterable<Buffer> },
): Promise<Upload> {
  const { tenantId } = authorizeUpload(actor, file.kind);
  const fileName = file.name.replaceAll('\0', '').slice(0, FILE_NAME_LENGTH_MAX).toWellFormed();
  const { id } = await insertImport(ctx.sql, { tenantId, kind: file.kind, createdBy: actor.userId, fileName });
  const upload = { id, byteCount: 0 };
  try {
    let position = 0;
    for await (const chunk of inChunks(file.bytes)) {
      await insertChunk(ctx.sql, id, position++, chunk);
      upload.byteCount += chunk.length;
    }
    return upload;
  } catch (error) {
    await discardUpload(ctx, actor, upload);
    throw error;
  }
}

async function* inChunks(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length < CHUNK_BYTES) continue;
    yield Buffer.concat(parts, length);
    parts = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(parts, length);
}

export async function discardUpload(ctx: Context, actor: Actor, upload: Upload): Promise<void> {
  await deleteUpload(ctx.sql, actor.tenantId, upload.id);
}

/**
 * Hands a stored file to the workers. The job goes through the outbox in the same transaction, so the import happens
 * whatever dies now; while the uploader waits, a worker is asked directly and that job finds nothing left to do.
 *
 * @param answerMs real ms to wait for the end; 0 to return at once
 * @returns the import as it stands then
 * @throws DomainError `not_found` or `conflict` about the campaign
 */
export async function submitUpload(
  ctx: Context,
  actor: Actor,
  upload: Upload,
  target: UploadTarget,
  answerMs = IMPORT_WAIT_MS,
): Promise<ImportRow> {
  const scope = authorizeUpload(actor, target.campaign ? 'leads' : 'dnc');
  await transaction(ctx, async (tx) => {
    const campaignId = target.campaign && (await requireOpenCampaignId(tx.sql, scope, target.campaign));
    const { fieldMapping, defaultCountry } = target;
    const { byteCount } = upload;
    const row = { campaignId, fieldMapping, defaultCountry, byteCount };
    if (!(await releaseImport(tx.sql, scope.tenantId, upload.id, row)))
      throw new DomainError('conflict', 'This upload was submitted already.');
    const delayMs = answerMs * ctx.clock.speed;
    await tx.enqueue('leads.import', { importId: upload.id }, { deduplicationKey: String(upload.id), delayMs });
  });
  if (answerMs > 0)
    await ctx.jobRequests.request(ctx, 'leads.import', { importId: upload.id }, answerMs).catch((error: unknown) => {
      ctx.log.error({ err: error, importId: upload.id }, 'import failed for now');
    });
  return requireFound(await importById(ctx.sql, upload.id), 'Import');
}

/** @throws DomainError `conflict` for a campaign that will not dial any more. */
export async function requireOpenCampaignId(sql: Sql, scope: Scope, key: Key): Promise<number> {
  const campaign = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
  if (campaign.status === 'completed' || campaign.status === 'cancelled')
    throw new DomainError('conflict', `The campaign is ${campaign.status}. Upload the leads to another one.`);
  return campaign.id;
}

/** Rows of a file that are stored together: all of them and the import's progress, or nothing. */
export type ImportBatch = {
  /** Valid rows, in the form of the staging table. */
  lines: string[];
  errors: ImportError[];
  lastRow: number;
  bytesDone: number;
};

/**
 * @param running the import as the previous batch left it
 * @returns the import as this batch leaves it
 * @throws Error when another run of the same import was faster; nothing is stored then
 */
export async function storeBatch(ctx: Context, running: ImportRow, batch: ImportBatch): Promise<ImportRow> {
  const { lastRow, bytesDone } = batch;
  return transaction(ctx, async ({ sql }) => {
    const stored = batch.lines.length > 0 ? await storeLines(sql, running, batch.lines) : nothing;
    const shown = batch.errors.slice(0, Math.max(0, ERRORS_STORED_MAX - running.invalid));
    if (shown.length > 0) await insertImportErrors(sql, running.id, shown);
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

type Stored = Omit<ImportCounts, 'invalid'>;
const nothing: Stored = { inserted: 0, duplicates: 0, dnc: 0 };

async function storeLines(sql: Sql, running: ImportRow, lines: string[]): Promise<Stored> {
  const { id: importId, tenantId, campaignId, createdBy } = running;
  if (campaignId === null) {
    await lockDncList(sql, tenantId, 'exclusive');
    await stageDncNumbers(sql, lines);
    const counts = await insertStagedDncNumbers(sql, tenantId, createdBy);
    await markLeadsOfStagedNumbers(sql, tenantId);
    return { ...counts, dnc: 0 };
  }
  await stageLeads(sql, lines);
  await lockCampaignLeads(sql, campaignId);
  await lockDncList(sql, tenantId, 'shared');
  return insertStagedLeads(sql, { tenantId, campaignId, importId });
}

/** Files whose upload broke off without a word, because its process died. For the sweeper. */
export async function deleteStaleUploads(ctx: Context): Promise<void> {
  await deleteStaleUploadRows(ctx.sql, UPLOAD_SECONDS_MAX);
}
