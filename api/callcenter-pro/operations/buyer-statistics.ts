import { authorize } from '../../../shared/domain/accounts/access.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { requireFound } from '../../../shared/errors.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { buyerByKey } from '../../../sql/routing/buyers.ts';
import { buyerStatistics } from '../../../sql/operations/statistics.ts';
import { jsonResponse } from '../../http/replies.ts';
import { idParams, errorResponses } from '../conventions.ts';
import { BuyerStatisticsResponse, presentBuyerStatistics } from './statistics.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { TOP_MAX, StatisticsQuery, STATISTICS_DESCRIPTION } from './statistics.query.ts';

export const buyerStatisticsRoutes = createRoutes();

buyerStatisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/buyers/{buyerId}',
    tags: ['Statistics'],
    operationId: 'getBuyerStatistics',
    summary: 'Statistics of a buyer',
    description: `${STATISTICS_DESCRIPTION} A call that the buyer did not answer counts as a failed call of the buyer.`,
    request: { params: idParams('buyerId'), query: StatisticsQuery },
    responses: { 200: jsonResponse('Statistics of the buyer', BuyerStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    const { id } = requireFound(await buyerByKey(sql, tenantId, c.req.valid('param').buyerId), 'Buyer');
    const { timezone, currency } = await accountSettings(sql, tenantId);
    const within = periodOfLastDays(c.req.valid('query').days, clock.nowMs(), timezone);
    const statistics = await buyerStatistics(sql, tenantId, id, within, TOP_MAX);
    return c.json(presentBuyerStatistics(id, statistics, currency), 200);
  },
);
