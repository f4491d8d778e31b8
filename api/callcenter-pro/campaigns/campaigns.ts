import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { updateCampaign, createCampaign, deleteCampaign } from '../../../shared/domain/campaigns/campaigns.ts';
import { requireFound } from '../../../shared/errors.ts';
import { listCampaignBuyers } from '../../../sql/routing/buyers.ts';
import { campaignByKey, countCampaigns, listCampaigns } from '../../../sql/campaigns/campaigns.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164, skills } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  COUNTED_LIST_DESCRIPTION,
  idParams,
  LIST_MAX,
  MessageResponse,
  optionalId,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import {
  ProCampaignResponse,
  campaignStatus,
  ProCampaignWithBuyersResponse,
  presentCampaign,
  presentCampaignWithBuyers,
  routingType,
} from './campaigns.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const fields = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
  description: safeText(5_000).nullable(),
  phoneNumber: e164.nullable(),
  routingType: routingType.openapi({
    description:
      '`priority`: lower goes first, equals take turns. `round_robin`: all take turns. `pool`: the least busy goes first.',
  }),
  status: campaignStatus,
  poolId: optionalId,
  rtbRouterId: optionalId,
  enableRtb: z.boolean(),
  requiredSkills: skills.openapi({ description: 'Of its outbound calls: only agents who have all of them take one' }),
});

const changed = fields.partial();
const created = z.strictObject({ ...changed.shape, name: fields.shape.name });
const tags = ['Campaigns'];

export const campaignRoutes = createRoutes();

campaignRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns',
    tags,
    summary: 'List campaigns',
    description: COUNTED_LIST_DESCRIPTION,
    responses: { 200: jsonResponse('Campaigns, newest first', z.array(ProCampaignResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const rows = await listCampaigns(sql, scope, { limit: LIST_MAX, offset: 0 });
    setTotalCountHeader(c, await countCampaigns(sql, scope));
    return c.json(rows.map(presentCampaign), 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new campaign', ProCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const { status = 'active', routingType = 'priority', ...sent } = c.req.valid('json');
    const { rtbRouterId: rtbRouter, poolId: pool, ...fields } = sent;
    const input = { ...fields, rtbRouter, pool, routingType, status };
    return c.json(presentCampaign(await createCampaign(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{id}',
    tags,
    summary: 'Get a campaign with its buyers',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The campaign', ProCampaignWithBuyersResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = requireFound(await campaignByKey(sql, scope, c.req.valid('param').id), 'Campaign');
    const buyers = await listCampaignBuyers(sql, scope.tenantId, campaign.id);
    return c.json(presentCampaignWithBuyers(campaign, buyers), 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/campaigns/{id}',
    tags,
    summary: 'Update a campaign',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The campaign as it is now', ProCampaignResponse), ...errorResponses },
  }),
  async (c) => {
    const { rtbRouterId: rtbRouter, poolId: pool, ...input } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const campaign = await updateCampaign(c.get('ctx'), c.get('actor'), id, { ...input, rtbRouter, pool });
    return c.json(presentCampaign(campaign), 200);
  },
);

campaignRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/campaigns/{id}',
    tags,
    summary: 'Delete a campaign; its calls stay',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Campaign deleted successfully' }, 200);
  },
);
