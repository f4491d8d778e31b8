import { createRoute, z } from '@hono/zod-openapi';
import { authorize } from '../../shared/domain/access.ts';
import { countBidRequests, listBidRequests, listBidResponses } from '../../sql/bids.ts';
import { replies } from '../bearer/dialect.ts';
import {
  CUT_LIST,
  createRoutes,
  id,
  LIST_MAX,
  page,
  pageOffset,
  pagination,
  paginationOf,
  refusals,
} from './dialect.ts';
import { bidRequestShape, bidResponseShape, presentBidRequest, presentBidResponse } from './present-rtb.ts';

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
      200: replies('Auctions, newest first', z.object({ bidRequests: z.array(bidRequestShape), pagination })),
      ...refusals,
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
    responses: { 200: replies('Best bids first', z.array(bidResponseShape)), ...refusals },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { bidRequestId: bidRequest } = c.req.valid('query');
    const rows = await listBidResponses(c.get('ctx').sql, tenantId, { bidRequest, limit: LIST_MAX });
    return c.json(rows.map(presentBidResponse), 200);
  },
);
