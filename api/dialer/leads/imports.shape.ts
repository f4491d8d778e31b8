/** How the dialer API shows imports of leads or do-not-call numbers. */
import { z } from '@hono/zod-openapi';
import {
  COUNTRY_SOURCES,
  type DuplicateCounts,
  IMPORT_KINDS,
  type ImportCounts,
  ON_DUPLICATE,
  type OnDuplicate,
} from '../../../shared/rules/leads/imports.ts';
import type { ImportRow, ImportWarningRow } from '../../../sql/leads/imports.ts';
import { integer, isoOrNull, numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const ImportResults = z
  .object({
    total: integer,
    valid: integer,
    invalid: integer,
    duplicates: integer,
    dnc: integer,
    inserted: integer,
    updated: integer.optional(),
    requeued: integer.optional(),
  })
  .openapi('ImportResults', {
    description:
      'Each row counts once, as inserted, invalid, duplicate or dnc. With `on_duplicate`, `updated` and `requeued` say ' +
      'how many of the duplicates changed a lead, and how many made a finished lead due again. `valid` equals `inserted`. In a do-not-call file each ' +
      'number of a row counts.',
  });

export function presentResults(
  { inserted, invalid, duplicates, dnc, updated, requeued }: ImportCounts & Partial<DuplicateCounts>,
  policy: OnDuplicate,
): z.infer<typeof ImportResults> {
  const results = { total: inserted + invalid + duplicates + dnc, valid: inserted, invalid, duplicates, dnc, inserted };
  return policy === 'skip' ? results : { ...results, updated, requeued };
}

export const onDuplicate = z.enum(ON_DUPLICATE).openapi({
  description:
    'What happens to a lead whose number the campaign has already. `skip`, the default, leaves it as it is. `update` ' +
    'takes the fields that are not empty, and merges the custom fields. `requeue` does the same, and a lead that is ' +
    'completed or failed is due again, when its number has rested; not if it must not be called, is in a call, used up ' +
    'its attempts, or has an invalid number.',
});

export const ImportRowError = z
  .object({ row: integer, field: z.string(), value: z.string(), error: z.string() })
  .openapi('ImportRowError', { description: '`row` is the row number that a spreadsheet shows.' });

export const ImportRowWarning = z
  .object({ row: integer, column: z.string(), value: z.string(), reason: z.string() })
  .openapi('ImportRowWarning', {
    description: 'A value of a row that became a lead. The value could not be used as it is, and is a custom field.',
  });

export const presentImportWarning = ({ row, column, value, reason }: ImportWarningRow) => ({
  row,
  column,
  value,
  reason,
});

const ImportColumn = z
  .object({
    column: z.string(),
    field: z
      .string()
      .nullable()
      .openapi({ description: 'A lead field, or `custom_fields`; null if the column is ignored' }),
  })
  .openapi('ImportColumn');

/** How a file was read, as every response with an import shows it. */
export const importReading = {
  warnings_total: integer.openapi({ description: 'All warnings, also those that are not listed' }),
  encoding: z.string().nullable(),
  encoding_confidence: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .openapi({ description: 'How certain the encoding is; null if the form names the encoding' }),
  delimiter: z.string().nullable().openapi({ description: 'Null if the file is an Excel workbook' }),
  sheet: z.string().nullable().openapi({ description: 'The sheet that was read; null if the file is CSV' }),
  header_row: integer.nullable().openapi({ description: 'The row with the headers; null if the file has none' }),
  country: z.string().nullable().openapi({ description: 'The country of numbers without a country code' }),
  country_from: z
    .enum(COUNTRY_SOURCES)
    .nullable()
    .openapi({ description: 'Who named `country`: the field of the form, or the caller ID of the campaign' }),
  mapping: z.array(ImportColumn).openapi({ description: 'How each column was used, in the order of the file' }),
};

export function presentReading(row: Pick<ImportRow, 'warnings' | 'reading' | 'defaultCountry' | 'countryFrom'>) {
  return {
    warnings_total: row.warnings,
    encoding: row.reading?.encoding ?? null,
    encoding_confidence: row.reading?.confidence ?? null,
    delimiter: row.reading?.delimiter || null,
    sheet: row.reading?.sheet ?? null,
    header_row: row.reading?.headerRow ?? null,
    country: row.defaultCountry,
    country_from: row.countryFrom,
    mapping: row.reading?.columns ?? [],
  };
}

export const importKind = z.enum(IMPORT_KINDS);
export const importStatus = z.enum(['pending', 'running', 'completed', 'failed']);

export const ImportResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    kind: importKind,
    campaign_id: uuid.nullable(),
    file_name: z.string(),
    status: importStatus,
    error: z.string().nullable().openapi({ description: 'Why the whole file could not be imported' }),
    progress: z.number().min(0).max(1).openapi({ description: 'The share of the file that is processed' }),
    results: ImportResults,
    ...importReading,
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .openapi('ImportResponse');

export function presentImport(row: ImportRow): z.infer<typeof ImportResponse> {
  return {
    id: row.uuid,
    numeric_id: row.id,
    kind: row.kind,
    campaign_id: row.campaignUuid,
    file_name: row.fileName,
    // No response contains an import with the status `uploading`. This line only satisfies the type.
    status: row.status === 'uploading' ? 'pending' : row.status,
    error: row.error,
    progress: row.byteCount === 0 ? 0 : Math.floor((row.bytesDone / row.byteCount) * 1000) / 1000,
    results: presentResults(row, row.onDuplicate),
    ...presentReading(row),
    created_at: row.createdAt.toISOString(),
    finished_at: isoOrNull(row.finishedAt),
  };
}
