import { z } from '@hono/zod-openapi';
import { searchNumbers } from '../../../shared/domain/numbers/carrier-requests.ts';
import { findPurchase, PURCHASE_TIMEOUT_MS, purchaseNumber } from '../../../shared/domain/numbers/purchases.ts';
import { DomainError } from '../../../shared/errors.ts';
import { NUMBER_TYPES } from '../../../shared/rules/numbers/number-type.ts';
import { e164, httpUrl } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, idParams } from '../conventions.ts';
import { PhoneNumberResponse, presentPhoneNumber } from './phone-numbers.shape.ts';
import { friendlyName } from './phone-numbers.ts';
import {
  AvailableNumbersResponse,
  NumberPurchaseResponse,
  presentAvailableNumber,
  presentPurchase,
  purchaseUrl,
} from './purchases.shape.ts';

const SEARCH_LIMIT_DEFAULT = 10;
const SEARCH_LIMIT_MAX = 50;

const SearchPhoneNumbersQuery = z.object({
  areaCode: z
    .string()
    .regex(/^\d{3}$/, 'must be three digits')
    .optional()
    .openapi({ example: '212' }),
  type: z.enum(NUMBER_TYPES).default('local'),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be a country code of two letters, such as US')
    .default('US')
    .transform((code) => code.toUpperCase()),
  contains: z
    .string()
    .regex(/^[\d*]{2,15}$/, 'must be 2 to 15 digits; * stands for any digit')
    .optional(),
  limit: z.coerce.number().int().min(1).max(SEARCH_LIMIT_MAX).default(SEARCH_LIMIT_DEFAULT),
});
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
    method: 'get',
    path: '/phone-numbers/search',
    operationId: 'searchPhoneNumbers',
    tags,
    summary: 'Search for phone numbers to buy',
    request: { query: SearchPhoneNumbersQuery },
    responses: { 200: jsonResponse('Numbers that the carrier sells', AvailableNumbersResponse), ...errorResponses },
  }),
  async (c) => {
    const { country: isoCountry, ...query } = c.req.valid('query');
    const numbers = await searchNumbers(c.get('ctx'), c.get('actor'), { ...query, isoCountry });
    return c.json({ availableNumbers: numbers.map(presentAvailableNumber) }, 200);
  },
);

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
