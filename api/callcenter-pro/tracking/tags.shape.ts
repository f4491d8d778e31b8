/** Tags and visits as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import { withCallingCode } from '../../../shared/rules/tracking/number-format.ts';
import type { TagRow, VisitRow } from '../../../sql/tracking/tags.ts';
import { integer, timestamp } from '../../http/response-fields.ts';

export const tagShape = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    tagCode: z.string(),
    campaignId: integer,
    isActive: z.boolean(),
    trackingUrl: z.string().openapi({ description: 'Where pages ask: POST, as /dni/track' }),
    javascriptCode: z.string().openapi({ description: 'Goes into every page, before </body>' }),
    allowedDomains: z.array(z.string()).openapi({ description: 'With their subdomains; empty is any' }),
    swapNumber: z.string().nullable().openapi({ description: 'Replaced in the pages; null is the campaign’s own' }),
    idleMinutes: integer,
    coolDownMinutes: integer,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('TrackingTag');

export function presentTag(tag: TagRow, publicBaseUrl: string): z.infer<typeof tagShape> {
  return {
    id: tag.id,
    userId: tag.createdBy,
    name: tag.name,
    tagCode: tag.tagCode,
    campaignId: tag.campaignId,
    isActive: tag.isActive,
    trackingUrl: `${publicBaseUrl}/dni/track`,
    javascriptCode: elementOf(tag, publicBaseUrl),
    allowedDomains: tag.allowedDomains,
    swapNumber: tag.swapNumber,
    idleMinutes: tag.idleMinutes,
    coolDownMinutes: tag.coolDownMinutes,
    createdAt: tag.createdAt.toISOString(),
    updatedAt: tag.updatedAt.toISOString(),
  };
}

/** Codes and numbers have no character that HTML would read otherwise. */
function elementOf({ tagCode, swapNumber, campaignNumber }: TagRow, publicBaseUrl: string): string {
  const number = swapNumber ?? campaignNumber;
  const replaced = number === null ? '' : ` data-number="${withCallingCode(number)}"`;
  return `<script async src="${publicBaseUrl}/dni.js" data-tag="${tagCode}"${replaced}></script>`;
}

export const visitShape = z
  .object({
    id: integer,
    tagId: integer,
    campaignId: integer,
    trackingId: z.string(),
    sessionId: z.string(),
    phoneNumberId: integer.nullable(),
    source: z.string(),
    medium: z.string().nullable(),
    campaign: z.string().nullable(),
    content: z.string().nullable(),
    term: z.string().nullable(),
    referrer: z.string().nullable(),
    userAgent: z.string().nullable(),
    ipAddress: z.string(),
    createdAt: timestamp,
  })
  .openapi('TrackingSession');

export function presentVisit(visit: VisitRow): z.infer<typeof visitShape> {
  return {
    id: visit.id,
    tagId: visit.tagId,
    campaignId: visit.campaignId,
    trackingId: visit.trackingId,
    sessionId: visit.sessionId,
    phoneNumberId: visit.phoneNumberId,
    source: visit.source,
    medium: visit.medium,
    campaign: visit.campaign,
    content: visit.content,
    term: visit.term,
    referrer: visit.referrer,
    userAgent: visit.userAgent,
    ipAddress: visit.ipAddress,
    createdAt: visit.createdAt.toISOString(),
  };
}
