import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import { correctCall, logExternalCall } from '../../../shared/domain/calls/external-calls.ts';
import { requireFound } from '../../../shared/errors.ts';
import { ANSWERED_BY } from '../../../shared/rules/calls/answering-machine.ts';
import { DISPOSITIONS } from '../../../shared/rules/calls/disposition.ts';
import { CARRIER_STATUSES } from '../../../shared/rules/calls/status.ts';
import { callByKey, type CallFilter, countCalls, listCalls } from '../../../sql/calls/calls.ts';
import {
  type CallEventPosition,
  type CallEventRow,
  countCallEvents,
  listCallEvents,
} from '../../../sql/calls/events.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { e164 } from '../../http/fields.ts';
import { periodQuery, readPeriod } from '../../http/period.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { type ApiEnv, createRoute, createRoutes } from '../../http/routes.ts';
import { lineText } from '../../http/safe-text.ts';
import {
  errorResponses,
  id,
  idParams,
  LIST_DESCRIPTION,
  optionalId,
  page,
  Pagination,
  paginationOf,
  readNumberedPage,
  WholeListQuery,
} from '../conventions.ts';
import { callCorrection, CallLogResponse, CallResponse, presentCall, presentCallLog } from './calls.shape.ts';

const status = z.enum(CARRIER_STATUSES);

const ListCallsQuery = z.object({
  status: status.optional(),
  campaignId: id.optional(),
  buyerId: id.optional(),
  agentId: id.optional(),
  disposition: z.enum(DISPOSITIONS).optional(),
  answeredBy: z.enum(ANSWERED_BY).optional(),
  dateFrom: periodQuery.date_from,
  dateTo: periodQuery.date_to,
  timezone: periodQuery.timezone,
  ...page,
});
const ListCampaignCallsQuery = z.object({ status: status.optional(), ...page });

const CreateCallBody = z
  .strictObject({
    campaignId: optionalId.optional(),
    buyerId: optionalId.optional(),
    callerNumber: e164,
    destinationNumber: e164,
    callSid: lineText(64).min(1).nullish(),
    status: status.default('initiated'),
    direction: z.enum(['inbound', 'outbound']).default('inbound'),
  })
  .openapi('CreateCallBody');

const UpdateCallBody = z
  .strictObject({ ...callCorrection, converted: z.boolean().optional() })
  .openapi('UpdateCallBody');

const ListCallsResponse = z
  .object({ calls: z.array(CallResponse), pagination: Pagination })
  .openapi('ListCallsResponse');

const tags = ['Calls'];

export const callRoutes = createRoutes();

const positionOfEvent = ({ occurredAt, id }: CallEventRow): CallEventPosition => ({
  occurredAt: occurredAt.toISOString(),
  id,
});

async function presentPage(
  c: HonoContext<ApiEnv>,
  scope: Scope,
  filter: CallFilter,
  query: Parameters<typeof readNumberedPage>[1],
): Promise<z.infer<typeof ListCallsResponse>> {
  const ctx = c.get('ctx');
  const listed = await readNumberedPage(c, query, {
    list: (page) => listCalls(ctx.sql, scope, filter, page),
    count: () => countCalls(ctx.sql, scope, filter),
  });
  return { calls: listed.rows.map((call) => presentCall(ctx, call)), pagination: paginationOf(listed, query.after) };
}

callRoutes.openapi(
  createRoute({
    operationId: 'listCalls',
    method: 'get',
    path: '/calls',
    tags,
    summary: 'List calls',
    request: { query: ListCallsQuery },
    responses: { 200: jsonResponse('Calls, newest first', ListCallsResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const query = c.req.valid('query');
    const { status, campaignId: campaign, buyerId: buyer, agentId: agent, disposition, answeredBy, timezone } = query;
    const dates = { date_from: query.dateFrom, date_to: query.dateTo, timezone };
    const period = await readPeriod(c.get('ctx').sql, scope.tenantId, dates);
    const filter = { status, campaign, buyer, agent, disposition, answeredBy, ...period };
    return c.json(await presentPage(c, scope, filter, query), 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'createCall',
    method: 'post',
    path: '/calls',
    tags,
    summary: 'Log a call that another system carried',
    description: 'Nothing is dialed. The call does not count in the limits of campaigns, buyers or numbers.',
    request: { body: jsonBody(CreateCallBody) },
    responses: { 201: jsonResponse('The logged call', CallResponse), ...errorResponses },
  }),
  async (c) => {
    const { campaignId: campaign = null, buyerId: buyer = null, callSid = null, ...fields } = c.req.valid('json');
    const call = await logExternalCall(c.get('ctx'), c.get('actor'), { ...fields, campaign, buyer, callSid });
    return c.json(presentCall(c.get('ctx'), call), 201);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'getCall',
    method: 'get',
    path: '/calls/{id}',
    tags,
    summary: 'Get a call',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The call', CallResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const call = requireFound(await callByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Call');
    return c.json(presentCall(c.get('ctx'), call), 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'updateCall',
    method: 'put',
    path: '/calls/{id}',
    tags,
    summary: 'Update a call',
    description:
      'Only calls that were logged over the API accept a status. The carrier reports the status of all others.',
    request: { params: idParams('id'), body: jsonBody(UpdateCallBody) },
    responses: { 200: jsonResponse('The updated call', CallResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const call = await correctCall(ctx, c.get('actor'), c.req.valid('param').id, c.req.valid('json'));
    return c.json(presentCall(ctx, call), 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'listCallLogs',
    method: 'get',
    path: '/calls/{id}/logs',
    tags,
    summary: 'List the log of a call',
    description: `${LIST_DESCRIPTION} Includes the reason for every buyer who was not dialed for the call.`,
    request: { params: idParams('id'), query: WholeListQuery },
    responses: { 200: jsonResponse('Events, earliest first', z.array(CallLogResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'calls.read');
    const call = requireFound(await callByKey(sql, scope, c.req.valid('param').id), 'Call');
    const reads = {
      list: (page: Page<CallEventPosition>) => listCallEvents(sql, scope.tenantId, call.id, page),
      count: () => countCallEvents(sql, scope.tenantId, call.id),
    };
    const { rows } = await readPage(c, c.req.valid('query'), reads, positionOfEvent);
    return c.json(rows.map(presentCallLog), 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'listCampaignCalls',
    method: 'get',
    path: '/campaigns/{campaignId}/calls',
    tags,
    summary: 'List the calls of a campaign',
    request: { params: idParams('campaignId'), query: ListCampaignCallsQuery },
    responses: { 200: jsonResponse('Calls, newest first', ListCallsResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'calls.read');
    const campaign = requireFound(await campaignByKey(ctx.sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const { status, ...query } = c.req.valid('query');
    return c.json(await presentPage(c, scope, { status, campaign: { id: campaign.id } }, query), 200);
  },
);
