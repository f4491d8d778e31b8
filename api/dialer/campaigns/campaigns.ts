import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { createCampaign, updateCampaign } from '../../../shared/domain/campaigns/campaigns.ts';
import { runPreflight } from '../../../shared/domain/campaigns/preflight.ts';
import { cancelCampaign, pauseCampaign, startCampaign } from '../../../shared/domain/campaigns/status.ts';
import { requireFound } from '../../../shared/errors.ts';
import { campaignByKey, countCampaigns, listCampaigns } from '../../../sql/campaigns/campaigns.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { errorResponses, jsonBody, jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import { idParam, page } from '../conventions.ts';
import { CreateCampaignBody, toInput, UpdateCampaignBody } from './campaigns.body.ts';
import {
  CampaignResponse,
  campaignStatus,
  PreflightResponse,
  presentCampaign,
  presentPreflight,
  StartProblem,
} from './campaigns.shape.ts';

const ListCampaignsQuery = z.object({ status: campaignStatus.optional(), ...page });

const singleCampaign = z.object({ success: z.literal(true), campaign: CampaignResponse });
const SingleCampaignResponse = singleCampaign.openapi('SingleCampaignResponse');
const ChangeCampaignStatusResponse = singleCampaign
  .extend({ message: z.string() })
  .openapi('ChangeCampaignStatusResponse');
const StartCampaignResponse = ChangeCampaignStatusResponse.extend({
  warnings: z.array(StartProblem).openapi({ description: 'What the campaign waits for before it places calls' }),
}).openapi('StartCampaignResponse');
const ListCampaignsResponse = z
  .object({
    success: z.literal(true),
    campaigns: z.array(CampaignResponse),
    count: z.number().int(),
    total: z.number().int(),
  })
  .openapi('ListCampaignsResponse');
const GetPreflightResponse = z
  .object({ success: z.literal(true), preflight: PreflightResponse })
  .openapi('GetPreflightResponse');

const tags = ['Campaigns'];

export const campaignRoutes = createRoutes();

campaignRoutes.openapi(
  createRoute({
    operationId: 'listCampaigns',
    method: 'get',
    path: '/campaigns',
    tags,
    summary: 'List campaigns',
    request: { query: ListCampaignsQuery },
    responses: { 200: jsonResponse('Campaigns, newest first', ListCampaignsResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const { sql } = c.get('ctx');
    const { status, ...query } = c.req.valid('query');
    const filter = { statuses: status && [status] };
    const { rows, total } = await readPage(c, query, {
      list: (page) => listCampaigns(sql, scope, { ...filter, ...page }),
      count: () => countCampaigns(sql, scope, filter),
    });
    return c.json({ success: true as const, campaigns: rows.map(presentCampaign), count: rows.length, total }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'createCampaign',
    method: 'post',
    path: '/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: jsonBody(CreateCampaignBody) },
    responses: { 201: jsonResponse('The new campaign, a draft', SingleCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const body = c.req.valid('json');
    const input = { ...toInput(body), name: body.name };
    const campaign = await createCampaign(c.get('ctx'), c.get('actor'), input);
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 201);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'getCampaign',
    method: 'get',
    path: '/campaigns/{id}',
    tags,
    summary: 'Get a campaign',
    request: { params: idParam },
    responses: { 200: jsonResponse('The campaign', SingleCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = requireFound(await campaignByKey(c.get('ctx').sql, scope, c.req.valid('param').id), 'Campaign');
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'updateCampaign',
    method: 'put',
    path: '/campaigns/{id}',
    tags,
    summary: 'Update a campaign',
    request: { params: idParam, body: jsonBody(UpdateCampaignBody) },
    responses: { 200: jsonResponse('The updated campaign', SingleCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const campaign = await updateCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json({ success: true as const, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'startCampaign',
    method: 'post',
    path: '/campaigns/{id}/start',
    tags,
    summary: 'Start a campaign',
    description:
      'A campaign whose `schedule_start` is in the future is scheduled and starts then. A completed campaign can start ' +
      'again. A campaign without leads or agents starts too: `warnings` says what it waits for.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The started campaign', StartCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const { campaign, warnings } = await startCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign started successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign), warnings }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'pauseCampaign',
    method: 'post',
    path: '/campaigns/{id}/pause',
    tags,
    summary: 'Pause a campaign',
    description: 'Calls in progress continue.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The paused campaign', ChangeCampaignStatusResponse), ...errorResponses },
  }),
  async (c) => {
    const campaign = await pauseCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign paused successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'cancelCampaign',
    method: 'post',
    path: '/campaigns/{id}/cancel',
    tags,
    summary: 'Cancel a campaign',
    description: 'A cancelled campaign cannot be started again. Calls in progress continue.',
    request: { params: idParam },
    responses: { 200: jsonResponse('The cancelled campaign', ChangeCampaignStatusResponse), ...errorResponses },
  }),
  async (c) => {
    const campaign = await cancelCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    const message = 'Campaign cancelled successfully';
    return c.json({ success: true as const, message, campaign: presentCampaign(campaign) }, 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    operationId: 'getCampaignPreflight',
    method: 'get',
    path: '/campaigns/{id}/preflight',
    tags,
    summary: 'Check which leads of a campaign can be called',
    description: 'How many leads can be called now, how many later, how many never, and why.',
    request: { params: idParam },
    responses: { 200: jsonResponse('Counts of leads', GetPreflightResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = requireFound(await campaignByKey(ctx.sql, scope, c.req.valid('param').id), 'Campaign');
    const preflight = await runPreflight(ctx, ctx.sql, campaign);
    return c.json({ success: true as const, preflight: presentPreflight(preflight) }, 200);
  },
);
