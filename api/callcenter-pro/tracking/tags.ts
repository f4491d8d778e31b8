import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { changeTag, createTag, deleteTag } from '../../../shared/domain/tracking/tags.ts';
import { hostIn } from '../../../shared/rules/tracking/traffic-source.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countTags, countVisits, listTags, listVisits, tagByKey } from '../../../sql/tracking/tags.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { e164 } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import {
  COUNTED_LIST_DESCRIPTION,
  id,
  idParams,
  LIST_MAX,
  MessageResponse,
  page,
  pageOffset,
  Pagination,
  paginationOf,
  errorResponses,
  setTotalCountHeader,
} from '../conventions.ts';
import { presentTag, presentVisit, tagShape, visitShape } from './tags.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const DOMAINS_MAX = 50;
const HOST = /^(?!.*\.\.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const hasHostForm = (text: string) => !/[/?#@]/.test(text) && HOST.test(hostIn(text) ?? '');

const domain = z
  .string()
  .max(253)
  .refine(hasHostForm, 'must be a domain, such as example.com')
  .transform((text) => hostIn(text) ?? text)
  .openapi({ type: 'string', example: 'example.com' });

const fields = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
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
    .openapi({ description: 'A visitor who was not seen for this long is gone', example: 30 }),
  coolDownMinutes: z
    .number()
    .int()
    .min(0)
    .max(10_080)
    .openapi({ description: 'How much longer nobody else is shown their number', example: 10 }),
});

const changed = fields.partial();
const created = z.strictObject({
  ...changed.shape,
  name: fields.shape.name,
  campaignId: fields.shape.campaignId,
});
const tags = ['Tracking'];

/** People read on for half an hour without a sign of it, and call for some minutes after. */
const defaults = { isActive: true, allowedDomains: [], swapNumber: null, idleMinutes: 30, coolDownMinutes: 10 };

export const tracking = createRoutes();

tracking.openapi(
  createRoute({
    method: 'get',
    path: '/tracking-tags',
    tags,
    summary: 'List tracking tags',
    description: COUNTED_LIST_DESCRIPTION,
    responses: { 200: jsonResponse('Tags, oldest first', z.array(tagShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql, config } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'tracking.read');
    const rows = await listTags(sql, tenantId, LIST_MAX);
    setTotalCountHeader(c, await countTags(sql, tenantId));
    return c.json(
      rows.map((tag) => presentTag(tag, config.publicBaseUrl)),
      200,
    );
  },
);

tracking.openapi(
  createRoute({
    method: 'post',
    path: '/tracking-tags',
    tags,
    summary: 'Create a tracking tag',
    description:
      'Its pages show the numbers of the campaign’s pool, each visitor one of their own; without a pool, the campaign’s number. ' +
      'By default a number is kept for 30 minutes after the visitor was last seen, and given to nobody else for 10 more. Without a `tagCode`, one is made up.',
    request: { body: jsonBody(created) },
    responses: { 201: jsonResponse('The new tag', tagShape), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { campaignId: campaign, ...sent } = c.req.valid('json');
    const tag = await createTag(ctx, c.get('actor'), { ...defaults, ...sent, campaign });
    return c.json(presentTag(tag, ctx.config.publicBaseUrl), 201);
  },
);

tracking.openapi(
  createRoute({
    method: 'get',
    path: '/tracking-tags/{id}',
    tags,
    summary: 'Get a tracking tag',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The tag', tagShape), ...errorResponses },
  }),
  async (c) => {
    const { sql, config } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'tracking.read');
    const tag = requireFound(await tagByKey(sql, tenantId, c.req.valid('param').id), 'Tracking tag');
    return c.json(presentTag(tag, config.publicBaseUrl), 200);
  },
);

tracking.openapi(
  createRoute({
    method: 'put',
    path: '/tracking-tags/{id}',
    tags,
    summary: 'Update a tracking tag',
    request: { params: idParams('id'), body: jsonBody(changed) },
    responses: { 200: jsonResponse('The tag as it is now', tagShape), ...errorResponses },
  }),
  async (c) => {
    const ctx = c.get('ctx');
    const { campaignId: campaign, ...sent } = c.req.valid('json');
    const input = { ...sent, ...(campaign && { campaign }) };
    const tag = await changeTag(ctx, c.get('actor'), c.req.valid('param').id, input);
    return c.json(presentTag(tag, ctx.config.publicBaseUrl), 200);
  },
);

tracking.openapi(
  createRoute({
    method: 'delete',
    path: '/tracking-tags/{id}',
    tags,
    summary: 'Delete a tracking tag; its sessions and calls stay',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('Deleted', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    await deleteTag(c.get('ctx'), c.get('actor'), c.req.valid('param').id);
    return c.json({ message: 'Tracking tag deleted successfully' }, 200);
  },
);

tracking.openapi(
  createRoute({
    method: 'get',
    path: '/tracking-sessions',
    tags,
    summary: 'List tracking sessions: visits of pages with a tag',
    request: { query: z.object({ tagId: id.optional(), ...page }) },
    responses: {
      200: jsonResponse('Visits, newest first', z.object({ sessions: z.array(visitShape), pagination: Pagination })),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'tracking.read');
    const { tagId: tag, ...asked } = c.req.valid('query');
    const [rows, total] = await Promise.all([
      listVisits(sql, tenantId, { tag, limit: asked.limit, offset: pageOffset(asked) }),
      countVisits(sql, tenantId, { tag }),
    ]);
    return c.json({ sessions: rows.map(presentVisit), pagination: paginationOf(asked, total) }, 200);
  },
);
