/** Leads, their imports and do-not-call numbers as the dialer document shows them. */
import { z } from '@hono/zod-openapi';
import type { LeadRow } from '../../../sql/leads/leads.ts';
import { isoOrNull, timestamp } from '../../http/response-fields.ts';

export const uuid = z.uuid();
export const count = z.number().int();

export const leadStatus = z.enum(['pending', 'queued', 'calling', 'completed', 'failed', 'dnc']);
export const leadPriority = z.enum(['low', 'normal', 'high']);

export const LeadResponse = z
  .object({
    id: uuid,
    campaign_id: uuid,
    tenant_id: uuid,
    phone: z.string(),
    phone_normalized: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    type: z.string().nullable(),
    priority: leadPriority,
    custom_fields: z.record(z.string(), z.unknown()),
    notes: z.string().nullable(),
    status: leadStatus,
    status_reason: z.string().nullable(),
    call_attempts: count,
    last_call_at: timestamp.nullable(),
    next_call_at: timestamp.nullable(),
    do_not_call: z.boolean(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi('Lead');

export function presentLead(lead: LeadRow): z.infer<typeof LeadResponse> {
  return {
    id: lead.uuid,
    campaign_id: lead.campaignUuid,
    tenant_id: lead.tenantUuid,
    phone: lead.phone,
    phone_normalized: lead.phoneNormalized,
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    country: lead.country,
    type: lead.type,
    priority: lead.priority,
    custom_fields: lead.customFields,
    notes: lead.notes,
    status: lead.status,
    status_reason: lead.statusReason,
    call_attempts: lead.callAttempts,
    last_call_at: isoOrNull(lead.lastCallAt),
    next_call_at: isoOrNull(lead.nextCallAt),
    do_not_call: lead.doNotCall,
    created_at: lead.createdAt.toISOString(),
    updated_at: lead.updatedAt.toISOString(),
  };
}

