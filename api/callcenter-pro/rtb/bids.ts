import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { countBidRequests, listBidRequests, listBidResponses } from '../../../sql/rtb/bids.ts';
import { jsonResponse } from '../../http/replies.ts';
import { CUT_LIST, id, LIST_MAX, page, pageOffset, Pagination, paginationOf, errorResponses } from '../conventions.ts';
import { bidRequestShape, bidResponseShape, presentBidRequest, presentBidResponse } from './rtb.shape.ts';
import { createRoutes } from '../../http/routes.ts';

const tags = ['RTB'];
export const bids = createRoutes();

bids.openapi(
  createRoute({
    method: 'get',
    path: '/rtb/bid-requests',
    tags,
    summary: 'List bid requests',
    request: { query: z.object(page) },
    responses: {
      200: jsonResponse(
        'Auctions, newest first',
        z.object({ bidRequests: z.array(bidRequestShape), pagination: Pagination }),
      ),
      ...errorResponses,
    },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const asked = c.req.valid('query');
    const [rows, total] = await Promise.all([
      listBidRequests(sql, tenantId, { limit: asked.limit, offset: pageOffset(asked) }),
      countBidRequests(sql, tenantId),
    ]);
    return c.json({ bidRequests: rows.map(presentBidRequest), pagination: paginationOf(asked, total) }, 200);
  },
);

bids.openapi(
  createRoute({
    method: 'get',
    path: '/rtb/bid-responses',
    tags,
    summary: 'List bid responses: every bidder with the reason it did or did not win',
    description: CUT_LIST,
    request: { query: z.object({ bidRequestId: id.optional() }) },
    responses: { 200: jsonResponse('Best bids first', z.array(bidResponseShape)), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { bidRequestId: bidRequest } = c.req.valid('query');
    const rows = await listBidResponses(c.get('ctx').sql, tenantId, { bidRequest, limit: LIST_MAX });
    return c.json(rows.map(presentBidResponse), 200);
  },
);
