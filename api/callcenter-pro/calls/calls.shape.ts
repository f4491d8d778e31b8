/** Calls in responses of the CallCenter Pro API. */
import { z } from '@hono/zod-openapi';
import { fromMicrosOrNull } from '../../../shared/rules/values/money.ts';
import type { Context } from '../../../shared/context.ts';
import type { CallDetails } from '../../../sql/calls/calls.ts';
import type { CallEventRow } from '../../../sql/calls/events.ts';
import { httpUrl } from '../../http/fields.ts';
import { lineText } from '../../http/safe-text.ts';
import { CARRIER_STATUSES } from '../../../shared/rules/calls/status.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';
import { signedMediaUrlOfCall } from '../../../shared/domain/calls/recordings.ts';

export const CallResponse = z
  .object({
    id: integer,
    uuid,
    campaignId: integer.nullable(),
    buyerId: integer.nullable(),
    callerNumber: z.string(),
    destinationNumber: z
      .string()
      .openapi({ description: 'The number that the caller was forwarded to, otherwise the number that was dialed' }),
    callSid: z.string().nullable(),
    status: z.string(),
    duration: integer.nullable(),
    recordingUrl: z
      .string()
      .nullable()
      .openapi({ description: 'Plays without a credential, and expires after one to two hours' }),
    cost: z.number().nullable(),
    hangupCause: z.string().nullable(),
    converted: z.boolean().nullable().openapi({
      description: 'Whether the call converted; null until a user sets it or the value of the call is calculated',
    }),
    revenue: computed(
      z
        .number()
        .nullable()
        .openapi({ description: 'What the call earned; null until the value of the call is calculated' }),
    ),
    currency: computed(z.string().nullable().openapi({ description: 'The currency of `revenue`' })),
    payout: computed(z.number().nullable().openapi({ description: 'What the publisher of the call earned' })),
    payoutCurrency: computed(z.string().nullable()),
    publisherId: computed(integer.nullable()),
    targetId: computed(integer.nullable().openapi({ description: 'The bidder that pays for the call' })),
    direction: z.enum(['inbound', 'outbound']),
    duplicateOf: computed(
      integer
        .nullable()
        .openapi({ description: 'The earlier call of the same caller, within the window of the campaign' }),
    ),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('CallResponse');

const DURATION_SECONDS_MAX = 7 * 86_400;
const COST_DOLLARS_MAX = 100_000;

/** The members of a call that an API client may correct. */
export const callCorrection = {
  status: z.enum(CARRIER_STATUSES).optional(),
  duration: z.number().int().min(0).max(DURATION_SECONDS_MAX).optional(),
  recordingUrl: httpUrl.nullable().optional(),
  cost: z.number().min(0).max(COST_DOLLARS_MAX).optional(),
  hangupCause: lineText(200).nullable().optional(),
};

export function presentCall(ctx: Pick<Context, 'config' | 'clock'>, call: CallDetails): z.infer<typeof CallResponse> {
  return {
    id: call.id,
    uuid: call.uuid,
    campaignId: call.campaignId,
    buyerId: call.buyerId,
    callerNumber: call.fromNumber,
    destinationNumber: call.forwardedTo ?? call.toNumber,
    callSid: call.callSid,
    status: call.status,
    duration: call.duration,
    recordingUrl: signedMediaUrlOfCall(ctx, call),
    cost: call.cost,
    hangupCause: call.hangupCause,
    converted: call.converted,
    revenue: fromMicrosOrNull(call.revenueMicros),
    currency: call.revenueCurrency,
    payout: fromMicrosOrNull(call.payoutMicros),
    payoutCurrency: call.payoutCurrency,
    publisherId: call.publisherId,
    targetId: call.targetId,
    direction: call.direction,
    duplicateOf: call.duplicateOf,
    createdAt: call.createdAt.toISOString(),
    updatedAt: call.updatedAt.toISOString(),
  };
}

export const CallLogResponse = z
  .object({
    id: integer,
    callId: integer,
    event: z.string(),
    message: z.string(),
    metadata: z.record(z.string(), z.unknown()),
    createdAt: timestamp,
  })
  .openapi('CallLogResponse');

export function presentCallLog(row: CallEventRow): z.infer<typeof CallLogResponse> {
  const { id, callId, event, message, metadata, occurredAt } = row;
  return {
    id,
    callId,
    event,
    message,
    metadata: metadata as Record<string, unknown>,
    createdAt: occurredAt.toISOString(),
  };
}
