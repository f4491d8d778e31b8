/** Visits as the CallCenter Pro API shows them. The API uses the name "tracking session" for a visit. */
import { z } from '@hono/zod-openapi';
import type { VisitRow } from '../../../sql/tracking/visits.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const TrackingSessionResponse = z
  .object({
    id: integer,
    uuid,
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
    gclid: z.string().nullable(),
    fbclid: z.string().nullable(),
    msclkid: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    referrer: z.string().nullable(),
    userAgent: z.string().nullable(),
    ipAddress: z.string(),
    isRobot: z.boolean().openapi({ description: 'Robots are not counted in the analytics' }),
    createdAt: timestamp,
  })
  .openapi('TrackingSessionResponse');

export function presentVisit(visit: VisitRow): z.infer<typeof TrackingSessionResponse> {
  return {
    id: visit.id,
    uuid: visit.uuid,
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
    gclid: visit.gclid,
    fbclid: visit.fbclid,
    msclkid: visit.msclkid,
    tags: visit.tags,
    referrer: visit.referrer,
    userAgent: visit.userAgent,
    ipAddress: visit.ipAddress,
    isRobot: visit.isRobot,
    createdAt: visit.createdAt.toISOString(),
  };
}
