/** How the dialer API shows leads. */
import { z } from '@hono/zod-openapi';
import { CONSENT_KINDS } from '../../../shared/rules/compliance/consent.ts';
import { placeOfNumber } from '../../../shared/rules/compliance/number-time-zones.ts';
import { LEAD_PRIORITIES, LEAD_STATUSES } from '../../../shared/rules/leads/lead.ts';
import type { LeadCallRow, LeadRow } from '../../../sql/leads/leads.ts';
import { computed, givenTimeOrNull, integer, numericId, isoOrNull, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const leadStatus = z.enum(LEAD_STATUSES);
export const leadPriority = z.enum(LEAD_PRIORITIES);

export const LeadResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    campaign_id: uuid,
    tenant_id: uuid,
    phone: z.string(),
    phone_normalized: z.string(),
    phones: z
      .array(z.object({ phone: z.string(), phone_normalized: z.string(), type: z.string().nullable() }))
      .openapi({ description: 'All numbers in the order in which they are called' }),
    consents: computed(
      z
        .array(
          z.object({
            id: uuid,
            numeric_id: numericId,
            kind: z.enum(CONSENT_KINDS),
            source: z.string().nullable(),
            text: z.string().nullable(),
            at: timestamp,
            evidence_url: z.string().nullable(),
            recorded_at: timestamp,
          }),
        )
        .openapi({ description: 'What the person consented to, newest first, whichever lead of the number said it' }),
    ),
    time_zones: computed(
      z.array(z.string()).openapi({
        description: 'Time zones in which the person may be, by the number',
        example: ['America/Los_Angeles'],
      }),
    ),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    type: z.string().nullable(),
    priority: leadPriority,
    custom_fields: z.record(z.string(), z.unknown()),
    notes: z.string().nullable(),
    status: leadStatus,
    status_reason: computed(z.string().nullable()),
    call_attempts: computed(integer),
    last_call_at: computed(timestamp.nullable()),
    next_call_at: timestamp.nullable(),
    agent_id: uuid.nullable().openapi({ description: 'The agent who owns the call-back at `next_call_at`' }),
    do_not_call: z.boolean(),
    created_at: timestamp,
    updated_at: computed(timestamp),
  })
  .openapi('LeadResponse');

export const LeadCallResponse = z
  .object({
    id: uuid,
    at: timestamp,
    direction: z.string(),
    live: z.boolean(),
    disposition: z.string().nullable(),
    agent_disposition: z.string().nullable().openapi({ description: 'The name of the custom disposition' }),
    talk_time: integer.nullable().openapi({ description: 'Seconds of conversation' }),
    agent_name: z.string().nullable(),
    notes: z.string().nullable(),
  })
  .openapi('LeadCallResponse');

export function presentLeadCall(call: LeadCallRow): z.infer<typeof LeadCallResponse> {
  return {
    id: call.uuid,
    at: (call.startTime ?? call.createdAt).toISOString(),
    direction: call.direction,
    live: call.live,
    disposition: call.disposition,
    agent_disposition: call.agentDisposition,
    talk_time: call.talkTime,
    agent_name: call.agentName,
    notes: call.notes,
  };
}

export function presentLead(lead: LeadRow): z.infer<typeof LeadResponse> {
  return {
    id: lead.uuid,
    numeric_id: lead.id,
    campaign_id: lead.campaignUuid,
    tenant_id: lead.tenantUuid,
    phone: lead.phone,
    phone_normalized: lead.phoneNormalized,
    phones: (lead.phones ?? [{ phone: lead.phone, phoneNormalized: lead.phoneNormalized, type: null }]).map(
      ({ phone, phoneNormalized, type }) => ({ phone, phone_normalized: phoneNormalized, type }),
    ),
    consents: (lead.consents ?? []).map(
      ({ id, numericId: numeric_id, kind, source, text, givenAt, evidenceUrl, recordedAt }) => ({
        id,
        numeric_id,
        kind,
        source,
        text,
        at: new Date(givenAt).toISOString(),
        evidence_url: evidenceUrl,
        recorded_at: new Date(recordedAt).toISOString(),
      }),
    ),
    time_zones: lead.erased ? [] : [...placeOfNumber(lead.phoneNormalized).zones],
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
    next_call_at: givenTimeOrNull(lead.nextCallAt),
    agent_id: lead.callBackAgentUuid,
    do_not_call: lead.doNotCall,
    created_at: lead.createdAt.toISOString(),
    updated_at: lead.updatedAt.toISOString(),
  };
}
