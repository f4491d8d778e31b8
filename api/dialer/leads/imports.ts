/**
 * Imports: the upload of leads, the progress of imports, and the row errors of imports. An import reads leads or
 * do-not-call numbers.
 */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { requireUploadScope, requireOpenCampaign } from '../../../shared/domain/leads/uploads.ts';
import { requireFound } from '../../../shared/errors.ts';
import { REJECTED_REASON_COLUMN } from '../../../shared/rules/leads/csv-columns.ts';
import { csvLine } from '../../../shared/rules/values/csv-output.ts';
import type { Pool } from '../../../sql/db.ts';
import {
  countImportErrors,
  countImports,
  importByKey,
  type ImportRow,
  listImportErrors,
  listImports,
  listImportWarnings,
  listRejectedRows,
  type WarningPosition,
} from '../../../sql/leads/imports.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { entityKey } from '../../http/ids.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam, page } from '../conventions.ts';
import {
  importKind,
  ImportResponse,
  ImportRowError,
  ImportRowWarning,
  onDuplicate,
  presentImport,
  presentImportWarning,
} from './imports.shape.ts';
import { receiveUpload, uploadFields, uploadRoute } from './uploads.ts';

/** Number of row errors that are in memory at the same time. */
const CSV_PAGE_ROWS = 1_000;

const leadUploadFields = z.strictObject({
  campaign_id: entityKey,
  on_duplicate: onDuplicate.optional(),
  ...uploadFields,
});
const ListImportsQuery = z.object({ campaign_id: entityKey.optional(), kind: importKind.optional(), ...page });
const GetImportQuery = z.object(page);

