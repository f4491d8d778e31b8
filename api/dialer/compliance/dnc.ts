import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { addDncNumber, removeDncNumber } from '../../../shared/domain/compliance/dnc.ts';
import { readDoNotCallNumber } from '../../../shared/domain/leads/number-country.ts';
import { countDncNumbers, listDncNumbers } from '../../../sql/compliance/dnc.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { country, receiveUpload, uploadFields, uploadRoute } from '../leads/uploads.ts';
import { DncNumberResponse, presentDncNumber } from './dnc.shape.ts';

/** The most characters of a phone number with its label and punctuation. */
const PHONE_LENGTH_MAX = 100;

export const phoneText = safeText(PHONE_LENGTH_MAX).openapi({
  example: '+14155551234',
  description:
    'Written as in a lead file. Without a country code, `country` or the caller IDs of the campaigns say the country.',
});

/** The phone number in a query. A "+" that is not escaped is a space in a query, and most clients do not escape it. */
const phoneQuery = phoneText
  .transform((text) => text.replace(/^ (?=\d)/, '+'))
  .optional()
  .openapi({
    type: 'string',
    example: '+14155551234',
    description: 'Lists the entries of this number only, including one on the global list',
  });

const ListDncNumbersQuery = z.object({ phone: phoneQuery, ...page });
const AddDncNumberBody = z
  .strictObject({ phone: phoneText, country: country.optional(), reason: safeText(1_000).nullish().default(null) })
  .openapi('AddDncNumberBody');
const DeleteDncNumberQuery = z.object({
  reason: safeText(1_000).optional().openapi({ description: 'Why the number may be called again' }),
});
const dncUploadFields = z.strictObject(uploadFields);

const SingleDncNumberResponse = z
  .object({ success: z.literal(true), dnc: DncNumberResponse })
  .openapi('SingleDncNumberResponse');
const ListDncNumbersResponse = z
  .object({
    success: z.literal(true),
    dnc: z.array(DncNumberResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListDncNumbersResponse');

const tags = ['Do not call'];

export const dncRoutes = createRoutes();

dncRoutes.openapi(
  createRoute({
    operationId: 'listDncNumbers',
    method: 'get',
    path: '/dnc',
    tags,
    summary: 'List do-not-call numbers',
    request: { query: ListDncNumbersQuery },
    responses: { 200: jsonResponse('Numbers, newest first', ListDncNumbersResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'dnc.read');
    const { phone: text, ...query } = c.req.valid('query');
    const phone = text === undefined ? undefined : await readDoNotCallNumber(sql, tenantId, text);
    const { rows, total } = await readPage(c, query, {
      list: (page) => listDncNumbers(sql, tenantId, { phone, ...page }),
      count: () => countDncNumbers(sql, tenantId, { phone }),
    });
    return c.json({ success: true as const, dnc: rows.map(presentDncNumber), count: rows.length, total }, 200);
  },
);

dncRoutes.openapi(
  createRoute({
    operationId: 'addDncNumber',
    method: 'post',
    path: '/dnc',
    tags,
    summary: 'Add a do-not-call number',
    description: 'All leads with the number get the status `dnc`.',
    request: { body: jsonBody(AddDncNumberBody) },
    responses: {
      200: jsonResponse('The number was on the list already', SingleDncNumberResponse),
      201: jsonResponse('The new entry', SingleDncNumberResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'dnc.write');
    const { phone: text, country, reason } = c.req.valid('json');
    const phone = await readDoNotCallNumber(ctx.sql, tenantId, text, country);
    const row = await addDncNumber(ctx, c.get('actor'), { phone, reason });
    return c.json({ success: true as const, dnc: presentDncNumber(row) }, row.isNew ? 201 : 200);
  },
);

dncRoutes.openAPIRegistry.registerPath(
  uploadRoute('/dnc/upload', {
    operationId: 'uploadDncNumbers',
    tags,
    summary: 'Upload do-not-call numbers as CSV',
    bodyName: 'UploadDncNumbersBody',
    fields: dncUploadFields.shape,
  }),
);
dncRoutes.post('/dnc/upload', (c) =>
  receiveUpload(c, {
    kind: 'dnc',
    targetOf: (fields) => {
      const {
        field_mapping: fieldMapping = {},
        country = null,
        encoding = null,
        sheet = null,
      } = dncUploadFields.parse(fields);
      return { campaign: null, fieldMapping, defaultCountry: country, encoding, sheet };
    },
  }),
);

dncRoutes.openapi(
  createRoute({
    operationId: 'deleteDncNumber',
    method: 'delete',
    path: '/dnc/{id}',
    tags,
    summary: 'Delete a do-not-call number',
    description:
      'Leads with the number that were never called become callable again. Change the others one by one with ' +
      'PUT /leads/{id}. The entry is kept with the user, the time and the reason of the deletion.',
    request: { params: idParam, query: DeleteDncNumberQuery },
    responses: { 200: jsonResponse('The deleted entry', SingleDncNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { reason = null } = c.req.valid('query');
    const row = await removeDncNumber(c.get('ctx'), c.get('actor'), c.req.valid('param').id, reason);
    return c.json({ success: true as const, dnc: presentDncNumber(row) }, 200);
  },
);
