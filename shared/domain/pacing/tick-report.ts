/**
 * The report of the last tick of a campaign: what the tick found and decided. An API route for pacing shows the report.
 */
import { DateTime } from 'luxon';
import { z } from 'zod';
import { startThreshold } from '../../rules/pacing/abandonment-price.ts';
import {
  createAgentAvailability,
  freeAfterTalkProbability,
  freeAfterWrapUpProbability,
} from '../../rules/pacing/agent-availability.ts';
import type { PacingSnapshot } from '../../rules/pacing/inputs.ts';
import { restorePacerState } from '../../rules/pacing/pacer-state.ts';
import { ringQuantileSeconds } from '../../rules/pacing/ring-times.ts';
import { estimateAgentCurves, estimateCallCurves, hasEnoughStatistics } from '../../rules/pacing/statistics.ts';

/** Why a tick started no call, or fewer calls than it wanted. */
export const TICK_REASONS = [
  'preview',
  'outside_hours',
  'no_agents',
  'abandonment_limit',
  'no_free_agents',
  'enough_calls_under_way',
  'no_lead_due',
  'carrier_limit',
  'carrier_refuses',
  'live_calls',
  'spend_per_day',
] as const;
export type TickReason = (typeof TICK_REASONS)[number];

/** Why a predictive campaign dials one call per free agent. */
export const FALLBACKS = [
  'abandonment_limit',
  'cold_statistics',
  'few_agents',
  'short_list',
  'budget_of_the_day',
] as const;
export type Fallback = (typeof FALLBACKS)[number];

const count = z.number().int();

const pacingReportSchema = z.object({
  at: z.iso.datetime(),
  mode: z.enum(['preview', 'progressive', 'predictive']),
  fallback: z.enum(FALLBACKS).nullable(),
  reason: z.enum(TICK_REASONS).nullable(),
  idle: count,
  talking: count,
  wrapping: count,
  waiting: count,
  ringing: count,
  wanted: count,
  started: count,
  cancelled: count,
  answerShare: z.number(),
  lookAheadSeconds: z.number(),
  /** Expected number of busy agents who will be free after `lookAheadSeconds`. */
  predictedFrees: z.number(),
  /**
   * The highest abandon probability (chance that an answered call finds no free agent) at which a call is started; null
   * without a forecast.
   */
  price: z.number().nullable(),
  /**
   * Working time and talk time of all agents of the campaign since midnight in the campaign's time zone. Only the time
   * while the campaign dialed counts.
   */
  today: z.object({ day: z.string(), agentSeconds: z.number(), talkSeconds: z.number() }),
});

export type PacingReport = z.infer<typeof pacingReportSchema>;

/**
 * Returns the saved report; null if the campaign was never dialed, or if another version of the software saved the
 * report in another format. The next tick replaces such a report.
 */
export function parseReport(saved: unknown): PacingReport | null {
  const parsed = pacingReportSchema.safeParse(saved);
  return parsed.success ? parsed.data : null;
}

/** If more seconds than this pass between two ticks, the pause does not count as working time. */
const TICK_SECONDS_MAX = 60;

/**
 * Returns the working time and talk time of the day, with the time since the last tick added. The sums start at 0 at
 * midnight in the time zone of the campaign.
 */
export function addWorkedTime(
  last: PacingReport | null,
  nowMs: number,
  timezone: string,
  floor: { agents: number; talking: number },
): PacingReport['today'] {
  const day = DateTime.fromMillis(nowMs, { zone: timezone }).toISODate()!;
  const { agentSeconds, talkSeconds } = last?.today.day === day ? last.today : { agentSeconds: 0, talkSeconds: 0 };
  const elapsed = last ? (nowMs - Date.parse(last.at)) / 1000 : 0;
  const seconds = elapsed > 0 && elapsed <= TICK_SECONDS_MAX ? elapsed : 0;
  return {
    day,
    agentSeconds: agentSeconds + seconds * floor.agents,
    talkSeconds: talkSeconds + seconds * floor.talking,
  };
}

export type PacerFigures = ReturnType<typeof pacerFigures>;

/**
 * Returns the estimates of the pacer, computed from the saved state of the pacer. `cold` means: too few statistics to
 * dial predictively.
 */
export function pacerFigures(saved: unknown, snapshot: PacingSnapshot) {
  const { statistics, price, factor } = restorePacerState(saved);
  const { rings, answerShare } = estimateCallCurves(statistics, snapshot.ringing);
  const agents = createAgentAvailability(estimateAgentCurves(statistics, snapshot));
  const lookAheadSeconds = statistics.setupSeconds + ringQuantileSeconds(rings.human, 0.5);
  const freeProbabilities = [
    ...snapshot.talking.map((seconds) => freeAfterTalkProbability(agents, seconds, lookAheadSeconds)),
    ...snapshot.wrapping.map((seconds) => freeAfterWrapUpProbability(agents, seconds, lookAheadSeconds)),
  ];
  return {
    answerShare,
    lookAheadSeconds,
    predictedFrees: freeProbabilities.reduce((sum, probability) => sum + probability, 0),
    // A budget factor of 0 means that the pacer's last decision was progressive (one call for each free agent).
    price: factor > 0 ? startThreshold(price, factor) : null,
    cold: !hasEnoughStatistics(statistics),
  };
}
