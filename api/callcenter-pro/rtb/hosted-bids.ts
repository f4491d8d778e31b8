/** The bidder we host for targets without a server of their own: public, and open to whoever has the target's own credentials. */
import { createRoute, z } from '@hono/zod-openapi';
import { hostedBid } from '../../../shared/domain/rtb/targets.ts';
import { jsonBody, jsonResponse } from '../../http/replies.ts';
import { replyToError } from '../../http/errors.ts';
import { idParams, errorResponses } from '../conventions.ts';
import { createRoutes, type ApiApp } from '../../http/routes.ts';

const asked = z.object({
  requestId: z.string().max(200).optional(),
  campaignId: z.string().max(64).optional(),
  callerId: z.string().max(100).optional(),
  callStartTime: z.string().max(50).optional(),
  minBid: z.number().min(0).optional(),
  maxBid: z.number().min(0).nullable().optional(),
  currency: z.string().length(3).optional(),
});

const bid = z
  .object({
    bidAmount: z.number(),
    destinationNumber: z.string().nullable(),
    accepted: z.boolean(),
    currency: z.string(),
    duration: z.number().int().openapi({ description: 'Seconds after which the call counts as converted' }),
  })
  .openapi('HostedBid');

export const hostedBidRoute = createRoute({
  method: 'post',
  path: '/rtb/webhook/{targetId}',
  tags: ['RTB'],
  summary: 'Ask for the bid of a target that we host',
  description:
    'The target’s minBidAmount, for its contactPhone, while it is active, open and below its caps. Authenticated as the target says: ' +
    'X-API-Key, or Authorization with Bearer or Basic. A target whose authentication is none answers anybody, and for that its ' +
    'endpointUrl must be this address.',
  security: [],
  request: { params: idParams('targetId'), body: jsonBody(asked) },
  responses: { 200: jsonResponse('The bid; not accepted when there is none', bid), ...errorResponses },
});

/** Outside the dialects: the credentials that come here are the target's, not a user's. */
export function createHostedBids(): ApiApp {
  const app = createRoutes();
  app.openapi(hostedBidRoute, async (c) => {
    const credentials = { authorization: c.req.header('authorization'), apiKey: c.req.header('x-api-key') };
    const { targetId } = c.req.valid('param');
    return c.json({ ...(await hostedBid(c.get('ctx'), targetId, credentials, c.req.valid('json'))), duration: 0 }, 200);
  });
  app.onError((thrown, c) => replyToError(c, thrown, c.get('ctx').log, 422));
  return app;
}
