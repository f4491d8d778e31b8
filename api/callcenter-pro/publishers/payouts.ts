import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { requireFound } from '../../../shared/errors.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import { listPayouts, sumPayouts } from '../../../sql/publishers/payouts.ts';
import { publisherByKey } from '../../../sql/publishers/publishers.ts';
import { jsonResponse } from '../../http/replies.ts';
import { idParams, page, pageOffset, Pagination, paginationOf, errorResponses } from '../conventions.ts';
import { payoutShape, presentPayout } from './publishers.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const ledger = z.object({
  payouts: z.array(payoutShape),
  totalAmount: z.number().openapi({ description: 'Of the whole ledger, not of this page' }),
  pagination: Pagination,
});

export const payouts = createRoutes();

payouts.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/payouts',
    tags: ['Publishers'],
    summary: 'Read a publisher’s ledger: what each call earned, and why',
    request: { params: idParams('publisherId'), query: z.object(page) },
    responses: { 200: jsonResponse('Entries, newest first', ledger), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = requireFound(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const asked = c.req.valid('query');
    const rows = await listPayouts(sql, tenantId, publisher.id, { limit: asked.limit, offset: pageOffset(asked) });
    const { count, amountMicros } = await sumPayouts(sql, tenantId, publisher.id);
    const totalAmount = fromMicros(amountMicros);
    return c.json({ payouts: rows.map(presentPayout), totalAmount, pagination: paginationOf(asked, count) }, 200);
  },
);
