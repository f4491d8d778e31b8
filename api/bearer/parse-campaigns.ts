/** What callers may say about a campaign, and what holds when they do not. */
import { z } from '@hono/zod-openapi';
import type { CampaignInput } from '../../shared/domain/campaigns.ts';
import { DEFAULT_RETRY_POLICY, RETRY_LIMITS } from '../../shared/rules/retry.ts';
import { e164, httpUrl, ianaZone, optionalDateTime, timeOfDay } from '../fields.ts';
import { storable } from '../text.ts';
import { optionalKey } from './dialect.ts';

const retryPolicy = z.strictObject({
  max_attempts: z
    .number()
    .int()
    .min(RETRY_LIMITS.maxAttempts.min)
    .max(RETRY_LIMITS.maxAttempts.max)
    .default(DEFAULT_RETRY_POLICY.maxAttempts),
  delay_minutes: z
    .number()
    .int()
    .min(RETRY_LIMITS.delayMinutes.min)
    .max(RETRY_LIMITS.delayMinutes.max)
    .default(DEFAULT_RETRY_POLICY.delayMinutes),
  retry_on_no_answer: z.boolean().default(DEFAULT_RETRY_POLICY.retryOnNoAnswer),
  retry_on_busy: z.boolean().default(DEFAULT_RETRY_POLICY.retryOnBusy),
  retry_on_voicemail: z.boolean().default(DEFAULT_RETRY_POLICY.retryOnVoicemail),
  backoff: z.enum(['fixed', 'exponential']).default(DEFAULT_RETRY_POLICY.backoff),
});

/** Shares of the calls that people answered. Above the hard rate the campaign dials one call per free agent. */
const abandonPolicy = z
  .strictObject({
    target_rate: z.number().min(0.001).default(0.025),
    hard_rate: z.number().min(0.001).max(0.03, 'must be at most 0.03, by law').default(0.03),
    window_hours: z
      .number()
      .int()
      .min(1)
      .max(720)
      .default(720)
      .openapi({ description: '720 are the 30 days of the law' }),
  })
  .refine((policy) => policy.target_rate <= policy.hard_rate, {
    path: ['target_rate'],
    message: 'must be at most hard_rate',
  });

const fields = z.strictObject({
  name: storable(200).trim().min(1, 'must not be empty'),
  description: storable(5_000).nullable(),
  caller_id: e164.nullable(),
  schedule_start: optionalDateTime,
  schedule_end: optionalDateTime,
  timezone: ianaZone,
  calling_hours_start: timeOfDay,
  calling_hours_end: timeOfDay,
  agent_group_id: optionalKey,
  retry_policy: retryPolicy,
  amd_enabled: z.boolean(),
  amd_mode: z.enum(['sync', 'async']),
  agent_legs: z.enum(['on_demand', 'parked']),
  voicemail_message_url: httpUrl.nullable(),
  record_calls: z.boolean(),
  dial_mode: z.enum(['progressive', 'predictive']),
  abandon_policy: abandonPolicy,
  wrap_up_seconds: z.number().int().min(0).max(3_600),
  ring_seconds_max: z.number().int().min(15, 'must be at least 15 seconds of ringing, by law').max(120),
});

/** What a new campaign is when its creator says nothing: the law's widest day, thirty seconds of ringing. */
export const created = z.strictObject({
  ...fields.partial().shape,
  name: fields.shape.name,
});
export const changed = fields.partial();

/** The document's names → the domain's; a field that was not sent is absent. */
export function toInput(sent: z.output<typeof changed>): Partial<CampaignInput> {
  const policy = sent.retry_policy;
  const input: Partial<CampaignInput> = {
    name: sent.name,
    description: sent.description,
    callerId: sent.caller_id,
    scheduleStart: sent.schedule_start,
    scheduleEnd: sent.schedule_end,
    timezone: sent.timezone,
    callingHoursStart: sent.calling_hours_start,
    callingHoursEnd: sent.calling_hours_end,
    agentGroup: sent.agent_group_id,
    amdEnabled: sent.amd_enabled,
    dialMode: sent.dial_mode,
    abandonTargetRate: sent.abandon_policy?.target_rate,
    abandonHardRate: sent.abandon_policy?.hard_rate,
    abandonWindowHours: sent.abandon_policy?.window_hours,
    amdMode: sent.amd_mode,
    agentLegs: sent.agent_legs,
    voicemailMessageUrl: sent.voicemail_message_url,
    recordCalls: sent.record_calls,
    wrapUpSeconds: sent.wrap_up_seconds,
    ringSecondsMax: sent.ring_seconds_max,
    retryPolicy: policy && {
      maxAttempts: policy.max_attempts,
      delayMinutes: policy.delay_minutes,
      retryOnNoAnswer: policy.retry_on_no_answer,
      retryOnBusy: policy.retry_on_busy,
      retryOnVoicemail: policy.retry_on_voicemail,
      backoff: policy.backoff,
    },
  };
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
