/**
 * RTB targets as the CallCenter Pro API shows them. The API shows amounts as decimal numbers. The database contains
 * amounts in millionths.
 */
import { z } from '@hono/zod-openapi';
import type { TargetTestResult } from '../../../shared/domain/rtb/target-test.ts';
import { type BidReason, BID_REASONS } from '../../../shared/rules/rtb/bid-reasons.ts';
import { HTTP_METHODS } from '../../../shared/rules/rtb/bid-request.ts';
import { CALLER_ID_EXPOSURES } from '../../../shared/rules/rtb/ping-data.ts';
import { fromMicros, fromMicrosOrNull } from '../../../shared/rules/values/money.ts';
import type { TargetRow } from '../../../sql/rtb/targets.ts';
import { computed, integer, OpeningHoursResponse, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const text = z.string().nullable();
const cap = integer.openapi({ description: '0 means no limit' });

export const TargetResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    companyName: text,
    contactPerson: text,
    contactEmail: text,
    contactPhone: text,
    endpointUrl: z.string(),
    httpMethod: z.enum(HTTP_METHODS),
    contentType: z.string(),
    requestBody: text,
    headers: z.record(z.string(), z.string()),
    callerIdExposure: z.enum(CALLER_ID_EXPOSURES),
    authentication: z.string(),
    authToken: text.openapi({ description: 'Masked. An update with the mask keeps the stored token' }),
    hasAuthToken: z.boolean(),
    postUrl: computed(text),
    postMethod: computed(z.enum(HTTP_METHODS)),
    postBody: computed(text),
    postTimeout: computed(integer),
    timeoutMs: integer,
    connectionTimeout: integer,
    bidAmountPath: z.string(),
    destinationNumberPath: z.string(),
    acceptancePath: text,
    acceptanceValues: z.array(z.string()),
    noBidStatuses: z.array(integer).nullable(),
    currencyPath: text,
    durationPath: text,
    expiryPath: text,
    minBidAmount: z.number(),
    maxBidAmount: z.number().nullable(),
    bidDuration: integer,
    conversionSeconds: integer.nullable(),
    currency: z.string(),
    timezone: z.string(),
    hoursOfOperation: OpeningHoursResponse.nullable(),
    isActive: z.boolean(),
    maxConcurrentCalls: cap,
    dailyCap: cap,
    hourlyCap: cap,
    monthlyCap: cap,
    conversionRate: computed(z.number().openapi({ description: 'Estimated share of awarded calls that convert' })),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('TargetResponse');

export function presentTarget(target: TargetRow): z.infer<typeof TargetResponse> {
  return {
    id: target.id,
    uuid: target.uuid,
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
    headers: target.headers,
    callerIdExposure: target.callerIdExposure,
    authentication: target.authentication,
    authToken: target.authTokenMask,
    hasAuthToken: target.authToken !== null,
    postUrl: target.postUrl,
    postMethod: target.postMethod,
    postBody: target.postBody,
    postTimeout: target.postTimeoutMs,
    timeoutMs: target.timeoutMs,
    connectionTimeout: target.connectionTimeoutMs,
    bidAmountPath: target.bidAmountPath,
    destinationNumberPath: target.destinationNumberPath,
    acceptancePath: target.acceptancePath,
    acceptanceValues: [...target.acceptanceValues],
    noBidStatuses: target.noBidStatuses,
    currencyPath: target.currencyPath,
    durationPath: target.durationPath,
    expiryPath: target.expiryPath,
    minBidAmount: fromMicros(target.minBidMicros),
    maxBidAmount: fromMicrosOrNull(target.maxBidMicros),
    bidDuration: target.bidDuration,
    conversionSeconds: target.conversionSeconds,
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

export const TestTargetResponse = z
  .object({
    success: z.boolean().openapi({ description: 'Whether the bid would be valid in an auction' }),
    targetId: integer,
    accepted: z.boolean(),
    bidAmount: z.number().nullable(),
    currency: z.string(),
    destinationNumber: text,
    responseTimeMs: integer,
    reason: text,
    reasonCode: integer,
    message: z.string(),
    confirmation: z
      .object({
        success: z.boolean().openapi({ description: 'Whether the bid would be dialed' }),
        bidAmount: z.number().nullable(),
        destinationNumber: text,
        responseTimeMs: integer,
        reason: text,
        message: z.string(),
      })
      .nullable()
      .openapi({ description: 'The second request; null if it was not sent' }),
    httpStatus: integer.nullable().openapi({ description: 'The HTTP status of the response; null without a response' }),
    request: z
      .object({
        method: z.enum(HTTP_METHODS),
        query: text.openapi({ description: 'The query of `endpointUrl` with the values of the test' }),
        headers: z.record(z.string(), z.string()),
        body: text,
      })
      .nullable()
      .openapi({ description: 'What was sent, without credentials; null: the request could not be built' }),
  })
  .openapi('TestTargetResponse');

/**
 * Shows how an auction would judge the target's response to a test request. The target's response itself is not shown.
 * Otherwise a user could read the pages of other servers through a test.
 */
export function presentTargetTest(result: TargetTestResult): z.infer<typeof TestTargetResponse> {
  const { target, accepted, bidMicros, destination, responseMs, httpStatus, sent } = result;
  const reason = result.reason as BidReason | null;
  const { confirmation } = result;
  return {
    success: reason === null,
    targetId: target.id,
    accepted,
    bidAmount: fromMicrosOrNull(bidMicros),
    currency: target.currency,
    destinationNumber: destination,
    responseTimeMs: Math.round(responseMs),
    reason,
    reasonCode: reason === null ? 0 : BID_REASONS[reason].code,
    message: reason === null ? 'The bid is valid.' : BID_REASONS[reason].text,
    confirmation: confirmation && {
      success: confirmation.reason === null,
      bidAmount: fromMicrosOrNull(confirmation.bidMicros),
      destinationNumber: confirmation.destination,
      responseTimeMs: Math.round(confirmation.responseMs),
      reason: confirmation.reason,
      message:
        confirmation.reason === null ? 'The bid is confirmed.' : BID_REASONS[confirmation.reason as BidReason].text,
    },
    httpStatus,
    request: sent && {
      method: target.httpMethod,
      query: new URL(sent.url).search || null,
      headers: sent.headers ?? {},
      body: sent.body ?? null,
    },
  };
}
