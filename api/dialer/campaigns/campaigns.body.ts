/** What callers may say about a campaign, and what holds when they do not. */
import { z } from '@hono/zod-openapi';
import type { CampaignInput } from '../../../shared/domain/campaigns/campaigns.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { RETRY_LIMITS } from '../../../shared/rules/campaigns/retry-policy.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../../shared/rules/campaigns/pacing-settings.ts';
import { e164, httpUrl, ianaZone, optionalDateTime, skills, timeOfDay } from '../../http/fields.ts';
import { safeText } from '../../http/safe-text.ts';
import { optionalEntityKey } from '../../http/ids.ts';

const { maxAttempts, delayMinutes } = RETRY_LIMITS;
const kept = 'What is not sent stays as it is, or is what it is for a new campaign: ';

const retryPolicy = z
  .strictObject({
    max_attempts: z.number().int().min(maxAttempts.min).max(maxAttempts.max),
    delay_minutes: z.number().int().min(delayMinutes.min).max(delayMinutes.max),
    retry_on_no_answer: z.boolean(),
    retry_on_busy: z.boolean(),
    retry_on_voicemail: z.boolean(),
    backoff: z.enum(['fixed', 'exponential']),
  })
  .partial()
  .openapi({ description: `${kept}three attempts, an hour apart, after no answer and busy.` });

/** Shares of the calls that people answered. */
const abandonPolicy = z
  .strictObject({
    target_rate: z.number().min(0.001),
    hard_rate: z.number().min(0.001).max(0.03, 'must be at most 0.03, by law'),
    window: z.enum(ABANDON_WINDOWS).openapi({
      description:
        'Over which time the shares are counted: `30d` is the law of the United States, `24h` the practice in the ' +
        "United Kingdom, `calendar_month` (on the campaign's clock) the rule in Canada",
    }),
    answers_min: z
      .number()
      .int()
      .min(1)
      .max(200)
      .openapi({ description: 'With fewer answers in the window its share of abandoned calls does not count yet' }),
  })
  .partial()
  .openapi({
    description:
      'Above `hard_rate` the campaign dials one call per free agent, whatever its `dial_mode`; `target_rate` is at most ' +
      `that. ${kept}0.025, 0.03, \`30d\`, 50.`,
  });

const fields = z.strictObject({
  name: safeText(200).trim().min(1, 'must not be empty'),
  description: safeText(5_000).nullable(),
  caller_id: e164.nullable(),
  schedule_start: optionalDateTime,
  schedule_end: optionalDateTime,
  timezone: ianaZone,
  calling_hours_start: timeOfDay,
  calling_hours_end: timeOfDay,
  agent_group_id: optionalEntityKey,
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

export const changed = fields.partial();
export const created = z.strictObject({ ...changed.shape, name: fields.shape.name });

/** The document's names → the domain's; a field that was not sent is absent. */
export function toInput(sent: z.output<typeof changed>): CampaignInput {
  const policy = sent.retry_policy;
  const input: CampaignInput = {
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
    retryPolicy:
      policy &&
      definedOnly({
        maxAttempts: policy.max_attempts,
        delayMinutes: policy.delay_minutes,
        retryOnNoAnswer: policy.retry_on_no_answer,
        retryOnBusy: policy.retry_on_busy,
        retryOnVoicemail: policy.retry_on_voicemail,
        backoff: policy.backoff,
      }),
  };
  return definedOnly(input);
}
