/** Targets, routers and bids as the CallCenter Pro document shows them. Amounts are decimals there, millionths inside. */
import { z } from '@hono/zod-openapi';
import { type Reason, reasons } from '../../../shared/rules/rtb/auction.ts';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import type { BidRequestRow, BidResponseRow } from '../../../sql/rtb/bids.ts';
import type { AssignedTarget, RouterRow } from '../../../sql/rtb/routers.ts';
import type { TargetRow } from '../../../sql/rtb/targets.ts';
import { integer, timestamp } from '../shapes.ts';

const text = z.string().nullable();
const amount = z.number().nullable();
const limit = integer.openapi({ description: '0 is no limit' });

export const hoursShape = z.object({
  days: z.array(integer).openapi({ description: 'Sunday is 0', example: [1, 2, 3, 4, 5] }),
  start: z.string().openapi({ example: '09:00' }),
  end: z.string().openapi({ example: '17:00' }),
});

export const targetShape = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    companyName: text,
    contactPerson: text,
    contactEmail: text,
    contactPhone: text,
    endpointUrl: z.string(),
    httpMethod: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
    contentType: z.string(),
    requestBody: text,
    authentication: z.string(),
    authToken: text.openapi({ description: 'Masked; sent back as it is, it stays what it was' }),
    hasAuthToken: z.boolean(),
    timeoutMs: integer,
    connectionTimeout: integer,
    bidAmountPath: z.string(),
    destinationNumberPath: z.string(),
    acceptancePath: text,
    currencyPath: text,
    durationPath: text,
    minBidAmount: z.number(),
    maxBidAmount: amount,
    currency: z.string(),
    timezone: z.string(),
    hoursOfOperation: hoursShape.nullable(),
    isActive: z.boolean(),
    maxConcurrentCalls: limit,
    dailyCap: limit,
    hourlyCap: limit,
    monthlyCap: limit,
    conversionRate: z.number().openapi({ description: 'Learnt share of calls that converted' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('RtbTarget');

const amountOf = (micros: number | null) => (micros === null ? null : fromMicros(micros));

export function presentTarget(target: TargetRow): z.infer<typeof targetShape> {
  return {
    id: target.id,
    userId: target.createdBy,
    name: target.name,
    companyName: target.companyName,
    contactPerson: target.contactPerson,
    contactEmail: target.contactEmail,
    contactPhone: target.contactPhone,
    endpointUrl: target.endpointUrl,
    httpMethod: target.httpMethod,
    contentType: target.contentType,
    requestBody: target.requestBody,
    authentication: target.authentication,
    authToken: target.authTokenMask,
    hasAuthToken: target.authToken !== null,
    timeoutMs: target.timeoutMs,
    connectionTimeout: target.connectionTimeoutMs,
    bidAmountPath: target.bidAmountPath,
    destinationNumberPath: target.destinationNumberPath,
    acceptancePath: target.acceptancePath,
    currencyPath: target.currencyPath,
    durationPath: target.durationPath,
    minBidAmount: fromMicros(target.minBidMicros),
    maxBidAmount: amountOf(target.maxBidMicros),
    currency: target.currency,
    timezone: target.timezone,
    hoursOfOperation: target.hoursOfOperation,
    isActive: target.isActive,
    maxConcurrentCalls: target.maxConcurrentCalls,
    dailyCap: target.dailyCap,
    hourlyCap: target.hourlyCap,
    monthlyCap: target.monthlyCap,
    conversionRate: Math.round(target.conversionRate * 1e4) / 1e4,
    createdAt: target.createdAt.toISOString(),
    updatedAt: target.updatedAt.toISOString(),
  };
}

const assignedShape = z.object({ id: integer, name: z.string(), priority: integer, weight: integer });

export const routerShape = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    description: text,
    biddingTimeoutMs: integer,
    minBiddersRequired: integer,
    enablePredictiveRouting: z.boolean(),
    revenueType: z.enum(['per_call', 'per_minute', 'cpa', 'cpl']),
    conversionTracking: z.boolean(),
    isActive: z.boolean(),
    assignedTargets: z.array(assignedShape),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('RtbRouter');

const presentAssigned = ({ id, name, priority, weight }: AssignedTarget) => ({ id, name, priority, weight });

export function presentRouter(router: RouterRow): z.infer<typeof routerShape> {
  const { id, name, description, biddingTimeoutMs, minBiddersRequired, enablePredictiveRouting } = router;
  const { revenueType, conversionTracking, isActive } = router;
  return {
    id,
    userId: router.createdBy,
    name,
    description,
    biddingTimeoutMs,
    minBiddersRequired,
    enablePredictiveRouting,
    revenueType,
    conversionTracking,
    isActive,
    assignedTargets: router.assignedTargets.map(presentAssigned),
    createdAt: router.createdAt.toISOString(),
    updatedAt: router.updatedAt.toISOString(),
  };
}

export const assignmentShape = z
  .object({
    routerId: integer,
    targetId: integer,
    name: z.string(),
    priority: integer,
    weight: integer,
    createdAt: timestamp,
  })
  .openapi('RtbAssignment');

export function presentAssignment(
  added: AssignedTarget & { routerId: number; createdAt: Date },
): z.infer<typeof assignmentShape> {
  const { routerId, id: targetId, name, priority, weight, createdAt } = added;
  return { routerId, targetId, name, priority, weight, createdAt: createdAt.toISOString() };
}

export const bidRequestShape = z
  .object({
    id: integer,
    requestId: z.string(),
    campaignId: integer.nullable(),
    campaignRtbId: text,
    callerId: z.string(),
    callStartTime: timestamp,
    targetIds: z.array(integer),
    auctionTimeoutMs: integer,
    minBid: z.number(),
    maxBid: amount,
    currency: z.string(),
    status: z.enum(['pending', 'completed', 'no_bids', 'no_bidders', 'failed']),
    winningBid: amount,
    winningTargetId: integer.nullable(),
    totalResponseTime: integer.openapi({ description: 'ms until it was decided' }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('BidRequest');

export function presentBidRequest(request: BidRequestRow): z.infer<typeof bidRequestShape> {
  return {
    id: request.id,
    requestId: request.requestId,
    campaignId: request.campaignId,
    campaignRtbId: request.campaignRtbId,
    callerId: request.callerId,
    callStartTime: request.callStartTime.toISOString(),
    targetIds: request.targetIds.map(Number),
    auctionTimeoutMs: request.auctionTimeoutMs,
    minBid: fromMicros(request.minBidMicros),
    maxBid: amountOf(request.maxBidMicros),
    currency: request.currency,
    status: request.status,
    winningBid: amountOf(request.winningBidMicros),
    winningTargetId: request.winningTargetId,
    totalResponseTime: request.totalResponseMs,
    createdAt: request.createdAt.toISOString(),
    updatedAt: request.updatedAt.toISOString(),
  };
}

export const bidResponseShape = z
  .object({
    id: integer,
    bidRequestId: integer,
    targetId: integer,
    bidAmount: amount,
    currency: z.string(),
    destinationNumber: text,
    accepted: z.boolean(),
    responseTimeMs: z.number(),
    rawResponse: text,
    isWinner: z.boolean(),
    reason: z.string().openapi({ example: 'outbid' }),
    reasonCode: integer,
    reasonText: z.string(),
    createdAt: timestamp,
  })
  .openapi('BidResponse');

export function presentBidResponse(response: BidResponseRow): z.infer<typeof bidResponseShape> {
  return {
    id: response.id,
    bidRequestId: response.bidRequestId,
    targetId: response.targetId,
    bidAmount: amountOf(response.bidMicros),
    currency: response.currency,
    destinationNumber: response.destination,
    accepted: response.accepted,
    responseTimeMs: response.responseMs,
    rawResponse: response.rawResponse,
    isWinner: response.isWinner,
    reason: response.reason,
    reasonCode: response.reasonCode,
    reasonText: textOf(response.reason),
    createdAt: response.createdAt.toISOString(),
  };
}

export const testShape = z
  .object({
    success: z.boolean().openapi({ description: 'Whether the bid would count in an auction' }),
    targetId: integer,
    accepted: z.boolean(),
    bidAmount: amount,
    currency: z.string(),
    destinationNumber: text,
    responseTimeMs: z.number(),
    reason: text,
    reasonCode: integer,
    message: z.string(),
  })
  .openapi('RtbTest');

/** What a target's answer was taken for; what it literally said stays inside, or this would read other people's servers. */
export function presentTest(result: {
  target: TargetRow;
  reason: string | null;
  accepted: boolean;
  bidMicros: number | null;
  destination: string | null;
  responseMs: number;
}): z.infer<typeof testShape> {
  const { target, reason, accepted, bidMicros, destination, responseMs } = result;
  return {
    success: reason === null,
    targetId: target.id,
    accepted,
    bidAmount: amountOf(bidMicros),
    currency: target.currency,
    destinationNumber: destination,
    responseTimeMs: responseMs,
    reason,
    reasonCode: reason === null ? 0 : reasons[reason as Reason].code,
    message: reason === null ? 'The bid counts.' : textOf(reason),
  };
}

const textOf = (reason: string): string => (reason in reasons ? reasons[reason as Reason].text : reason);
