/** Campaigns as the dialer document shows them. */
import { z } from '@hono/zod-openapi';
import { startBlockers, type Preflight } from '../../../shared/domain/campaigns/preflight.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import type { RetryPolicy } from '../../../shared/rules/campaigns/retry-policy.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../../shared/rules/campaigns/pacing-settings.ts';
import { isoOrNull, timestamp, uuid } from '../../http/response-fields.ts';

const retryPolicyShape = z.object({
  max_attempts: z.number().int(),
  delay_minutes: z.number().int(),
  retry_on_no_answer: z.boolean(),
  retry_on_busy: z.boolean(),
  retry_on_voicemail: z.boolean(),
  backoff: z.enum(['fixed', 'exponential']),
});

function presentRetryPolicy(policy: RetryPolicy): z.infer<typeof retryPolicyShape> {
  return {
    max_attempts: policy.maxAttempts,
    delay_minutes: policy.delayMinutes,
    retry_on_no_answer: policy.retryOnNoAnswer,
    retry_on_busy: policy.retryOnBusy,
    retry_on_voicemail: policy.retryOnVoicemail,
    backoff: policy.backoff,
  };
}

export const CampaignResponse = z
  .object({
    id: uuid,
    tenant_id: uuid,
    name: z.string(),
    description: z.string().nullable(),
    caller_id: z.string().nullable(),
    status: z.enum(['draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled']),
    schedule_start: timestamp.nullable(),
    schedule_end: timestamp.nullable(),
    timezone: z.string(),
    calling_hours_start: z.string(),
    calling_hours_end: z.string(),
    agent_group_id: uuid.nullable(),
    required_skills: z.array(z.string()),
    retry_policy: retryPolicyShape,
    amd_enabled: z.boolean(),
    amd_mode: z.enum(['sync', 'async']),
    agent_legs: z.enum(['on_demand', 'parked']),
    voicemail_message_url: z.string().nullable(),
    record_calls: z.boolean(),
    dial_mode: z.enum(DIAL_MODES),
    abandon_policy: z.object({
      target_rate: z.number(),
      hard_rate: z.number(),
      window: z.enum(ABANDON_WINDOWS),
      answers_min: z.number().int(),
    }),
    wrap_up_seconds: z.number().int(),
    ring_seconds_max: z.number().int(),
    total_leads: z.number().int(),
    calls_made: z.number().int(),
    calls_completed: z.number().int(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi('Campaign');

export function presentCampaign(campaign: CampaignRow): z.infer<typeof CampaignResponse> {
  return {
    id: campaign.uuid,
    tenant_id: campaign.tenantUuid,
    name: campaign.name,
    description: campaign.description,
    caller_id: campaign.callerId,
    status: campaign.status,
    schedule_start: isoOrNull(campaign.scheduleStart),
    schedule_end: isoOrNull(campaign.scheduleEnd),
    timezone: campaign.timezone,
    calling_hours_start: campaign.callingHoursStart,
    calling_hours_end: campaign.callingHoursEnd,
    agent_group_id: campaign.agentGroupUuid,
    required_skills: campaign.requiredSkills,
    retry_policy: presentRetryPolicy(campaign.retryPolicy),
    amd_enabled: campaign.amdEnabled,
    amd_mode: campaign.amdMode,
    agent_legs: campaign.agentLegs,
    voicemail_message_url: campaign.voicemailMessageUrl,
    record_calls: campaign.recordCalls,
    dial_mode: campaign.dialMode,
    abandon_policy: {
      target_rate: campaign.abandonTargetRate,
      hard_rate: campaign.abandonHardRate,
      window: campaign.abandonWindow,
      answers_min: campaign.abandonAnswersMin,
    },
    wrap_up_seconds: campaign.wrapUpSeconds,
    ring_seconds_max: campaign.ringSecondsMax,
    total_leads: campaign.totalLeads,
    calls_made: campaign.callsMade,
    calls_completed: campaign.callsCompleted,
    created_at: campaign.createdAt.toISOString(),
    updated_at: campaign.updatedAt.toISOString(),
  };
}

const leads = z.number().int();

export const PreflightResponse = z.object({
  total: leads,
  now: leads,
  later: z.array(z.object({ reason: z.string(), leads, first_at: timestamp })),
  never: z.array(z.object({ reason: z.string(), leads })),
  can_start: z.boolean(),
  missing: z.array(z.object({ field: z.string(), message: z.string(), code: z.string() })),
});

export function presentPreflight(preflight: Preflight): z.infer<typeof PreflightResponse> {
  const missing = startBlockers(preflight);
  return {
    total: preflight.total,
    now: preflight.now,
    later: preflight.later.map(({ reason, leads, firstAt }) => ({ reason, leads, first_at: firstAt.toISOString() })),
    never: preflight.never,
    can_start: missing.length === 0,
    missing,
  };
}
