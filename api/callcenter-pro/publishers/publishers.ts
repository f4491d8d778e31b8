import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addPublisherToCampaign,
  updatePublisher,
  createPublisher,
  deletePublisher,
  removePublisherFromCampaign,
} from '../../../shared/domain/publishers/publishers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { PAYOUT_TYPES } from '../../../shared/rules/publishers/payout.ts';
import {
  campaignsOfPublisher,
  countPublisherCampaigns,
  countPublishers,
  listPublishers,
  publisherByKey,
  type PublisherFields,
} from '../../../sql/publishers/publishers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { currencyCode, e164 } from '../../http/fields.ts';
import { lineText, nameText } from '../../http/safe-text.ts';
import { LIST_DESCRIPTION, id, idParams, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import {
  presentPublisher,
  presentPublisherCampaign,
  PublisherCampaignResponse,
  PublisherResponse,
} from './publishers.shape.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const SECONDS_MAX = 86_400;
/** The maximum payout. A higher payout is a mistake, for example cents that were sent as dollars. */
const PAYOUT_MAX = 10_000;
const payout = z
  .number()
  .min(0)
  .max(PAYOUT_MAX)
  .multipleOf(0.0001, 'must have four decimals at most')
  .openapi({ description: 'In the currency of the publisher', example: 5 });
const minSeconds = z.number().int().min(0).max(SECONDS_MAX).openapi({ example: 30 });

const publisherFields = z.strictObject({
  name: nameText(200),
  companyName: lineText(200).nullable(),
  contactEmail: z.email().max(320).nullable(),
  contactPhone: e164.nullable(),
  payoutType: z.enum(PAYOUT_TYPES),
  defaultPayout: payout,
  minSeconds: minSeconds.nullable(),
  currency: currencyCode,
  isActive: z.boolean(),
});
const UpdatePublisherBody = publisherFields.partial().openapi('UpdatePublisherBody');
const CreatePublisherBody = z
  .strictObject({
    ...UpdatePublisherBody.shape,
    name: publisherFields.shape.name,
  })
  .openapi('CreatePublisherBody');
const AddPublisherToCampaignBody = z
  .strictObject({
    campaignId: id,
    customPayout: payout.nullish(),
    minSeconds: minSeconds.nullish(),
  })
  .openapi('AddPublisherToCampaignBody');
const tags = ['Publishers'];

const DEFAULTS: Omit<PublisherFields, 'name'> = {
  companyName: null,
  contactEmail: null,
  contactPhone: null,
  payoutType: 'per_call',
  defaultPayoutMicros: 0,
  minSeconds: null,
  currency: 'USD',
  isActive: true,
};

/**
 * Translates the fields of the request to the fields of the domain. If the request leaves out a field, the result
 * leaves out the field too.
 */
const toInput = <Sent extends { defaultPayout?: number | undefined }>({ defaultPayout, ...sent }: Sent) =>
  defaultPayout === undefined ? sent : { ...sent, defaultPayoutMicros: toMicros(defaultPayout) };

export const publisherRoutes = createRoutes();

publisherRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/publishers',
    operationId: 'listPublishers',
    tags,
    summary: 'List publishers',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Publishers, oldest first', z.array(PublisherResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listPublishers(sql, tenantId, page),
      count: () => countPublishers(sql, tenantId),
    });
    return c.json(rows.map(presentPublisher), 200);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/publishers',
    operationId: 'createPublisher',
    tags,
    summary: 'Create a publisher',
    request: { body: jsonBody(CreatePublisherBody) },
    responses: { 201: jsonResponse('The new publisher', PublisherResponse), ...errorResponses },
  }),
  async (c) => {
    const input = { ...DEFAULTS, ...toInput(c.req.valid('json')) };
    return c.json(presentPublisher(await createPublisher(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{id}',
    operationId: 'getPublisher',
    tags,
    summary: 'Get a publisher',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The publisher', PublisherResponse), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(
      await publisherByKey(c.get('ctx').sql, tenantId, c.req.valid('param').id),
      'Publisher',
    );
    return c.json(presentPublisher(publisher), 200);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/publishers/{id}',
    operationId: 'updatePublisher',
    tags,
    summary: 'Update a publisher',
    request: { params: idParams('id'), body: jsonBody(UpdatePublisherBody) },
    responses: { 200: jsonResponse('The updated publisher', PublisherResponse), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const publisher = await updatePublisher(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentPublisher(publisher), 200);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{id}',
    operationId: 'deletePublisher',
    tags,
    summary: 'Delete a publisher; payouts stay in the ledger',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deletePublisher(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Publisher deleted successfully' }, 200);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/campaigns',
    operationId: 'listPublisherCampaigns',
    tags,
    summary: 'List the campaigns of a publisher, with revenue',
    description: LIST_DESCRIPTION,
    request: { params: idParams('publisherId'), query: WholeListQuery },
    responses: { 200: jsonResponse('Campaigns, oldest first', z.array(PublisherCampaignResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const reads = {
      list: (page: Page) => campaignsOfPublisher(sql, tenantId, publisher.id, page),
      count: () => countPublisherCampaigns(sql, tenantId, publisher.id),
    };
    const { rows } = await readPage(c, c.req.valid('query'), reads, ({ campaignId }) => campaignId);
    return c.json(rows.map(presentPublisherCampaign), 200);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/publishers/{publisherId}/campaigns',
    operationId: 'addPublisherToCampaign',
    tags,
    summary: 'Add a publisher to a campaign',
    request: { params: idParams('publisherId'), body: jsonBody(AddPublisherToCampaignBody) },
    responses: {
      201: jsonResponse('The publisher’s terms and revenue in the campaign', PublisherCampaignResponse),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { campaignId: campaign, customPayout = null, minSeconds = null } = c.req.valid('json');
    const { publisherId } = c.req.valid('param');
    const customPayoutMicros = customPayout === null ? null : toMicros(customPayout);
    const terms = { campaign, customPayoutMicros, minSeconds };
    const added = await addPublisherToCampaign(c.get('ctx'), c.get('actor'), publisherId, terms);
    return c.json(presentPublisherCampaign(added), 201);
  },
);

publisherRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{publisherId}/campaigns/{campaignId}',
    operationId: 'removePublisherFromCampaign',
    tags,
    summary: 'Remove a publisher from a campaign; payouts stay in the ledger',
    request: { params: idParams('publisherId', 'campaignId') },
    responses: { 200: jsonResponse('Removed', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { publisherId, campaignId } = c.req.valid('param');
    await removePublisherFromCampaign(c.get('ctx'), c.get('actor'), publisherId, campaignId);
    return c.json({ message: 'Publisher removed from campaign successfully' }, 200);
  },
);
