/** Sources of publishers: the phone numbers and tracking tags through which publishers send calls. */
import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { assignSource, unassignSource } from '../../../shared/domain/publishers/sources.ts';
import { requireFound } from '../../../shared/errors.ts';
import { countSources, listSources } from '../../../sql/publishers/sources.ts';
import { publisherByKey } from '../../../sql/publishers/publishers.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { LIST_DESCRIPTION, id, idParams, MessageResponse, errorResponses, WholeListQuery } from '../conventions.ts';
import { readPage } from '../../http/conventions/lists.ts';
import {
  presentPublisherNumber,
  presentPublisherTag,
  PublisherNumberResponse,
  PublisherTagResponse,
} from './publishers.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const AssignPublisherNumberBody = z.strictObject({ phoneNumberId: id }).openapi('AssignPublisherNumberBody');
const AssignPublisherTagBody = z.strictObject({ trackingTagId: id }).openapi('AssignPublisherTagBody');
const tags = ['Publishers'];

export const publisherSourceRoutes = createRoutes();

publisherSourceRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/phone-numbers',
    operationId: 'listPublisherNumbers',
    tags,
    summary: 'List the phone numbers of a publisher',
    description: LIST_DESCRIPTION,
    request: { params: idParams('publisherId'), query: WholeListQuery },
    responses: {
      200: jsonResponse('Phone numbers, oldest first', z.array(PublisherNumberResponse)),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listSources(sql, tenantId, 'phone_numbers', publisher.id, page),
      count: () => countSources(sql, tenantId, 'phone_numbers', publisher.id),
    });
    return c.json(rows.map(presentPublisherNumber), 200);
  },
);

publisherSourceRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/publishers/{publisherId}/phone-numbers',
    operationId: 'assignPublisherNumber',
    tags,
    summary: 'Assign a phone number to a publisher',
    request: { params: idParams('publisherId'), body: jsonBody(AssignPublisherNumberBody) },
    responses: { 201: jsonResponse('The assigned phone number', PublisherNumberResponse), ...errorResponses },
  }),
  async (c) => {
    const { phoneNumberId: source } = c.req.valid('json');
    const { publisherId } = c.req.valid('param');
    const link = { kind: 'phone_numbers' as const, source };
    return c.json(presentPublisherNumber(await assignSource(c.get('ctx'), c.get('actor'), publisherId, link)), 201);
  },
);

publisherSourceRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{publisherId}/phone-numbers/{phoneNumberId}',
    operationId: 'unassignPublisherNumber',
    tags,
    summary: 'Unassign a phone number from a publisher',
    request: { params: idParams('publisherId', 'phoneNumberId') },
    responses: { 200: jsonResponse('Unassigned', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { publisherId, phoneNumberId: source } = c.req.valid('param');
    await unassignSource(c.get('ctx'), c.get('actor'), publisherId, { kind: 'phone_numbers', source });
    return c.json({ message: 'Phone number taken from publisher successfully' }, 200);
  },
);

publisherSourceRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/tracking-tags',
    operationId: 'listPublisherTags',
    tags,
    summary: 'List the tracking tags of a publisher',
    description: LIST_DESCRIPTION,
    request: { params: idParams('publisherId'), query: WholeListQuery },
    responses: { 200: jsonResponse('Tracking tags, oldest first', z.array(PublisherTagResponse)), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const { rows } = await readPage(c, c.req.valid('query'), {
      list: (page) => listSources(sql, tenantId, 'tracking_tags', publisher.id, page),
      count: () => countSources(sql, tenantId, 'tracking_tags', publisher.id),
    });
    return c.json(rows.map(presentPublisherTag), 200);
  },
);

publisherSourceRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/publishers/{publisherId}/tracking-tags',
    operationId: 'assignPublisherTag',
    tags,
    summary: 'Assign a tracking tag to a publisher',
    request: { params: idParams('publisherId'), body: jsonBody(AssignPublisherTagBody) },
    responses: { 201: jsonResponse('The assigned tracking tag', PublisherTagResponse), ...errorResponses },
  }),
  async (c) => {
    const { trackingTagId: source } = c.req.valid('json');
    const { publisherId } = c.req.valid('param');
    const link = { kind: 'tracking_tags' as const, source };
    return c.json(presentPublisherTag(await assignSource(c.get('ctx'), c.get('actor'), publisherId, link)), 201);
  },
);

publisherSourceRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/publishers/{publisherId}/tracking-tags/{trackingTagId}',
    operationId: 'unassignPublisherTag',
    tags,
    summary: 'Unassign a tracking tag from a publisher',
    request: { params: idParams('publisherId', 'trackingTagId') },
    responses: { 200: jsonResponse('Unassigned', MessageResponse), ...errorResponses },
  }),
  async (c) => {
    const { publisherId, trackingTagId: source } = c.req.valid('param');
    await unassignSource(c.get('ctx'), c.get('actor'), publisherId, { kind: 'tracking_tags', source });
    return c.json({ message: 'Tracking tag taken from publisher successfully' }, 200);
  },
);
