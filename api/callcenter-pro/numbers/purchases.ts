import { z } from '@hono/zod-openapi';
import { findPurchase, purchaseNumber } from '../../../shared/domain/numbers/purchases.ts';
import { DomainError } from '../../../shared/errors.ts';
import { e164, httpUrl } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, idParams } from '../conventions.ts';
import { PhoneNumberResponse, presentPhoneNumber } from './phone-numbers.shape.ts';
import { friendlyName } from './phone-numbers.ts';
import { NumberPurchaseResponse, presentPurchase, purchaseUrl } from './purchases.shape.ts';

/**
 * How long an API request waits for the end of the purchase. Afterwards the user must poll the purchase. Milliseconds
 * of real time.
 */
const PURCHASE_TIMEOUT_MS = 10_000;

const PurchasePhoneNumberBody = z
  .strictObject({
    phoneNumber: e164,
    friendlyName: friendlyName.nullable().default(null),
    voiceUrl: httpUrl.nullable().default(null).openapi({
      description: 'By default the URL of this system, which is also set when the number is assigned later',
    }),
    statusCallback: httpUrl.nullable().default(null),
  })
  .openapi('PurchasePhoneNumberBody');
const tags = ['Phone numbers'];

export const numberPurchaseRoutes = createRoutes();

numberPurchaseRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/phone-numbers/purchase',
    operationId: 'purchasePhoneNumber',
    tags,
    summary: 'Buy a phone number from the carrier',
    description:
      `The number is bought at most once. The reply waits ${PURCHASE_TIMEOUT_MS / 1000} seconds for the carrier at most, and not at all ` +
      'with the header `Prefer: respond-async`. Afterwards, poll `statusUrl`.',
    request: { body: jsonBody(PurchasePhoneNumberBody) },
    responses: {
      201: jsonResponse('The bought number', PhoneNumberResponse),
      202: jsonResponse('The purchase, which has not ended yet', NumberPurchaseResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const isAsync = /\brespond-async\b/i.test(c.req.header('prefer') ?? '');
    const timeoutMs = isAsync ? 0 : PURCHASE_TIMEOUT_MS;
    const { purchase, number } = await purchaseNumber(c.get('ctx'), c.get('actor'), c.req.valid('json'), timeoutMs);
    if (number) return c.json(presentPhoneNumber(number), 201);
    if (!purchase.open)
      throw new DomainError('conflict', purchase.reason ?? 'The number was not bought. Search for another number.');
    c.header('Location', purchaseUrl(purchase));
    return c.json(presentPurchase(purchase), 202);
  },
);

numberPurchaseRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers/purchases/{id}',
    operationId: 'getPhoneNumberPurchase',
    tags,
    summary: 'Get the status of a purchase',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The purchase', NumberPurchaseResponse), ...errorResponses },
  }),
  async (c) => {
    const { purchase } = await findPurchase(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json(presentPurchase(purchase), 200);
  },
);
