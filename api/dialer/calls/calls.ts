import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { correctCall } from '../../../shared/domain/calls/external-calls.ts';
import { endLiveCall } from '../../../shared/domain/calls/hang-up.ts';
import { annotateCall } from '../../../shared/domain/calls/notes.ts';
import { requireFound } from '../../../shared/errors.ts';
import { DISPOSITIONS } from '../../../shared/rules/calls/disposition.ts';
import { LIST_PRICES } from '../../../shared/rules/calls/cost.ts';
import { ABANDON_AFTER_MS } from '../../../shared/rules/compliance/abandonment.ts';
import { definedOnly, isEmpty } from '../../../shared/rules/values/defined.ts';
import {
  callByKey,
  callStats,
  countCalls,
  countCallsByAgentDisposition,
  countCallsByDisposition,
  listCalls,
} from '../../../sql/calls/calls.ts';
import { parkedLegCost } from '../../../sql/calls/costs.ts';
import { listCallEvents } from '../../../sql/calls/events.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { computed } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { customFields, safeText } from '../../http/safe-text.ts';
import {
  callCorrection,
  CallResponse as ProCallResponse,
  presentCall as presentProCall,
} from '../../callcenter-pro/calls/calls.shape.ts';
import { dispositionCode } from '../campaigns/dispositions.ts';
import { idParam, page } from '../conventions.ts';
import { CallFilterQuery, toCallFilter } from './calls.filter.ts';
import {
  CallEventResponse,
  CallResponse,
  CallStatisticsResponse,
  presentCall,
  presentCallEvent,
  presentCallStatistics,
} from './calls.shape.ts';

const ListCallsQuery = CallFilterQuery.extend(page);

const UpdateCallBody = z
  .strictObject({
    notes: safeText(10_000).nullable().optional(),
    disposition: z.enum(DISPOSITIONS).optional(),
    agent_disposition: dispositionCode
      .nullable()
      .optional()
      .openapi({
        description:
          'The code of a custom disposition, whose rule decides about the next call. It can be set as soon as agent and ' +
          'person talk. Null removes it',
      }),
    converted: z.boolean().optional().openapi({ description: 'Whether the call reached its goal, such as a sale' }),
    metadata: customFields.optional().openapi({ description: 'Merged into the existing metadata' }),
    do_not_call: z
      .literal(true)
      .optional()
      .openapi({ description: 'Puts the phone number on the do-not-call list of the tenant' }),
    // Only the document of the CallCenter Pro API has this operation, so its members work with a token, too.
    ...callCorrection,
  })
  .openapi('UpdateCallBody');

const ListCallsResponse = z
  .object({ success: z.literal(true), calls: z.array(CallResponse), count: z.number().int(), total: z.number().int() })
  .openapi('ListCallsResponse');
const CallStatisticsSummaryResponse = z
  .object({ success: z.literal(true), stats: CallStatisticsResponse })
  .openapi('CallStatisticsSummaryResponse');
const CallDispositionsResponse = z
  .object({
    success: z.literal(true),
    dispositions: z.array(z.object({ disposition: z.string(), count: z.number().int() })),
    agent_dispositions: z
      .array(
        z.object({
          code: z.string(),
          name: z.string(),
          is_contact: z.boolean(),
          is_conversation: z.boolean(),
          is_sale: z.boolean(),
          count: z.number().int(),
        }),
      )
      .openapi({ description: 'Ended calls by custom disposition, most frequent first' }),
  })
  .openapi('CallDispositionsResponse');
const CallWithEventsResponse = z
  .object({ success: z.literal(true), call: CallResponse.extend({ events: computed(z.array(CallEventResponse)) }) })
  .openapi('CallWithEventsResponse');
const SingleCallResponse = z.object({ success: z.literal(true), call: CallResponse }).openapi('SingleCallResponse');
const UpdateCallResponse = z
  .object({ ...ProCallResponse.shape, success: z.literal(true), call: CallResponse })
  .openapi('UpdateCallResponse');

const tags = ['Calls'];

