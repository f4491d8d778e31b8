/**
 * Uploads of files with leads or do-not-call numbers. The API stores a file while the file arrives and submits the file
 * to the workers. A worker imports the rows of the file (`import-run.ts`).
 */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { hasEnded } from '../../rules/campaigns/status.ts';
import type { FieldMapping } from '../../rules/leads/csv-columns.ts';
import type { ImportKind, OnDuplicate } from '../../rules/leads/imports.ts';
import { transaction } from '../../transaction.ts';
import { campaignByKey, type CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import {
  countImportedBytes,
  deleteStaleUploadRows,
  deleteUpload,
  importById,
  importedToday,
  type ImportRow,
  insertChunk,
  insertImport,
  releaseImport,
} from '../../../sql/leads/imports.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';
import { limitError, tenantLimits } from '../accounts/limits.ts';
import { numberCountry } from './number-country.ts';

/**
 * Each chunk of a file is one row of the table of import chunks. Larger chunks would mean fewer rows, but each chunk is
 * copied in memory several times.
 */
const CHUNK_BYTES = 256 * 1024;
const FILE_NAME_LENGTH_MAX = 255;
/**
 * Milliseconds of real time for which the reply to an upload waits for the end of the import. If the import takes
 * longer, the reply says where to poll for the result.
 */
export const IMPORT_WAIT_MS = 10_000;

/**
 * Seconds after which an upload that was not submitted counts as abandoned. No upload takes so long, not even on the
 * fast clock of a demo.
 */
const UPLOAD_SECONDS_MAX = 24 * 3_600;

export type Upload = { id: number; byteCount: number };

/** What the user who uploads a file says about the file. */
export type UploadTarget = {
  /** The campaign that gets the leads; null for a file of do-not-call numbers. */
  campaign: Key | null;
  fieldMapping: FieldMapping;
  /**
   * The country of phone numbers without a country code, as an ISO 3166-1 alpha-2 code (such as US). If null, the
   * caller ID decides (see `numberCountry`).
   */
  defaultCountry: string | null;
  /** The encoding of the file; null to detect the encoding. */
  encoding: string | null;
  /** The sheet of an Excel workbook; null for the first visible sheet. */
  sheet: string | null;
  /** What happens to a lead whose number the campaign has already. The default is `skip`. */
  onDuplicate?: OnDuplicate;
};

export function requireUploadScope(actor: Actor, kind: ImportKind): Scope {
  return authorize(actor, kind === 'leads' ? 'leads.write' : 'dnc.write');
}

/**
 * Stores a file while the file arrives. The import starts only with {@link submitUpload}. The bytes count for the limit
 * of the day, even if the upload is discarded.
 *
 * @throws DomainError `conflict` if the limit `import_bytes_per_day` is reached
 */
export async function storeUpload(
  ctx: Context,
  actor: Actor,
  file: { kind: ImportKind; name: string; bytes: AsyncIterable<Buffer> },
): Promise<Upload> {
  const { tenantId } = requireUploadScope(actor, file.kind);
  const fileName = file.name.replaceAll('\0', '').slice(0, FILE_NAME_LENGTH_MAX).toWellFormed();
  const { id } = await transaction(ctx, ({ sql }) =>
    insertImport(sql, { tenantId, kind: file.kind, createdBy: actor.userId, fileName }),
  );
  const upload = { id, byteCount: 0 };
  try {
    let position = 0;
    const { import_bytes_per_day: limit } = await tenantLimits(ctx, ctx.sql, tenantId);
    for await (const chunk of inChunks(file.bytes)) {
      if (!(await countImportedBytes(ctx.sql, tenantId, chunk.length, limit)))
        throw limitError('import_bytes_per_day', limit ?? 0, (await importedToday(ctx.sql, tenantId)).bytes);
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

/** Deletes an upload that was not submitted. */
export async function discardUpload(ctx: Context, actor: Actor, upload: Upload): Promise<void> {
  await deleteUpload(ctx.sql, actor.tenantId, upload.id);
}

/**
 * Submits a stored file to the workers, and waits at most `waitMs` for the end of the import. The outbox (a table of
 * jobs) stores the job in the same transaction, so the import runs even if this process dies. While the user waits, a
 * direct request starts the import at once, and the job from the outbox then finds nothing to do.
 *
 * @param waitMs how long to wait for the end of the import, in milliseconds of real time; 0 returns at once
 * @returns the import as it is after the wait
 * @throws DomainError `not_found` if the campaign does not exist
 * @throws DomainError `conflict` if the campaign was cancelled or the upload was submitted already
 */
export async function submitUpload(
  ctx: Context,
  actor: Actor,
  upload: Upload,
  target: UploadTarget,
  waitMs = IMPORT_WAIT_MS,
): Promise<ImportRow> {
  const scope = requireUploadScope(actor, target.campaign ? 'leads' : 'dnc');
  await transaction(ctx, async (tx) => {
    const campaign = target.campaign && (await requireOpenCampaign(tx.sql, scope, target.campaign));
    const country = await numberCountry(tx.sql, scope.tenantId, target.defaultCountry, campaign?.callerId);
    const { fieldMapping, encoding, sheet, onDuplicate = 'skip' } = target;
    const how = { fieldMapping, ...country, encoding, sheet, onDuplicate };
    const row = { campaignId: campaign?.id ?? null, ...how, byteCount: upload.byteCount };
    if (!(await releaseImport(tx.sql, scope.tenantId, upload.id, row)))
      throw new DomainError('conflict', 'This upload was submitted already.');
    const delayMs = waitMs * ctx.clock.speed;
    await tx.enqueue('leads.import', { importId: upload.id }, { deduplicationKey: String(upload.id), delayMs });
  });
  if (waitMs > 0)
    await ctx.jobRequests.request(ctx, 'leads.import', { importId: upload.id }, waitMs).catch((error: unknown) => {
      ctx.log.error({ err: error, importId: upload.id }, 'import failed, its job tries again');
    });
  return requireFound(await importById(ctx.sql, upload.id), 'Import');
}

/**
 * Returns a campaign that accepts leads.
 *
 * @throws DomainError `not_found` if the campaign does not exist
 * @throws DomainError `conflict` if the campaign was cancelled
 */
export async function requireOpenCampaign(sql: Sql, scope: Scope, key: Key): Promise<CampaignRow> {
  const campaign = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
  if (hasEnded(campaign.status))
    throw new DomainError('conflict', `The campaign is ${campaign.status}. Upload the leads to another one.`);
  return campaign;
}

/**
 * Deletes uploads that were never submitted, because the process that stored the upload died. The sweeper calls this
 * function.
 */
export async function deleteStaleUploads(ctx: Context): Promise<void> {
  await deleteStaleUploadRows(ctx.sql, UPLOAD_SECONDS_MAX);
}
