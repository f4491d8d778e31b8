/** Reads the beginning of an uploaded file as an import would, and stores nothing. */
import type { Context } from '../../context.ts';
import { DomainError, invalidField } from '../../errors.ts';
import { type FileReading, type LeadRow, readLeadRows } from '../../rules/leads/csv.ts';
import { CsvFileError } from '../../rules/leads/csv-error.ts';
import type { CountrySource, ImportCounts } from '../../rules/leads/imports.ts';
import { parseDialableNumber } from '../../rules/values/phone.ts';
import { findImportChunk } from '../../../sql/leads/imports.ts';
import { listKnownPhones } from '../../../sql/leads/staging.ts';
import type { Actor } from '../accounts/access.ts';
import { numberCountry } from './number-country.ts';
import { requireOpenCampaign, requireUploadScope, type Upload, type UploadTarget } from './uploads.ts';

/**
 * The most rows that a dry run reads. The API process reads the rows itself, so that the reply comes at once, and a
 * thousand rows take some 0.1 s.
 */
const DRY_RUN_ROWS_MAX = 1_000;

export type DryRun = {
  /** The rows that were read, as an import would count them. */
  counts: ImportCounts & { warnings: number };
  /** Whether the whole file was read. */
  isComplete: boolean;
  rows: LeadRow[];
  reading: FileReading | null;
  defaultCountry: string | null;
  countryFrom: CountrySource | null;
};

/**
 * Reads the first rows of an uploaded file.
 *
 * @throws DomainError `not_found` or `conflict` if the campaign does not exist or accepts no leads
 * @throws DomainError `validation_failed` if the whole file cannot be imported
 */
export async function dryRunUpload(
  ctx: Context,
  actor: Actor,
  upload: Upload,
  { campaign: key, fieldMapping, defaultCountry: named, encoding, sheet }: UploadTarget,
): Promise<DryRun> {
  const scope = requireUploadScope(actor, 'leads');
  if (!key) throw new DomainError('validation_failed', 'A dry run needs a campaign.');
  const campaign = await requireOpenCampaign(ctx.sql, scope, key);
  const country = await numberCountry(ctx.sql, scope.tenantId, named, campaign.callerId);
  const rows: LeadRow[] = [];
  let reading: FileReading | null = null;
  const options = {
    parsePhone: parseDialableNumber,
    fieldMapping,
    defaultCountry: country.defaultCountry ?? undefined,
    encoding: encoding ?? undefined,
    sheet: sheet ?? undefined,
  };
  try {
    for await (const batch of readLeadRows(fileBytes(ctx, upload), options)) {
      ({ reading } = batch);
      rows.push(...batch.rows);
      if (rows.length > DRY_RUN_ROWS_MAX) break;
    }
  } catch (error) {
    if (error instanceof CsvFileError) throw invalidField('file', error.message, 'unusable');
    throw error;
  }
  const isComplete = rows.length <= DRY_RUN_ROWS_MAX;
  const read = rows.slice(0, DRY_RUN_ROWS_MAX);
  const counts = await countRows(ctx, { tenantId: scope.tenantId, campaignId: campaign.id }, read);
  return { counts, isComplete, rows: read, reading, ...country };
}

async function* fileBytes(ctx: Context, { id, byteCount }: Upload): AsyncGenerator<Buffer> {
  let done = 0;
  for (let position = 0; done < byteCount; position++) {
    const chunk = await findImportChunk(ctx.sql, id, position);
    if (!chunk) return;
    done += chunk.length;
    yield chunk;
  }
}

/** Counts the rows as `insertStagedLeads` counts the rows of an import. */
async function countRows(
  ctx: Context,
  target: { tenantId: number; campaignId: number },
  rows: readonly LeadRow[],
): Promise<DryRun['counts']> {
  const leads = rows.flatMap((row) => ('lead' in row ? [row] : []));
  const phones = leads.map(({ lead }) => lead.phoneNormalized);
  const { listed, imported } = await listKnownPhones(ctx.sql, target, phones);
  const dnc = phones.filter((phone) => listed.has(phone)).length;
  const inserted = new Set(phones.filter((phone) => !listed.has(phone) && !imported.has(phone))).size;
  return {
    inserted,
    invalid: rows.length - leads.length,
    duplicates: leads.length - dnc - inserted,
    dnc,
    warnings: leads.reduce((sum, { warnings = [] }) => sum + warnings.length, 0),
  };
}
