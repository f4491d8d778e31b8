import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { pacingStatus } from '../../../shared/domain/pacing/reasons.ts';
import { requireFound } from '../../../shared/errors.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { errorResponses, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam } from '../conventions.ts';
import { PacingStatusResponse, presentPacingStatus } from './pacing.shape.ts';

const CampaignPacingResponse = z
  .object({ success: z.literal(true), pacing: PacingStatusResponse })
  .openapi('CampaignPacingResponse');

export const pacingRoutes = createRoutes();

pacingRoutes.openapi(
  createRoute({
    operationId: 'getCampaignPacing',
    method: 'get',
    path: '/campaigns/{id}/pacing',
    tags: ['Campaigns'],
    summary: 'Get the pacing of a campaign',
    description: 'How the campaign dials at this moment, or every reason why it does not.',
    request: { params: idParam },
    responses: {
      200: jsonResponse('The last tick, the abandoned calls and the reasons', CampaignPacingResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = requireFound(await campaignByKey(ctx.sql, scope, c.req.valid('param').id), 'Campaign');
    const status = await pacingStatus(ctx, campaign);
    return c.json({ success: true as const, pacing: presentPacingStatus(campaign, status) }, 200);
  },
);
