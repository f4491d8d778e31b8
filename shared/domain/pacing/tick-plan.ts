/** The plan of one tick: how many calls a campaign starts now, and which calls the campaign gives up. */
import { agentActivitySeconds, freeAgentSlots } from '../../../sql/agents/availability.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Json, Sql } from '../../../sql/db.ts';
import { abandonCounts } from '../../../sql/pacing/abandon-ledger.ts';
import { callsInFlight } from '../../../sql/pacing/calls-in-flight.ts';
import { type PacingRow, readPacing, updatePacing } from '../../../sql/pacing/pacer-state.ts';
import { consumePacingEvents } from '../../../sql/pacing/pacing-events.ts';
import type { Context } from '../../context.ts';
import type { PacingSettings } from '../../rules/campaigns/pacing-settings.ts';
import { ABANDON_AFTER_MS, RING_SECONDS_MIN } from '../../rules/compliance/abandonment.ts';
import { exceedsAbandonmentLimit } from '../../rules/pacing/abandonment-limit.ts';
import { excessCalls } from '../../rules/pacing/excess-calls.ts';
import type { PacingEvent, PacingPolicy, PacingSnapshot } from '../../rules/pacing/inputs.ts';
import { createPacer, createProgressivePacer } from '../../rules/pacing/pacer.ts';
import { remainingDay, type RemainingDay } from './remaining-day.ts';
import {
  addWorkedTime,
  type Fallback,
  type PacerFigures,
  pacerFigures,
  type PacingReport,
  parseReport,
  type TickReason,
} from './tick-report.ts';
import { warmStart } from './warm-start.ts';

/** Maximum number of events that one tick reads. No call center produces more events within one second. */
const EVENTS_PER_TICK_MAX = 5_000;

/** If a campaign has fewer agents than this, the pacer makes no forecast. */
const FORECAST_AGENTS_MIN = 3;

export type TickPlan = {
  /** Whether the calling hours or the schedule of the campaign are closed now. */
  closed: boolean;
  /** Number of calls to start. */
  start: number;
  /** Ids of the ringing calls to hang up. */
  cancelCallIds: number[];
  /**
   * Reserved calls to release because no agent is left for the calls. The carrier has not been asked to place the calls
   * yet.
   */
  release: { id: number; leadId: number }[];
  /** Number of reserved calls of the campaign that remain. */
  reserved: number;
  report: Omit<PacingReport, 'started'>;
  /** The pacer's state after the tick. */
  pacerState: Json;
};

/**
 * Plans one tick: runs the pacer on the events since the last tick. The plan keeps the legal limit for abandoned calls.
 */
export async function planTick(ctx: Context, sql: Sql, campaign: DialingCampaign): Promise<TickPlan> {
  const settings = await readPacing(sql, campaign.id);
  const nowMs = ctx.clock.nowMs();
  const day = await remainingDay(sql, campaign, nowMs);
  const { closed } = day;
  const { snapshot, ringing } = await readSnapshot(sql, campaign, nowMs, day);
  const counts = await abandonCounts(sql, { ...campaign, ...settings });
  const overLimit = exceedsAbandonmentLimit(counts, settings, day);
  const mayPredict = settings.dialMode === 'predictive' && !overLimit;
  const saved = await warmStart(sql, campaign, settings.pacerState);
  const pacer = (mayPredict ? createPacer : createProgressivePacer)(pacingPolicy(settings), saved);
  for (const event of await consumePacingEvents(sql, campaign.id, EVENTS_PER_TICK_MAX))
    pacer.observe(event as PacingEvent);
  const decision = pacer.decide(snapshot);
  const pacerState = pacer.save();
  const figures = pacerFigures(pacerState, snapshot);
  const { release, cancel } = excessCalls(snapshot, ringing, figures.price !== null);
  const cancelledByPacer = decision.cancel.map((index) => ringing[index]!);
  // A campaign gives up only its own calls, even if calls of other campaigns compete for the same agents.
  const cancelled = [...new Set([...cancel, ...cancelledByPacer])].filter(({ own }) => own);
  const start = settings.dialMode === 'preview' || closed ? 0 : decision.start;
  const gaveUp = cancelled.length + release.length;
  return {
    closed,
    start,
    cancelCallIds: cancelled.map(({ id }) => id),
    release,
    reserved: ringing.filter(({ own, placed }) => own && !placed).length - release.length,
    pacerState: pacerState as Json,
    report: buildReport(
      { settings, closed, overLimit, snapshot, figures, start, gaveUp },
      { timezone: campaign.timezone, nowMs },
    ),
  };
}

/** What a tick found and decided: the input for the report of the tick. */
type TickFacts = {
  settings: PacingRow;
  closed: boolean;
  overLimit: boolean;
  snapshot: PacingSnapshot;
  figures: PacerFigures;
  start: number;
  gaveUp: number;
};

