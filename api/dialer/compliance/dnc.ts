import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { addDncNumber, deleteDncNumber } from '../../../shared/domain/compliance/dnc.ts';
import { countDncNumbers, listDncNumbers } from '../../../sql/compliance/dnc.ts';
import { e164 } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { presentDncNumber } from './dnc.shape.ts';
import { DncNumberResponse } from './dnc.shape.ts';
import { aboutFile, receiveUpload, uploadRoute } from '../leads/uploads.ts';
import { createRoutes } from '../../http/routes.ts';

/** An unescaped "+" in a query means a space, and nearly everybody forgets to escape it. */
const phoneQuery = z
  .preprocess((value) => (typeof value === 'string' ? value.trim().replace(/^(?=\d)/, '+') : value), e164)
  .optional()
  .openapi({
    type: 'string',
    example: '+14155551234',
    description: 'Tells whether this number is listed, also globally.',
  });

const one = z.object({ success: z.literal(true), dnc: DncNumberResponse });
const many = z.object({
  success: z.literal(true),
  dnc: z.array(DncNumberResponse),
  count: z.number().int(),
  total: z.number().int(),
});
const tags = ['Do not call'];

export const dncRoutes = createRoutes();

dncRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/dnc',
    tags,
    summary: 'List the numbers that must not be called',
    request: { query: z.object({ phone: phoneQuery, ...page }) },
    responses: { 200: jsonResponse('Numbers, newest first', many), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'dnc.read');
    const { phone, limit, offset } = c.req.valid('query');
    const [rows, total] = await Promise.all([
      listDncNumbers(sql, tenantId, { phone, limit, offset }),
      countDncNumbers(sql, tenantId, { phone }),
    ]);
    return c.json({ success: true as const, dnc: rows.map(presentDncNumber), count: rows.length, total }, 200);
  },
);

dncRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/dnc',
    tags,
    summary: 'List a number as not to be called',
    request: { body: jsonBody(z.strictObject({ phone: e164, reason: safeText(1_000).nullish().default(null) })) },
    responses: {
      200: jsonResponse('It was listed already', one),
      201: jsonResponse('It is listed, and all leads with it are taken out', one),
      ...errorResponses,
    },
  }),
  async (c) => {
    const row = await addDncNumber(c.get('ctx'), c.get('actor'), c.req.valid('json'));
    return c.json({ success: true as const, dnc: presentDncNumber(row) }, row.isNew ? 201 : 200);
  },
);

const fields = z.strictObject(aboutFile);

dncRoutes.openAPIRegistry.registerPath(
  uploadRoute('/dnc/upload', { tags, summary: 'Upload numbers that must not be called as CSV', fields: fields.shape }),
);
dncRoutes.post('/dnc/upload', (c) =>
  receiveUpload(c, 'dnc', (sent) => {
    const { field_mapping: fieldMapping = {}, country = null } = fields.parse(sent);
    return { campaign: null, fieldMapping, defaultCountry: country };
  }),
);

dncRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/dnc/{id}',
    tags,
    summary: 'Take a number off the list',
    description: 'Its leads that were never called become callable again; the others one by one, with PUT /leads/{id}.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The number as it was listed', one), ...errorResponses },
  }),
  async (c) => {
    const row = await deleteDncNumber(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, dnc: presentDncNumber(row) }, 200);
  },
);
