/** The bodies of the requests that create and change a campaign. */
import { z } from '@hono/zod-openapi';
import type { CampaignInput } from '../../../shared/domain/campaigns/campaigns.ts';
import { AGENT_LEGS } from '../../../shared/rules/campaigns/agent-leg-mode.ts';
import {
  MACHINE_DETECTION_RANGES,
  type MachineDetectionSettings,
} from '../../../shared/rules/campaigns/machine-detection.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../../shared/rules/campaigns/pacing-settings.ts';
import { RETRY_LIMITS } from '../../../shared/rules/campaigns/retry-policy.ts';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { e164, httpUrl, ianaZone, optionalDateTime, ringSecondsMax, skills, timeOfDay } from '../../http/fields.ts';
import { optionalEntityKey } from '../../http/ids.ts';
import { nameText, safeText } from '../../http/safe-text.ts';
import { countryHours } from './country-hours.ts';

/** The database has the same limit. */
const CAMPAIGN_WEIGHT_MAX = 100;

const { maxAttempts, delayMinutes } = RETRY_LIMITS;
const PARTIAL = 'An absent field keeps its value. In a new campaign it gets its default: ';

const RetryPolicyBody = z
  .strictObject({
    max_attempts: z.number().int().min(maxAttempts.min).max(maxAttempts.max),
    delay_minutes: z.number().int().min(delayMinutes.min).max(delayMinutes.max),
    retry_on_no_answer: z.boolean(),
    retry_on_busy: z.boolean(),
    retry_on_voicemail: z.boolean(),
    backoff: z.enum(['fixed', 'exponential']),
  })
  .partial()
  .openapi('RetryPolicyBody', { description: `${PARTIAL}three attempts, an hour apart, after no answer and busy.` });

const AbandonPolicyBody = z
  .strictObject({
    target_rate: z.number().min(0.001),
    hard_rate: z.number().min(0.001).max(0.03, 'must be at most 0.03, by law'),
    window: z.enum(ABANDON_WINDOWS).openapi({
      description:
        'The period of the measurement: `30d` is the law of the United States, `24h` the practice in the United ' +
        "Kingdom, `calendar_month` (in the campaign's time zone) the rule in Canada",
    }),
    answers_min: z.number().int().min(1).max(200).openapi({
      description: 'Until this many calls are answered in the window, the rate counts as of this many answers',
    }),
  })
  .partial()
  .openapi('AbandonPolicyBody', {
    description:
      'The rates are shares of the calls that people answered. Above `hard_rate` the campaign dials one call per free ' +
      `agent, whatever its \`dial_mode\`. \`target_rate\` is at most \`hard_rate\`. ${PARTIAL}0.025, 0.03, \`30d\`, 50.`,
  });

const detection = (name: keyof MachineDetectionSettings, description: string) => {
  const { min, max, default: usual } = MACHINE_DETECTION_RANGES[name];
  return z
    .number()
    .int()
    .min(min)
    .max(max)
    .openapi({ description: `${description}. Default: ${usual}` });
};

const campaignFields = z.strictObject({
  name: nameText(200),
  description: safeText(5_000).nullable(),
  caller_id: e164.nullable(),
  weight: z
    .number()
    .int()
    .min(1)
    .max(CAMPAIGN_WEIGHT_MAX)
    .openapi({
      description:
        'The share of the campaign in the agents and calls per second, beside the other active campaigns of the account: ' +
        'a campaign of weight 3 gets three times the calls of a campaign of weight 1 that has the same agents. Default: 1',
    }),
  schedule_start: optionalDateTime,
  schedule_end: optionalDateTime,
  timezone: ianaZone,
  calling_hours_start: timeOfDay,
  calling_hours_end: timeOfDay,
  country_hours: countryHours,
  agent_group_id: optionalEntityKey,
  required_skills: skills.openapi({ description: 'Only agents who have all of these skills get the calls' }),
  retry_policy: RetryPolicyBody,
  amd_enabled: z.boolean(),
  amd_mode: z.enum(['sync', 'async']).openapi({
    description:
      '`async`, the default: the agent is connected at once and released when a machine is found. `sync`: the person ' +
      'waits about four seconds for the result of the detection.',
  }),
  machine_detection_timeout: detection('machineDetectionTimeout', 'Seconds after which the detection gives up'),
  machine_detection_speech_threshold: detection(
    'machineDetectionSpeechThreshold',
    'Milliseconds of speech from which on the far end is a machine',
  ),
  machine_detection_speech_end_threshold: detection(
    'machineDetectionSpeechEndThreshold',
    'Milliseconds of silence after which the speech has ended',
  ),
  machine_detection_silence_timeout: detection(
    'machineDetectionSilenceTimeout',
    'Milliseconds of silence from the answer on, after which the result is `unknown`',
  ),
  agent_legs: z.enum(AGENT_LEGS).openapi({
    description:
      "`parked`, the default: the agents' phones stay connected, and each person who answers joins an agent at once. " +
      '`on_demand`: the phone of an agent rings after the person answered, which takes longer than the two seconds of ' +
      'the law; not for predictive campaigns.',
  }),
  voicemail_message_url: httpUrl.nullable(),
  record_calls: z.boolean(),
  dial_mode: z.enum(DIAL_MODES).openapi({
    description:
      '`preview`: an agent sees each lead and decides to call; the agents stay on the line as with `parked`. ' +
      '`progressive`: one call per free agent. `predictive`: as many calls as the abandon policy allows.',
  }),
  abandon_policy: AbandonPolicyBody,
  wrap_up_seconds: z.number().int().min(0).max(3_600),
  ring_seconds_max: ringSecondsMax,
});

export const UpdateCampaignBody = campaignFields.partial().openapi('UpdateCampaignBody');
export const CreateCampaignBody = z
  .strictObject({ ...UpdateCampaignBody.shape, name: campaignFields.shape.name })
  .openapi('CreateCampaignBody');
/**
 * Translates the fields of the request to the fields of the domain. If the request leaves out a field, the result
 * leaves out the field too.
 */
export function toInput(body: z.output<typeof UpdateCampaignBody>): CampaignInput {
  const policy = body.retry_policy;
  const input: CampaignInput = {
    name: body.name,
    description: body.description,
    callerId: body.caller_id,
    weight: body.weight,
    scheduleStart: body.schedule_start,
    scheduleEnd: body.schedule_end,
    timezone: body.timezone,
    callingHoursStart: body.calling_hours_start,
    callingHoursEnd: body.calling_hours_end,
    countryHours: body.country_hours,
    agentGroup: body.agent_group_id,
    requiredSkills: body.required_skills,
    amdEnabled: body.amd_enabled,
    dialMode: body.dial_mode,
    abandonTargetRate: body.abandon_policy?.target_rate,
    abandonHardRate: body.abandon_policy?.hard_rate,
    abandonWindow: body.abandon_policy?.window,
    abandonAnswersMin: body.abandon_policy?.answers_min,
    amdMode: body.amd_mode,
    machineDetectionTimeout: body.machine_detection_timeout,
    machineDetectionSpeechThreshold: body.machine_detection_speech_threshold,
    machineDetectionSpeechEndThreshold: body.machine_detection_speech_end_threshold,
    machineDetectionSilenceTimeout: body.machine_detection_silence_timeout,
    agentLegs: body.agent_legs,
    voicemailMessageUrl: body.voicemail_message_url,
    recordCalls: body.record_calls,
    wrapUpSeconds: body.wrap_up_seconds,
    ringSecondsMax: body.ring_seconds_max,
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
