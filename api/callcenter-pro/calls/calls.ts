import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import { correctCall, logExternalCall, REPORTABLE_STATUSES } from '../../../shared/domain/calls/external-calls.ts';
import { requireFound } from '../../../shared/errors.ts';
import { callByKey, type CallFilter, countCalls, listCalls } from '../../../sql/calls/calls.ts';
import { listCallEvents } from '../../../sql/calls/events.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164, httpUrl } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  id,
  idParams,
  optionalId,
  page,
  pageOffset,
  Pagination,
  paginationOf,
  errorResponses,
} from '../conventions.ts';
import { callLogShape, callShape, presentCall, presentCallLog } from './calls.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const SECONDS_MAX = 7 * 86_400;
const COST_MAX = 100_000;

const status = z.enum(REPORTABLE_STATUSES);

const filters = z.object({
  status: status.optional(),
  campaignId: id.optional(),
  buyerId: id.optional(),
  ...page,
});

const created = z.strictObject({
  campaignId: optionalId.optional(),
  buyerId: optionalId.optional(),
  callerNumber: e164,
  destinationNumber: e164,
  callSid: safeText(64).min(1).nullish(),
  status: status.default('initiated'),
  direction: z.enum(['inbound', 'outbound']).default('inbound'),
});

const changed = z.strictObject({
  status: status.optional(),
  duration: z.number().int().min(0).max(SECONDS_MAX).optional(),
  recordingUrl: httpUrl.nullable().optional(),
  cost: z.number().min(0).max(COST_MAX).optional(),
  hangupCause: safeText(200).nullable().optional(),
  converted: z.boolean().optional(),
});

const paged = z.object({ calls: z.array(callShape), pagination: Pagination });
const tags = ['Calls'];

export const calls = createRoutes();

async function pageOfCalls(
  { sql, config }: Pick<Context, 'sql' | 'config'>,
  scope: Scope,
  filter: CallFilter,
  asked: { page: number; limit: number },
): Promise<z.infer<typeof paged>> {
  const rows = await listCalls(sql, scope, filter, { limit: asked.limit, offset: pageOffset(asked) });
  const total = await countCalls(sql, scope, filter);
  return { calls: rows.map((call) => presentCall(config, call)), pagination: paginationOf(asked, total) };
}

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls',
    tags,
    summary: 'List calls',
    request: { query: filters },
    responses: { 200: jsonResponse('Calls, newest first', paged), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const { status, campaignId: campaign, buyerId: buyer, ...asked } = c.req.valid('query');
    return c.json(await pageOfCalls(c.get('ctx'), scope, { status, campaign, buyer }, asked), 200);
  },
);

calls.openapi(
  createRoute({
    method: 'post',
    path: '/calls',
    tags,
    summary: 'Record a call that was carried elsewhere',
    description: 'Nothing is dialled, and the call counts towards nobody’s limits.',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The recorded call', callShape), ...errorResponses },
  }),
  async (c) => {
    const { campaignId: campaign = null, buyerId: buyer = null, callSid = null, ...sent } = c.req.valid('json');
    const call = await logExternalCall(c.get('ctx'), c.get('actor'), { ...sent, campaign, buyer, callSid });
    return c.json(presentCall(c.get('ctx').config, call), 201);
  },
);

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls/{id}',
    tags,
    summary: 'Get a call',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The call', callShape), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const call = requireFound(await callByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Call');
    return c.json(presentCall(c.get('ctx').config, call), 200);
  },
);

calls.openapi(
  createRoute({
    method: 'put',
    path: '/calls/{id}',
    tags,
    summary: 'Update a call',
    description: 'The status may be set of calls that were recorded over the API; the carrier reports that of others.',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The call as it is now', callShape), ...errorResponses },
  }),
  async (c) => {
    const input = c.req.valid('json');
    return c.json(
      presentCall(c.get('ctx').config, await correctCall(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input)),
      200,
    );
  },
);

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls/{id}/logs',
    tags,
    summary: 'Everything that happened to a call, with the reason for every buyer who was passed over',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Events, the earliest first', z.array(callLogShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'calls.read');
    const call = requireFound(await callByKey(sql, scope, c.req.valid('param').id), 'Call');
    return c.json((await listCallEvents(sql, scope.tenantId, call.id)).map(presentCallLog), 200);
  },
);

calls.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{campaignId}/calls',
    tags,
    summary: 'List the calls of a campaign',
    request: { params: idParams('campaignId'), query: z.object({ status: status.optional(), ...page }) },
    responses: { 200: jsonResponse('Calls, newest first', paged), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'calls.read');
    const campaign = requireFound(await campaignByKey(ctx.sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const { status, ...asked } = c.req.valid('query');
    return c.json(await pageOfCalls(ctx, scope, { status, campaign: { id: campaign.id } }, asked), 200);
  },
);
