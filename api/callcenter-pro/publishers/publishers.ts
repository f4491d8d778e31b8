import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import {
  addPublisherToCampaign,
  changePublisher,
  createPublisher,
  deletePublisher,
  removePublisherFromCampaign,
} from '../../../shared/domain/publishers/publishers.ts';
import { requireFound } from '../../../shared/errors.ts';
import { toMicros } from '../../../shared/rules/values/money.ts';
import { payoutTypes } from '../../../shared/rules/publishers/payout.ts';
import {
  campaignsOfPublisher,
  countPublishers,
  listPublishers,
  publisherByKey,
  type PublisherFields,
} from '../../../sql/publishers/publishers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164 } from '../../http/fields.ts';
import { storable } from '../../http/safe-text.ts';
import {
  COUNTED_LIST,
  CUT_LIST,
  id,
  idParams,
  LIST_MAX,
  MessageResponse,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import {
  presentPublisher,
  presentPublisherCampaign,
  publisherCampaignShape,
  publisherShape,
} from './publishers.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const SECONDS_MAX = 86_400;
/** What one call or minute may earn; more is a mistake, as when cents are sent for dollars. */
const PAYOUT_MAX = 10_000;
const payout = z
  .number()
  .min(0)
  .max(PAYOUT_MAX)
  .multipleOf(0.0001, 'must have four decimals at most')
  .openapi({ description: 'In dollars', example: 5 });
const minSeconds = z.number().int().min(0).max(SECONDS_MAX).openapi({ example: 30 });

const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  companyName: storable(200).nullable(),
  contactEmail: z.email().max(320).nullable(),
  contactPhone: e164.nullable(),
  payoutType: z.enum(payoutTypes),
  defaultPayout: payout,
  minSeconds,
  isActive: z.boolean(),
});
const changed = fields.partial();
const created = z.strictObject({
  ...changed.shape,
  name: fields.shape.name,
});
const link = z.strictObject({
  campaignId: id,
  customPayout: payout.nullish(),
  minSeconds: minSeconds.nullish(),
});
const tags = ['Publishers'];

const defaults: Omit<PublisherFields, 'name'> = {
  companyName: null,
  contactEmail: null,
  contactPhone: null,
  payoutType: 'per_call',
  defaultPayoutMicros: 0,
  minSeconds: 0,
  isActive: true,
};

/** The document's names → the domain's; a field that was not sent is absent. */
const toInput = <Sent extends { defaultPayout?: number | undefined }>({ defaultPayout, ...sent }: Sent) =>
  defaultPayout === undefined ? sent : { ...sent, defaultPayoutMicros: toMicros(defaultPayout) };

export const publishers = createRoutes();

publishers.openapi(
  createRoute({
    method: 'get',
    path: '/publishers',
    tags,
    summary: 'List publishers',
    description: COUNTED_LIST,
    responses: { 200: jsonResponse('Publishers, oldest first', z.array(publisherShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const rows = await listPublishers(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countPublishers(sql, tenantId));
    return c.json(rows.map(presentPublisher), 200);
  },
);

publishers.openapi(
  createRoute({
    method: 'post',
    path: '/publishers',
    tags,
    summary: 'Create a publisher',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new publisher', publisherShape), ...errorResponses },
  }),
  async (c) => {
    const input = { ...defaults, ...toInput(c.req.valid('json')) };
    return c.json(presentPublisher(await createPublisher(c.get('ctx'), c.get('actor'), input)), 201);
  },
);

publishers.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{id}',
    tags,
    summary: 'Get a publisher',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The publisher', publisherShape), ...errorResponses },
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

publishers.openapi(
  createRoute({
    method: 'put',
    path: '/publishers/{id}',
    tags,
    summary: 'Update a publisher; calls that are over keep their payouts',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The publisher as they are now', publisherShape), ...errorResponses },
  }),
  async (c) => {
    const input = toInput(c.req.valid('json'));
    const publisher = await changePublisher(c.get('ctx'), c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentPublisher(publisher), 200);
  },
);

publishers.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{id}',
    tags,
    summary: 'Delete a publisher; their payouts stay on record',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deletePublisher(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Publisher deleted successfully' }, 200);
  },
);

publishers.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/campaigns',
    tags,
    summary: 'List a publisher’s campaigns, with what they earned there',
    description: CUT_LIST,
    request: { params: idParams('publisherId') },
    responses: { 200: jsonResponse('Campaigns, oldest first', z.array(publisherCampaignShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const rows = await campaignsOfPublisher(sql, tenantId, publisher.id, { limit: LIST_MAX });
    return c.json(rows.map(presentPublisherCampaign), 200);
  },
);

publishers.openapi(
  createRoute({
    method: 'post',
    path: '/publishers/{publisherId}/campaigns',
    tags,
    summary: 'Add a publisher to a campaign',
    request: { params: idParams('publisherId'), body: jsonBody(link) },
    responses: {
      201: jsonResponse('The campaign as one of the publisher’s', publisherCampaignShape),
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

publishers.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{publisherId}/campaigns/{campaignId}',
    tags,
    summary: 'Remove a publisher from a campaign; their payouts stay on record',
    request: { params: idParams('publisherId', 'campaignId') },
    responses: { 200: jsonResponse('Removed', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { publisherId, campaignId } = c.req.valid('param');
    await removePublisherFromCampaign(c.get('ctx'), c.get('actor'), publisherId, campaignId);
    return c.json({ message: 'Publisher removed from campaign successfully' }, 200);
  },
);
