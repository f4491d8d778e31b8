/** Uploading a file of rows, and what its import answers. The rows are leads or do-not-call numbers. */
import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import {
  discardUpload,
  IMPORT_WAIT_MS,
  storeUpload,
  submitUpload,
  type Upload,
  type UploadTarget,
  authorizeUpload,
} from '../../../shared/domain/leads/uploads.ts';
import { invalidField } from '../../../shared/errors.ts';
import { countryCode } from '../../../shared/rules/values/countries.ts';
import { parseFieldMapping } from '../../../shared/rules/leads/csv-columns.ts';
import { CsvFileError } from '../../../shared/rules/leads/csv-error.ts';
import { listImportErrors, type ImportRow } from '../../../sql/leads/imports.ts';
import { type ImportKind } from '../../../shared/rules/leads/imports.ts';
import { readMultipartForm } from '../../http/multipart.ts';
import { isSafeText } from '../../http/safe-text.ts';
import { type ApiEnv } from '../../http/routes.ts';
import { validationError } from '../../http/errors.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { ImportRowError } from './imports.shape.ts';
import { presentResults } from './imports.shape.ts';
import { ImportResults } from './imports.shape.ts';

/** How many row errors the reply to an upload carries; the import has them all. */
const ERRORS_SHOWN_MAX = 100;

const fieldMapping = z
  .string()
  .transform((text, issues): Record<string, string> => {
    const mapping = z.record(z.string(), z.string()).safeParse(parseJson(text));
    if (mapping.success && isSafeText(text) && Object.keys(mapping.data).every(isSafeText)) return mapping.data;
    issues.addIssue({ code: 'custom', message: 'must be a JSON object such as {"Phone Number": "phone"}' });
    return z.NEVER;
  })
  .openapi({ type: 'string', example: '{"First Name": "first_name", "Phone Number": "phone"}' });

const country = z
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
    description: 'Of numbers without a country code, in rows that name none.',
  });

/** What any upload may say about its file. */
export const aboutFile = { field_mapping: fieldMapping.optional(), country: country.optional() };

const processed = z.object({
  success: z.literal(true),
  message: z.string(),
  results: ImportResults,
  errors: z.array(ImportRowError).openapi({ description: `The first ${ERRORS_SHOWN_MAX}.` }),
});

const underWay = z.object({
  success: z.literal(true),
  message: z.string(),
  import_id: z.uuid(),
  status_url: z.string(),
});

/** Declared apart from its handler: a declared form body would be read whole into memory before the handler runs. */
export function uploadRoute(path: string, about: { tags: string[]; summary: string; fields: z.ZodRawShape }) {
  const file = z.any().openapi({ type: 'string', format: 'binary' });
  return {
    method: 'post' as const,
    path,
    tags: about.tags,
    summary: about.summary,
    description:
      'CSV in any usual encoding and with any delimiter. Send `Prefer: respond-async` not to wait for the result.',
    request: {
      body: { required: true, content: { 'multipart/form-data': { schema: z.object({ file, ...about.fields }) } } },
    },
    responses: {
      200: jsonResponse('The file was imported', processed),
      202: jsonResponse(`The import takes longer than ${IMPORT_WAIT_MS / 1000} s and goes on`, underWay),
      ...errorResponses,
      415: { ...errorResponses[400], description: 'Not multipart/form-data' },
    },
  };
}

/**
 * Stores the file while it arrives, then hands it to a worker.
 *
 * @param targetOf reads the form's fields; throws a ZodError
 * @param check looks at those that came before the file, so that a hopeless file need not be sent whole
 */
export async function receiveUpload(
  c: HonoContext<ApiEnv>,
  kind: ImportKind,
  targetOf: (fields: Record<string, string>) => UploadTarget,
  check: (fieldsSoFar: ReadonlyMap<string, string>) => Promise<unknown> = async () => {},
) {
  const ctx = c.get('ctx');
  const actor = c.get('actor');
  const { tenantId } = authorizeUpload(actor, kind);
  const answerMs = /\brespond-async\b/i.test(c.req.header('prefer') ?? '') ? 0 : IMPORT_WAIT_MS;
  let upload: Upload | undefined;
  try {
    const fields = await readMultipartForm(c.req.raw, async ({ fileName, bytes }, fieldsSoFar) => {
      await check(fieldsSoFar);
      upload = await storeUpload(ctx, actor, { kind, name: fileName, bytes });
    });
    const target = readTarget(targetOf, fields);
    if (!upload?.byteCount) throw invalidField('file', 'The file is empty.', 'empty');
    const row = await submitUpload(ctx, actor, upload, target, answerMs);
    if (row.status === 'failed') throw invalidField('file', row.error ?? 'The file cannot be imported.', 'unusable');
    if (row.status !== 'completed') return answerUnderWay(c, row);
    const errors = await listImportErrors(ctx.sql, tenantId, row.id, { limit: ERRORS_SHOWN_MAX });
    const message = 'CSV processed successfully';
    return c.json({ success: true as const, message, results: presentResults(row), errors }, 200);
  } catch (error) {
    if (upload) await discardUpload(ctx, actor, upload);
    throw error;
  }
}

function answerUnderWay(c: HonoContext<ApiEnv>, row: ImportRow) {
  const statusUrl = `/api/leads/imports/${row.uuid}`;
  const message = 'The file is being imported. Ask status_url how far it is.';
  c.header('Location', statusUrl);
  return c.json({ success: true as const, message, import_id: row.uuid, status_url: statusUrl }, 202);
}

function readTarget(
  targetOf: (fields: Record<string, string>) => UploadTarget,
  fields: ReadonlyMap<string, string>,
): UploadTarget {
  if (fields.has('file')) throw invalidField('file', 'Send the file as a file, with a file name.', 'invalid');
  try {
    const target = targetOf(Object.fromEntries(fields));
    // The import looks at it too, but could only blame the file.
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
