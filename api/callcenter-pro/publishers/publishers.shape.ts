/**
 * Publishers and payouts as the CallCenter Pro API shows them. The database contains amounts in millionths of their
 * currency.
 */
import { z } from '@hono/zod-openapi';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import { PAYOUT_REASONS, PAYOUT_TYPES } from '../../../shared/rules/publishers/payout.ts';
import type { PayoutRow } from '../../../sql/publishers/payouts.ts';
import type { SourceRow } from '../../../sql/publishers/sources.ts';
import type { PublisherCampaignRow, PublisherRow } from '../../../sql/publishers/publishers.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const text = z.string().nullable();
const payoutType = z.enum(PAYOUT_TYPES);
const minSeconds = integer.nullable().openapi({
  description:
    'A shorter conversation earns nothing (per_call and per_minute). null: a call earns only if its buyer or bidder pays',
});

export const PublisherResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    companyName: text,
    contactEmail: text,
    contactPhone: text,
    payoutType,
    defaultPayout: z.number(),
    minSeconds,
    currency: z.string(),
    isActive: z.boolean(),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('PublisherResponse');

export function presentPublisher(publisher: PublisherRow): z.infer<typeof PublisherResponse> {
  return {
    id: publisher.id,
    uuid: publisher.uuid,
    userId: publisher.createdBy,
    name: publisher.name,
    companyName: publisher.companyName,
    contactEmail: publisher.contactEmail,
    contactPhone: publisher.contactPhone,
    payoutType: publisher.payoutType,
    defaultPayout: fromMicros(publisher.defaultPayoutMicros),
    minSeconds: publisher.minSeconds,
    currency: publisher.currency,
    isActive: publisher.isActive,
    createdAt: publisher.createdAt.toISOString(),
    updatedAt: publisher.updatedAt.toISOString(),
  };
}

export const PublisherCampaignResponse = z
  .object({
    campaignId: integer,
    campaignName: z.string(),
    customPayout: z.number().nullable().openapi({ description: 'null: the default payout of the publisher' }),
    minSeconds: integer.nullable().openapi({ description: 'null: the minimum of the publisher' }),
    calls: integer.openapi({ description: 'Ended calls that the publisher sent' }),
    revenue: z.number().openapi({ description: 'Payouts of the campaign: the sum of the ledger' }),
    createdAt: timestamp,
  })
  .openapi('PublisherCampaignResponse');

export function presentPublisherCampaign(row: PublisherCampaignRow): z.infer<typeof PublisherCampaignResponse> {
  const { campaignId, campaignName, customPayoutMicros, minSeconds, calls, revenueMicros, createdAt } = row;
  return {
    campaignId,
    campaignName,
    customPayout: customPayoutMicros === null ? null : fromMicros(customPayoutMicros),
    minSeconds,
    calls,
    revenue: fromMicros(revenueMicros),
    createdAt: createdAt.toISOString(),
  };
}

export const PublisherNumberResponse = z
  .object({ phoneNumberId: integer, phoneNumber: z.string(), friendlyName: text })
  .openapi('PublisherNumberResponse');

export function presentPublisherNumber({ id, code, name }: SourceRow): z.infer<typeof PublisherNumberResponse> {
  return { phoneNumberId: id, phoneNumber: code, friendlyName: name };
}

export const PublisherTagResponse = z
  .object({ trackingTagId: integer, tagCode: z.string(), name: text })
  .openapi('PublisherTagResponse');

export function presentPublisherTag({ id, code, name }: SourceRow): z.infer<typeof PublisherTagResponse> {
  return { trackingTagId: id, tagCode: code, name };
}

export const PayoutResponse = z
  .object({
    id: integer,
    uuid,
    callId: integer,
    campaignId: integer.nullable(),
    campaignName: text,
    entry: z
      .enum(['credit', 'correction'])
      .openapi({ description: 'Each call has one credit; corrections may be negative' }),
    amount: z.number(),
    currency: z.string(),
    reason: z.enum(PAYOUT_REASONS),
    payoutType,
    payout: z.number().openapi({ description: 'The rate that applied' }),
    talkSeconds: integer,
    createdAt: timestamp,
  })
  .openapi('PayoutResponse');

export function presentPayout(row: PayoutRow): z.infer<typeof PayoutResponse> {
  const { id, callId, campaignId, campaignName, entry, reason, payoutType, talkSeconds } = row;
  return {
    id,
    uuid: row.uuid,
    callId,
    campaignId,
    campaignName,
    entry,
    amount: fromMicros(row.amountMicros),
    currency: row.currency,
    reason,
    payoutType,
    payout: fromMicros(row.payoutMicros),
    talkSeconds,
    createdAt: row.createdAt.toISOString(),
  };
}
