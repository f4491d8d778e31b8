import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { ImportRow } from '../../../sql/leads/imports.ts';
import { isoOrNull, timestamp } from '../../http/response-fields.ts';
import { count, uuid } from './leads.shape.ts';

export const ImportResults = z
  .object({ total: count, valid: count, invalid: count, duplicates: count, dnc: count, inserted: count })
  .openapi('ImportResults', { description: 'Each row is in one of inserted, invalid, duplicates and dnc.' });

/** As the document's example counts: valid rows are those that became leads. */
export function presentResults(row: ImportRow): z.infer<typeof ImportResults> {
  const { inserted, invalid, duplicates, dnc } = row;
  return { total: inserted + invalid + duplicates + dnc, valid: inserted, invalid, duplicates, dnc, inserted };
}

export const ImportRowError = z
  .object({ row: count, field: z.string(), value: z.string(), error: z.string() })
  .openapi('ImportError', { description: '`row` is the row number that a spreadsheet shows.' });

export const importKind = z.enum(['leads', 'dnc']);

export const ImportResponse = z
  .object({
    id: uuid,
    kind: importKind,
    campaign_id: uuid.nullable(),
    file_name: z.string(),
    status: z.enum(['pending', 'running', 'completed', 'failed']),
    error: z.string().nullable().openapi({ description: 'Why the file as a whole could not be imported.' }),
    progress: z.number().min(0).max(1).openapi({ description: 'The part of the file that was worked through.' }),
    results: ImportResults,
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .openapi('LeadImport');

export function presentImport(row: ImportRow): z.infer<typeof ImportResponse> {
  return {
    id: row.uuid,
    kind: row.kind,
    campaign_id: row.campaignUuid,
    file_name: row.fileName,
    // Nobody is told of a file before it is whole.
    status: row.status === 'uploading' ? 'pending' : row.status,
    error: row.error,
    progress: row.byteCount === 0 ? 0 : Math.floor((row.bytesDone / row.byteCount) * 1000) / 1000,
    results: presentResults(row),
    created_at: row.createdAt.toISOString(),
    finished_at: isoOrNull(row.finishedAt),
  };
}
