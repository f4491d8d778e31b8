/** Reports of calls and their money, as JSON and as CSV. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { statesByAreaCode } from '../../../shared/rules/compliance/states.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { csvLine } from '../../../shared/rules/values/csv-output.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import {
  listReportRows,
  type ReportDimension,
  type ReportPosition,
  type ReportQuery,
  reportTotals,
} from '../../../sql/operations/reports.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { ianaZone } from '../../http/fields.ts';
import { periodOf, periodQuery } from '../../http/period.ts';
import { jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, page, pageOffset, Pagination, paginationOf, timestamp } from '../conventions.ts';
import {
  groupBy,
  presentFigures,
  presentReportRow,
  reportCells,
  reportColumns,
  ReportFiguresResponse,
  ReportRowResponse,
} from './reports.shape.ts';

const query = {
  groupBy: groupBy.default(['campaign']),
  dateFrom: periodQuery.date_from,
  dateTo: periodQuery.date_to,
  timezone: ianaZone
    .optional()
    .openapi({ description: 'The zone of the days and hours; by default that of the account' }),
};

const CallReportResponse = z
  .object({
    timezone: z.string(),
    from: timestamp,
    to: timestamp.openapi({ description: 'Excluded' }),
    totals: z
      .array(ReportFiguresResponse)
      .openapi({ description: 'One for each currency: the sums of all rows. Currencies are never added' }),
    rows: z.array(ReportRowResponse),
    pagination: Pagination,
  })
  .openapi('CallReportResponse');

/** Days that a report covers if the request names no first day. */
const DAYS_DEFAULT = 30;
/** Number of rows that are read from the database at a time. Most reports have fewer. */
const CSV_PAGE_ROWS = 10_000;

const description =
  'Counts ended calls by when they began. Calls without a value of a dimension are a row of their own, so the rows of each ' +
  'dimension add up to the same totals. Without `dateFrom`, the last 30 days.';

const tags = ['Statistics'];

type Query = {
  groupBy: ReportDimension[];
  dateFrom?: string | undefined;
  dateTo?: string | undefined;
  timezone?: string | undefined;
};

async function toReportQuery({ sql, clock }: Context, tenantId: number, asked: Query): Promise<ReportQuery> {
  const account = await accountSettings(sql, tenantId);
  const timezone = asked.timezone ?? account.timezone;
  const given = periodOf({ date_from: asked.dateFrom, date_to: asked.dateTo, timezone });
  const before = given.before ?? periodOfLastDays(1, clock.nowMs(), timezone).before;
  const from = given.from ?? periodOfLastDays(DAYS_DEFAULT, before.getTime() - 1, timezone).from;
  const { currency } = account;
  return { period: { from, before }, dimensions: asked.groupBy, timezone, currency, states: statesByAreaCode() };
}

export const reportRoutes = createRoutes();

reportRoutes.openapi(
  createRoute({
    operationId: 'getCallReport',
    method: 'get',
    path: '/reports/calls',
    tags,
    summary: 'Report of calls and their money',
    description,
    request: { query: z.object({ ...query, ...page }) },
    responses: { 200: jsonResponse('The report', CallReportResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'money.read');
    const asked = c.req.valid('query');
    const report = await toReportQuery(ctx, tenantId, asked);
    const listed = await readPage(
      c,
      { ...asked, offset: pageOffset(asked) },
      {
        list: (range: Page<ReportPosition>) => listReportRows(ctx.sql, tenantId, report, range),
        count: () => reportTotals(ctx.sql, tenantId, report),
      },
      ({ keys, currency }): ReportPosition => ({ keys, currency }),
    );
    const { dimensions, timezone, period } = report;
    return c.json(
      {
        timezone,
        from: period.from.toISOString(),
        to: period.before.toISOString(),
        totals: listed.total.totals.map(presentFigures),
        rows: listed.rows.map((row) => presentReportRow(dimensions, row)),
        pagination: paginationOf({ ...listed, total: listed.total.rows }, asked.after),
      },
      200,
    );
  },
);

reportRoutes.openapi(
  createRoute({
    operationId: 'exportCallReport',
    method: 'get',
    path: '/reports/calls.csv',
    tags,
    summary: 'Report of calls and their money as CSV',
    description,
    request: { query: z.object(query) },
    responses: {
      200: { description: 'One line per row', content: { 'text/csv': { schema: z.string() } } },
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'money.read');
    const lines = generateLines(ctx, tenantId, await toReportQuery(ctx, tenantId, c.req.valid('query')));
    return c.body(ReadableStream.from(lines), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="calls-report.csv"',
    });
  },
);

async function* generateLines({ sql }: Context, tenantId: number, report: ReportQuery): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(csvLine(reportColumns(report.dimensions)));
  let after: ReportPosition | undefined;
  do {
    const rows = await listReportRows(sql, tenantId, report, { limit: CSV_PAGE_ROWS, offset: 0, after });
    yield encoder.encode(rows.map((row) => csvLine(reportCells(report.dimensions, row))).join(''));
    after = rows.length < CSV_PAGE_ROWS ? undefined : rows.at(-1);
  } while (after !== undefined);
}