function buildReport(facts: TickFacts, { timezone, nowMs }: { timezone: string; nowMs: number }): TickPlan['report'] {
  const { settings, snapshot, figures, start, gaveUp } = facts;
  const [talking, wrapping] = [snapshot.talking.length, snapshot.wrapping.length];
  const agents = snapshot.idle + talking + wrapping;
  return {
    at: new Date(nowMs).toISOString(),
    mode: settings.dialMode === 'preview' ? 'preview' : figures.price === null ? 'progressive' : 'predictive',
    fallback: fallbackReason(facts, agents),
    reason: start > 0 ? null : reasonForNoCall(facts, agents),
    idle: snapshot.idle,
    talking,
    wrapping,
    waiting: snapshot.waiting,
    ringing: snapshot.ringing.length,
    wanted: start,
    cancelled: gaveUp,
    ...figures,
    today: addWorkedTime(parseReport(settings.pacingReport), nowMs, timezone, { agents, talking }),
  };
}

/**
 * Saves the state of the pacer and the report of the tick.
 *
 * @param outcome.started number of calls that were reserved
 * @param outcome.capacity number of calls that the carrier had capacity for
 * @param outcome.allowed number of calls that the limits of the tenant allowed
 * @param outcome.limit the limit that allowed no more
 */
export async function saveTick(
  sql: Sql,
  campaignId: number,
  plan: TickPlan,
  outcome: { started: number; capacity: number; allowed: number; limit: TickReason },
): Promise<void> {
  const { started, capacity, allowed, limit } = outcome;
  const full = allowed < capacity ? limit : 'carrier_limit';
  const shortage = started < Math.min(plan.start, capacity, allowed) ? 'no_lead_due' : full;
  const reason = started < plan.start ? shortage : plan.report.reason;
  await updatePacing(sql, campaignId, plan.pacerState, { ...plan.report, reason, started });
}

function pacingPolicy(settings: PacingSettings): PacingPolicy {
  return {
    targetAbandonRate: settings.abandonTargetRate,
    hardAbandonRate: settings.abandonHardRate,
    graceSeconds: ABANDON_AFTER_MS / 1000,
    ringSecondsMin: RING_SECONDS_MIN,
  };
}

/** Returns the reason why a tick starts no call. */
function reasonForNoCall({ settings, closed, overLimit, snapshot }: TickFacts, agents: number): TickReason {
  if (settings.dialMode === 'preview') return 'preview';
  if (closed) return 'outside_hours';
  if (agents === 0) return 'no_agents';
  if (overLimit) return 'abandonment_limit';
  return snapshot.idle === 0 ? 'no_free_agents' : 'enough_calls_under_way';
}

/**
 * Returns the reason why a predictive campaign dials only one call for each free agent; null if the campaign predicts
 * or has another dial mode.
 */
function fallbackReason({ settings, overLimit, snapshot, figures }: TickFacts, agents: number): Fallback | null {
  if (settings.dialMode !== 'predictive' || figures.price !== null) return null;
  if (overLimit) return 'abandonment_limit';
  if (figures.cold) return 'cold_statistics';
  if (agents < FORECAST_AGENTS_MIN) return 'few_agents';
  return snapshot.leadsLeft === Infinity ? 'budget_of_the_day' : 'short_list';
}

/**
 * Reads the state of the agents and calls for the pacer. The returned ringing calls have the same order as
 * `snapshot.ringing`.
 */
async function readSnapshot(
  sql: Sql,
  campaign: DialingCampaign,
  nowMs: number,
  { secondsLeft, leadsLeft }: RemainingDay,
) {
  const { id, tenantId, agentGroupId: groupId, requiredSkills: skills, timezone } = campaign;
  const eligible = { tenantId, groupId, skills };
  const { idle } = await freeAgentSlots(sql, { ...eligible, timezone, parked: campaign.agentLegs === 'parked' });
  const { talking, wrapping } = await agentActivitySeconds(sql, { ...eligible, timezone });
  // The carrier reports a person at the latest after this silence. A greeting that lasts longer is a machine's.
  const greetingSecondsMax = campaign.machineDetectionSilenceTimeout / 1_000;
  const inFlight = await callsInFlight(sql, { id, eligible }, greetingSecondsMax);
  const ringing = inFlight.filter((call) => !call.answered);
  const snapshot: PacingSnapshot = {
    atSeconds: nowMs / 1000,
    secondsLeft,
    leadsLeft,
    idle,
    talking,
    wrapping,
    waiting: inFlight.length - ringing.length,
    ringing: ringing.map(({ ageSeconds, ringSeconds }) => ({ ageSeconds, ringSeconds })),
  };
  return { snapshot, ringing };
}
