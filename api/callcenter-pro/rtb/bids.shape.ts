/**
 * Bid requests and bid responses as the CallCenter Pro API shows them. The API shows amounts as decimal numbers. The
 * database contains amounts in millionths.
 */
import { z } from '@hono/zod-openapi';
import { BID_REASONS } from '../../../shared/rules/rtb/bid-reasons.ts';
import { fromMicros, fromMicrosOrNull } from '../../../shared/rules/values/money.ts';
import type { BidResponseRow, ListedBidRequestRow } from '../../../sql/rtb/bids.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const amount = z.number().nullable();

export const BidRequestResponse = z
  .object({
    id: integer,
    uuid,
    requestId: z.string(),
    campaignId: integer.nullable(),
    campaignRtbId: z.string().nullable(),
    callerId: z.string(),
    isDuplicate: computed(z.boolean().openapi({ description: 'Whether the caller had called shortly before' })),
    callStartTime: timestamp,
    targetIds: z.array(integer),
    auctionTimeoutMs: integer,
    minBid: z.number(),
    maxBid: amount,
    currency: z.string().openapi({
      description: 'The currency of `minBid`, `maxBid` and `winningBid`. Bids in other currencies are converted to it',
    }),
    status: z.enum(['pending', 'completed', 'no_bids', 'no_bidders', 'failed']),
    winningBid: amount,
    winningTargetId: integer.nullable(),
    totalResponseTime: integer.openapi({ description: 'Milliseconds until the auction was decided' }),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('BidRequestResponse');

export function presentBidRequest(request: ListedBidRequestRow): z.infer<typeof BidRequestResponse> {
  return {
    id: request.id,
    uuid: request.uuid,
    requestId: request.requestId,
    campaignId: request.campaignId,
    campaignRtbId: request.campaignRtbId,
    callerId: request.callerId,
    isDuplicate: request.isDuplicate,
    callStartTime: request.callStartTime.toISOString(),
    targetIds: request.targetIds.map(Number),
    auctionTimeoutMs: request.auctionTimeoutMs,
    minBid: fromMicros(request.minBidMicros),
    maxBid: fromMicrosOrNull(request.maxBidMicros),
    currency: request.currency,
    status: request.status,
    winningBid: fromMicrosOrNull(request.winningBidMicros),
    winningTargetId: request.winningTargetId,
    totalResponseTime: request.totalResponseMs,
    createdAt: request.createdAt.toISOString(),
    updatedAt: request.updatedAt.toISOString(),
  };
}

export const BidResponse = z
  .object({
    id: integer,
    uuid,
    bidRequestId: integer,
    targetId: integer,
    bidAmount: amount,
    currency: z.string(),
    exchangeRate: computed(
      z
        .number()
        .openapi({ description: 'How many units of the currency of the bid request one unit of `currency` is' }),
    ),
    exchangeRateDate: computed(
      z.iso.date().nullable().openapi({ description: 'The day of the rate; null if all bidders use one currency' }),
    ),
    destinationNumber: z.string().nullable(),
    accepted: z.boolean(),
    responseTimeMs: integer,
    rawResponse: z.string().nullable(),
    isWinner: z.boolean(),
    reason: z.string().openapi({ example: 'outbid' }),
    reasonCode: integer,
    reasonText: z.string(),
    confirmation: computed(
      z.string().nullable().openapi({
        description:
          'The result of the second request: `confirmed`, or the reason why the next bid was dialed. null: not sent',
      }),
    ),
    confirmationTimeMs: computed(integer.nullable()),
    createdAt: timestamp,
  })
  .openapi('BidResponse');

export function presentBidResponse(response: BidResponseRow): z.infer<typeof BidResponse> {
  return {
    id: response.id,
    uuid: response.uuid,
    bidRequestId: response.bidRequestId,
    targetId: response.targetId,
    bidAmount: fromMicrosOrNull(response.bidMicros),
    currency: response.currency,
    exchangeRate: response.exchangeRate,
    exchangeRateDate: response.rateDay,
    destinationNumber: response.destination,
    accepted: response.accepted,
    responseTimeMs: Math.round(response.responseMs),
    rawResponse: response.rawResponse,
    isWinner: response.isWinner,
    reason: response.reason,
    reasonCode: response.reasonCode,
    reasonText: BID_REASONS[response.reason].text,
    confirmation: response.confirmation,
    confirmationTimeMs: response.confirmationMs === null ? null : Math.round(response.confirmationMs),
    createdAt: response.createdAt.toISOString(),
  };
}
