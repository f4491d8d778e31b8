/**
 * Bid requests and bid responses as the CallCenter Pro API shows them. The API shows amounts as decimal numbers. The
 * database contains amounts in millionths.
 */
import { z } from '@hono/zod-openapi';
import { BID_REASONS } from '../../../shared/rules/rtb/bid-reasons.ts';
import { fromMicros, fromMicrosOrNull } from '../../../shared/rules/values/money.ts';
import type { BidResponseRow, ListedBidRequestRow } from '../../../sql/rtb/bids.ts';
import type { LadderRow } from '../../../sql/rtb/ladders.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const amount = z.number().nullable();

export const bidRequestStatus = z.enum(['pending', 'completed', 'no_bids', 'no_bidders', 'failed']);

const AuctionCallResponse = z
  .object({
    id: integer,
    uuid,
    live: z.boolean(),
    connected: z.boolean().openapi({ description: 'Whether the caller talked with a target or a buyer' }),
    talkSeconds: integer.nullable(),
    recipient: z
      .string()
      .nullable()
      .openapi({ description: 'The name of the target or buyer that has the call, or had it at its end' }),
    revenue: amount.openapi({
      description: 'What the call really earned, which may be less than `winningBid`; null until its value is computed',
    }),
    currency: z.string().nullable(),
  })
  .openapi('AuctionCallResponse');

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
    status: bidRequestStatus,
    winningBid: amount,
    winningTargetId: integer.nullable(),
    winningTargetName: computed(z.string().nullable()),
    campaignName: computed(z.string().nullable()),
    routerId: computed(integer),
    routerName: computed(z.string()),
    call: computed(AuctionCallResponse.nullable().openapi({ description: 'null: the call is not stored' })),
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
    winningTargetName: request.winningTargetName,
    campaignName: request.campaignName,
    routerId: request.routerId,
    routerName: request.routerName,
    call: presentAuctionCall(request),
    totalResponseTime: request.totalResponseMs,
    createdAt: request.createdAt.toISOString(),
    updatedAt: request.updatedAt.toISOString(),
  };
}

function presentAuctionCall(request: ListedBidRequestRow): z.infer<typeof AuctionCallResponse> | null {
  const { callId, callUuid, isLive, isConnected, talkSeconds, recipientName, revenueCurrency } = request;
  if (callId === null || callUuid === null) return null;
  return {
    id: callId,
    uuid: callUuid,
    live: isLive ?? false,
    connected: isConnected ?? false,
    talkSeconds,
    recipient: recipientName,
    revenue: fromMicrosOrNull(request.revenueMicros),
    currency: revenueCurrency,
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

const AwardResponse = z
  .object({
    status: z.enum(['claimed', 'released', 'completed']).openapi({
      description: '`claimed`: the call counts in the caps now; `released`: the bidder did not get the call',
    }),
    attempt: integer.nullable().openapi({ description: 'Which attempt to connect the call; null: it was not dialed' }),
    dialStatus: z.string().nullable().openapi({ description: 'The status of the dialed leg, by the carrier' }),
    connected: z.boolean().nullable().openapi({ description: 'Whether caller and bidder talked; null: not known yet' }),
    talkSeconds: integer.nullable(),
    revenue: amount.openapi({ description: 'In the currency of the bid, before later corrections of the call' }),
  })
  .openapi('AwardResponse');

export const LadderBidResponse = BidResponse.extend({
  targetUuid: uuid,
  targetName: z.string(),
  rank: integer.nullable().openapi({ description: 'The place among the valid bids; null: no valid bid' }),
  award: AwardResponse.nullable().openapi({ description: 'null: the bidder got no award' }),
}).openapi('LadderBidResponse');

export const BidLadderResponse = BidRequestResponse.extend({
  bids: z.array(LadderBidResponse).openapi({ description: 'The best valid bid first, bidders without a bid last' }),
}).openapi('BidLadderResponse');

export function presentLadder(request: ListedBidRequestRow, rows: LadderRow[]): z.infer<typeof BidLadderResponse> {
  return { ...presentBidRequest(request), bids: rows.map(presentLadderBid) };
}

function presentLadderBid(row: LadderRow): z.infer<typeof LadderBidResponse> {
  const { awardStatus, routeAttempt, dialStatus, isBridged, talkSeconds } = row;
  const award = awardStatus && {
    status: awardStatus,
    attempt: routeAttempt,
    dialStatus,
    connected: isBridged,
    talkSeconds,
    revenue: fromMicrosOrNull(row.awardRevenueMicros),
  };
  const { targetUuid, targetName, rank } = row;
  return { ...presentBidResponse(row), targetUuid, targetName, rank, award };
}
