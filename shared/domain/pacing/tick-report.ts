/** What a tick saw and decided, as it is kept for whoever asks how a campaign dials, or why it does not. */
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { PacingSnapshot } from '../../rules/pacing/inputs.ts';
import { createAgentAvailability, freeAfterTalkProbability, freeAfterWrapUpProbability } from '../../rules/pacing/agent-availability.ts';
import { estimateAgentCurves, estimateCallCurves, hasEnoughStatistics } from '../../rules/pacing/statistics.ts';
import { startThreshold } from '../../rules/pacing/abandonment-price.ts';
import { ringQuantileSeconds } from '../../rules/pacing/ring-times.ts';
import { restorePacerState } from '../../rules/pacing/pacer-state.ts';

export const TICK_REASONS = [
  'preview',
  'outside_hours',
  'no_agents',
  'abandonment_limit',
  'no_free_agents',
  'enough_calls_under_way',
  'no_lead_due',
  'carrier_limit',
] as const;
export type TickReason = (typeof TICK_REASONS)[number];

export const FALLBACKS = [
  'abandonment_limit',
  'cold_statistics',
  'few_agents',
  'short_list',
  'budget_of_the_day',
] as const;

const count = z.number().int();

const schema = z.object({
  at: z.iso.datetime(),
  mode: z.enum(['preview', 'progressive', 'predictive']),
  /** Why a predictive campaign dials one call per free agent. */
  fallback: z.enum(FALLBACKS).nullable(),
  /** Why the tick started no call, or fewer than it wanted. */
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
  /** Agents who are busy and expected to be free that many seconds ahead. */
  predictedFrees: z.number(),
  /** The chance of finding no agent up to which one more call is worth starting; null without a forecast. */
  price: z.number().nullable(),
  /** Of the campaign's agents since midnight on its clock, while it dialled. */
  today: z.object({ day: z.string(), agentSeconds: z.number(), talkSeconds: z.number() }),
});

export type PacingReport = z.infer<typeof schema>;

/** Null for a campaign that was never dialled, and for what another version left: the next tick writes it anew. */
export function parseReport(kept: unknown): PacingReport | null {
  const parsed = schema.safeParse(kept);
  return parsed.success ? parsed.data : null;
}

/** A pause counts as working time up to this. */
const TICK_SECONDS_MAX = 60;

/** Adds the time since the last tick to the day's sums, which begin anew at midnight. */
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

/** What the pacer believes, read from what it keeps. */
export function pacerFigures(saved: unknown, snapshot: PacingSnapshot) {
  const { statistics: learnt, price, factor } = restorePacerState(saved);
  const { rings, answerShare } = estimateCallCurves(learnt, snapshot.ringing);
  const agents = createAgentAvailability(estimateAgentCurves(learnt, snapshot));
  const lookAheadSeconds = learnt.setupSeconds + ringQuantileSeconds(rings.human, 0.5);
  const frees = [
    ...snapshot.talking.map((seconds) => freeAfterTalkProbability(agents, seconds, lookAheadSeconds)),
    ...snapshot.wrapping.map((seconds) => freeAfterWrapUpProbability(agents, seconds, lookAheadSeconds)),
  ];
  return {
    answerShare,
    lookAheadSeconds,
    predictedFrees: frees.reduce((sum, chance) => sum + chance, 0),
    // A factor of zero stands for one call per free agent.
    price: factor > 0 ? startThreshold(price, factor) : null,
    cold: !hasEnoughStatistics(learnt),
  };
}
