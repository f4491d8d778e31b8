import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { systemHealth } from '../../../shared/domain/operations/health.ts';
import { requireFound } from '../../../shared/errors.ts';
import { lastDays } from '../../../shared/rules/values/call-figures.ts';
import { countAgentsSeen } from '../../../sql/agents/agents.ts';
import { buyerByKey, countBuyers } from '../../../sql/routing/buyers.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import {
  buyerStats,
  campaignStats,
  countActiveCalls,
  countActiveCampaigns,
  tenantStats,
  tenantStatsByBuyer,
  topAgents,
} from '../../../sql/operations/statistics.ts';
import { jsonResponse } from '../../http/replies.ts';
import { statisticsDays, idParams, errorResponses } from '../conventions.ts';
import {
  buyerStatsShape,
  campaignStatsShape,
  dashboardShape,
  historicalShape,
  presentBuyerStats,
  presentCampaignStats,
  presentDashboard,
  presentHistorical,
} from './statistics.shape.ts';
import { createRoutes } from '../../http/routes.ts';

/** How many the lists of the best name. */
const TOP_MAX = 5;

const period = z.object({ days: statisticsDays });
const description = 'Of calls that have ended, by the day (UTC) on which they began; today is the last of the `days`.';
const tags = ['Statistics'];

export const stats = createRoutes();

stats.openapi(
  createRoute({
    method: 'get',
    path: '/stats/historical',
    tags,
    summary: 'Historical statistics',
    description,
    request: { query: period },
    responses: { 200: jsonResponse('Everything of the account', historicalShape), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'stats.read');
    const within = lastDays(c.req.valid('query').days, clock.nowMs());
    const [breakdown, activeCampaigns, totalBuyers, totalAgents] = await Promise.all([
      tenantStats(sql, scope.tenantId, within, TOP_MAX),
      countActiveCampaigns(sql, scope.tenantId),
      countBuyers(sql, scope.tenantId),
      countAgentsSeen(sql, scope),
    ]);
    return c.json(presentHistorical({ activeCampaigns, totalBuyers, totalAgents }, breakdown), 200);
  },
);

stats.openapi(
  createRoute({
    method: 'get',
    path: '/stats/campaigns/{campaignId}',
    tags,
    summary: 'Statistics of a campaign',
    description,
    request: { params: idParams('campaignId'), query: period },
    responses: { 200: jsonResponse('Its calls in numbers', campaignStatsShape), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'stats.read');
    const { id } = requireFound(await campaignByKey(sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const within = lastDays(c.req.valid('query').days, clock.nowMs());
    return c.json(presentCampaignStats(id, await campaignStats(sql, scope.tenantId, id, within, TOP_MAX)), 200);
  },
);

stats.openapi(
  createRoute({
    method: 'get',
    path: '/stats/buyers/{buyerId}',
    tags,
    summary: 'Statistics of a buyer',
    description: `${description} Calls that rang at the buyer in vain count as theirs, too, and did not succeed.`,
    request: { params: idParams('buyerId'), query: period },
    responses: { 200: jsonResponse('Their calls in numbers', buyerStatsShape), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    const { id } = requireFound(await buyerByKey(sql, tenantId, c.req.valid('param').buyerId), 'Buyer');
    const within = lastDays(c.req.valid('query').days, clock.nowMs());
    return c.json(presentBuyerStats(id, await buyerStats(sql, tenantId, id, within, TOP_MAX)), 200);
  },
);

stats.openapi(
  createRoute({
    method: 'get',
    path: '/stats/dashboard',
    tags,
    summary: 'What goes on now and went on today',
    responses: { 200: jsonResponse('As of this moment', dashboardShape), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    const today = lastDays(1, ctx.clock.nowMs());
    const [active, { total, top }, agents, health] = await Promise.all([
      countActiveCalls(ctx.sql, tenantId),
      tenantStatsByBuyer(ctx.sql, tenantId, today, TOP_MAX),
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
