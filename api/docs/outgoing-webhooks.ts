/** The OpenAPI descriptions of the requests that this platform sends: events of number pools, bid requests, events for Zapier. */
import { z } from '@hono/zod-openapi';
import type { Webhook } from './document.ts';

const time = z.iso.datetime().openapi({ example: '2025-01-01T00:00:00.000Z' });

const PoolCall = z
  .object({
    poolId: z.number().int(),
    callId: z.number().int(),
    callSid: z.string().nullable(),
    campaignId: z.number().int().nullable(),
    phoneNumberId: z.number().int(),
    phoneNumber: z.string().openapi({ description: 'The number of the pool that was called' }),
    callerNumber: z.string(),
    status: z.string(),
    disposition: z.string().nullable().openapi({ description: 'Null until the call has ended' }),
    duration: z.number().int().nullable().openapi({ description: 'Seconds; null until the call has ended' }),
  })
  .openapi('NumberPoolCall');

export const NumberPoolEvent = z
  .discriminatedUnion('type', [
    z
      .object({ type: z.enum(['call.received', 'call.ended']), timestamp: time, data: PoolCall })
      .openapi('NumberPoolCallEvent'),
    z
      .object({ type: z.literal('pool.exhausted'), timestamp: time, data: z.object({ poolId: z.number().int() }) })
      .openapi('NumberPoolExhaustedEvent'),
  ])
  .openapi('NumberPoolEvent');

const numberPoolEvent: Webhook = {
  operationId: 'sendNumberPoolEvent',
  method: 'post',
  path: 'numberPoolEvent',
  tags: ['Outgoing webhooks'],
  summary: 'Event of a number pool, sent to its webhookUrl',
  description:
    'Signed as Standard Webhooks says: `webhook-signature` is `v1,` and the base64 of the HMAC-SHA256 of ' +
    '`<webhook-id>.<webhook-timestamp>.<body>`, with the base64-decoded part of the pool’s webhookSecret after ' +
    '`whsec_`. A failed delivery is repeated for 31 hours with the same `webhook-id`.',
  security: [],
  request: {
    headers: z.object({
      'webhook-id': z.uuid().openapi({ description: 'The same for all attempts of one event' }),
      'webhook-timestamp': z.string().openapi({ description: 'Unix seconds of the attempt' }),
      'webhook-signature': z.string(),
    }),
    body: { required: true, content: { 'application/json': { schema: NumberPoolEvent } } },
  },
  responses: {
    '2XX': { description: 'The event is accepted' },
    410: { description: 'The event is not sent again' },
  },
};

const BidRequest = z
  .object({
    requestId: z.string(),
    campaignId: z.string().openapi({ description: 'The rtbId of the campaign', example: 'a1b2c3d4e5f6g7h8i9j0' }),
    callerId: z.string().nullable().openapi({ example: '+1234567890' }),
    calledNumber: z.string().nullable().openapi({ example: '+1987654321' }),
    callStartTime: time,
    minBid: z.number().openapi({ example: 2.5 }),
    maxBid: z.number().nullable().openapi({ example: 25 }),
    currency: z.string().openapi({ example: 'USD' }),
  })
  .openapi('BidRequest');

const BidReply = z
  .object({
    bidAmount: z.number().openapi({ example: 8.75 }),
    destinationNumber: z.string().openapi({ example: '+1987654321' }),
    accepted: z.boolean(),
    currency: z.string().optional().openapi({ example: 'USD' }),
    duration: z.number().optional().openapi({ description: 'Seconds from which the call converts', example: 300 }),
  })
  .openapi('BidReply');

const bidRequest: Webhook = {
  operationId: 'sendBidRequest',
  method: 'post',
  path: 'bidRequest',
  tags: ['Outgoing webhooks'],
  summary: 'Request for a bid (ping), sent to the endpointUrl of a target',
  description:
    'The default request. A target may have another httpMethod, contentType and requestBody, and other paths for the ' +
    'fields of the reply. The reply must come within the target’s timeoutMs.',
  security: [],
  request: { body: { required: true, content: { 'application/json': { schema: BidRequest } } } },
  responses: { '2XX': { description: 'The bid', content: { 'application/json': { schema: BidReply } } } },
};

/** All requests that this platform sends. The document of the CallCenter Pro API describes them. */
export const outgoingWebhooks: readonly Webhook[] = [numberPoolEvent, bidRequest];