export const callRoutes = createRoutes();

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
    const ctx = c.get('ctx');
    const filter = await toCallFilter(c.get('ctx').sql, scope, query);
    const { rows, total } = await readPage(c, query, {
      list: (page) => listCalls(ctx.sql, scope, filter, page),
      count: () => countCalls(ctx.sql, scope, filter),
    });
    const calls = rows.map((call) => presentCall(ctx, call));
    return c.json({ success: true as const, calls, count: rows.length, total }, 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'getCallStatistics',
    method: 'get',
    path: '/calls/stats/summary',
    tags,
    summary: 'Call statistics',
    request: { query: CallFilterQuery },
    responses: { 200: jsonResponse('Statistics of ended calls', CallStatisticsSummaryResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const { sql } = c.get('ctx');
    const filter = await toCallFilter(c.get('ctx').sql, scope, c.req.valid('query'));
    const { campaign, agent, from, before, ...ofCalls } = filter;
    // A parked leg has a campaign and an agent, and nothing else that the filter could select.
    const hasLegs = Object.values(ofCalls).every((value) => value === undefined);
    const stats = await callStats(sql, scope, filter, ABANDON_AFTER_MS);
    const lineCost = hasLegs ? await parkedLegCost(sql, scope, { campaign, agent, from, before }, LIST_PRICES) : null;
    return c.json({ success: true as const, stats: presentCallStatistics(stats, lineCost) }, 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'getCallDispositions',
    method: 'get',
    path: '/calls/stats/by-disposition',
    tags,
    summary: 'Disposition breakdown',
    request: { query: CallFilterQuery },
    responses: {
      200: jsonResponse('Ended calls by disposition, most frequent first', CallDispositionsResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const { sql } = c.get('ctx');
    const filter = await toCallFilter(sql, scope, c.req.valid('query'));
    const rows = await countCallsByDisposition(sql, scope, filter);
    const chosen = (await countCallsByAgentDisposition(sql, scope, filter)).map((row) => ({
      code: row.code,
      name: row.name,
      is_contact: row.isContact,
      is_conversation: row.isConversation,
      is_sale: row.isSale,
      count: row.count,
    }));
    return c.json({ success: true as const, dispositions: rows, agent_dispositions: chosen }, 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'getCall',
    method: 'get',
    path: '/calls/{id}',
    tags,
    summary: 'Get a call and its events',
    request: { params: idParam },
    responses: { 200: jsonResponse('The call with its events', CallWithEventsResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const ctx = c.get('ctx');
    const call = requireFound(await callByKey(ctx.sql, scope, c.req.valid('param').id), 'Call');
    const events = await listCallEvents(ctx.sql, scope.tenantId, call.id);
    const presented = { ...presentCall(ctx, call), events: events.map(presentCallEvent) };
    return c.json({ success: true as const, call: presented }, 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'updateCall',
    method: 'put',
    path: '/calls/{id}',
    tags,
    summary: 'Update notes, outcome or opt-out of a call',
    description: 'Agents can update their own calls only. A new disposition also changes the retry of the lead.',
    request: { params: idParam, body: jsonBody(UpdateCallBody) },
    responses: {
      200: jsonResponse('The updated call, with the members of both APIs', UpdateCallResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { id } = c.req.valid('param');
    const body = c.req.valid('json');
    const {
      do_not_call: doNotCall,
      agent_disposition: agentDisposition,
      status,
      duration,
      recordingUrl,
      cost,
      hangupCause,
      ...fields
    } = body;
    const correction = definedOnly({ status, duration, recordingUrl, cost, hangupCause });
    if (!isEmpty(correction)) await correctCall(ctx, c.get('actor'), id, correction);
    const call = await annotateCall(ctx, c.get('actor'), id, { ...fields, agentDisposition, doNotCall });
    const members = presentProCall(ctx, call);
    return c.json({ ...members, success: true as const, call: presentCall(ctx, call) }, 200);
  },
);

callRoutes.openapi(
  createRoute({
    operationId: 'hangUpCall',
    method: 'post',
    path: '/calls/{id}/hang-up',
    tags,
    summary: 'End a live call',
    description:
      'Agents can end their own calls only. A parked agent stays on the line. On the phone, a parked agent ends the ' +
      'call with the key `*`.',
    request: { params: idParam },
    responses: { 202: jsonResponse('The call, which the carrier ends now', SingleCallResponse), ...errorResponses },
  }),
  async (c) => {
    const call = await endLiveCall(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ success: true as const, call: presentCall(c.get('ctx'), call) }, 202);
  },
);
