import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  createPhoneNumber,
  deletePhoneNumber,
  updatePhoneNumber,
} from '../../../shared/domain/numbers/phone-numbers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countPhoneNumbers, listPhoneNumbers, phoneNumberByKey } from '../../../sql/numbers/phone-numbers.ts';
import { e164 } from '../../http/fields.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { nameText } from '../../http/safe-text.ts';
import {
  LIST_DESCRIPTION,
  errorResponses,
  idParams,
  MessageResponse,
  optionalId,
  WholeListQuery,
} from '../conventions.ts';
import {
  assigneeType,
  capability,
  numberStatus,
  PhoneNumberResponse,
  presentPhoneNumber,
} from './phone-numbers.shape.ts';

/** The name of a phone number. The carrier allows 64 characters. */
export const friendlyName = nameText(64);
const phoneNumberSid = z
  .string()
  .regex(/^PN[0-9A-Za-z]{32}$/, 'must be PN followed by 32 characters')
  .openapi({ example: `PN${'x'.repeat(32)}` });

const CreatePhoneNumberBody = z
  .strictObject({
    phoneNumber: e164,
    phoneNumberSid: phoneNumberSid.nullable().default(null).openapi({
      description: "The carrier's id of the number. Without it, the id of the grant is used, if the grant has one",
    }),
    friendlyName: friendlyName.nullable().default(null),
    capabilities: z
      .array(capability)
      .max(capability.options.length)
      .default(['voice'])
      .transform((names) => [...new Set(names)]),
  })
  .openapi('CreatePhoneNumberBody');
const UpdatePhoneNumberBody = z
  .strictObject({
    friendlyName: friendlyName.nullable().optional(),
    status: numberStatus.optional().openapi({
      description: '`available` unassigns the number. A `suspended` number stays assigned, but accepts no calls.',
    }),
    assignedTo: assigneeType.nullable().optional(),
    assignedId: optionalId.optional(),
  })
  .openapi('UpdatePhoneNumberBody');
const DeletePhoneNumberQuery = z.object({ release: z.enum(['true', 'false']).default('false') });
const tags = ['Phone numbers'];

export const phoneNumberRoutes = createRoutes();

phoneNumberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers',
    operationId: 'listPhoneNumbers',
    tags,
    summary: 'List phone numbers',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Numbers, oldest first', z.array(PhoneNumberResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'numbers.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listPhoneNumbers(sql, tenantId, page),
      count: () => countPhoneNumbers(sql, tenantId),
    });
    return c.json(rows.map(presentPhoneNumber), 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/phone-numbers',
    operationId: 'createPhoneNumber',
    tags,
    summary: 'Register a phone number that you already have',
    request: { body: jsonBody(CreatePhoneNumberBody) },
    responses: { 201: jsonResponse('The new number', PhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const number = await createPhoneNumber(c.get('ctx'), c.get('actor'), c.req.valid('json'));
    return c.json(presentPhoneNumber(number), 201);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/phone-numbers/{id}',
    operationId: 'getPhoneNumber',
    tags,
    summary: 'Get a phone number',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The number', PhoneNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'numbers.read');
    const number = requireFound(await phoneNumberByKey(sql, tenantId, c.req.valid('param').id), 'Phone number');
    return c.json(presentPhoneNumber(number), 200);
  },
);

phoneNumberRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/phone-numbers/{id}',
    operationId: 'updatePhoneNumber',
    tags,
    summary: 'Rename, assign, unassign or suspend a phone number',
    description: 'A number with a `phoneNumberSid` then gets the URLs of this system at the carrier.',
    request: { params: idParams('id'), body: jsonBody(UpdatePhoneNumberBody) },
    responses: { 200: jsonResponse('The updated number', PhoneNumberResponse), ...errorResponses },
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
    operationId: 'deletePhoneNumber',
    tags,
    summary: 'Delete a phone number; its calls stay',
    description: 'The carrier account keeps the number. With `release=true` the carrier releases it for good.',
    request: { params: idParams('id'), query: DeletePhoneNumberQuery },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const release = c.req.valid('query').release === 'true';
    await deletePhoneNumber(c.get('ctx'), c.get('actor'), c.req.valid('param').id, { release });
    return c.json({ message: 'Phone number deleted successfully' }, 200);
  },
);
