import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  cancelCampaign,
  updateCampaign,
  createCampaign,
  pauseCampaign,
  startCampaign,
} from '../../../shared/domain/campaigns/campaigns.ts';
import { runPreflight } from '../../../shared/domain/campaigns/preflight.ts';
import { requireFound } from '../../../shared/errors.ts';
import { campaignByKey, listCampaigns } from '../../../sql/campaigns/campaigns.ts';
import { changed, created, toInput } from './campaigns.body.ts';
import { idParam, page } from '../conventions.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { CampaignResponse, PreflightResponse, presentCampaign, presentPreflight } from './campaigns.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const listed = z.object({
  status: z.enum(['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled']).optional(),
  ...page,
});

const one = z.object({ success: z.literal(true), campaign: CampaignResponse });
const withMessage = one.extend({ message: z.string() });
const many = z.object({ success: z.literal(true), campaigns: z.array(CampaignResponse), count: z.number().int() });
const tags = ['Campaigns'];

export const campaignRoutes = createRoutes();

campaignRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns',
    tags,
    summary: 'List campaigns',
    request: { query: listed },
    responses: { 200: jsonResponse('Campaigns, newest first', many), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const rows = await listCampaigns(c.get('ctx').sql, scope, c.req.valid('query'));
    return c.json({ success: true as const, campaigns: rows.map(presentCampaign), count: rows.length }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new campaign, a draft', one), ...errorResponses },
  }),
  async (c) => {
    const sent = c.req.valid('json');
    const input = { ...toInput(sent), name: sent.name };
    const campaign = await createCampaign(c.get('ctx'), c.get('actor'), input);
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 201);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{id}',
    tags,
    summary: 'Get a campaign',
    request: { params: idParam },
    responses: { 200: jsonResponse('The campaign', one), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = requireFound(await campaignByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Campaign');
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/campaigns/{id}',
    tags,
    summary: 'Update a campaign',
    request: { params: idParam, body: jsonBody(changed) },
    responses: { 200: jsonResponse('The campaign as it is now', one), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const campaign = await updateCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/start',
    tags,
    summary: 'Start a campaign',
    request: { params: idParam },
    responses: { 200: jsonResponse('Started', withMessage), ...errorResponses },
  }),
  async (c) => {
    const campaign = await startCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign started successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/pause',
    tags,
    summary: 'Pause a campaign',
    request: { params: idParam },
    responses: { 200: jsonResponse('Paused', withMessage), ...errorResponses },
  }),
  async (c) => {
    const campaign = await pauseCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign paused successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{id}/cancel',
    tags,
    summary: 'Cancel a campaign for good',
    request: { params: idParam },
    responses: { 200: jsonResponse('Cancelled', withMessage), ...errorResponses },
  }),
  async (c) => {
    const campaign = await cancelCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign cancelled successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{id}/preflight',
    tags,
    summary: 'Who would be called now, later or never, and why',
    request: { params: idParam },
    responses: {
      200: jsonResponse('Counts of leads', z.object({ success: z.literal(true), preflight: PreflightResponse })),
      ...errorResponses,
    },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = requireFound(await campaignByKey(ctx.sql, scope, c.req.valid('param').id), 'Campaign');
    const preflight = await runPreflight(ctx, ctx.sql, campaign);
    return c.json({ success: true as const, preflight: presentPreflight(preflight) }, 200);
  },
);
