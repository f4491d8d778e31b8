import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import {
  changeTarget,
  clearTargets,
  createTarget,
  removeTarget,
  type TargetInput,
  testTarget,
} from '../../../shared/domain/rtb/targets.ts';
import { requireFound } from '../../../shared/errors.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { countTargets, listTargets, targetByKey } from '../../../sql/rtb/targets.ts';
import { key } from '../../http/ids.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164, httpUrl, ianaZone } from '../../http/fields.ts';
import { storable } from '../../http/safe-text.ts';
import {
  COUNTED_LIST,
  idParams,
  LIST_MAX,
  MessageResponse,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { presentTarget, presentTest, targetShape, testShape } from './rtb.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const AMOUNT_MAX = 1_000_000;
const amount = z.number().min(0).max(AMOUNT_MAX).multipleOf(0.000001);
const timeout = z.number().int().min(50).max(10_000);
const cap = z.number().int().min(0).max(10_000_000).openapi({ description: '0 is no limit' });
const path = storable(200);
const hourAndMinute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, such as 09:00');
const currency = z
  .string()
  .regex(/^[A-Za-z]{3}$/, 'must be an ISO 4217 code, such as USD')
  .transform((code) => code.toUpperCase())
  .openapi({ type: 'string', example: 'USD' });

/** The document's fields; an empty path means that there is no such member in the reply. */
const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  companyName: storable(200).nullable(),
  contactPerson: storable(200).nullable(),
  contactEmail: z.email().max(320).nullable(),
  contactPhone: e164.nullable(),
  endpointUrl: httpUrl,
  httpMethod: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
  contentType: storable(100).openapi({ example: 'application/json' }),
  requestBody: storable(10_000).nullable(),
  authentication: storable(50).openapi({ example: 'none' }),
  authToken: storable(2_000).nullable(),
  timeoutMs: timeout,
  connectionTimeout: timeout,
  bidAmountPath: path.min(1),
  destinationNumberPath: path.min(1),
  acceptancePath: path.nullable(),
  currencyPath: path.nullable(),
  durationPath: path.nullable(),
  minBidAmount: amount,
  maxBidAmount: amount.nullable().openapi({ description: 'null is no ceiling: such a bidder is always waited for' }),
  currency,
  timezone: ianaZone,
  hoursOfOperation: z
    .strictObject({ days: z.array(z.number().int().min(0).max(6)).max(7), start: hourAndMinute, end: hourAndMinute })
    .nullable(),
  isActive: z.boolean(),
  maxConcurrentCalls: cap,
  dailyCap: cap,
  hourlyCap: cap,
  monthlyCap: cap,
});
const changed = fields.partial();
const created = z.strictObject({
  ...changed.shape,
  name: fields.shape.name,
  endpointUrl: fields.shape.endpointUrl,
});

const defaults: Omit<TargetInput, 'name' | 'endpointUrl'> = {
  companyName: null,
  contactPerson: null,
  contactEmail: null,
  contactPhone: null,
  httpMethod: 'POST',
  contentType: 'application/json',
  requestBody: null,
  authentication: 'none',
  timeoutMs: 5_000,
  connectionTimeoutMs: 3_000,
  bidAmountPath: 'bidAmount',
  destinationNumberPath: 'destinationNumber',
  acceptancePath: 'accepted',
  currencyPath: 'currency',
  durationPath: 'duration',
  minBidMicros: 0,
  maxBidMicros: null,
  currency: 'USD',
  timezone: 'UTC',
  hoursOfOperation: null,
  isActive: true,
  maxConcurrentCalls: 0,
  hourlyCap: 0,
  dailyCap: 0,
  monthlyCap: 0,
};

/** The document's names → the domain's; a field that was not sent is absent. */
function toInput(sent: z.output<typeof changed>): Partial<TargetInput> {
  const { minBidAmount, maxBidAmount, connectionTimeout, acceptancePath, currencyPath, durationPath, ...same } = sent;
  const input: Partial<TargetInput> = {
    ...same,
    requestBody: sent.requestBody === '' ? null : sent.requestBody,
    connectionTimeoutMs: connectionTimeout,
    acceptancePath: acceptancePath === '' ? null : acceptancePath,
    currencyPath: currencyPath === '' ? null : currencyPath,
    durationPath: durationPath === '' ? null : durationPath,
    minBidMicros: minBidAmount === undefined ? undefined : toMicros(minBidAmount),
    maxBidMicros: typeof maxBidAmount === 'number' ? toMicros(maxBidAmount) : maxBidAmount,
  };
  return definedOnly(input);
}

