import { authorize } from '../../../shared/domain/accounts/access.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { countAgents } from '../../../sql/agents/agents.ts';
import { countBuyers } from '../../../sql/routing/buyers.ts';
import { countActiveCampaigns, tenantStatistics } from '../../../sql/operations/statistics.ts';
import { jsonResponse } from '../../http/replies.ts';
import { errorResponses } from '../conventions.ts';
import { HistoricalStatisticsResponse, presentHistoricalStatistics } from './statistics.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { TOP_MAX, StatisticsQuery, STATISTICS_DESCRIPTION } from './statistics.query.ts';

export const historicalStatisticsRoutes = createRoutes();

historicalStatisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/historical',
    tags: ['Statistics'],
    operationId: 'getHistoricalStatistics',
    summary: 'Historical statistics of the account',
    description: STATISTICS_DESCRIPTION,
    request: { query: StatisticsQuery },
    responses: { 200: jsonResponse('Statistics of the account', HistoricalStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'stats.read');
    const { timezone, currency } = await accountSettings(sql, scope.tenantId);
    const within = periodOfLastDays(c.req.valid('query').days, clock.nowMs(), timezone);
    const [breakdown, activeCampaigns, totalBuyers, totalAgents] = await Promise.all([
      tenantStatistics(sql, scope.tenantId, within, TOP_MAX),
      countActiveCampaigns(sql, scope.tenantId),
      countBuyers(sql, scope.tenantId),
      countAgents(sql, scope, {}),
    ]);
    return c.json(presentHistoricalStatistics({ activeCampaigns, totalBuyers, totalAgents }, breakdown, currency), 200);
  },
);
