/** Publishers and what they earn as the CallCenter Pro document shows them. Amounts are dollars there, millionths inside. */
import { z } from '@hono/zod-openapi';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import { payoutTypes } from '../../../shared/rules/publishers/payout.ts';
import type { PayoutRow } from '../../../sql/publishers/payouts.ts';
import type { SourceRow } from '../../../sql/publishers/sources.ts';
import type { PublisherCampaignRow, PublisherRow } from '../../../sql/publishers/publishers.ts';
import { integer, timestamp } from '../shapes.ts';

const text = z.string().nullable();
const payoutType = z.enum(payoutTypes);
const minSeconds = integer.openapi({
  description: 'Of conversation, for per_call and per_minute; shorter earns nothing',
});

export const publisherShape = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    companyName: text,
    contactEmail: text,
    contactPhone: text,
    payoutType,
    defaultPayout: z.number(),
    minSeconds,
    isActive: z.boolean(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('Publisher');

export function presentPublisher(publisher: PublisherRow): z.infer<typeof publisherShape> {
  return {
    id: publisher.id,
    userId: publisher.createdBy,
    name: publisher.name,
    companyName: publisher.companyName,
    contactEmail: publisher.contactEmail,
    contactPhone: publisher.contactPhone,
    payoutType: publisher.payoutType,
    defaultPayout: fromMicros(publisher.defaultPayoutMicros),
    minSeconds: publisher.minSeconds,
    isActive: publisher.isActive,
    createdAt: publisher.createdAt.toISOString(),
    updatedAt: publisher.updatedAt.toISOString(),
  };
}

export const publisherCampaignShape = z
  .object({
    campaignId: integer,
    campaignName: z.string(),
    customPayout: z.number().nullable().openapi({ description: 'null: their default payout' }),
    minSeconds: integer.nullable().openapi({ description: 'null: their own' }),
    calls: integer.openapi({ description: 'That they sent and that are over' }),
    revenue: z.number().openapi({ description: 'What they earned there: the sum of the ledger' }),
    createdAt: timestamp,
  })
  .openapi('PublisherCampaign');

export function presentPublisherCampaign(row: PublisherCampaignRow): z.infer<typeof publisherCampaignShape> {
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

export const publisherNumberShape = z
  .object({ phoneNumberId: integer, phoneNumber: z.string(), friendlyName: text })
  .openapi('PublisherNumber');

export function presentPublisherNumber({ id, code, name }: SourceRow): z.infer<typeof publisherNumberShape> {
  return { phoneNumberId: id, phoneNumber: code, friendlyName: name };
}

export const publisherTagShape = z
  .object({ trackingTagId: integer, tagCode: z.string(), name: text })
  .openapi('PublisherTag');

export function presentPublisherTag({ id, code, name }: SourceRow): z.infer<typeof publisherTagShape> {
  return { trackingTagId: id, tagCode: code, name };
}

export const payoutShape = z
  .object({
    id: integer,
    callId: integer,
    campaignId: integer.nullable(),
    campaignName: text,
    entry: z.enum(['credit', 'correction']).openapi({ description: 'One credit a call; corrections may be negative' }),
    amount: z.number(),
    reason: z.enum(['earned', 'not_connected', 'too_short', 'not_converted']),
    payoutType,
    payout: z.number().openapi({ description: 'The rate it was credited at' }),
    talkSeconds: integer,
    createdAt: timestamp,
  })
  .openapi('Payout');

export function presentPayout(row: PayoutRow): z.infer<typeof payoutShape> {
  const { id, callId, campaignId, campaignName, entry, reason, payoutType, talkSeconds } = row;
  return {
    id,
    callId,
    campaignId,
    campaignName,
    entry,
    amount: fromMicros(row.amountMicros),
    reason,
    payoutType,
    payout: fromMicros(row.payoutMicros),
    talkSeconds,
    createdAt: row.createdAt.toISOString(),
  };
}
