/** How much of the caps of targets and of the limits of buyers is used now. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import { listTargetUsage, type TargetUsageRow } from '../../../sql/rtb/caps.ts';
import { countTargets } from '../../../sql/rtb/targets.ts';
import { type BuyerPosition, type BuyerUsageRow, countBuyers, listBuyerUsage } from '../../../sql/routing/buyers.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { jsonResponse } from '../../http/replies.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, LIST_DESCRIPTION, WholeListQuery } from '../conventions.ts';

const calls = {
  id: integer,
  uuid,
  liveCalls: integer,
  callsThisHour: integer,
  callsToday: integer,
  callsThisMonth: integer,
};

const TargetUsageResponse = z
  .object({ ...calls, isCapped: z.boolean().openapi({ description: 'Whether a cap is reached: it is not asked now' }) })
  .openapi('TargetUsageResponse');

const BuyerUsageResponse = z
  .object({ ...calls, revenueToday: z.number(), revenueThisMonth: z.number() })
  .openapi('BuyerUsageResponse');

const presentTargetUsage = (row: TargetUsageRow): z.infer<typeof TargetUsageResponse> => ({ ...row });

function presentBuyerUsage(row: BuyerUsageRow): z.infer<typeof BuyerUsageResponse> {
  const { revenueTodayMicros, revenueThisMonthMicros, priority: _, ...counts } = row;
  const revenueThisMonth = fromMicros(revenueThisMonthMicros);
  return { ...counts, revenueToday: fromMicros(revenueTodayMicros), revenueThisMonth };
}

export const capRoutes = createRoutes();

capRoutes.openapi(
  createRoute({
    operationId: 'listTargetUsage',
    method: 'get',
    path: '/rtb/targets/usage',
    tags: ['RTB'],
    summary: 'List how much of the caps of RTB targets is used',
    description: `${LIST_DESCRIPTION} Hours, days and months are those of the time zone of each target.`,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Targets, oldest first', z.array(TargetUsageResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listTargetUsage(sql, tenantId, page),
      count: () => countTargets(sql, tenantId),
    });
    return c.json(rows.map(presentTargetUsage), 200);
  },
);

capRoutes.openapi(
  createRoute({
    operationId: 'listBuyerUsage',
    method: 'get',
    path: '/buyers/usage',
    tags: ['Buyers'],
    summary: 'List how much of the limits of buyers is used',
    description: `${LIST_DESCRIPTION} Revenue is in the currency of each buyer.`,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Buyers, by priority', z.array(BuyerUsageResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'buyers.read');
    const reads = {
      list: (page: Page<BuyerPosition>) => listBuyerUsage(sql, tenantId, page),
      count: () => countBuyers(sql, tenantId),
    };
    const { rows } = await readPage(c, c.req.valid('query'), reads, ({ priority, id }) => ({ priority, id }));
    return c.json(rows.map(presentBuyerUsage), 200);
  },
);
