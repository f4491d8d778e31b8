import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addBuyerToCampaign,
  createBuyer,
  deleteBuyer,
  removeBuyerFromCampaign,
  updateBuyer,
} from '../../../shared/domain/routing/buyers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import {
  type BuyerFields,
  buyerByKey,
  type BuyerPosition,
  type CampaignBuyerRow,
  countBuyers,
  countCampaignBuyers,
  listCampaignBuyers,
  listBuyers,
} from '../../../sql/routing/buyers.ts';
import { campaignByKey } from '../../../sql/campaigns/campaigns.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { currencyCode, dollars, e164, ianaZone, openingHours, sipAddress } from '../../http/fields.ts';
import { lineText, nameText } from '../../http/safe-text.ts';
import { id, idParams, LIST_DESCRIPTION, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import { BuyerResponse, CampaignBuyerResponse, presentBuyer, presentCampaignBuyer } from './buyers.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const PRIORITY_MAX = 1_000_000;
const priority = z.number().int().min(0).max(PRIORITY_MAX).openapi({ description: 'Lower goes first', example: 1 });
const WEIGHT_MAX = 1_000;
const BILLABLE_SECONDS_MAX = 86_400;
const limit = z.number().int().min(0).max(1_000_000).openapi({ description: '0 means no limit', example: 5 });
const limitPer = (period: string) =>
  limit.openapi({ description: `Calls per ${period} in \`timezone\`; 0 means no limit` });
const revenueCapPer = (period: string) =>
  dollars.openapi({
    description:
      `The buyer gets no call whose \`pricePerCall\` would lift the revenue of the ${period} above this amount. ` +
      'In `currency`; 0 means no cap',
  });

const buyerFields = {
  name: nameText(200),
  companyName: lineText(200).nullable(),
  email: z.email().max(320).nullable(),
  phoneNumber: z.union([e164, sipAddress]).openapi({
    description: 'Where the calls go: a phone number in E.164 form, or a SIP address',
    example: '+14155551234',
  }),
  priority,
  weight: z
    .number()
    .int()
    .min(1)
    .max(WEIGHT_MAX)
    .openapi({ description: 'The share of the calls among buyers of equal priority, or of all buyers', example: 1 }),
  maxConcurrentCalls: limit,
  hourlyCallLimit: limitPer('hour'),
  dailyCallLimit: limitPer('day'),
  monthlyCallLimit: limitPer('calendar month'),
  dailyRevenueCap: revenueCapPer('day'),
  monthlyRevenueCap: revenueCapPer('calendar month'),
  isActive: z.boolean(),
  hoursOfOperation: openingHours
    .nullable()
    .openapi({ description: 'When the buyer takes calls, in `timezone`. null: at every time' }),
  whisper: lineText(300)
    .nullable()
    .openapi({ description: 'What the buyer’s agent hears before the caller', example: 'Call from Summer Campaign' }),
  requiresAccept: z.boolean().openapi({
    description:
      'Whether the buyer’s agent must press 1 to get the caller. Otherwise the next buyer is dialed, and the call counts in no limit of this buyer',
  }),
  pricePerCall: dollars.openapi({
    description: 'What the buyer pays for a call that lasts `billableSeconds` and was not won in an auction',
  }),
  billableSeconds: z
    .number()
    .int()
    .min(0)
    .max(BILLABLE_SECONDS_MAX)
    .openapi({ description: 'Seconds of conversation', example: 90 }),
  currency: currencyCode,
  timezone: ianaZone.nullable().openapi({ description: 'null: the time zone of the account' }),
};

const UpdateBuyerBody = z.strictObject(buyerFields).partial().openapi('UpdateBuyerBody');

const CreateBuyerBody = z
  .strictObject({ ...UpdateBuyerBody.shape, name: buyerFields.name, phoneNumber: buyerFields.phoneNumber })
  .openapi('CreateBuyerBody');

const AddBuyerToCampaignBody = z
  .strictObject({ buyerId: id, priority: priority.optional() })
  .openapi('AddBuyerToCampaignBody');

const tags = ['Buyers'];

/**
 * Translates the fields of the request to the fields of the domain. If the request leaves out a field, the result
 * leaves out the field too.
 */
function toBuyerInput<Body extends z.output<typeof UpdateBuyerBody>>(body: Body) {
  const { pricePerCall, dailyRevenueCap, monthlyRevenueCap, ...same } = body;
  const amounts = {
    priceMicros: pricePerCall === undefined ? undefined : toMicros(pricePerCall),
    dailyRevenueCapMicros: dailyRevenueCap === undefined ? undefined : toMicros(dailyRevenueCap),
    monthlyRevenueCapMicros: monthlyRevenueCap === undefined ? undefined : toMicros(monthlyRevenueCap),
    whisper: same.whisper === '' ? null : same.whisper,
  };
  return { ...same, ...definedOnly(amounts) };
}

const positionInCampaign = (row: CampaignBuyerRow): BuyerPosition => ({ priority: row.linkPriority, id: row.id });

const BUYER_DEFAULTS: Omit<BuyerFields, 'name' | 'phoneNumber'> = {
  companyName: null,
  email: null,
  priority: 1,
  weight: 1,
  maxConcurrentCalls: 1,
  hourlyCallLimit: 0,
  dailyCallLimit: 0,
  monthlyCallLimit: 0,
  dailyRevenueCapMicros: 0,
  monthlyRevenueCapMicros: 0,
  isActive: true,
  hoursOfOperation: null,
  whisper: null,
  requiresAccept: false,
  priceMicros: 0,
  billableSeconds: 0,
  currency: 'USD',
  timezone: null,
};

export const buyerRoutes = createRoutes();

buyerRoutes.openapi(
  createRoute({
    operationId: 'listBuyers',
    method: 'get',
    path: '/buyers',
    tags,
    summary: 'List buyers',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Buyers, by priority', z.array(BuyerResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'buyers.read');
    const reads = {
      list: (page: Page<BuyerPosition>) => listBuyers(sql, tenantId, page),
      count: () => countBuyers(sql, tenantId),
    };
    const { rows } = await readPage(c, c.req.valid('query'), reads, ({ priority, id }) => ({ priority, id }));
    return c.json(rows.map(presentBuyer), 200);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'createBuyer',
    method: 'post',
    path: '/buyers',
    tags,
    summary: 'Create a buyer',
    request: { body: jsonBody(CreateBuyerBody) },
    responses: { 201: jsonResponse('The new buyer', BuyerResponse), ...errorResponses },
  }),
  async (c) => {
    const input = { ...BUYER_DEFAULTS, ...toBuyerInput(c.req.valid('json')) };
    return c.json(presentBuyer(await createBuyer(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'getBuyer',
    method: 'get',
    path: '/buyers/{id}',
    tags,
    summary: 'Get a buyer',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The buyer', BuyerResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'buyers.read');
    const buyer = requireFound(await buyerByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id), 'Buyer');
    return c.json(presentBuyer(buyer), 200);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'updateBuyer',
    method: 'put',
    path: '/buyers/{id}',
    tags,
    summary: 'Update a buyer',
    request: { params: idParams('id'), body: jsonBody(UpdateBuyerBody) },
    responses: { 200: jsonResponse('The updated buyer', BuyerResponse), ...errorResponses },
  }),
  async (c) => {
    const input = toBuyerInput(c.req.valid('json'));
    const buyer = await updateBuyer(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentBuyer(buyer), 200);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'deleteBuyer',
    method: 'delete',
    path: '/buyers/{id}',
    tags,
    summary: 'Delete a buyer',
    description: 'Removes the buyer from all campaigns. The calls of the buyer stay.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteBuyer(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Buyer deleted successfully' }, 200);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'listCampaignBuyers',
    method: 'get',
    path: '/campaigns/{campaignId}/buyers',
    tags,
    summary: 'List the buyers of a campaign',
    description: LIST_DESCRIPTION,
    request: { params: idParams('campaignId'), query: WholeListQuery },
    responses: {
      200: jsonResponse('Buyers, by their priority in the campaign', z.array(CampaignBuyerResponse)),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const scope = authorize(c.get('actor'), 'buyers.read');
    const campaign = requireFound(await campaignByKey(sql, scope, c.req.valid('param').campaignId), 'Campaign');
    const reads = {
      list: (page: Page<BuyerPosition>) => listCampaignBuyers(sql, scope.tenantId, campaign.id, page),
      count: () => countCampaignBuyers(sql, scope.tenantId, campaign.id),
    };
    const { rows } = await readPage(c, c.req.valid('query'), reads, positionInCampaign);
    return c.json(rows.map(presentCampaignBuyer), 200);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'addBuyerToCampaign',
    method: 'post',
    path: '/campaigns/{campaignId}/buyers',
    tags,
    summary: 'Add a buyer to a campaign',
    request: { params: idParams('campaignId'), body: jsonBody(AddBuyerToCampaignBody) },
    responses: {
      201: jsonResponse('The buyer with the priority in the campaign', CampaignBuyerResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { buyerId: buyer, priority } = c.req.valid('json');
    const { campaignId } = c.req.valid('param');
    const added = await addBuyerToCampaign(c.get('ctx'), c.get('actor'), campaignId, { buyer, priority });
    return c.json(presentCampaignBuyer(added), 201);
  },
);

buyerRoutes.openapi(
  createRoute({
    operationId: 'removeBuyerFromCampaign',
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
