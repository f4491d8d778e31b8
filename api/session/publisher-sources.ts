/** The phone numbers and tracking tags through which publishers send calls. */
import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../shared/domain/access.ts';
import { giveSourceToPublisher, takeSourceFromPublisher } from '../../shared/domain/publisher-sources.ts';
import { found } from '../../shared/errors.ts';
import { sourcesOfPublisher } from '../../sql/publisher-sources.ts';
import { publisherByKey } from '../../sql/publishers.ts';
import { body, replies } from '../bearer/dialect.ts';
import { CUT_LIST, createRoutes, id, idIn, LIST_MAX, message, refusals } from './dialect.ts';
import {
  presentPublisherNumber,
  presentPublisherTag,
  publisherNumberShape,
  publisherTagShape,
} from './present-publishers.ts';

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
    request: { params: idIn('publisherId') },
    responses: { 200: replies('Phone numbers, oldest first', z.array(publisherNumberShape)), ...refusals },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = found(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
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
    request: { params: idIn('publisherId'), body: body(numberLink) },
    responses: { 201: replies('The phone number as the publisher’s', publisherNumberShape), ...refusals },
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
    request: { params: idIn('publisherId', 'phoneNumberId') },
    responses: { 200: replies('Taken', message), ...refusals },
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
    request: { params: idIn('publisherId') },
    responses: { 200: replies('Tracking tags, oldest first', z.array(publisherTagShape)), ...refusals },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = found(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
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
    request: { params: idIn('publisherId'), body: body(tagLink) },
    responses: { 201: replies('The tracking tag as the publisher’s', publisherTagShape), ...refusals },
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
    request: { params: idIn('publisherId', 'trackingTagId') },
    responses: { 200: replies('Taken', message), ...refusals },
  }),
  async (c) => {
    const { publisherId, trackingTagId: source } = c.req.valid('param');
    await takeSourceFromPublisher(c.get('ctx'), c.get('actor'), publisherId, { kind: 'tracking_tags', source });
    return c.json({ message: 'Tracking tag taken from publisher successfully' }, 200);
  },
);
