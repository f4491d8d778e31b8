/** How the API shows a campaign's pacing. */
import { z } from '@hono/zod-openapi';
import { PACING_REASONS, type PacingStatus } from '../../../shared/domain/pacing/reasons.ts';
import { FALLBACKS, type PacingReport, TICK_REASONS } from '../../../shared/domain/pacing/tick-report.ts';
import { ABANDON_WINDOWS, DIAL_MODES } from '../../../shared/rules/campaigns/pacing-settings.ts';
import type { CampaignRow } from '../../../sql/campaigns/campaigns.ts';
import { timestamp } from '../conventions.ts';

const agentCount = z.number().int();
const callCount = z.number().int();
const seconds = z.number();

const PacingTick = z
  .object({
    at: timestamp,
    mode: z.enum(DIAL_MODES).openapi({ description: 'The mode that decided this tick' }),
    fallback: z
      .enum(FALLBACKS)
      .nullable()
      .openapi({ description: 'Why a predictive campaign dialed one call per free agent' }),
    reason: z
      .enum(TICK_REASONS)
      .nullable()
      .openapi({ description: 'Why the tick started no call, or fewer calls than it wanted' }),
    agents_idle: agentCount,
    agents_talking: agentCount,
    agents_wrapping: agentCount,
    utilisation: z.number().openapi({ description: 'Share of the agents who are in a conversation' }),
    people_waiting: callCount.openapi({ description: 'People who answered and wait for an agent' }),
    calls_ringing: callCount.openapi({ description: 'Of all campaigns that share these agents' }),
    calls_wanted: callCount,
    calls_started: callCount,
    calls_cancelled: callCount,
    answer_share: z.number().openapi({ description: 'Expected share of calls that a person answers' }),
    look_ahead_seconds: seconds.openapi({
      description: 'Median time from now until a person answers a call started now',
    }),
    predicted_frees: z.number().openapi({ description: 'Expected number of busy agents who are free by then' }),
    price: z.number().nullable().openapi({
      description: 'Highest probability of finding no agent at which a call is started; null without a forecast',
    }),
  })
  .openapi('PacingTick');

export const PacingStatusResponse = z
  .object({
    status: z.string(),
    dial_mode: z.enum(DIAL_MODES),
    reasons: z.array(z.object({ code: z.enum(PACING_REASONS), message: z.string() })).openapi({
      description: 'Everything that keeps the campaign from dialing, or from dialing more, at this moment',
    }),
    abandonment: z.object({
      window: z.enum(ABANDON_WINDOWS),
      answers_min: callCount,
      answered: callCount,
      abandoned: callCount,
      rate: z.number(),
      target_rate: z.number(),
      hard_rate: z.number(),
      over_limit: z.boolean(),
    }),
    today: z
      .object({
        day: z.iso.date(),
        agent_seconds: seconds.openapi({ description: 'Working time of the agents while the campaign dialed' }),
        talk_seconds: seconds,
        utilisation: z.number().openapi({ description: 'talk_seconds as a share of agent_seconds' }),
      })
      .nullable(),
    last_tick: PacingTick.nullable().openapi({ description: 'null for a campaign that was never dialed' }),
  })
  .openapi('PacingStatusResponse');

const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

export function presentPacingStatus(
  campaign: CampaignRow,
  { counts, overLimit, report, reasons }: PacingStatus,
): z.infer<typeof PacingStatusResponse> {
  return {
    status: campaign.status,
    dial_mode: campaign.dialMode,
    reasons,
    abandonment: {
      window: campaign.abandonWindow,
      answers_min: campaign.abandonAnswersMin,
      answered: counts.answered,
      abandoned: counts.abandoned,
      rate: share(counts.abandoned, counts.answered),
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

function presentTick(report: PacingReport): z.infer<typeof PacingTick> {
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
