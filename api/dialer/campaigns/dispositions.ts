import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  createDisposition,
  deleteDisposition,
  updateDisposition,
} from '../../../shared/domain/campaigns/dispositions.ts';
import { requireFound } from '../../../shared/errors.ts';
import { DISPOSITIONS } from '../../../shared/rules/calls/disposition.ts';
import { NEXT_STEPS } from '../../../shared/rules/campaigns/custom-disposition.ts';
import {
  countDispositions,
  dispositionByKey,
  type DispositionRow,
  listDispositions,
} from '../../../sql/campaigns/dispositions.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { numericId, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText } from '../../http/safe-text.ts';
import { idParam, page, timestamp } from '../conventions.ts';

export const dispositionCode = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,49}$/, 'must be small letters, digits and underscores, and begin with a letter')
  .openapi({ example: 'interested' });

const BUILT_IN: readonly string[] = DISPOSITIONS;
const flag = (description: string) => z.boolean().openapi({ description });
const count = (max: number, description: string) =>
  z.number().int().min(1).max(max).nullable().openapi({ description });

const fields = {
  code: dispositionCode.refine((code) => !BUILT_IN.includes(code), 'is a built-in disposition'),
  name: nameText(200),
  is_contact: flag('Whether a person was reached'),
  is_conversation: flag('Whether person and agent talked about the matter'),
  is_sale: flag('Whether the call reached its goal. The call is then marked as converted'),
  next_step: z.enum(NEXT_STEPS).openapi({
    description:
      'What happens with the lead. `campaign`: the retry policy of the campaign decides. `retry`: it is called again. ' +
      '`final`: it is completed. `do_not_call`: the number gets on the do-not-call list',
  }),
  retry_minutes: count(43_200, 'Minutes until the next call, with the next step `retry`'),
  retry_times_max: count(
    10,
    'How often a call with this disposition is followed by another, with the next step `retry`',
  ),
};
const UpdateDispositionBody = z.strictObject(fields).partial().openapi('UpdateDispositionBody');
const CreateDispositionBody = z
  .strictObject(fields)
  .partial()
  .required({ code: true, name: true })
  .openapi('CreateDispositionBody');
const ListDispositionsQuery = z.object(page);

const DispositionResponse = z
  .object({ id: uuid, numeric_id: numericId, ...fields, code: z.string(), created_at: timestamp })
  .openapi('DispositionResponse');
const SingleDispositionResponse = z
  .object({ success: z.literal(true), disposition: DispositionResponse })
  .openapi('SingleDispositionResponse');
const ListDispositionsResponse = z
  .object({
    success: z.literal(true),
    dispositions: z.array(DispositionResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListDispositionsResponse');
const DeleteDispositionResponse = z
  .object({ success: z.literal(true), message: z.string() })
  .openapi('DeleteDispositionResponse');

const presentDisposition = (row: DispositionRow): z.infer<typeof DispositionResponse> => ({
  id: row.uuid,
  numeric_id: row.id,
  code: row.code,
  name: row.name,
  is_contact: row.isContact,
  is_conversation: row.isConversation,
  is_sale: row.isSale,
  next_step: row.nextStep,
  retry_minutes: row.retryMinutes,
  retry_times_max: row.retryTimesMax,
  created_at: row.createdAt.toISOString(),
});

const toChanges = (body: z.output<typeof UpdateDispositionBody>) => ({
  code: body.code,
  name: body.name,
  isContact: body.is_contact,
  isConversation: body.is_conversation,
  isSale: body.is_sale,
  nextStep: body.next_step,
  retryMinutes: body.retry_minutes,
  retryTimesMax: body.retry_times_max,
});

const tags = ['Dispositions'];

export const dispositionRoutes = createRoutes();

dispositionRoutes.openapi(
  createRoute({
    operationId: 'listDispositions',
    method: 'get',
    path: '/dispositions',
    tags,
    summary: 'List custom dispositions',
    request: { query: ListDispositionsQuery },
    responses: { 200: jsonResponse('Dispositions, by code', ListDispositionsResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'campaigns.read');
    const { sql } = c.get('ctx');
    const reads = {
      list: (range: Page<string>) => listDispositions(sql, tenantId, range),
      count: () => countDispositions(sql, tenantId),
    };
    const { rows, total } = await readPage(c, c.req.valid('query'), reads, ({ code }) => code);
    const dispositions = rows.map(presentDisposition);
    return c.json({ success: true as const, dispositions, count: rows.length, total }, 200);
  },
);

dispositionRoutes.openapi(
  createRoute({
    operationId: 'createDisposition',
    method: 'post',
    path: '/dispositions',
    tags,
    summary: 'Create a custom disposition',
    description: 'An agent chooses it at wrap-up with `agent_disposition` of `PUT /calls/{id}`.',
    request: { body: jsonBody(CreateDispositionBody) },
    responses: { 201: jsonResponse('The new disposition', SingleDispositionResponse), ...errorResponses },
  }),
  async (c) => {
    const { code, name, ...body } = c.req.valid('json');
    const row = await createDisposition(c.get('ctx'), c.get('actor'), { ...toChanges(body), code, name });
    return c.json({ success: true as const, disposition: presentDisposition(row) }, 201);
  },
);

dispositionRoutes.openapi(
  createRoute({
    operationId: 'getDisposition',
    method: 'get',
    path: '/dispositions/{id}',
    tags,
    summary: 'Get a custom disposition',
    request: { params: idParam },
    responses: { 200: jsonResponse('The disposition', SingleDispositionResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'campaigns.read');
    const row = requireFound(
      await dispositionByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id),
      'Disposition',
    );
    return c.json({ success: true as const, disposition: presentDisposition(row) }, 200);
  },
);

dispositionRoutes.openapi(
  createRoute({
    operationId: 'updateDisposition',
    method: 'put',
    path: '/dispositions/{id}',
    tags,
    summary: 'Change a custom disposition',
    request: { params: idParam, body: jsonBody(UpdateDispositionBody) },
    responses: { 200: jsonResponse('The updated disposition', SingleDispositionResponse), ...errorResponses },
  }),
  async (c) => {
    const changes = toChanges(c.req.valid('json'));
    const row = await updateDisposition(c.get('ctx'), c.get('actor'), c.req.valid('param').id, changes);
    return c.json({ success: true as const, disposition: presentDisposition(row) }, 200);
  },
);

dispositionRoutes.openapi(
  createRoute({
    operationId: 'deleteDisposition',
    method: 'delete',
    path: '/dispositions/{id}',
    tags,
    summary: 'Delete a custom disposition',
    description: 'Calls that have it keep it.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The disposition is deleted', DeleteDispositionResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteDisposition(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, message: 'Disposition deleted' }, 200);
  },
);
