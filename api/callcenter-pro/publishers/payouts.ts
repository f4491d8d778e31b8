import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { requireFound } from '../../../shared/errors.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import { listPayouts, sumPayouts } from '../../../sql/publishers/payouts.ts';
import { publisherByKey } from '../../../sql/publishers/publishers.ts';
import { jsonResponse } from '../../http/replies.ts';
import { idParams, page, Pagination, paginationOf, readNumberedPage, errorResponses } from '../conventions.ts';
import { PayoutResponse, presentPayout } from './publishers.shape.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';

const ListPayoutsResponse = z
  .object({
    payouts: z.array(PayoutResponse),
    totalAmount: z
      .number()
      .openapi({ description: 'Sum of all payouts in the currency of the publisher, not of this page' }),
    currency: z.string(),
    pagination: Pagination,
  })
  .openapi('ListPayoutsResponse');

export const payouts = createRoutes();

payouts.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/payouts',
    operationId: 'listPayouts',
    tags: ['Publishers'],
    summary: 'List the payouts of a publisher',
    request: { params: idParams('publisherId'), query: z.object(page) },
    responses: { 200: jsonResponse('Entries, newest first', ListPayoutsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const query = c.req.valid('query');
    const listed = await readNumberedPage(c, query, {
      list: (page) => listPayouts(sql, tenantId, publisher.id, page),
      count: () => sumPayouts(sql, tenantId, publisher.id),
    });
    const { currency } = publisher;
    const total = listed.total.reduce((sum, { count }) => sum + count, 0);
    const pagination = paginationOf({ ...listed, total }, query.after);
    const totalAmount = fromMicros(listed.total.find((sum) => sum.currency === currency)?.amountMicros ?? 0);
    return c.json({ payouts: listed.rows.map(presentPayout), totalAmount, currency, pagination }, 200);
  },
);
