/** How the dialer API shows imports of leads or do-not-call numbers. */
import { z } from '@hono/zod-openapi';
import { IMPORT_KINDS } from '../../../shared/rules/leads/imports.ts';
import type { ImportRow } from '../../../sql/leads/imports.ts';
import { integer, isoOrNull, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const ImportResults = z
  .object({
    total: integer,
    valid: integer,
    invalid: integer,
    duplicates: integer,
    dnc: integer,
    inserted: integer,
  })
  .openapi('ImportResults', {
    description: 'Each row counts once, as inserted, invalid, duplicate or dnc. `valid` equals `inserted`.',
  });

function presentResults(row: ImportRow): z.infer<typeof ImportResults> {
  const { inserted, invalid, duplicates, dnc } = row;
  return { total: inserted + invalid + duplicates + dnc, valid: inserted, invalid, duplicates, dnc, inserted };
}

export const ImportRowError = z
  .object({ row: integer, field: z.string(), value: z.string(), error: z.string() })
  .openapi('ImportRowError', { description: '`row` is the row number that a spreadsheet shows.' });

export const importKind = z.enum(IMPORT_KINDS);
export const importStatus = z.enum(['pending', 'running', 'completed', 'failed']);

export const ImportResponse = z
  .object({
    id: uuid,
    kind: importKind,
    campaign_id: uuid.nullable(),
    file_name: z.string(),
    status: importStatus,
    error: z.string().nullable().openapi({ description: 'Why the whole file could not be imported' }),
    progress: z.number().min(0).max(1).openapi({ description: 'The share of the file that is processed' }),
    results: ImportResults,
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .openapi('ImportResponse');

export function presentImport(row: ImportRow): z.infer<typeof ImportResponse> {
  return {
    id: row.uuid,
    kind: row.kind,
    campaign_id: row.campaignUuid,
    file_name: row.fileName,
    // No response contains an import with the status `uploading`. This line only satisfies the type.
    status: row.status === 'uploading' ? 'pending' : row.status,
    error: row.error,
    progress: row.byteCount === 0 ? 0 : Math.floor((row.bytesDone / row.byteCount) * 1000) / 1000,
    results: presentResults(row),
    created_at: row.createdAt.toISOString(),
    finished_at: isoOrNull(row.finishedAt),
  };
}
