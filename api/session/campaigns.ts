import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../shared/domain/access.ts';
import { changeCampaign, createCampaign, deleteCampaign } from '../../shared/domain/campaigns.ts';
import { found } from '../../shared/errors.ts';
import { buyersOfCampaign } from '../../sql/buyers.ts';
import { campaignByKey, countCampaigns, listCampaigns } from '../../sql/campaigns.ts';
import { body, replies } from '../bearer/dialect.ts';
import { e164, skills } from '../fields.ts';
import { storable } from '../text.ts';
import { COUNTED_LIST, createRoutes, idIn, LIST_MAX, message, optionalId, refusals, tellTotal } from './dialect.ts';
import {
  campaignShape,
  campaignStatus,
  campaignWithBuyersShape,
  presentCampaign,
  presentCampaignWithBuyers,
  routingType,
} from './present-campaigns.ts';

const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  description: storable(5_000).nullable(),
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

export const campaigns = createRoutes();

campaigns.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns',
    tags,
    summary: 'List campaigns',
    description: COUNTED_LIST,
    responses: { 200: replies('Campaigns, newest first', z.array(campaignShape)), ...refusals },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const rows = await listCampaigns(sql, scope, { limit: LIST_MAX, offset: 0 });
    tellTotal(c, await countCampaigns(sql, scope));
    return c.json(rows.map(presentCampaign), 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns',
    tags,
    summary: 'Create a campaign',
    request: { body: body(created) },
    responses: { 201: replies('The new campaign', campaignShape), ...refusals },
  }),
  async (c) => {
    const { status = 'active', routingType = 'priority', ...sent } = c.req.valid('json');
    const { rtbRouterId: rtbRouter, poolId: pool, ...fields } = sent;
    const input = { ...fields, rtbRouter, pool, routingType, status };
    return c.json(presentCampaign(await createCampaign(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

campaigns.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{id}',
    tags,
    summary: 'Get a campaign with its buyers',
    request: { params: idIn('id') },
    responses: { 200: replies('The campaign', campaignWithBuyersShape), ...refusals },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'campaigns.read');
    const campaign = found(await campaignByKey(sql, scope, c.req.valid('param').id), 'Campaign');
    const buyers = await buyersOfCampaign(sql, scope.tenantId, campaign.id);
    return c.json(presentCampaignWithBuyers(campaign, buyers), 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'put',
    path: '/campaigns/{id}',
    tags,
    summary: 'Update a campaign',
    request: { params: idIn('id'), body: body(changed) },
    responses: { 200: replies('The campaign as it is now', campaignShape), ...refusals },
  }),
  async (c) => {
    const { rtbRouterId: rtbRouter, poolId: pool, ...input } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const campaign = await changeCampaign(c.get('ctx'), c.get('actor'), id, { ...input, rtbRouter, pool });
    return c.json(presentCampaign(campaign), 200);
  },
);

campaigns.openapi(
  createRoute({
    method: 'delete',
    path: '/campaigns/{id}',
    tags,
    summary: 'Delete a campaign; its calls stay',
    request: { params: idIn('id') },
    responses: { 200: replies('Deleted', message), ...refusals },
  }),
  async (c) => {
    await deleteCampaign(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Campaign deleted successfully' }, 200);
  },
);
