/**
 * Uploading a file of leads or do-not-call numbers: the API stores the file as it arrives and submits it to the workers, which
 * import its rows (`import-run.ts`).
 */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { hasEnded } from '../../rules/campaigns/status.ts';
import type { ImportKind } from '../../rules/leads/imports.ts';
import { transaction } from '../../transaction.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import {
  deleteStaleUploadRows,
  deleteUpload,
  importById,
  type ImportRow,
  insertChunk,
  insertImport,
  releaseImport,
} from '../../../sql/leads/imports.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';

/** Each chunk is one row. Larger chunks would mean fewer rows, but each chunk is copied in memory several times. */
const CHUNK_BYTES = 256 * 1024;
const FILE_NAME_LENGTH_MAX = 255;
/** So long the reply to an upload waits for the import, in real time. Then the reply says where to poll for the result. */
export const IMPORT_WAIT_MS = 10_000;

/** Far longer than any upload takes, also on the fast clock of a demo. */
const UPLOAD_SECONDS_MAX = 24 * 3_600;

export type Upload = { id: number; byteCount: number };

/** What the uploader says about a file. */
export type UploadTarget = {
  /** The campaign that gets the leads; null for do-not-call numbers. */
  campaign: Key | null;
  /** Header → lead field. */
  fieldMapping: Record<string, string>;
  /** ISO 3166-1 alpha-2 country of numbers without a country code. */
  defaultCountry: string | null;
};

export function requireUploadScope(actor: Actor, kind: ImportKind): Scope {
  return authorize(actor, kind === 'leads' ? 'leads.write' : 'dnc.write');
}

/** Stores a file as it arrives. The import begins with {@link submitUpload}. */
export async function storeUpload(
  ctx: Context,
  actor: Actor,
  file: { kind: ImportKind; name: string; bytes: AsyncIterable<Buffer> },
): Promise<Upload> {
  const { tenantId } = requireUploadScope(actor, file.kind);
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

/** Deletes an upload that was not submitted. */
export async function discardUpload(ctx: Context, actor: Actor, upload: Upload): Promise<void> {
  await deleteUpload(ctx.sql, actor.tenantId, upload.id);
}

/**
 * Submits a stored file to the workers, and waits for its import for some time. The outbox holds the job in the same
 * transaction, so the import takes place even if this process dies. While the uploader waits, the import is also requested
 * directly; the job from the outbox then finds nothing to do.
 *
 * @param waitMs how long to wait for the end of the import, in real milliseconds; 0 returns at once
 * @returns the import as it is after that time
 * @throws DomainError `not_found` or `conflict` about the campaign
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
    const campaignId = target.campaign && (await requireOpenCampaignId(tx.sql, scope, target.campaign));
    const { fieldMapping, defaultCountry } = target;
    const { byteCount } = upload;
    const row = { campaignId, fieldMapping, defaultCountry, byteCount };
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

/** @throws DomainError `not_found`, or `conflict` for a campaign that has ended */
export async function requireOpenCampaignId(sql: Sql, scope: Scope, key: Key): Promise<number> {
  const campaign = requireFound(await campaignByKey(sql, scope, key), 'Campaign');
  if (hasEnded(campaign.status))
    throw new DomainError('conflict', `The campaign is ${campaign.status}. Upload the leads to another one.`);
  return campaign.id;
}

/** Deletes uploads that were never submitted, because their process died. For the sweeper. */
export async function deleteStaleUploads(ctx: Context): Promise<void> {
  await deleteStaleUploadRows(ctx.sql, UPLOAD_SECONDS_MAX);
}
