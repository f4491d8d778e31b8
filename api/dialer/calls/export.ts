/** CSV export of calls. */
import { z } from '@hono/zod-openapi';
import { recordingMediaUrlOfCall } from '../../../shared/domain/calls/recordings.ts';
import type { Context } from '../../../shared/context.ts';
import { authorize, type Scope } from '../../../shared/domain/accounts/access.ts';
import { csvLine } from '../../../shared/rules/values/csv-output.ts';
import { type CallDetails, type CallFilter, listCalls } from '../../../sql/calls/calls.ts';
import { errorResponses } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { CallFilterQuery, toCallFilter } from './calls.filter.ts';
import { CallResponse, presentCall } from './calls.shape.ts';

/** Number of calls that are read from the database at a time, so that an export of any length needs little memory. */
const EXPORT_PAGE_ROWS = 1_000;

/**
 * The routes of the CSV export. Mount these routes before `callRoutes`, because `/calls/{id}` in `callRoutes` matches
 * the path of the export too.
 */
export const callExportRoutes = createRoutes();

callExportRoutes.openapi(
  createRoute({
    operationId: 'exportCalls',
    method: 'get',
    path: '/calls/export.csv',
    tags: ['Calls'],
    summary: 'Export calls as CSV',
    request: { query: CallFilterQuery },
    responses: {
      200: { description: 'One line per call, newest first', content: { 'text/csv': { schema: z.string() } } },
      ...errorResponses,
    },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'calls.read');
    const lines = generateLines(c.get('ctx'), scope, await toCallFilter(c.get('ctx').sql, scope, c.req.valid('query')));
    return c.body(ReadableStream.from(lines), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="calls.csv"',
    });
  },
);

async function* generateLines(ctx: Context, scope: Scope, filter: CallFilter): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const columns = Object.keys(CallResponse.shape) as (keyof typeof CallResponse.shape)[];
  yield encoder.encode(csvLine(columns));
  let after: number | undefined;
  do {
    const page = { limit: EXPORT_PAGE_ROWS, offset: 0, after };
    const rows: CallDetails[] = await listCalls(ctx.sql, scope, filter, page);
    const lines = rows
      // The file outlives a signed address.
      .map((call) => ({ ...presentCall(ctx, call), recording_url: recordingMediaUrlOfCall(ctx.config, call) }))
      .map((call) => csvLine(columns.map((column) => call[column])));
    yield encoder.encode(lines.join(''));
    after = rows.at(-1)?.id;
  } while (after !== undefined);
}
