/** Postbacks of buyers and bidders: reports about their own calls, to a signed address that needs no credential. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { applyPostback, postbackUrl } from '../../../shared/domain/routing/postbacks.ts';
import { requireFound } from '../../../shared/errors.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { buyerByKey } from '../../../sql/routing/buyers.ts';
import { targetByKey } from '../../../sql/rtb/targets.ts';
import { handleError } from '../../http/errors.ts';
import { currencyCode } from '../../http/fields.ts';
import { jsonResponse } from '../../http/replies.ts';
import { type ApiApp, createRoute, createRoutes } from '../../http/routes.ts';
import { lineText } from '../../http/safe-text.ts';
import { change, reason } from '../calls/ledger.ts';
import { errorResponses, idParams, MessageResponse } from '../conventions.ts';

const PostbackQuery = z.object({
  call: lineText(100).min(1).openapi({
    description: 'The uuid of the call, the id of the call at the carrier, or the `requestId` of its bid request',
  }),
  event: z.enum(['conversion', 'adjustment', 'dispute']).default('conversion'),
  converted: z.enum(['true', 'false', '1', '0']).default('true'),
  // A platform sends an empty text for a value that it does not know.
  amount: z
    .preprocess((text) => (text === '' ? undefined : text), z.coerce.number().pipe(change).optional())
    .openapi({
      type: 'number',
      description:
        'The revenue of a conversion, the change of the revenue by an adjustment, or the disputed amount. If absent: the ' +
        'price on the terms of the call, or its whole revenue',
    }),
  currency: currencyCode.optional(),
  id: lineText(100).min(1).optional().openapi({
    description:
      'Your id of this report; a repeated id for the same call and event has no effect. Required for an adjustment',
  }),
  reason: reason.optional(),
});

const PostbackParams = z.object({
  kind: z.enum(['buyer', 'target']),
  uuid: z.uuid(),
  signature: lineText(100),
});

const PostbackResponse = z
  .object({ url: z.string().openapi({ description: 'Add `?call=…`. Keep it secret, like a password' }) })
  .openapi('PostbackResponse');

const tags = ['Money'];

const description =
  'Reports a conversion, an adjustment or a dispute about a call of the buyer or bidder whose address it is. See ' +
  '`GET /buyers/{id}/postback` and `GET /rtb/targets/{id}/postback`.';

const request = { params: PostbackParams, query: PostbackQuery };
const responses = { 200: jsonResponse('The report was applied', MessageResponse), ...errorResponses };

export const sendPostbackRoute = createRoute({
  operationId: 'sendPostback',
  method: 'post',
  path: '/postbacks/{kind}/{uuid}/{signature}',
  tags,
  summary: 'Report about a call, with the signed address of a buyer or bidder',
  description,
  security: [],
  request,
  responses,
});

/** Many platforms can send postbacks only as GET requests. */
export const followPostbackRoute = createRoute({
  operationId: 'followPostback',
  method: 'get',
  path: '/postbacks/{kind}/{uuid}/{signature}',
  tags,
  summary: 'Report about a call by GET, with the signed address of a buyer or bidder',
  description,
  security: [],
  request,
  responses,
});

/** Creates the routes of postbacks. `app.ts` mounts these routes separately from the routes for logged-in users. */
export function createPostbackRoutes(): ApiApp {
  const routes = createRoutes();
  for (const route of [sendPostbackRoute, followPostbackRoute])
    routes.openapi(route, async (c) => {
      const { amount, converted, ...report } = c.req.valid('query');
      const amountMicros = amount === undefined ? undefined : toMicros(amount);
      const isConverted = converted === 'true' || converted === '1';
      await applyPostback(c.get('ctx'), c.req.valid('param'), { ...report, amountMicros, converted: isConverted });
      return c.json({ message: 'Thank you. The report was applied.' }, 200);
    });
  routes.onError((thrown, c) => handleError(c, thrown, c.get('ctx').log, 422));
  return routes;
}

export const postbackRoutes = createRoutes();

postbackRoutes.openapi(
  createRoute({
    operationId: 'getBuyerPostback',
    method: 'get',
    path: '/buyers/{id}/postback',
    tags,
    summary: 'Get the postback address of a buyer',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The address', PostbackResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'money.write');
    const ctx = c.get('ctx');
    const buyer = requireFound(await buyerByKey(ctx.sql, tenantId, c.req.valid('param').id), 'Buyer');
    return c.json({ url: postbackUrl(ctx, 'buyer', buyer.uuid) }, 200);
  },
);

postbackRoutes.openapi(
  createRoute({
    operationId: 'getTargetPostback',
    method: 'get',
    path: '/rtb/targets/{id}/postback',
    tags,
    summary: 'Get the postback address of an RTB target',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The address', PostbackResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'money.write');
    const ctx = c.get('ctx');
    const target = requireFound(await targetByKey(ctx.sql, tenantId, c.req.valid('param').id), 'Target');
    return c.json({ url: postbackUrl(ctx, 'target', target.uuid) }, 200);
  },
);