const tags = ['RTB'];
export const rtbTargets = createRoutes();

rtbTargets.openapi(
  createRoute({
    method: 'get',
    path: '/rtb/targets',
    tags,
    summary: 'List RTB targets',
    description: COUNTED_LIST,
    responses: { 200: jsonResponse('Targets, oldest first', z.array(targetShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const rows = await listTargets(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countTargets(sql, tenantId));
    return c.json(rows.map(presentTarget), 200);
  },
);

rtbTargets.openapi(
  createRoute({
    method: 'post',
    path: '/rtb/targets',
    tags,
    summary: 'Create an RTB target',
    description:
      'Placeholders: {requestId} {campaignId} {callerId} {calledNumber} {callStartTime} {minBid} {maxBid} {currency}, as values of ' +
      'requestBody or in the query of endpointUrl.',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new target', targetShape), ...errorResponses },
  }),
  async (c) => {
    const sent = c.req.valid('json');
    const input = { ...defaults, ...toInput(sent), name: sent.name, endpointUrl: sent.endpointUrl };
    return c.json(presentTarget(await createTarget(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

// Before the routes with an id, which it would be taken for.
rtbTargets.openapi(
  createRoute({
    method: 'delete',
    path: '/rtb/targets/clear-all',
    tags,
    summary: 'Delete all RTB targets; their bids stay on record',
    responses: {
      200: jsonResponse('Deleted', MessageResponse.extend({ deleted: z.number().int() })),
      ...errorResponses,
    },
  }),
  async (c) => {
    const deleted = await clearTargets(c.get('ctx'), c.get('actor'));
    return c.json({ message: 'All RTB targets cleared successfully', deleted }, 200);
  },
);

rtbTargets.openapi(
  createRoute({
    method: 'get',
    path: '/rtb/targets/{id}',
    tags,
    summary: 'Get an RTB target',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The target', targetShape), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const target = requireFound(await targetByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Target');
    return c.json(presentTarget(target), 200);
  },
);

rtbTargets.openapi(
  createRoute({
    method: 'put',
    path: '/rtb/targets/{id}',
    tags,
    summary: 'Update an RTB target',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The target as it is now', targetShape), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const target = await changeTarget(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentTarget(target), 200);
  },
);

rtbTargets.openapi(
  createRoute({
    method: 'delete',
    path: '/rtb/targets/{id}',
    tags,
    summary: 'Delete an RTB target; its bids stay on record',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await removeTarget(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'RTB target deleted successfully' }, 200);
  },
);

const sample = z.strictObject({
  requestId: storable(100).optional(),
  campaignId: z
    .union([z.number().int().positive(), storable(64).min(1)])
    .optional()
    .openapi({ type: ['integer', 'string'], description: 'Its id, or what bidders know it by (rtbId)', example: 1 }),
  callerId: storable(100).optional(),
  minBid: amount.optional(),
  maxBid: amount.optional(),
});

rtbTargets.openapi(
  createRoute({
    method: 'post',
    path: '/rtb/targets/{id}/test',
    tags,
    summary: 'Ask an RTB target for a bid, on no call',
    description: 'Tells what an auction would make of the answer, not the answer itself.',
    request: { params: idParams('id'), body: jsonBody(sample) },
    responses: { 200: jsonResponse('What it was', testShape), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'rtb.write');
    const { campaignId: written, ...values } = c.req.valid('json');
    const campaignId = written === undefined ? null : await rtbIdOf(ctx, scope, written);
    const { id } = c.req.valid('param');
    const result = await testTarget(ctx, c.get('actor'), id, { ...values, campaignId });
    return c.json(presentTest(result), 200);
  },
);

/** Bidders know campaigns by their rtbId alone. */
async function rtbIdOf(ctx: Context, scope: Scope, written: number | string): Promise<string | null> {
  const id = key.safeParse(written);
  if (!id.success) return String(written);
  return requireFound(await campaignByKey(ctx.sql, scope, id.data), 'Campaign').rtbId;
}
