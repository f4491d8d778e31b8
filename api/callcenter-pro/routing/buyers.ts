import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addBuyerToCampaign,
  changeBuyer,
  createBuyer,
  deleteBuyer,
  removeBuyerFromCampaign,
} from '../../../shared/domain/routing/buyers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import {
  type BuyerFields,
  buyerByKey,
  buyersOfCampaign,
  countBuyers,
  listBuyers,
} from '../../../sql/routing/buyers.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { dollars, e164 } from '../../http/fields.ts';
import { storable } from '../../http/safe-text.ts';
import {
  COUNTED_LIST,
  id,
  idParams,
  LIST_MAX,
  MessageResponse,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { buyerShape, campaignBuyerShape, presentBuyer, presentCampaignBuyer } from './buyers.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const PRIORITY_MAX = 1_000_000;
const priority = z.number().int().min(0).max(PRIORITY_MAX).openapi({ description: 'Lower goes first', example: 1 });
const SECONDS_MAX = 86_400;
const limit = z.number().int().min(0).max(1_000_000).openapi({ description: '0 is no limit', example: 5 });

const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  companyName: storable(200).nullable(),
  email: z.email().max(320).nullable(),
  phoneNumber: e164,
  priority,
  maxConcurrentCalls: limit,
  dailyCallLimit: limit,
  isActive: z.boolean(),
  pricePerCall: dollars.openapi({
    description: 'What a call is worth that lasts `billableSeconds` and was not won in an auction',
  }),
  billableSeconds: z.number().int().min(0).max(SECONDS_MAX).openapi({ description: 'Of conversation', example: 90 }),
});

const changed = fields.partial();
const created = z.strictObject({
  ...changed.shape,
  name: fields.shape.name,
  phoneNumber: fields.shape.phoneNumber,
});
const link = z.strictObject({ buyerId: id, priority: priority.optional() });
const tags = ['Buyers'];

/** The document's names → the domain's; a field that was not sent is absent. */
function toInput<Sent extends { pricePerCall?: number | undefined }>({ pricePerCall, ...sent }: Sent) {
  return pricePerCall === undefined ? sent : { ...sent, priceMicros: toMicros(pricePerCall) };
}

const defaults: Omit<BuyerFields, 'name' | 'phoneNumber'> = {
  companyName: null,
  email: null,
  priority: 1,
  maxConcurrentCalls: 1,
  dailyCallLimit: 0,
  isActive: true,
  priceMicros: 0,
  billableSeconds: 0,
};

export const buyers = createRoutes();

buyers.openapi(
  createRoute({
    method: 'get',
    path: '/buyers',
    tags,
    summary: 'List buyers',
    description: COUNTED_LIST,
    responses: { 200: jsonResponse('Buyers, by priority', z.array(buyerShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'buyers.read');
    const rows = await listBuyers(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countBuyers(sql, tenantId));
    return c.json(rows.map(presentBuyer), 200);
  },
);

buyers.openapi(
  createRoute({
    method: 'post',
    path: '/buyers',
    tags,
    summary: 'Create a buyer',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new buyer', buyerShape), ...errorResponses },
  }),
  async (c) => {
    const input = { ...defaults, ...toInput(c.req.valid('json')) };
    return c.json(presentBuyer(await createBuyer(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

buyers.openapi(
  createRoute({
    method: 'get',
    path: '/buyers/{id}',
    tags,
    summary: 'Get a buyer',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The buyer', buyerShape), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'buyers.read');
    const buyer = requireFound(await buyerByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Buyer');
    return c.json(presentBuyer(buyer), 200);
  },
);

buyers.openapi(
  createRoute({
    method: 'put',
    path: '/buyers/{id}',
    tags,
    summary: 'Update a buyer',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The buyer as they are now', buyerShape), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const buyer = await changeBuyer(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentBuyer(buyer), 200);
  },
);

buyers.openapi(
  createRoute({
    method: 'delete',
    path: '/buyers/{id}',
    tags,
    summary: 'Delete a buyer; their calls stay',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteBuyer(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Buyer deleted successfully' }, 200);
  },
);

buyers.openapi(
  createRoute({
    method: 'get',
    path: '/campaigns/{campaignId}/buyers',
    tags,
    summary: 'List the buyers of a campaign',
    request: { params: idParams('campaignId') },
    responses: { 200: jsonResponse('Buyers, by their priority there', z.array(campaignBuyerShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'buyers.read');
    const campaign = requireFound(await campaignByKey(sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const rows = await buyersOfCampaign(sql, scope.tenantId, campaign.id);
    return c.json(rows.map(presentCampaignBuyer), 200);
  },
);

buyers.openapi(
  createRoute({
    method: 'post',
    path: '/campaigns/{campaignId}/buyers',
    tags,
    summary: 'Add a buyer to a campaign',
    request: { params: idParams('campaignId'), body: jsonBody(link) },
    responses: { 201: jsonResponse('The buyer as one of the campaign’s', campaignBuyerShape), ...errorResponses },
  }),
  async (c) => {
    const { buyerId: buyer, priority } = c.req.valid('json');
    const { campaignId } = c.req.valid('param');
    const added = await addBuyerToCampaign(c.get('ctx'), c.get('actor'), campaignId, { buyer, priority });
    return c.json(presentCampaignBuyer(added), 201);
  },
);

buyers.openapi(
  createRoute({
    method: 'delete',
    path: '/campaigns/{campaignId}/buyers/{buyerId}',
    tags,
    summary: 'Remove a buyer from a campaign',
    request: { params: idParams('campaignId', 'buyerId') },
    responses: { 200: jsonResponse('Removed', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { campaignId, buyerId } = c.req.valid('param');
    await removeBuyerFromCampaign(c.get('ctx'), c.get('actor'), campaignId, buyerId);
    return c.json({ message: 'Buyer removed from campaign successfully' }, 200);
  },
);
