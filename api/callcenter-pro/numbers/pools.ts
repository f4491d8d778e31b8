import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { addNumberToPool, removeNumberFromPool } from '../../../shared/domain/numbers/phone-numbers.ts';
import {
  updatePool,
  createPool,
  deletePool,
  poolStatistics,
  rotateWebhookSecret,
  withNumbers,
} from '../../../shared/domain/numbers/pools.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countPools, listPools, poolByKey, type PoolFields, type PoolRow } from '../../../sql/numbers/pools.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { httpUrl } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  COUNTED_LIST_DESCRIPTION,
  id,
  idParams,
  LIST_MAX,
  MessageResponse,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { PhoneNumberResponse, presentPhoneNumber } from './phone-numbers.shape.ts';
import {
  NumberPoolResponse,
  NumberPoolStatisticsResponse,
  NumberPoolWithSecretResponse,
  presentPool,
  presentPoolStatistics,
  WebhookSecretResponse,
} from './pools.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const fields = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
  description: safeText(5_000).nullable(),
  webhookUrl: z
    .union([z.literal('').transform(() => null), httpUrl])
    .nullable()
    .openapi({
      type: ['string', 'null'],
      example: 'https://api.example.com/webhook',
      description:
        'Told of calls received and ended on the pool’s numbers, and when no number was free for a visitor: signed as Standard ' +
        'Webhooks says, and sent again for about a day until it answers 2xx.',
    }),
  isActive: z.boolean().openapi({ description: 'Visitors are shown no numbers of others; calls to those go on' }),
});
const changed = fields.partial();
const created = z.strictObject({ ...changed.shape, name: fields.shape.name });
const link = z.strictObject({ phoneNumberId: id });
const tags = ['Number pools'];

const defaults: Omit<PoolFields, 'name'> = { description: null, webhookUrl: null, isActive: true };

async function present(ctx: Context, pool: PoolRow) {
  const [shown] = await withNumbers(ctx, pool.tenantId, [pool]);
  return presentPool(pool, shown?.numbers ?? []);
}

const toldOnce = (webhookSecret: string | undefined) => (webhookSecret === undefined ? {} : { webhookSecret });

export const numberPoolRoutes = createRoutes();

numberPoolRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/pools',
    tags,
    summary: 'List number pools',
    description: COUNTED_LIST_DESCRIPTION,
    responses: { 200: jsonResponse('Pools, oldest first', z.array(NumberPoolResponse)), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'pools.read');
    const rows = await listPools(ctx.sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countPools(ctx.sql, tenantId));
    const shown = await withNumbers(ctx, tenantId, rows);
    return c.json(
      shown.map(({ pool, numbers }) => presentPool(pool, numbers)),
      200,
    );
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/pools',
    tags,
    summary: 'Create a number pool',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new pool', NumberPoolWithSecretResponse), ...errorResponses },
  }),
  async (c) => {
    const input = { ...defaults, ...c.req.valid('json') };
    const { pool, webhookSecret } = await createPool(c.get('ctx'), c.get('actor'), input);
    return c.json({ ...presentPool(pool, []), ...toldOnce(webhookSecret) }, 201);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/pools/{id}',
    tags,
    summary: 'Get a number pool',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The pool', NumberPoolResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'pools.read');
    const pool = requireFound(await poolByKey(ctx.sql, tenantId, c.req.valid('param').id), 'Number pool');
    return c.json(await present(ctx, pool), 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/pools/{id}',
    tags,
    summary: 'Update a number pool',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: {
      200: jsonResponse('The pool as it is now; its first webhook brings the secret', NumberPoolWithSecretResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { id } = c.req.valid('param');
    const { pool, webhookSecret } = await updatePool(ctx, c.get('actor'), id, c.req.valid('json'));
    return c.json({ ...(await present(ctx, pool)), ...toldOnce(webhookSecret) }, 200);
  },
);

numberPoolRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/pools/{id}/webhook-secret',
    tags,
    summary: 'Sign what the webhook is sent with a new secret',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The new secret; the old one signs nothing more', WebhookSecretResponse), ...errorResponses },
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
    tags,
    summary: 'Add a number to a pool',
    request: { params: idParams('poolId'), body: jsonBody(link) },
    responses: { 201: jsonResponse('The number as one of the pool’s', PhoneNumberResponse), ...errorResponses },
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
    tags,
    summary: 'Remove a number from a pool',
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
    tags,
    summary: 'How busy a number pool is, and how large it should be',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The figures', NumberPoolStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const figures = await poolStatistics(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json(presentPoolStatistics(figures), 200);
  },
);
