/** The upload of a file with leads or do-not-call numbers: the form, and the response with the result of the import. */
import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { dryRunUpload } from '../../../shared/domain/leads/dry-run.ts';
import {
  requireUploadScope,
  discardUpload,
  IMPORT_WAIT_MS,
  storeUpload,
  submitUpload,
  type Upload,
  type UploadTarget,
} from '../../../shared/domain/leads/uploads.ts';
import { invalidField } from '../../../shared/errors.ts';
import { type FieldMapping, parseFieldMapping } from '../../../shared/rules/leads/csv-columns.ts';
import { encodingLabel } from '../../../shared/rules/leads/csv-encoding.ts';
import { CsvFileError } from '../../../shared/rules/leads/csv-error.ts';
import type { ImportKind } from '../../../shared/rules/leads/imports.ts';
import { countryCode } from '../../../shared/rules/values/countries.ts';
import { countImportErrors, type ImportRow, listImportErrors, listImportWarnings } from '../../../sql/leads/imports.ts';
import { validationError } from '../../http/errors.ts';
import { recordForm } from '../../http/idempotency.ts';
import { readMultipartForm } from '../../http/multipart.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { integer } from '../../http/response-fields.ts';
import type { ApiEnv } from '../../http/routes.ts';
import { isSafeText } from '../../http/safe-text.ts';
import { DryRunResponse, presentDryRun } from './dry-run.shape.ts';
import {
  importReading,
  ImportResults,
  ImportRowError,
  ImportRowWarning,
  importStatus,
  presentImport,
  presentImportWarning,
  presentReading,
} from './imports.shape.ts';

/** Excel allows names of up to 31 characters. */
const SHEET_NAME_LENGTH_MAX = 100;

/** Maximum number of row errors in the response to an upload. The import itself stores all row errors. */
const REPLY_ERRORS_MAX = 100;

const mappingTarget = z.union([z.string(), z.null(), z.strictObject({ value: z.string().refine(isSafeText) })]);

const fieldMapping = z
  .string()
  .transform((text, issues): FieldMapping => {
    const mapping = z.record(z.string(), mappingTarget).safeParse(parseJson(text));
    if (mapping.success && isSafeText(text) && Object.keys(mapping.data).every(isSafeText)) return mapping.data;
    issues.addIssue({ code: 'custom', message: 'must be a JSON object such as {"Phone Number": "phone"}' });
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    example:
      '{"First Name": "first_name", "Mobile": "phone", "Home": "phone", "SSN": null, "country": {"value": "US"}}',
    description:
      'A JSON object: column header → lead field. Several columns may hold one field: each row takes the first that it ' +
      'can use. With null the column is ignored. With {"value": …} the key is a lead field, and all rows without this ' +
      'field get the value. A column that the file does not have is an error.',
  });

export const country = z
  .string()
  .transform((text, issues) => {
    const code = countryCode(text);
    if (code !== undefined) return code;
    issues.addIssue({ code: 'custom', message: 'must be a country, such as US' });
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    example: 'US',
    description:
      'The country of numbers without a country code, in rows that name no country. Without it, the caller ID of the ' +
      'campaign says the country.',
  });

const encoding = z
  .string()
  .transform((text, issues) => {
    const label = encodingLabel(text);
    if (label !== undefined) return label;
    issues.addIssue({ code: 'custom', message: 'must be an encoding, such as utf-8, windows-1251 or shift_jis' });
    return z.NEVER;
  })
  .openapi({
    type: 'string',
    example: 'windows-1251',
    description: 'The encoding of the file. Without it, the encoding is detected.',
  });

const sheet = z.string().min(1).max(SHEET_NAME_LENGTH_MAX).refine(isSafeText).openapi({
  example: 'Leads',
  description: 'The name of a sheet of an Excel workbook. Without it, the first visible sheet is read.',
});

/** The fields of every upload form, besides the file. */
export const uploadFields = {
  field_mapping: fieldMapping.optional(),
  country: country.optional(),
  encoding: encoding.optional(),
  sheet: sheet.optional(),
};

const UploadResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    results: ImportResults,
    errors: z.array(ImportRowError).openapi({ description: `The first ${REPLY_ERRORS_MAX}` }),
    errors_total: integer.openapi({
      description: 'The number of all errors so far. `status_url` lists them page by page.',
    }),
    import_id: z.uuid(),
    status: importStatus,
    status_url: z.string(),
    warnings: z.array(ImportRowWarning).openapi({ description: `The first ${REPLY_ERRORS_MAX}` }),
    ...importReading,
  })
  .openapi('UploadResponse', {
    description: 'While `status` is `pending` or `running`, the other members show the rows that are processed so far.',
  });

const UploadOrDryRunResponse = z.union([UploadResponse, DryRunResponse]).openapi('UploadOrDryRunResponse');

/** The query of an upload of leads. */
const UploadQuery = z.object({
  dry_run: z
    .enum(['true', 'false'])
    .optional()
    .openapi({ description: 'With `true`, nothing is imported. The reply shows how the file would be imported.' }),
});

type UploadDeclaration = {
  operationId: string;
  tags: string[];
  summary: string;
  /** The name of the upload form in the OpenAPI document. */
  bodyName: string;
  fields: z.ZodRawShape;
  /** Whether the upload has a dry run. */
  hasDryRun?: boolean;
};

/**
 * Declares an upload for the OpenAPI document only. The handler is added separately, because the library would read the
 * body of a declared form completely into memory before the handler runs.
 */
