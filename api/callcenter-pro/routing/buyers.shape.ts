/** Buyers of calls as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import { fromMicros } from '../../../shared/rules/values/money.ts';
import type { BuyerRow, CampaignBuyerRow } from '../../../sql/routing/buyers.ts';
import { computed, integer, OpeningHoursResponse, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const BuyerResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    companyName: z.string().nullable(),
    email: z.string().nullable(),
    phoneNumber: z.string(),
    priority: integer,
    weight: integer,
    maxConcurrentCalls: integer.openapi({ description: '0 means no limit' }),
    hourlyCallLimit: integer,
    dailyCallLimit: integer.openapi({ description: 'Per day in `timezone`; 0 means no limit' }),
    monthlyCallLimit: integer,
    dailyRevenueCap: z.number(),
    monthlyRevenueCap: z.number(),
    isActive: z.boolean(),
    hoursOfOperation: OpeningHoursResponse.nullable(),
    whisper: z.string().nullable(),
    requiresAccept: z.boolean(),
    pricePerCall: z.number(),
    billableSeconds: integer,
    currency: z.string(),
    timezone: z.string().nullable(),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('BuyerResponse');

export function presentBuyer(buyer: BuyerRow): z.infer<typeof BuyerResponse> {
  return {
    id: buyer.id,
    uuid: buyer.uuid,
    userId: buyer.createdBy,
    name: buyer.name,
    companyName: buyer.companyName,
    email: buyer.email,
    phoneNumber: buyer.phoneNumber,
    priority: buyer.priority,
    weight: buyer.weight,
    maxConcurrentCalls: buyer.maxConcurrentCalls,
    hourlyCallLimit: buyer.hourlyCallLimit,
    dailyCallLimit: buyer.dailyCallLimit,
    monthlyCallLimit: buyer.monthlyCallLimit,
    dailyRevenueCap: fromMicros(buyer.dailyRevenueCapMicros),
    monthlyRevenueCap: fromMicros(buyer.monthlyRevenueCapMicros),
    isActive: buyer.isActive,
    hoursOfOperation: buyer.hoursOfOperation,
    whisper: buyer.whisper,
    requiresAccept: buyer.requiresAccept,
    pricePerCall: fromMicros(buyer.priceMicros),
    billableSeconds: buyer.billableSeconds,
    currency: buyer.currency,
    timezone: buyer.timezone,
    createdAt: buyer.createdAt.toISOString(),
    updatedAt: buyer.updatedAt.toISOString(),
  };
}

export const CampaignBuyerResponse = z
  .object({
    id: integer,
    uuid,
    name: z.string(),
    phoneNumber: z.string(),
    priority: integer,
    maxConcurrentCalls: integer,
    isActive: z.boolean(),
    campaignBuyer: z.object({ priority: integer, createdAt: timestamp }),
  })
  .openapi('CampaignBuyerResponse');

export function presentCampaignBuyer(buyer: CampaignBuyerRow): z.infer<typeof CampaignBuyerResponse> {
  const { id, uuid, name, phoneNumber, priority, maxConcurrentCalls, isActive, linkPriority, linkedAt } = buyer;
  const campaignBuyer = { priority: linkPriority, createdAt: linkedAt.toISOString() };
  return { id, uuid, name, phoneNumber, priority, maxConcurrentCalls, isActive, campaignBuyer };
}
