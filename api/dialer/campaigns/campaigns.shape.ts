/** How the dialer API shows campaigns. */
import { z } from '@hono/zod-openapi';
import { type Preflight, startBlocker, startWarnings } from '../../../shared/domain/campaigns/preflight.ts';
import { AGENT_LEGS } from '../../../shared/rules/campaigns/agent-leg-mode.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../../shared/rules/campaigns/pacing-settings.ts';
import type { RetryPolicy } from '../../../shared/rules/campaigns/retry-policy.ts';
import { CAMPAIGN_STATUSES } from '../../../shared/rules/campaigns/status.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import { computed, integer, numericId, givenTimeOrNull, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const campaignStatus = z.enum(CAMPAIGN_STATUSES);

const RetryPolicyResponse = z
  .object({
    max_attempts: integer,
    delay_minutes: integer,
    retry_on_no_answer: z.boolean(),
    retry_on_busy: z.boolean(),
    retry_on_voicemail: z.boolean(),
    backoff: z.enum(['fixed', 'exponential']),
  })
  .openapi('RetryPolicyResponse');

function presentRetryPolicy(policy: RetryPolicy): z.infer<typeof RetryPolicyResponse> {
  return {
    max_attempts: policy.maxAttempts,
    delay_minutes: policy.delayMinutes,
    retry_on_no_answer: policy.retryOnNoAnswer,
    retry_on_busy: policy.retryOnBusy,
    retry_on_voicemail: policy.retryOnVoicemail,
    backoff: policy.backoff,
  };
}

const AbandonPolicyResponse = z
  .object({
    target_rate: z.number(),
    hard_rate: z.number(),
    window: z.enum(ABANDON_WINDOWS),
    answers_min: integer,
  })
  .openapi('AbandonPolicyResponse');

export const CampaignResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    tenant_id: uuid,
    name: z.string(),
    description: z.string().nullable(),
    caller_id: z.string().nullable(),
    status: campaignStatus,
    weight: integer,
    schedule_start: timestamp.nullable(),
    schedule_end: timestamp.nullable(),
    timezone: z.string(),
    calling_hours_start: z.string(),
    calling_hours_end: z.string(),
    country_hours: z.record(z.string(), z.array(z.object({ start: z.string(), end: z.string() }))),
    agent_group_id: uuid.nullable(),
    required_skills: z.array(z.string()),
    retry_policy: RetryPolicyResponse,
    amd_enabled: z.boolean(),
    amd_mode: z.enum(['sync', 'async']),
    machine_detection_timeout: integer,
    machine_detection_speech_threshold: integer,
    machine_detection_speech_end_threshold: integer,
    machine_detection_silence_timeout: integer,
    agent_legs: z.enum(AGENT_LEGS),
    voicemail_message_url: z.string().nullable(),
    record_calls: z.boolean(),
    dial_mode: z.enum(DIAL_MODES),
    abandon_policy: AbandonPolicyResponse,
    wrap_up_seconds: integer,
    ring_seconds_max: integer,
    total_leads: computed(integer),
    calls_made: computed(integer.openapi({ description: 'Calls that were placed' })),
    calls_completed: computed(
      integer.openapi({
        description:
          'Placed calls with the status `completed`: a person or a machine answered. Not the same as answered',
      }),
    ),
    created_at: timestamp,
    updated_at: computed(timestamp),
  })
  .openapi('CampaignResponse');

export function presentCampaign(campaign: CampaignRow): z.infer<typeof CampaignResponse> {
  return {
    id: campaign.uuid,
    numeric_id: campaign.id,
    tenant_id: campaign.tenantUuid,
    name: campaign.name,
    description: campaign.description,
    caller_id: campaign.callerId,
    status: campaign.status,
    weight: campaign.weight,
    schedule_start: givenTimeOrNull(campaign.scheduleStart),
    schedule_end: givenTimeOrNull(campaign.scheduleEnd),
    timezone: campaign.timezone,
    calling_hours_start: campaign.callingHoursStart,
    calling_hours_end: campaign.callingHoursEnd,
    country_hours: campaign.countryHours,
    agent_group_id: campaign.agentGroupUuid,
    required_skills: campaign.requiredSkills,
    retry_policy: presentRetryPolicy(campaign.retryPolicy),
    amd_enabled: campaign.amdEnabled,
    amd_mode: campaign.amdMode,
    machine_detection_timeout: campaign.machineDetectionTimeout,
    machine_detection_speech_threshold: campaign.machineDetectionSpeechThreshold,
    machine_detection_speech_end_threshold: campaign.machineDetectionSpeechEndThreshold,
    machine_detection_silence_timeout: campaign.machineDetectionSilenceTimeout,
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

const leads = integer;

export const StartProblem = z
  .object({ field: z.string(), message: z.string(), code: z.string() })
  .openapi('CampaignStartProblem');

export const PreflightResponse = z
  .object({
    total: leads,
    now: leads,
    later: z.array(z.object({ reason: z.string(), leads, first_at: timestamp })),
    never: z.array(z.object({ reason: z.string(), leads })),
    can_start: z.boolean(),
    missing: z.array(StartProblem),
    warnings: z.array(StartProblem),
    connect_delays: z.object({ connections: leads, median_ms: leads.nullable(), p99_ms: leads.nullable() }).openapi({
      description:
        'How long the last 100 connected people waited for their agent. More than 2000 ms counts as abandoned.',
    }),
  })
  .openapi('PreflightResponse', {
    description:
      'Counts of leads. `missing` says why the campaign cannot start, and `warnings` what it waits for after the start.',
  });

export function presentPreflight(preflight: Preflight): z.infer<typeof PreflightResponse> {
  const blocker = startBlocker(preflight);
  return {
    total: preflight.total,
    now: preflight.now,
    later: preflight.later.map(({ reason, leads, firstAt }) => ({ reason, leads, first_at: firstAt.toISOString() })),
    never: preflight.never,
    can_start: !blocker,
    missing: blocker ? [blocker] : [],
    warnings: startWarnings(preflight),
    connect_delays: {
      connections: preflight.connectDelays.connections,
      median_ms: preflight.connectDelays.medianMs,
      p99_ms: preflight.connectDelays.p99Ms,
    },
  };
}
