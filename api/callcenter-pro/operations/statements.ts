/** Statements: what a buyer or bidder owes, or a publisher is owed, in a period, as JSON and as CSV. */
import { z } from '@hono/zod-openapi';
import type { Context } from '../../../shared/context.ts';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { requireFound } from '../../../shared/errors.ts';
import { csvLine } from '../../../shared/rules/values/csv-output.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { listStatementLines, type Party, type StatementPeriod, sumStatement } from '../../../sql/calls/ledger.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { publisherByKey } from '../../../sql/publishers/publishers.ts';
import { buyerByKey } from '../../../sql/routing/buyers.ts';
import { targetByKey } from '../../../sql/rtb/targets.ts';
import { ianaZone } from '../../http/fields.ts';
import { periodOf, periodQuery } from '../../http/period.ts';
import { jsonResponse } from '../../http/replies.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, idParams, page, Pagination, paginationOf, readNumberedPage } from '../conventions.ts';
import { presentLine, presentTotals, StatementLineResponse, StatementTotalResponse } from './statements.shape.ts';

const period = {
  dateFrom: periodQuery.date_from,
  dateTo: periodQuery.date_to,
  timezone: ianaZone.optional().openapi({ description: 'The zone of the days; by default that of the account' }),
};

const StatementResponse = z
  .object({
    id: integer.openapi({ description: 'The id of the buyer, target or publisher' }),
    uuid,
    name: z.string(),
    timezone: z.string(),
    totals: z
      .array(StatementTotalResponse)
      .openapi({ description: 'One for each currency. Currencies are never added' }),
    lines: z.array(StatementLineResponse).openapi({ description: 'Oldest first' }),
    pagination: Pagination,
  })
  .openapi('StatementResponse');

/** Number of lines that are read from the database at a time. */
const CSV_PAGE_LINES = 1_000;

const tags = ['Money'];

type NamedRow = { id: number; uuid: string; name: string; timezone?: string | null };

const PARTIES: {
  kind: Party['kind'];
  path: string;
  name: string;
  operation: string;
  find: (sql: Sql, tenantId: number, key: Key) => Promise<NamedRow | undefined>;
}[] = [
  { kind: 'buyer', path: '/buyers', name: 'Buyer', operation: 'Buyer', find: buyerByKey },
  { kind: 'target', path: '/rtb/targets', name: 'Target', operation: 'Target', find: findTarget },
  { kind: 'publisher', path: '/publishers', name: 'Publisher', operation: 'Publisher', find: publisherByKey },
];

/** The hours of a target have a zone, but its statements follow the account. */
async function findTarget(sql: Sql, tenantId: number, key: Key): Promise<NamedRow | undefined> {
  const target = await targetByKey(sql, tenantId, key);
  return target && { id: target.id, uuid: target.uuid, name: target.name };
}

type Query = { dateFrom?: string | undefined; dateTo?: string | undefined; timezone?: string | undefined };

async function toPeriod(
  { sql }: Pick<Context, 'sql'>,
  tenantId: number,
  { dateFrom, dateTo, timezone }: Query,
  { timezone: own }: NamedRow,
): Promise<StatementPeriod & { timezone: string }> {
  const zone = timezone ?? own ?? (await accountSettings(sql, tenantId)).timezone;
  return { ...periodOf({ date_from: dateFrom, date_to: dateTo, timezone: zone }), timezone: zone };
}

export const statementRoutes = createRoutes();

for (const { kind, path, name, operation, find } of PARTIES) {
  statementRoutes.openapi(
    createRoute({
      operationId: `get${operation}Statement`,
      method: 'get',
      path: `${path}/{id}/statement`,
      tags,
      summary: `Statement of a ${name.toLowerCase()}`,
      description: 'The entries of the ledger in the period. The amounts of the lines add up to the total, exactly.',
      request: { params: idParams('id'), query: z.object({ ...period, ...page }) },
      responses: { 200: jsonResponse('The statement', StatementResponse), ...errorResponses },
    }),
    async (c) => {
      const ctx = c.get('ctx');
      const { tenantId } = authorize(c.get('actor'), 'money.read');
      const row = requireFound(await find(ctx.sql, tenantId, c.req.valid('param').id), name);
      const query = c.req.valid('query');
      const { timezone, ...within } = await toPeriod(ctx, tenantId, query, row);
      const party = { kind, id: row.id };
      const listed = await readNumberedPage(c, query, {
        list: (range) => listStatementLines(ctx.sql, tenantId, party, within, range),
        count: () => sumStatement(ctx.sql, tenantId, party, within),
      });
      const { rows: lines, total: sums } = listed;
      const pagination = paginationOf({ ...listed, total: sums.reduce((all, sum) => all + sum.lines, 0) }, query.after);
      const { id, uuid } = row;
      const shown = { lines: lines.map((line) => presentLine(kind, line)), totals: presentTotals(kind, sums) };
      return c.json({ id, uuid, name: row.name, timezone, ...shown, pagination }, 200);
    },
  );

  statementRoutes.openapi(
    createRoute({
      operationId: `export${operation}Statement`,
      method: 'get',
      path: `${path}/{id}/statement.csv`,
      tags,
      summary: `Statement of a ${name.toLowerCase()} as CSV`,
      request: { params: idParams('id'), query: z.object(period) },
      responses: {
        200: { description: 'One line per entry, oldest first', content: { 'text/csv': { schema: z.string() } } },
        ...errorResponses,
      },
    }),
    async (c) => {
      const ctx = c.get('ctx');
      const { tenantId } = authorize(c.get('actor'), 'money.read');
      const row = requireFound(await find(ctx.sql, tenantId, c.req.valid('param').id), name);
      const within = await toPeriod(ctx, tenantId, c.req.valid('query'), row);
      const lines = generateLines(ctx, tenantId, { kind, id: row.id }, within);
      return c.body(ReadableStream.from(lines), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': 'attachment; filename="statement.csv"',
      });
    },
  );
}

async function* generateLines(
  { sql }: Pick<Context, 'sql'>,
  tenantId: number,
  party: Party,
  within: StatementPeriod,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const columns = Object.keys(StatementLineResponse.shape) as (keyof typeof StatementLineResponse.shape)[];
  yield encoder.encode(csvLine(columns));
  let after: number | undefined = 0;
  while (after !== undefined) {
    const rows = await listStatementLines(sql, tenantId, party, within, { limit: CSV_PAGE_LINES, offset: 0, after });
    const lines = rows.map((row) => presentLine(party.kind, row));
    yield encoder.encode(lines.map((line) => csvLine(columns.map((column) => line[column]))).join(''));
    after = rows.at(-1)?.id;
  }
}
