/** What callers may say about a campaign, and what holds when they do not. */
import { z } from '@hono/zod-openapi';
import type { CampaignInput } from '../../shared/domain/campaigns.ts';
import { DEFAULT_RETRY_POLICY, RETRY_LIMITS } from '../../shared/rules/retry.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../sql/pacing.ts';
import { e164, httpUrl, ianaZone, optionalDateTime, skills, timeOfDay } from '../fields.ts';
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

/** Shares of the calls that people answered. */
const abandonPolicy = z
  .strictObject({
    target_rate: z.number().min(0.001).default(0.025),
    hard_rate: z.number().min(0.001).max(0.03, 'must be at most 0.03, by law').default(0.03),
    window: z
      .enum(ABANDON_WINDOWS)
      .default('30d')
      .openapi({
        description:
          'Over which time the shares are counted: `30d` is the law of the United States, `24h` the practice in the ' +
          "United Kingdom, `calendar_month` (on the campaign's clock) the rule in Canada",
      }),
    answers_min: z
      .number()
      .int()
      .min(1)
      .max(200)
      .default(50)
      .openapi({ description: 'With fewer answers in the window its share of abandoned calls does not count yet' }),
  })
  .openapi({ description: 'Above `hard_rate` the campaign dials one call per free agent, whatever its `dial_mode`.' })
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
  required_skills: skills.openapi({ description: 'Only agents who have all of them take its calls' }),
  retry_policy: retryPolicy,
  amd_enabled: z.boolean(),
  amd_mode: z.enum(['sync', 'async']),
  agent_legs: z.enum(['on_demand', 'parked']),
  voicemail_message_url: httpUrl.nullable(),
  record_calls: z.boolean(),
  dial_mode: z.enum(DIAL_MODES).openapi({
    description:
      '`preview`: an agent is shown each lead and decides to call; agents then stay on the line as with `parked`. ' +
      '`progressive`: one call per free agent. `predictive`: as many as the abandonment allowed permits.',
  }),
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
    requiredSkills: sent.required_skills,
    amdEnabled: sent.amd_enabled,
    dialMode: sent.dial_mode,
    abandonTargetRate: sent.abandon_policy?.target_rate,
    abandonHardRate: sent.abandon_policy?.hard_rate,
    abandonWindow: sent.abandon_policy?.window,
    abandonAnswersMin: sent.abandon_policy?.answers_min,
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
