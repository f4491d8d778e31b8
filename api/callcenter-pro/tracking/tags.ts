import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { updateTag, createTag, deleteTag } from '../../../shared/domain/tracking/tags.ts';
import { hostIn } from '../../../shared/rules/tracking/traffic-source.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countTags, listTags, tagByKey } from '../../../sql/tracking/tags.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164 } from '../../http/fields.ts';
import { nameText } from '../../http/safe-text.ts';
import { LIST_DESCRIPTION, id, idParams, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import { presentTag, TrackingTagResponse } from './tags.shape.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const DOMAINS_MAX = 50;
const HOST = /^(?!.*\.\.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const hasHostForm = (text: string) => !/[/?#@]/.test(text) && HOST.test(hostIn(text) ?? '');

const domain = z
  .string()
  .max(253)
  .refine(hasHostForm, 'must be a domain, such as example.com')
  .transform((text) => hostIn(text) ?? text)
  .openapi({ type: 'string', example: 'example.com' });

const tagFields = z.strictObject({
  name: nameText(200),
  tagCode: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens or underscores')
    .openapi({ example: 'landing_page_2025' }),
  campaignId: id,
  isActive: z.boolean(),
  allowedDomains: z.array(domain).max(DOMAINS_MAX),
  swapNumber: e164.nullable(),
  idleMinutes: z
    .number()
    .int()
    .min(2)
    .max(1_440)
    .openapi({ description: 'Minutes without a request after which a visitor counts as gone', example: 30 }),
  coolDownMinutes: z
    .number()
    .int()
    .min(0)
    .max(10_080)
    .openapi({ description: 'Minutes for which the number stays reserved after the visitor has gone', example: 10 }),
});

const UpdateTrackingTagBody = tagFields.partial().openapi('UpdateTrackingTagBody');
const CreateTrackingTagBody = z
  .strictObject({
    ...UpdateTrackingTagBody.shape,
    name: tagFields.shape.name,
    campaignId: tagFields.shape.campaignId,
  })
  .openapi('CreateTrackingTagBody');
const tags = ['Tracking'];

/**
 * Default settings of a tracking tag. A visitor may read a page for 30 minutes without a request, and may call up to 10
 * minutes after leaving the page.
 */
const DEFAULTS = { isActive: true, allowedDomains: [], swapNumber: null, idleMinutes: 30, coolDownMinutes: 10 };

export const trackingTagRoutes = createRoutes();

trackingTagRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/tracking-tags',
    operationId: 'listTrackingTags',
    tags,
    summary: 'List tracking tags',
    description: LIST_DESCRIPTION,
    request: { query: WholeListQuery },
    responses: { 200: jsonResponse('Tags, oldest first', z.array(TrackingTagResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql, config } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'tracking.read');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listTags(sql, tenantId, page),
      count: () => countTags(sql, tenantId),
    });
    return c.json(
      rows.map((tag) => presentTag(tag, config.publicBaseUrl)),
      200,
    );
  },
);

trackingTagRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/tracking-tags',
    operationId: 'createTrackingTag',
    tags,
    summary: 'Create a tracking tag',
    description:
      'Pages with the tag show each visitor a number of the campaign’s pool or, without a pool, the campaign’s number. By default ' +
      'a number is kept for 30 minutes after the visitor’s last request, and reserved for 10 more minutes. Without a `tagCode`, the reply has a new one.',
    request: { body: jsonBody(CreateTrackingTagBody) },
    responses: { 201: jsonResponse('The new tag', TrackingTagResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { campaignId: campaign, ...sent } = c.req.valid('json');
    const tag = await createTag(ctx, c.get('actor'), { ...DEFAULTS, ...sent, campaign });
    return c.json(presentTag(tag, ctx.config.publicBaseUrl), 201);
  },
);

trackingTagRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/tracking-tags/{id}',
    operationId: 'getTrackingTag',
    tags,
    summary: 'Get a tracking tag',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The tag', TrackingTagResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql, config } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'tracking.read');
    const tag = requireFound(await tagByKey(sql, tenantId, c.req.valid('param').id), 'Tracking tag');
    return c.json(presentTag(tag, config.publicBaseUrl), 200);
  },
);

trackingTagRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/tracking-tags/{id}',
    operationId: 'updateTrackingTag',
    tags,
    summary: 'Update a tracking tag',
    request: { params: idParams('id'), body: jsonBody(UpdateTrackingTagBody) },
    responses: { 200: jsonResponse('The updated tag', TrackingTagResponse), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { campaignId: campaign, ...sent } = c.req.valid('json');
    const input = { ...sent, ...(campaign && { campaign }) };
    const tag = await updateTag(ctx, c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentTag(tag, ctx.config.publicBaseUrl), 200);
  },
);

trackingTagRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/tracking-tags/{id}',
    operationId: 'deleteTrackingTag',
    tags,
    summary: 'Delete a tracking tag; its visits and calls stay',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteTag(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Tracking tag deleted successfully' }, 200);
  },
);
