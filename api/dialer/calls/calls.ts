import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import { annotateCall } from '../../../shared/domain/calls/notes.ts';
import { requireFound } from '../../../shared/errors.ts';
import { csvLine } from '../../../shared/rules/values/csv-output.ts';
import {
  callByKey,
  type CallDetails,
  type CallFilter,
  listCallsForExport,
  callsByDisposition,
  callStats,
  listCalls,
} from '../../../sql/calls/calls.ts';
import { listCallEvents } from '../../../sql/calls/events.ts';
import { periodQuery, periodOf } from '../../http/period.ts';
import { customFields, safeText } from '../../http/safe-text.ts';
import { idParam, page } from '../conventions.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import {
  callEventShape,
  callShape,
  callStatsShape,
  dispositions,
  presentCall,
  presentCallEvent,
  presentCallStats,
} from './calls.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const filters = z.object({
  campaign_id: optionalEntityKey.optional(),
  agent_id: optionalEntityKey.optional(),
  disposition: z.enum(dispositions).optional(),
  answered_by: safeText(50).optional(),
  ...periodQuery,
});

function toFilter(query: z.output<typeof filters>): CallFilter {
  return {
    campaign: query.campaign_id ?? undefined,
    agent: query.agent_id ?? undefined,
    disposition: query.disposition,
    answeredBy: query.answered_by,
    ...periodOf(query),
  };
}

const noted = z.strictObject({
  notes: safeText(10_000).nullable().optional(),
  disposition: z.enum(dispositions).optional(),
  converted: z.boolean().optional().openapi({ description: 'Whether the call reached its aim, such as a sale' }),
  metadata: customFields.optional().openapi({ description: 'Added to the metadata there is' }),
  do_not_call: z.literal(true).optional(),
});

/** Rows read at a time: an export of any length stays small in memory. */
const EXPORT_PAGE_ROWS = 1_000;

const tags = ['Calls'];

export const calls = createRoutes();

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls',
    tags,
    summary: 'List calls',
    request: { query: filters.extend(page) },
    responses: {
      200: jsonResponse(
        'Calls, newest first',
        z.object({ success: z.literal(true), calls: z.array(callShape), count: z.number().int() }),
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const query = c.req.valid('query');
    const { sql, config } = c.get('ctx');
    const rows = await listCalls(sql, scope, toFilter(query), query);
    const calls = rows.map((call) => presentCall(config, call));
    return c.json({ success: true as const, calls, count: rows.length }, 200);
  },
);

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls/stats/summary',
    tags,
    summary: 'Call statistics',
    request: { query: filters },
    responses: {
      200: jsonResponse(
        'Ended calls, by how they ended',
        z.object({ success: z.literal(true), stats: callStatsShape }),
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const stats = await callStats(c.get('ctx').sql, scope, toFilter(c.req.valid('query')));
    return c.json({ success: true as const, stats: presentCallStats(stats) }, 200);
  },
);

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls/stats/by-disposition',
    tags,
    summary: 'Disposition breakdown',
    request: { query: filters },
    responses: {
      200: jsonResponse(
        'Ended calls by disposition, most frequent first',
        z.object({
          success: z.literal(true),
          dispositions: z.array(z.object({ disposition: z.string(), count: z.number().int() })),
        }),
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const rows = await callsByDisposition(c.get('ctx').sql, scope, toFilter(c.req.valid('query')));
    return c.json({ success: true as const, dispositions: rows }, 200);
  },
);

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls/export.csv',
    tags,
    summary: 'Download calls as CSV',
    request: { query: filters },
    responses: { 200: { description: 'CSV', content: { 'text/csv': { schema: z.string() } } }, ...errorResponses },
  }),
  (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const lines = exportLines(c.get('ctx'), scope, toFilter(c.req.valid('query')));
    return c.body(ReadableStream.from(lines), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="calls.csv"',
    });
  },
);

async function* exportLines(ctx: Context, scope: Scope, filter: CallFilter): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const columns = Object.keys(callShape.shape) as (keyof typeof callShape.shape)[];
  yield encoder.encode(csvLine(columns));
  let behind: CallDetails | undefined;
  do {
    const rows: CallDetails[] = await listCallsForExport(ctx.sql, scope, filter, behind, EXPORT_PAGE_ROWS);
    const lines = rows
      .map((call) => presentCall(ctx.config, call))
      .map((call) => csvLine(columns.map((column) => call[column])));
    yield encoder.encode(lines.join(''));
    behind = rows.at(-1);
  } while (behind);
}

calls.openapi(
  createRoute({
    method: 'get',
    path: '/calls/{id}',
    tags,
    summary: 'Call details',
    request: { params: idParam },
    responses: {
      200: jsonResponse(
        'The call and its timeline',
        z.object({ success: z.literal(true), call: callShape.extend({ events: z.array(callEventShape) }) }),
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const { sql } = c.get('ctx');
    const call = requireFound(await callByKey(sql, scope, c.req.valid('param').id), 'Call');
    const events = await listCallEvents(sql, scope.tenantId, call.id);
    const presented = { ...presentCall(c.get('ctx').config, call), events: events.map(presentCallEvent) };
    return c.json({ success: true as const, call: presented }, 200);
  },
);

calls.openapi(
  createRoute({
    method: 'put',
    path: '/calls/{id}',
    tags,
    summary: 'Note a call, correct its disposition, or opt its person out',
    request: { params: idParam, body: jsonBody(noted) },
    responses: {
      200: jsonResponse('The call as it is now', z.object({ success: z.literal(true), call: callShape })),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { do_not_call: doNotCall, ...noted } = c.req.valid('json');
    const input = { ...noted, doNotCall };
    const call = await annotateCall(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, call: presentCall(c.get('ctx').config, call) }, 200);
  },
);
