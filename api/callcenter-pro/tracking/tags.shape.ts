/** Tracking tags as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import { withCallingCode } from '../../../shared/rules/tracking/number-format.ts';
import type { TagRow } from '../../../sql/tracking/tags.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const TrackingTagResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    tagCode: z.string(),
    campaignId: integer,
    isActive: z.boolean(),
    trackingUrl: computed(z.string().openapi({ description: 'Address for POST /dni/track' })),
    javascriptCode: computed(z.string().openapi({ description: 'Script element for every page, before </body>' })),
    allowedDomains: z
      .array(z.string())
      .openapi({ description: 'Domains and their subdomains; an empty list allows every domain' }),
    swapNumber: z
      .string()
      .nullable()
      .openapi({ description: 'The number in the pages that is replaced; null: the campaign’s number' }),
    idleMinutes: integer,
    coolDownMinutes: integer,
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('TrackingTagResponse');

export function presentTag(tag: TagRow, publicBaseUrl: string): z.infer<typeof TrackingTagResponse> {
  return {
    id: tag.id,
    uuid: tag.uuid,
    userId: tag.createdBy,
    name: tag.name,
    tagCode: tag.tagCode,
    campaignId: tag.campaignId,
    isActive: tag.isActive,
    trackingUrl: `${publicBaseUrl}/dni/track`,
    javascriptCode: scriptElement(tag, publicBaseUrl),
    allowedDomains: tag.allowedDomains,
    swapNumber: tag.swapNumber,
    idleMinutes: tag.idleMinutes,
    coolDownMinutes: tag.coolDownMinutes,
    createdAt: tag.createdAt.toISOString(),
    updatedAt: tag.updatedAt.toISOString(),
  };
}

/**
 * Returns the HTML script element of a tracking tag. Nothing is escaped, because tag codes and phone numbers contain no
 * characters that HTML requires to be escaped.
 */
function scriptElement({ tagCode, swapNumber, campaignNumber }: TagRow, publicBaseUrl: string): string {
  const number = swapNumber ?? campaignNumber;
  const replaced = number === null ? '' : ` data-number="${withCallingCode(number)}"`;
  return `<script async src="${publicBaseUrl}/dni.js" data-tag="${tagCode}"${replaced}></script>`;
}
