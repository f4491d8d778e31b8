import { authorize } from '../../../shared/domain/accounts/access.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { systemHealth } from '../../../shared/domain/operations/health.ts';
import { periodOfLastDays } from '../../../shared/rules/operations/call-statistics.ts';
import { countActiveCalls, tenantStatisticsByBuyer, topAgents } from '../../../sql/operations/statistics.ts';
import { jsonResponse } from '../../http/replies.ts';
import { errorResponses } from '../conventions.ts';
import { DashboardResponse, presentDashboard } from './statistics.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { TOP_MAX } from './statistics.query.ts';

export const dashboardRoutes = createRoutes();

dashboardRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/dashboard',
    tags: ['Statistics'],
    operationId: 'getDashboard',
    summary: 'Live dashboard',
    responses: { 200: jsonResponse('The present state', DashboardResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'stats.read');
    const { timezone, currency } = await accountSettings(ctx.sql, tenantId);
    const today = periodOfLastDays(1, ctx.clock.nowMs(), timezone);
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
    return c.json(presentDashboard(active, total, best, health, currency), 200);
  },
);
