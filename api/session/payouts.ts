import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../shared/domain/access.ts';
import { found } from '../../shared/errors.ts';
import { fromMicros } from '../../shared/rules/money.ts';
import { listPayouts, sumPayouts } from '../../sql/payouts.ts';
import { publisherByKey } from '../../sql/publishers.ts';
import { replies } from '../bearer/dialect.ts';
import { createRoutes, idIn, page, pageOffset, pagination, paginationOf, refusals } from './dialect.ts';
import { payoutShape, presentPayout } from './present-publishers.ts';

const ledger = z.object({
  payouts: z.array(payoutShape),
  totalAmount: z.number().openapi({ description: 'Of the whole ledger, not of this page' }),
  pagination,
});

export const payouts = createRoutes();

payouts.openapi(
  createRoute({
    method: 'get',
    path: '/publishers/{publisherId}/payouts',
    tags: ['Publishers'],
    summary: 'Read a publisher’s ledger: what each call earned, and why',
    request: { params: idIn('publisherId'), query: z.object(page) },
    responses: { 200: replies('Entries, newest first', ledger), ...refusals },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'publishers.read');
    const publisher = found(await publisherByKey(sql, tenantId, c.req.valid('param').publisherId), 'Publisher');
    const asked = c.req.valid('query');
    const rows = await listPayouts(sql, tenantId, publisher.id, { limit: asked.limit, offset: pageOffset(asked) });
    const { count, amountMicros } = await sumPayouts(sql, tenantId, publisher.id);
    const totalAmount = fromMicros(amountMicros);
    return c.json({ payouts: rows.map(presentPayout), totalAmount, pagination: paginationOf(asked, count) }, 200);
  },
);
