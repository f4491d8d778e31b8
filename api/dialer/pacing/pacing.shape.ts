/** How a campaign dials, as its own page shows it. */
import { z } from '@hono/zod-openapi';
import { FALLBACKS, type PacingReport, TICK_REASONS } from '../../../shared/domain/pacing/tick-report.ts';
import { type PacingStatus, PACING_REASONS } from '../../../shared/domain/pacing/reasons.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../../shared/rules/campaigns/pacing-settings.ts';
import { timestamp } from '../../http/response-fields.ts';

const agents = z.number().int();
const calls = z.number().int();
const seconds = z.number();

const tickShape = z.object({
  at: timestamp,
  mode: z.enum(DIAL_MODES).openapi({ description: 'What the tick decided by' }),
  fallback: z.enum(FALLBACKS).nullable().openapi({ description: 'Why a predictive campaign does not predict' }),
  reason: z.enum(TICK_REASONS).nullable().openapi({ description: 'Why it started no call, or fewer than it wanted' }),
  agents_idle: agents,
  agents_talking: agents,
  agents_wrapping: agents,
  utilisation: z.number().openapi({ description: 'Share of the agents who talk' }),
  people_waiting: calls,
  calls_ringing: calls.openapi({ description: 'Of all campaigns that share these agents' }),
  calls_wanted: calls,
  calls_started: calls,
  calls_cancelled: calls,
  answer_share: z.number().openapi({ description: 'Share of the calls that people are expected to answer' }),
  look_ahead_seconds: seconds.openapi({ description: 'When half of those who answer a call started now will have' }),
  predicted_frees: z.number().openapi({ description: 'Busy agents expected to be free by then' }),
  price: z
    .number()
    .nullable()
    .openapi({ description: 'Up to which chance of finding no agent a call is started; null without a forecast' }),
});

export const pacingShape = z.object({
  status: z.string(),
  dial_mode: z.enum(DIAL_MODES),
  reasons: z
    .array(z.object({ code: z.enum(PACING_REASONS), message: z.string() }))
    .openapi({ description: 'All that keeps it from dialling, or from dialling more, at this moment' }),
  abandonment: z.object({
    window: z.enum(ABANDON_WINDOWS),
    answers_min: calls,
    answered: calls,
    abandoned: calls,
    rate: z.number(),
    target_rate: z.number(),
    hard_rate: z.number(),
    over_limit: z.boolean(),
  }),
  today: z
    .object({
      day: z.iso.date(),
      agent_seconds: seconds.openapi({ description: 'Time that agents were at work while the campaign dialled' }),
      talk_seconds: seconds,
      utilisation: z.number().openapi({ description: 'Talk time as a share of it' }),
    })
    .nullable(),
  last_tick: tickShape.nullable().openapi({ description: 'null before the campaign was first dialled' }),
});

const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

export function presentPacing(
  campaign: CampaignRow,
  { sums, overLimit, report, reasons }: PacingStatus,
): z.infer<typeof pacingShape> {
  return {
    status: campaign.status,
    dial_mode: campaign.dialMode,
    reasons,
    abandonment: {
      window: campaign.abandonWindow,
      answers_min: campaign.abandonAnswersMin,
      answered: sums.answered,
      abandoned: sums.abandoned,
      rate: share(sums.abandoned, sums.answered),
      target_rate: campaign.abandonTargetRate,
      hard_rate: campaign.abandonHardRate,
      over_limit: overLimit,
    },
    today: report && {
      day: report.today.day,
      agent_seconds: report.today.agentSeconds,
      talk_seconds: report.today.talkSeconds,
      utilisation: share(report.today.talkSeconds, report.today.agentSeconds),
    },
    last_tick: report && presentTick(report),
  };
}

function presentTick(report: PacingReport): z.infer<typeof tickShape> {
  return {
    at: report.at,
    mode: report.mode,
    fallback: report.fallback,
    reason: report.reason,
    agents_idle: report.idle,
    agents_talking: report.talking,
    agents_wrapping: report.wrapping,
    utilisation: share(report.talking, report.idle + report.talking + report.wrapping),
    people_waiting: report.waiting,
    calls_ringing: report.ringing,
    calls_wanted: report.wanted,
    calls_started: report.started,
    calls_cancelled: report.cancelled,
    answer_share: report.answerShare,
    look_ahead_seconds: report.lookAheadSeconds,
    predicted_frees: report.predictedFrees,
    price: report.price,
  };
}