export function uploadRoute(
  path: string,
  { operationId, tags, summary, bodyName, fields, hasDryRun = false }: UploadDeclaration,
) {
  const file = z.any().openapi({ type: 'string', format: 'binary' });
  const form = z.object({ file, ...fields }).openapi(bodyName);
  return {
    operationId,
    method: 'post' as const,
    path,
    tags,
    summary,
    description:
      'CSV in any common encoding and with any delimiter, or an Excel workbook (.xlsx). With the header `Prefer: respond-async` the reply does not wait ' +
      'for the result.',
    request: {
      ...(hasDryRun && { query: UploadQuery }),
      body: { required: true, content: { 'multipart/form-data': { schema: form } } },
    },
    responses: {
      200: jsonResponse('The file is imported', hasDryRun ? UploadOrDryRunResponse : UploadResponse),
      202: jsonResponse(`The import takes longer than ${IMPORT_WAIT_MS / 1000} s and continues`, UploadResponse),
      ...errorResponses,
      415: { ...errorResponses[400], description: 'Not multipart/form-data' },
    },
  };
}

type UploadForm = {
  kind: ImportKind;
  /**
   * Reads the fields of the upload form.
   *
   * @throws ZodError if a field is invalid
   */
  targetOf: (fields: Record<string, string>) => UploadTarget;
  /**
   * Checks the form fields that came before the file. If this function throws, the upload is rejected before the file
   * has arrived.
   */
  checkEarly?: (fieldsSoFar: ReadonlyMap<string, string>) => Promise<unknown>;
};

/**
 * Stores the file while the file arrives, and starts the import. The response has the same members whether the import
 * has ended or continues. If it continues, the status code is 202 and the client polls the URL in `status_url`.
 */
export async function receiveUpload(c: HonoContext<ApiEnv>, form: UploadForm) {
  const { tenantId } = requireUploadScope(c.get('actor'), form.kind);
  const query = UploadQuery.strict().safeParse(c.req.query());
  if (!query.success) throw validationError(query.error, 'query');
  if (form.kind !== 'leads' && query.data.dry_run !== undefined)
    throw invalidField('dry_run', 'dry_run works for uploads of leads only.', 'unknown_parameter');
  const stored = await storeForm(c, form);
  if (form.kind === 'leads' && query.data.dry_run === 'true') return c.json(await dryRunForm(c, stored), 200);
  const row = await importForm(c, stored);
  if (row.status === 'failed') throw invalidField('file', row.error ?? 'The file cannot be imported.', 'unusable');
  const { sql } = c.get('ctx');
  const [errors, warnings] = await Promise.all([
    listImportErrors(sql, tenantId, row.id, { limit: REPLY_ERRORS_MAX, offset: 0 }),
    listImportWarnings(sql, tenantId, row.id, { limit: REPLY_ERRORS_MAX, offset: 0 }),
  ]);
  const { id, status, results } = presentImport(row);
  const statusUrl = `/api/imports/${id}`;
  const hasEnded = status === 'completed';
  if (!hasEnded) c.header('Location', statusUrl);
  const body: z.infer<typeof UploadResponse> = {
    success: true,
    message: hasEnded
      ? 'CSV processed successfully'
      : 'The file is being imported. Poll status_url until its status is completed or failed.',
    results,
    errors,
    // An import stores a limited number of errors, but counts all invalid rows.
    errors_total: Math.max(row.invalid, await countImportErrors(sql, tenantId, row.id)),
    warnings: warnings.map(presentImportWarning),
    ...presentReading(row),
    import_id: id,
    status,
    status_url: statusUrl,
  };
  return c.json(body, hasEnded ? 200 : 202);
}

type StoredForm = { upload: Upload; target: UploadTarget };

async function storeForm(c: HonoContext<ApiEnv>, { kind, targetOf, checkEarly }: UploadForm): Promise<StoredForm> {
  const ctx = c.get('ctx');
  const actor = c.get('actor');
  let upload: Upload | undefined;
  try {
    const { fields, hash } = await readMultipartForm(c.req.raw, async ({ fileName, bytes }, fieldsSoFar) => {
      await checkEarly?.(fieldsSoFar);
      upload = await storeUpload(ctx, actor, { kind, name: fileName, bytes });
    });
    const target = readTarget(targetOf, fields);
    if (!upload?.byteCount) throw invalidField('file', 'The file is empty.', 'empty');
    await recordForm(c, hash);
    return { upload, target };
  } catch (error) {
    if (upload) await discardUpload(ctx, actor, upload);
    throw error;
  }
}

async function dryRunForm(c: HonoContext<ApiEnv>, { upload, target }: StoredForm) {
  const ctx = c.get('ctx');
  const actor = c.get('actor');
  try {
    return presentDryRun(await dryRunUpload(ctx, actor, upload, target));
  } finally {
    await discardUpload(ctx, actor, upload);
  }
}

async function importForm(c: HonoContext<ApiEnv>, { upload, target }: StoredForm): Promise<ImportRow> {
  const ctx = c.get('ctx');
  const actor = c.get('actor');
  const waitMs = /\brespond-async\b/i.test(c.req.header('prefer') ?? '') ? 0 : IMPORT_WAIT_MS;
  try {
    return await submitUpload(ctx, actor, upload, target, waitMs);
  } catch (error) {
    await discardUpload(ctx, actor, upload);
    throw error;
  }
}

function readTarget(
  targetOf: (fields: Record<string, string>) => UploadTarget,
  fields: ReadonlyMap<string, string>,
): UploadTarget {
  if (fields.has('file')) throw invalidField('file', 'Send the file as a file, with a file name.', 'invalid');
  try {
    const target = targetOf(Object.fromEntries(fields));
    // Check the field mapping before the import starts. The import would report an invalid mapping as if the file were
    // wrong.
    parseFieldMapping(target.fieldMapping);
    return target;
  } catch (error) {
    if (error instanceof CsvFileError) throw invalidField('field_mapping', error.message);
    throw error instanceof z.ZodError ? validationError(error) : error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
