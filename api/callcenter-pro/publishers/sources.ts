/** The phone numbers and tracking tags through which publishers send calls. */
import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { giveSourceToPublisher, takeSourceFromPublisher } from '../../../shared/domain/publishers/sources.ts';
import { requireFound } from '../../../shared/errors.ts';
import { sourcesOfPublisher } from '../../../sql/publishers/sources.ts';
import { publisherByKey } from '../../../sql/publishers/publishers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { CUT_LIST, id, idParams, LIST_MAX, MessageResponse, errorResponses } from '../conventions.ts';
import {
  presentPublisherNumber,
  presentPublisherTag,
  publisherNumberShape,
  publisherTagShape,
} from './publishers.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const numberLink = z.strictObject({ phoneNumberId: id });
const tagLink = z.strictObject({ trackingTagId: id });
const tags = ['Publishers'];

export const publisherSources = createRoutes();

publisherSources.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/phone-numbers',
    tags,
    summary: 'List a publisher’s phone numbers',
    description: CUT_LIST,
    request: { params: idParams('publisherId') },
    responses: { 200: jsonResponse('Phone numbers, oldest first', z.array(publisherNumberShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const rows = await sourcesOfPublisher(sql, tenantId, 'phone_numbers', publisher.id, LIST_MAX);
    return c.json(rows.map(presentPublisherNumber), 200);
  },
);

publisherSources.openapi(
  createRoute({
    method: 'post',
    path: '/publishers/{publisherId}/phone-numbers',
    tags,
    summary: 'Give a publisher a phone number: calls to it are theirs',
    request: { params: idParams('publisherId'), body: jsonBody(numberLink) },
    responses: { 201: jsonResponse('The phone number as the publisher’s', publisherNumberShape), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumberId: source } = c.req.valid('json');
    const { publisherId } = c.req.valid('param');
    const link = { kind: 'phone_numbers' as const, source };
    return c.json(
      presentPublisherNumber(await giveSourceToPublisher(c.get('ctx'), c.get('actor'), publisherId, link)),
      201,
    );
  },
);

publisherSources.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{publisherId}/phone-numbers/{phoneNumberId}',
    tags,
    summary: 'Take a phone number from a publisher',
    request: { params: idParams('publisherId', 'phoneNumberId') },
    responses: { 200: jsonResponse('Taken', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { publisherId, phoneNumberId: source } = c.req.valid('param');
    await takeSourceFromPublisher(c.get('ctx'), c.get('actor'), publisherId, { kind: 'phone_numbers', source });
    return c.json({ message: 'Phone number taken from publisher successfully' }, 200);
  },
);

publisherSources.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/tracking-tags',
    tags,
    summary: 'List a publisher’s tracking tags',
    description: CUT_LIST,
    request: { params: idParams('publisherId') },
    responses: { 200: jsonResponse('Tracking tags, oldest first', z.array(publisherTagShape)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const rows = await sourcesOfPublisher(sql, tenantId, 'tracking_tags', publisher.id, LIST_MAX);
    return c.json(rows.map(presentPublisherTag), 200);
  },
);

publisherSources.openapi(
  createRoute({
    method: 'post',
    path: '/publishers/{publisherId}/tracking-tags',
    tags,
    summary: 'Give a publisher a tracking tag: calls of its visitors are theirs',
    request: { params: idParams('publisherId'), body: jsonBody(tagLink) },
    responses: { 201: jsonResponse('The tracking tag as the publisher’s', publisherTagShape), ...errorResponses },
  }),
  async (c) => {
    const { trackingTagId: source } = c.req.valid('json');
    const { publisherId } = c.req.valid('param');
    const link = { kind: 'tracking_tags' as const, source };
    return c.json(
      presentPublisherTag(await giveSourceToPublisher(c.get('ctx'), c.get('actor'), publisherId, link)),
      201,
    );
  },
);

publisherSources.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{publisherId}/tracking-tags/{trackingTagId}',
    tags,
    summary: 'Take a tracking tag from a publisher',
    request: { params: idParams('publisherId', 'trackingTagId') },
    responses: { 200: jsonResponse('Taken', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { publisherId, trackingTagId: source } = c.req.valid('param');
    await takeSourceFromPublisher(c.get('ctx'), c.get('actor'), publisherId, { kind: 'tracking_tags', source });
    return c.json({ message: 'Tracking tag taken from publisher successfully' }, 200);
  },
);
