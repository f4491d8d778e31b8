import { z } from '@hono/zod-openapi';
import { analyseVisits } from '../../../shared/domain/tracking/visits.ts';
import type { VisitGroup } from '../../../sql/tracking/visits.ts';
import { jsonResponse } from '../../http/replies.ts';
import { id, errorResponses } from '../conventions.ts';
import { integer } from '../../http/response-fields.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const DAYS_MAX = 365;
const RATE_DECIMALS = 4;

const group = { sessions: integer, calls: integer, conversionRate: z.number() };

const DniAnalyticsResponse = z
  .object({
    totalSessions: integer,
    uniqueVisitors: integer.openapi({ description: 'Different session ids' }),
    totalCalls: integer.openapi({ description: 'Calls that were attributed to these visits' }),
    conversionRate: z.number().openapi({ description: 'Calls divided by unique visitors' }),
    topSources: z.array(z.object({ source: z.string(), ...group })),
    topPages: z.array(z.object({ page: z.string(), ...group })),
  })
  .openapi('DniAnalyticsResponse');

const rate = (calls: number, of: number) => (of === 0 ? 0 : Number((calls / of).toFixed(RATE_DECIMALS)));

const presentGroup = ({ sessions, calls }: Omit<VisitGroup, 'name'>) => ({
  sessions,
  calls,
  conversionRate: rate(calls, sessions),
});

export const dniAnalyticsRoutes = createRoutes();

dniAnalyticsRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/dni/analytics',
    tags: ['DNI'],
    operationId: 'getDniAnalytics',
    summary: 'Visits and the calls that they led to',
    description:
      'Covers visits that began within the last `days` days. Lists the ten sources and pages with the most visits.',
    request: {
      query: z.object({
        campaignId: id.optional(),
        days: z.coerce.number().int().min(1).max(DAYS_MAX).default(30),
      }),
    },
    responses: { 200: jsonResponse('Analytics', DniAnalyticsResponse), ...errorResponses },
  }),
  async (c) => {
    const { campaignId: campaign, days } = c.req.valid('query');
    const { sessions, visitors, calls, sources, pages } = await analyseVisits(c.get('ctx'), c.get('actor'), {
      campaign,
      days,
    });
    return c.json(
      {
        totalSessions: sessions,
        uniqueVisitors: visitors,
        totalCalls: calls,
        conversionRate: rate(calls, visitors),
        topSources: sources.map(({ name, ...each }) => ({ source: name, ...presentGroup(each) })),
        topPages: pages.map(({ name, ...each }) => ({ page: name, ...presentGroup(each) })),
      },
      200,
    );
  },
);
