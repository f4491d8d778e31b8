import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addNumberToPool,
  createPool,
  deletePool,
  listNumbersOfPools,
  poolStatistics,
  removeNumberFromPool,
  rotateWebhookSecret,
  updatePool,
} from '../../../shared/domain/numbers/pools.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countPools, listPools, poolByKey, type PoolFields, type PoolRow } from '../../../sql/numbers/pools.ts';
import { httpUrl } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText, safeText } from '../../http/safe-text.ts';
import { LIST_DESCRIPTION, errorResponses, id, idParams, MessageResponse, WholeListQuery } from '../conventions.ts';
import { PhoneNumberResponse, presentPhoneNumber } from './phone-numbers.shape.ts';
import {
  NumberPoolResponse,
  NumberPoolStatisticsResponse,
  NumberPoolWithSecretResponse,
  presentPool,
  presentPoolStatistics,
  WebhookSecretResponse,
} from './pools.shape.ts';

const poolFields = z.strictObject({
  name: nameText(200),
  description: safeText(5_000).nullable(),
  webhookUrl: z
    .union([z.literal('').transform(() => null), httpUrl])
    .nullable()
    .openapi({
      type: ['string', 'null'],
      example: 'https://api.example.com/webhook',
      description:
        'Receives `call.received` and `call.ended` for calls to numbers of the pool, and `pool.exhausted` when no number was free ' +
        'for a visitor. Messages are signed by Standard Webhooks, and repeated for about 31 hours until the server answers 2xx.',
    }),
  isActive: z.boolean().openapi({
    description: 'New visitors get no numbers of an inactive pool. Calls to its numbers still connect.',
  }),
});
const UpdateNumberPoolBody = poolFields.partial().openapi('UpdateNumberPoolBody');
const CreateNumberPoolBody = z
  .strictObject({ ...UpdateNumberPoolBody.shape, name: poolFields.shape.name })
  .openapi('CreateNumberPoolBody');
const AddNumberToPoolBody = z.strictObject({ phoneNumberId: id }).openapi('AddNumberToPoolBody');
const tags = ['Number pools'];

const DEFAULTS: Omit<PoolFields, 'name'> = { description: null, webhookUrl: null, isActive: true };

async function presentWithNumbers(ctx: Context, pool: PoolRow) {
  const [entry] = await listNumbersOfPools(ctx, pool.tenantId, [pool]);
  return presentPool(pool, entry?.numbers ?? []);
}

/** Returns the `webhookSecret` member of a response. Only a response with a new secret has this member. */
const secretMember = (webhookSecret: string | undefined) => (webhookSecret === undefined ? {} : { webhookSecret });

export const numberPoolRoutes = createRoutes();

numberPoolRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/pools',
    operationId: 'listNumberPools',
    tags,
    summary: 'List number pools',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Pools, oldest first', z.array(NumberPoolResponse)), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'pools.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listPools(ctx.sql, tenantId, page),
      count: () => countPools(ctx.sql, tenantId),
    });
    const entries = await listNumbersOfPools(ctx, tenantId, rows);
    return c.json(
      entries.map(({ pool, numbers }) => presentPool(pool, numbers)),
      200,
    );
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/pools',
    operationId: 'createNumberPool',
    tags,
    summary: 'Create a number pool',
    request: { body: jsonBody(CreateNumberPoolBody) },
    responses: { 201: jsonResponse('The new pool', NumberPoolWithSecretResponse), ...errorResponses },
  }),
  async (c) => {
    const input = { ...DEFAULTS, ...c.req.valid('json') };
    const { pool, webhookSecret } = await createPool(c.get('ctx'), c.get('actor'), input);
    return c.json({ ...presentPool(pool, []), ...secretMember(webhookSecret) }, 201);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/pools/{id}',
    operationId: 'getNumberPool',
    tags,
    summary: 'Get a number pool',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The pool', NumberPoolResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'pools.read');
    const pool = requireFound(await poolByKey(ctx.sql, tenantId, c.req.valid('param').id), 'Number pool');
    return c.json(await presentWithNumbers(ctx, pool), 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/pools/{id}',
    operationId: 'updateNumberPool',
    tags,
    summary: 'Update a number pool',
    request: { params: idParams('id'), body: jsonBody(UpdateNumberPoolBody) },
    responses: {
      200: jsonResponse(
        'The updated pool, with a new secret when it got its first webhook',
        NumberPoolWithSecretResponse,
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { id } = c.req.valid('param');
    const { pool, webhookSecret } = await updatePool(ctx, c.get('actor'), id, c.req.valid('json'));
    return c.json({ ...(await presentWithNumbers(ctx, pool)), ...secretMember(webhookSecret) }, 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/pools/{id}/webhook-secret',
    operationId: 'rotateNumberPoolWebhookSecret',
    tags,
    summary: 'Replace the webhook secret of a number pool',
    request: { params: idParams('id') },
    responses: {
      200: jsonResponse('The new secret, which signs all further messages', WebhookSecretResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const webhookSecret = await rotateWebhookSecret(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ webhookSecret }, 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/pools/{id}',
    operationId: 'deleteNumberPool',
    tags,
    summary: 'Delete a number pool; its numbers become available',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deletePool(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Number pool deleted successfully' }, 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/pools/{poolId}/numbers',
    operationId: 'addNumberToPool',
    tags,
    summary: 'Add a number to a number pool',
    request: { params: idParams('poolId'), body: jsonBody(AddNumberToPoolBody) },
    responses: { 201: jsonResponse('The number, assigned to the pool', PhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { poolId } = c.req.valid('param');
    const number = await addNumberToPool(c.get('ctx'), c.get('actor'), poolId, c.req.valid('json').phoneNumberId);
    return c.json(presentPhoneNumber(number), 201);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/pools/{poolId}/numbers/{phoneNumberId}',
    operationId: 'removeNumberFromPool',
    tags,
    summary: 'Remove a number from a number pool',
    request: { params: idParams('poolId', 'phoneNumberId') },
    responses: { 200: jsonResponse('Removed', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { poolId, phoneNumberId } = c.req.valid('param');
    await removeNumberFromPool(c.get('ctx'), c.get('actor'), poolId, phoneNumberId);
    return c.json({ message: 'Number removed from pool successfully' }, 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/pools/{id}/stats',
    operationId: 'getNumberPoolStatistics',
    tags,
    summary: 'Statistics and recommended size of a number pool',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The statistics', NumberPoolStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const statistics = await poolStatistics(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json(presentPoolStatistics(statistics), 200);
  },
);
