import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { searchNumbers } from '../../../shared/domain/numbers/carrier.ts';
import { findPurchase, PURCHASE_ANSWER_MS, purchaseNumber } from '../../../shared/domain/numbers/purchases.ts';
import {
  updatePhoneNumber,
  createPhoneNumber,
  deletePhoneNumber,
} from '../../../shared/domain/numbers/phone-numbers.ts';
import { DomainError, requireFound } from '../../../shared/errors.ts';
import { countPhoneNumbers, listPhoneNumbers, phoneNumberByKey } from '../../../sql/numbers/phone-numbers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164, httpUrl } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  COUNTED_LIST_DESCRIPTION,
  idParams,
  LIST_MAX,
  MessageResponse,
  optionalId,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import {
  assignee,
  capability,
  numberStatus,
  AvailableNumbersResponse,
  PhoneNumberResponse,
  presentOffer,
  presentPhoneNumber,
  presentPurchase,
  NumberPurchaseResponse,
  purchaseUrl,
} from './phone-numbers.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const SEARCH_LIMIT_DEFAULT = 10;
const SEARCH_LIMIT_MAX = 50;

/** The carrier's own limit. */
export const friendlyName = safeText(64).trim().min(1, 'must not be empty');
const phoneNumberSid = z
  .string()
  .regex(/^PN[0-9A-Za-z]{32}$/, 'must be PN followed by 32 characters')
  .openapi({ example: `PN${'x'.repeat(32)}` });

const created = z.strictObject({
  phoneNumber: e164,
  phoneNumberSid: phoneNumberSid.nullable().default(null),
  friendlyName: friendlyName.nullable().default(null),
  capabilities: z
    .array(capability)
    .max(capability.options.length)
    .default(['voice'])
    .transform((names) => [...new Set(names)]),
});
const changed = z.strictObject({
  friendlyName: friendlyName.nullable().optional(),
  status: numberStatus
    .optional()
    .openapi({ description: '`available` frees it; `suspended` keeps its place, but takes no calls' }),
  assignedTo: assignee.nullable().optional(),
  assignedId: optionalId.optional(),
});
const searched = z.object({
  areaCode: z
    .string()
    .regex(/^\d{3}$/, 'must be three digits')
    .optional()
    .openapi({ example: '212' }),
  type: z.enum(['local', 'toll_free', 'mobile']).default('local'),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'must be a country, such as US')
    .default('US')
    .transform((code) => code.toUpperCase()),
  contains: z
    .string()
    .regex(/^[\d*]{2,15}$/, 'must be digits, * standing for any one')
    .optional(),
  limit: z.coerce.number().int().min(1).max(SEARCH_LIMIT_MAX).default(SEARCH_LIMIT_DEFAULT),
});
const bought = z.strictObject({
  phoneNumber: e164,
  friendlyName: friendlyName.nullable().default(null),
  voiceUrl: httpUrl
    .nullable()
    .default(null)
    .openapi({ description: 'Absent: where this system takes its calls. Assigning the number sets that anyway.' }),
  statusCallback: httpUrl.nullable().default(null),
});
const tags = ['Phone numbers'];

export const phoneNumberRoutes = createRoutes();

phoneNumberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers',
    tags,
    summary: 'List phone numbers',
    description: COUNTED_LIST_DESCRIPTION,
    responses: { 200: jsonResponse('Numbers, oldest first', z.array(PhoneNumberResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'numbers.read');
    const rows = await listPhoneNumbers(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countPhoneNumbers(sql, tenantId));
    return c.json(rows.map(presentPhoneNumber), 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/phone-numbers',
    tags,
    summary: 'Register a phone number that you have',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new number', PhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const number = await createPhoneNumber(c.get('ctx'), c.get('actor'), c.req.valid('json'));
    return c.json(presentPhoneNumber(number), 201);
  },
);

// These paths come before those with an id, which they would be taken for.
phoneNumberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers/search',
    tags,
    summary: 'Search for numbers to buy',
    request: { query: searched },
    responses: { 200: jsonResponse('What the carrier offers', AvailableNumbersResponse), ...errorResponses },
  }),
  async (c) => {
    const { country: isoCountry, ...query } = c.req.valid('query');
    const numbers = await searchNumbers(c.get('ctx'), c.get('actor'), { ...query, isoCountry });
    return c.json({ availableNumbers: numbers.map(presentOffer) }, 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/phone-numbers/purchase',
    tags,
    summary: 'Buy a phone number from the carrier, once',
    description: 'Send `Prefer: respond-async` not to wait for the carrier.',
    request: { body: jsonBody(bought) },
    responses: {
      201: jsonResponse('The number is yours', PhoneNumberResponse),
      202: jsonResponse(`The carrier takes longer than ${PURCHASE_ANSWER_MS / 1000} s; ask statusUrl`, NumberPurchaseResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const answerMs = /\brespond-async\b/i.test(c.req.header('prefer') ?? '') ? 0 : PURCHASE_ANSWER_MS;
    const { purchase, number } = await purchaseNumber(c.get('ctx'), c.get('actor'), c.req.valid('json'), answerMs);
    if (number) return c.json(presentPhoneNumber(number), 201);
    if (!purchase.open)
      throw new DomainError('conflict', purchase.reason ?? 'Nothing was bought. Search for another number.');
    c.header('Location', purchaseUrl(purchase));
    return c.json(presentPurchase(purchase), 202);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers/purchases/{id}',
    tags,
    summary: 'How far a purchase is',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The purchase', NumberPurchaseResponse), ...errorResponses },
  }),
  async (c) => {
    const { purchase } = await findPurchase(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json(presentPurchase(purchase), 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers/{id}',
    tags,
    summary: 'Get a phone number',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The number', PhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'numbers.read');
    const number = requireFound(
      await phoneNumberByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id),
      'Phone number',
    );
    return c.json(presentPhoneNumber(number), 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/phone-numbers/{id}',
    tags,
    summary: 'Rename, assign, free or suspend a phone number',
    description: 'The carrier is then told to announce its calls here, if the number has a phoneNumberSid.',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The number as it is now', PhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const number = await updatePhoneNumber(c.get('ctx'), c.get('actor'), id, c.req.valid('json'));
    return c.json(presentPhoneNumber(number), 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/phone-numbers/{id}',
    tags,
    summary: 'Delete a phone number; its calls stay',
    description: 'The carrier keeps it for you, unless `release=true` gives it back for good.',
    request: {
      params: idParams('id'),
      query: z.object({ release: z.enum(['true', 'false']).default('false') }),
    },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const release = c.req.valid('query').release === 'true';
    await deletePhoneNumber(c.get('ctx'), c.get('actor'), c.req.valid('param').id, { release });
    return c.json({ message: 'Phone number deleted successfully' }, 200);
  },
);