const ListImportsResponse = z
  .object({
    success: z.literal(true),
    imports: z.array(ImportResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListImportsResponse');
const GetImportResponse = z
  .object({
    success: z.literal(true),
    import: ImportResponse,
    errors: z.array(ImportRowError),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('GetImportResponse');
const ImportWarningsResponse = z
  .object({
    success: z.literal(true),
    warnings: z.array(ImportRowWarning),
    count: z.number().int(),
    total: z.number().int().openapi({ description: 'All warnings, also those that are not stored' }),
  })
  .openapi('ImportWarningsResponse');

const tags = ['Leads'];

export const importRoutes = createRoutes();

importRoutes.openAPIRegistry.registerPath(
  uploadRoute('/leads/upload', {
    operationId: 'uploadLeads',
    tags,
    summary: 'Upload leads as CSV',
    bodyName: 'UploadLeadsBody',
    fields: leadUploadFields.shape,
    hasDryRun: true,
  }),
);
importRoutes.post('/leads/upload', (c) =>
  receiveUpload(c, {
    kind: 'leads',
    targetOf: (fields) => {
      const {
        campaign_id: campaign,
        field_mapping: fieldMapping = {},
        country = null,
        encoding = null,
        sheet = null,
        on_duplicate: onDuplicate = 'skip',
      } = leadUploadFields.parse(fields);
      return { campaign, fieldMapping, defaultCountry: country, encoding, sheet, onDuplicate };
    },
    checkEarly: async (fieldsSoFar) => {
      const campaign = entityKey.safeParse(fieldsSoFar.get('campaign_id'));
      const scope = requireUploadScope(c.get('actor'), 'leads');
      if (campaign.success) await requireOpenCampaign(c.get('ctx').sql, scope, campaign.data);
    },
  }),
);

importRoutes.openapi(
  createRoute({
    operationId: 'listImports',
    method: 'get',
    path: '/imports',
    tags,
    summary: 'List imports',
    request: { query: ListImportsQuery },
    responses: { 200: jsonResponse('Imports, newest first', ListImportsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'leads.write');
    const { campaign_id: campaign, kind, ...query } = c.req.valid('query');
    const { rows, total } = await readPage(c, query, {
      list: (page) => listImports(sql, tenantId, { campaign, kind, ...page }),
      count: () => countImports(sql, tenantId, { campaign, kind }),
    });
    return c.json({ success: true as const, imports: rows.map(presentImport), count: rows.length, total }, 200);
  },
);

importRoutes.openapi(
  createRoute({
    operationId: 'getImport',
    method: 'get',
    path: '/imports/{id}',
    tags,
    summary: 'Get an import with its row errors',
    request: { params: idParam, query: GetImportQuery },
    responses: {
      200: jsonResponse('The import; `count` and `total` count its errors', GetImportResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'leads.write');
    const row = requireFound(await importByKey(sql, tenantId, c.req.valid('param').id), 'Import');
    const reads = {
      list: (page: Page) => listImportErrors(sql, tenantId, row.id, page),
      count: () => countImportErrors(sql, tenantId, row.id),
    };
    const { rows: errors, total } = await readPage(c, c.req.valid('query'), reads, (error) => error.row);
    return c.json({ success: true as const, import: presentImport(row), errors, count: errors.length, total }, 200);
  },
);

importRoutes.openapi(
  createRoute({
    operationId: 'listImportWarnings',
    method: 'get',
    path: '/imports/{id}/warnings',
    tags,
    summary: 'List the warnings of an import',
    request: { params: idParam, query: GetImportQuery },
    responses: { 200: jsonResponse('Warnings in the order of the file', ImportWarningsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'leads.write');
    const row = requireFound(await importByKey(sql, tenantId, c.req.valid('param').id), 'Import');
    const reads = {
      list: (page: Page<WarningPosition>) => listImportWarnings(sql, tenantId, row.id, page),
      count: async () => row.warnings,
    };
    const { rows, total } = await readPage(c, c.req.valid('query'), reads, ({ row, id }) => ({ row, id }));
    const warnings = rows.map(presentImportWarning);
    return c.json({ success: true as const, warnings, count: warnings.length, total }, 200);
  },
);

importRoutes.openapi(
  createRoute({
    operationId: 'downloadImportErrors',
    method: 'get',
    path: '/imports/{id}/errors.csv',
    tags,
    summary: 'Download the row errors of an import',
    request: { params: idParam },
    responses: {
      200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } },
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'leads.write');
    const row = requireFound(await importByKey(sql, tenantId, c.req.valid('param').id), 'Import');
    return c.body(ReadableStream.from(errorLines(sql, row)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="import-${row.uuid}-errors.csv"`,
    });
  },
);

importRoutes.openapi(
  createRoute({
    operationId: 'downloadRejectedRows',
    method: 'get',
    path: '/imports/{id}/rejected',
    tags,
    summary: 'Download the rejected rows of an import',
    description:
      'The rows as they stand in the file, with the reason in the first column. Mend the rows and upload the file: the ' +
      'column with the reason is ignored. The rows are kept as long as the errors of the import.',
    request: { params: idParam },
    responses: {
      200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } },
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'leads.write');
    const row = requireFound(await importByKey(sql, tenantId, c.req.valid('param').id), 'Import');
    return c.body(ReadableStream.from(rejectedLines(sql, row)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="import-${row.uuid}-rejected.csv"`,
    });
  },
);

async function* rejectedLines(sql: Pool, { tenantId, id, reading }: ImportRow): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const headers = reading?.columns.map(({ column }) => column) ?? [];
  // With the mark, spreadsheets read the file as UTF-8.
  yield encoder.encode(`\uFEFF${csvLine([REJECTED_REASON_COLUMN, ...headers])}`);
  let afterRow = 0;
  for (;;) {
    const rows = await listRejectedRows(sql, tenantId, id, { limit: CSV_PAGE_ROWS, afterRow });
    if (rows.length === 0) return;
    yield encoder.encode(rows.map(({ error, cells }) => csvLine([error, ...cells])).join(''));
    afterRow = rows.at(-1)!.row;
  }
}

async function* errorLines(sql: Pool, { tenantId, id }: ImportRow): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(csvLine(['row', 'field', 'value', 'error']));
  let after = 0;
  for (;;) {
    const errors = await listImportErrors(sql, tenantId, id, { limit: CSV_PAGE_ROWS, offset: 0, after });
    if (errors.length === 0) return;
    yield encoder.encode(errors.map(({ row, field, value, error }) => csvLine([row, field, value, error])).join(''));
    after = errors.at(-1)!.row;
  }
}
