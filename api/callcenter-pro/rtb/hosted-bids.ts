/**
 * The bidder that this platform hosts for targets without a bid server. A request must have the credentials of the
 * target. A user's credentials are not needed.
 */
import { z } from '@hono/zod-openapi';
import { hostedBid } from '../../../shared/domain/rtb/hosted-bids.ts';
import { handleError } from '../../http/errors.ts';
import { limitMembers } from '../../http/body-limit.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { type ApiApp, createRoute, createRoutes } from '../../http/routes.ts';
import { errorResponses, idParams } from '../conventions.ts';

const RequestHostedBidBody = z
  .object({
    requestId: z.string().max(200).optional(),
    campaignId: z.string().max(64).optional(),
    callerId: z.string().max(100).optional(),
    callStartTime: z.string().max(50).optional(),
    minBid: z.number().min(0).optional(),
    maxBid: z.number().min(0).nullable().optional(),
    currency: z.string().length(3).optional(),
  })
  .openapi('RequestHostedBidBody');

const HostedBidResponse = z
  .object({
    bidAmount: z.number(),
    destinationNumber: z.string().nullable(),
    accepted: z.boolean(),
    currency: z.string(),
    duration: z.number().int().openapi({ description: 'Seconds of conversation from which the call converts' }),
  })
  .openapi('HostedBidResponse');

export const hostedBidRoute = createRoute({
  operationId: 'requestHostedBid',
  method: 'post',
  path: '/rtb/webhook/{targetId}',
  tags: ['RTB'],
  summary: 'Request a bid of a hosted target',
  description:
    'Bids the target’s minBidAmount for its contactPhone while the target is active, open and below its caps. ' +
    'Authenticate as the target’s authentication says: X-API-Key, or Authorization with Bearer or Basic. ' +
    'A target with authentication none answers every client.',
  security: [],
  // The endpointUrl of a target may have a query.
  request: { params: idParams('targetId'), query: z.looseObject({}), body: jsonBody(RequestHostedBidBody) },
  responses: { 200: jsonResponse('The bid; without a bid, accepted is false', HostedBidResponse), ...errorResponses },
});

/** Creates the routes of hosted bids. `app.ts` mounts these routes separately from the routes for logged-in users. */
export function createHostedBidRoutes(): ApiApp {
  const hostedBidRoutes = createRoutes();
  hostedBidRoutes.use('/rtb/webhook/*', limitMembers);
  hostedBidRoutes.openapi(hostedBidRoute, async (c) => {
    const credentials = { authorization: c.req.header('authorization'), apiKey: c.req.header('x-api-key') };
    const { targetId } = c.req.valid('param');
    const bid = await hostedBid(c.get('ctx'), targetId, credentials, c.req.valid('json'));
    return c.json(bid, 200);
  });
  hostedBidRoutes.onError((thrown, c) => handleError(c, thrown, c.get('ctx').log, 422));
  return hostedBidRoutes;
}
