import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { systemHealth } from '../../../shared/domain/operations/health.ts';
import { requireFound } from '../../../shared/errors.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { countAgents } from '../../../sql/agents/agents.ts';
import { buyerByKey, countBuyers } from '../../../sql/routing/buyers.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import {
  buyerStatistics,
  campaignStatistics,
  countActiveCalls,
  countActiveCampaigns,
  tenantStatistics,
  tenantStatisticsByBuyer,
  topAgents,
} from '../../../sql/operations/statistics.ts';
import { jsonResponse } from '../../http/replies.ts';
import { statisticsDays, idParams, errorResponses } from '../conventions.ts';
import {
  BuyerStatisticsResponse,
  CampaignStatisticsResponse,
  DashboardResponse,
  HistoricalStatisticsResponse,
  presentBuyerStatistics,
  presentCampaignStatistics,
  presentDashboard,
  presentHistoricalStatistics,
} from './statistics.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

/** Maximum number of entries in each list of the best campaigns, buyers and agents. */
const TOP_MAX = 5;

const StatisticsQuery = z.object({ days: statisticsDays });
const description = 'Counts ended calls by the day (UTC) on which they began. Today is the last of the `days`.';
const tags = ['Statistics'];

export const statisticsRoutes = createRoutes();

statisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/historical',
    tags,
    operationId: 'getHistoricalStatistics',
    summary: 'Historical statistics of the account',
    description,
    request: { query: StatisticsQuery },
    responses: { 200: jsonResponse('Statistics of the account', HistoricalStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'stats.read');
    const within = periodOfLastDays(c.req.valid('query').days, clock.nowMs());
    const [breakdown, activeCampaigns, totalBuyers, totalAgents] = await Promise.all([
      tenantStatistics(sql, scope.tenantId, within, TOP_MAX),
      countActiveCampaigns(sql, scope.tenantId),
      countBuyers(sql, scope.tenantId),
      countAgents(sql, scope),
    ]);
    return c.json(presentHistoricalStatistics({ activeCampaigns, totalBuyers, totalAgents }, breakdown), 200);
  },
);

statisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/campaigns/{campaignId}',
    tags,
    operationId: 'getCampaignStatistics',
    summary: 'Statistics of a campaign',
    description,
    request: { params: idParams('campaignId'), query: StatisticsQuery },
    responses: { 200: jsonResponse('Statistics of the campaign', CampaignStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'stats.read');
    const { id } = requireFound(await campaignByKey(sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const within = periodOfLastDays(c.req.valid('query').days, clock.nowMs());
    return c.json(
      presentCampaignStatistics(id, await campaignStatistics(sql, scope.tenantId, id, within, TOP_MAX)),
      200,
    );
  },
);

statisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/buyers/{buyerId}',
    tags,
    operationId: 'getBuyerStatistics',
    summary: 'Statistics of a buyer',
    description: `${description} A call that the buyer did not answer counts as a failed call of the buyer.`,
    request: { params: idParams('buyerId'), query: StatisticsQuery },
    responses: { 200: jsonResponse('Statistics of the buyer', BuyerStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    const { id } = requireFound(await buyerByKey(sql, tenantId, c.req.valid('param').buyerId), 'Buyer');
    const within = periodOfLastDays(c.req.valid('query').days, clock.nowMs());
    return c.json(presentBuyerStatistics(id, await buyerStatistics(sql, tenantId, id, within, TOP_MAX)), 200);
  },
);

statisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/dashboard',
    tags,
    operationId: 'getDashboard',
    summary: 'Live dashboard',
    responses: { 200: jsonResponse('The present state', DashboardResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    const today = periodOfLastDays(1, ctx.clock.nowMs());
    const [active, { total, top }, agents, health] = await Promise.all([
      countActiveCalls(ctx.sql, tenantId),
      tenantStatisticsByBuyer(ctx.sql, tenantId, today, TOP_MAX),
      topAgents(ctx.sql, tenantId, today, TOP_MAX),
      systemHealth(ctx),
    ]);
    const performers = [
      ...top.map(({ answered, ...buyer }) => ({ ...buyer, type: 'buyer' as const, value: answered })),
      ...agents.map(({ calls, ...agent }) => ({ ...agent, type: 'agent' as const, value: calls })),
    ];
    const best = performers.toSorted((one, other) => other.value - one.value).slice(0, TOP_MAX);
    return c.json(presentDashboard(active, total, best, health), 200);
  },
);
