import { authorize } from '../../../shared/domain/accounts/access.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import { requireFound } from '../../../shared/errors.ts';
import { periodOfLastDays, splitsHours } from '../../../shared/rules/operations/call-statistics.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { campaignStatistics } from '../../../sql/operations/statistics.ts';
import { jsonResponse } from '../../http/replies.ts';
import { idParams, errorResponses } from '../conventions.ts';
import { CampaignStatisticsResponse, presentCampaignStatistics } from './statistics.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { TOP_MAX, StatisticsQuery, STATISTICS_DESCRIPTION } from './statistics.query.ts';

export const campaignStatisticsRoutes = createRoutes();

campaignStatisticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/stats/campaigns/{campaignId}',
    tags: ['Statistics'],
    operationId: 'getCampaignStatistics',
    summary: 'Statistics of a campaign',
    description: STATISTICS_DESCRIPTION,
    request: { params: idParams('campaignId'), query: StatisticsQuery },
    responses: { 200: jsonResponse('Statistics of the campaign', CampaignStatisticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, clock } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'stats.read');
    const { id } = requireFound(await campaignByKey(sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const { timezone: zone, currency } = await accountSettings(sql, scope.tenantId);
    const period = periodOfLastDays(c.req.valid('query').days, clock.nowMs(), zone);
    const asked = { campaignId: id, period, zone, splitsHours: splitsHours(period, zone), topMax: TOP_MAX };
    const statistics = await campaignStatistics(sql, scope.tenantId, asked);
    return c.json(presentCampaignStatistics(id, statistics, currency), 200);
  },
);
