import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { countBidRequests, listBidRequests, listBidResponses } from '../../../sql/rtb/bids.ts';
import { jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import {
  LIST_DESCRIPTION,
  errorResponses,
  id,
  LIST_MAX,
  page,
  pageOffset,
  Pagination,
  paginationOf,
} from '../conventions.ts';
import { BidRequestResponse, BidResponse, presentBidRequest, presentBidResponse } from './bids.shape.ts';

const ListBidRequestsQuery = z.object(page);
const ListBidResponsesQuery = z.object({ bidRequestId: id.optional() });

const ListBidRequestsResponse = z
  .object({ bidRequests: z.array(BidRequestResponse), pagination: Pagination })
  .openapi('ListBidRequestsResponse');

const tags = ['RTB'];

export const bidRoutes = createRoutes();

bidRoutes.openapi(
  createRoute({
    operationId: 'listBidRequests',
    method: 'get',
    path: '/rtb/bid-requests',
    tags,
    summary: 'List bid requests',
    description: 'One bid request for each auction.',
    request: { query: ListBidRequestsQuery },
    responses: { 200: jsonResponse('Bid requests, newest first', ListBidRequestsResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const query = c.req.valid('query');
    const [rows, total] = await Promise.all([
      listBidRequests(sql, tenantId, { limit: query.limit, offset: pageOffset(query) }),
      countBidRequests(sql, tenantId),
    ]);
    return c.json({ bidRequests: rows.map(presentBidRequest), pagination: paginationOf(query, total) }, 200);
  },
);

bidRoutes.openapi(
  createRoute({
    operationId: 'listBidResponses',
    method: 'get',
    path: '/rtb/bid-responses',
    tags,
    summary: 'List bid responses',
    description: `${LIST_DESCRIPTION} Each shows a bidder of an auction, with the reason why it won or did not win.`,
    request: { query: ListBidResponsesQuery },
    responses: { 200: jsonResponse('Bid responses, best bids first', z.array(BidResponse)), ...errorResponses },
  }),
  async (c) => {
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { bidRequestId: bidRequest } = c.req.valid('query');
    const rows = await listBidResponses(c.get('ctx').sql, tenantId, { bidRequest, limit: LIST_MAX });
    return c.json(rows.map(presentBidResponse), 200);
  },
);
