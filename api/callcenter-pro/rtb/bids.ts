import { z } from '@hono/zod-openapi';
import { authorize } from '../../../shared/domain/accounts/access.ts';
import { requireFound } from '../../../shared/errors.ts';
import {
  bidRequestByKey,
  type BidResponsePosition,
  countBidRequests,
  countBidResponses,
  listBidRequests,
  listBidResponses,
} from '../../../sql/rtb/bids.ts';
import { listLadder } from '../../../sql/rtb/ladders.ts';
import type { Page } from '../../../sql/page.ts';
import { readPage } from '../../http/conventions/lists.ts';
import { jsonResponse } from '../../http/replies.ts';
import { createRoute, createRoutes } from '../../http/routes.ts';
import {
  LIST_DESCRIPTION,
  errorResponses,
  id,
  idParams,
  optionalPage,
  page,
  Pagination,
  paginationOf,
  readNumberedPage,
} from '../conventions.ts';
import {
  BidLadderResponse,
  BidRequestResponse,
  bidRequestStatus,
  BidResponse,
  presentBidRequest,
  presentBidResponse,
  presentLadder,
} from './bids.shape.ts';

const ListBidRequestsQuery = z.object({
  campaignId: id.optional(),
  callId: id.optional(),
  status: bidRequestStatus.optional(),
  ...page,
});
const ListBidResponsesQuery = z.object({ bidRequestId: id.optional(), ...optionalPage });

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
    const { campaignId: campaign, callId: call, status, ...query } = c.req.valid('query');
    const filter = { campaign, call, status };
    const listed = await readNumberedPage(c, query, {
      list: (page) => listBidRequests(sql, tenantId, { ...filter, ...page }),
      count: () => countBidRequests(sql, tenantId, filter),
    });
    const pagination = paginationOf(listed, query.after);
    return c.json({ bidRequests: listed.rows.map(presentBidRequest), pagination }, 200);
  },
);

bidRoutes.openapi(
  createRoute({
    operationId: 'getBidRequest',
    method: 'get',
    path: '/rtb/bid-requests/{id}',
    tags,
    summary: 'Get a bid request with its bid ladder',
    description:
      'Each bidder with its bid, its rank, the reason why it won or lost, and what came of the call if it got the award.',
    request: { params: idParams('id') },
    responses: { 200: jsonResponse('The bid request', BidLadderResponse), ...errorResponses },
  }),
  async (c) => {
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const request = requireFound(await bidRequestByKey(sql, tenantId, c.req.valid('param').id), 'Bid request');
    return c.json(presentLadder(request, await listLadder(sql, tenantId, request.id)), 200);
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
    const { sql } = c.get('ctx');
    const { tenantId } = authorize(c.get('actor'), 'rtb.read');
    const { bidRequestId: bidRequest, ...query } = c.req.valid('query');
    const reads = {
      list: (page: Page<BidResponsePosition>) => listBidResponses(sql, tenantId, { bidRequest, ...page }),
      count: () => countBidResponses(sql, tenantId, { bidRequest }),
    };
    const { rows } = await readPage(c, query, reads, ({ bidRequestId, rank, id }) => ({ bidRequestId, rank, id }));
    return c.json(rows.map(presentBidResponse), 200);
  },
);
