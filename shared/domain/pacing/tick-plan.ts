/** How many calls a campaign starts at this moment, and which it gives up: the pacer, fed from Postgres and guarded. */
import type { Context } from '../../context.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import {
  createPacer,
  createProgressivePacer,
  type PacingEvent,
  type PacingPolicy,
  type PacingSnapshot,
} from '../../rules/pacing/pacer.ts';
import { agentActivitySeconds, freeAgentSlots } from '../../../sql/agents/availability.ts';
import type { Json, Sql } from '../../../sql/db.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import {
  callsInFlight,
} from '../../../sql/pacing/calls-in-flight.ts';
import { abandonCounts } from '../../../sql/pacing/abandon-ledger.ts';
import { updatePacing } from '../../../sql/pacing/pacer-state.ts';
import { readPacing } from '../../../sql/pacing/pacer-state.ts';
import { type PacingRow } from '../../../sql/pacing/pacer-state.ts';
import { consumePacingEvents } from '../../../sql/pacing/pacing-events.ts';
import { type PacingSettings } from '../../rules/campaigns/pacing-settings.ts';
import { remainingDay } from './remaining-day.ts';
import { type RemainingDay } from './remaining-day.ts';
import { exceedsAbandonmentLimit } from '../../rules/pacing/abandonment-limit.ts';
import { excessCalls } from '../../rules/pacing/excess-calls.ts';
import { RING_SECONDS_MIN } from '../../rules/compliance/abandonment.ts';
import { type PacerFigures, pacerFigures, type PacingReport, parseReport, type TickReason, addWorkedTime } from './tick-report.ts';
import { warmStart } from './warm-start.ts';

/** One tick reads so many events at most; more have not happened in a second on any floor. */
const EVENTS_PER_TICK_MAX = 5_000;

/** Fewer agents than this are too few for the forecast. */
const PREDICTED_AGENTS_MIN = 3;

export type TickPlan = {
  start: number;
  /** Ringing calls to be hung up. */
  cancelCallIds: number[];
  /** Reservations that nobody is there for any more; no phone has rung for them. */
  release: { id: number; leadId: number }[];
  /** Reservations of the campaign that remain. */
  reserved: number;
  report: Omit<PacingReport, 'started'>;
  save: Json;
};

export async function planTick(ctx: Context, sql: Sql, campaign: DialingCampaign): Promise<TickPlan> {
  const settings = await readPacing(sql, campaign.id);
  const nowMs = ctx.clock.nowMs();
  const day = await remainingDay(sql, campaign, nowMs);
  const { closed } = day;
  const { snapshot, ringing } = await snapshotOf(sql, campaign, nowMs, day);
  const overLimit = exceedsAbandonmentLimit(await abandonCounts(sql, { ...campaign, ...settings }), settings, day);
  const mayPredict = settings.dialMode === 'predictive' && !overLimit;
  const saved = await warmStart(sql, campaign, settings.pacerState);
  const pacer = (mayPredict ? createPacer : createProgressivePacer)(policyOf(settings), saved);
  for (const event of await consumePacingEvents(sql, campaign.id, EVENTS_PER_TICK_MAX))
    pacer.observe(event as PacingEvent);
  const decision = pacer.decide(snapshot);
  const save = pacer.save();
  const figures = pacerFigures(save, snapshot);
  const { drop, cancel } = excessCalls(snapshot, ringing, figures.price !== null);
  const byPacer = decision.cancel.map((index) => ringing[index]!);
  // Other campaigns' calls for the same agents are theirs to give up.
  const cancelled = [...new Set([...cancel, ...byPacer])].filter(({ own }) => own);
  const start = settings.dialMode === 'preview' || closed ? 0 : decision.start;
  const seen = { settings, closed, overLimit, snapshot, figures, start, gaveUp: cancelled.length + drop.length };
  return {
    start,
    cancelCallIds: cancelled.map(({ id }) => id),
    release: drop,
    reserved: ringing.filter(({ own, placed }) => own && !placed).length - drop.length,
    save: save as Json,
    report: reportOf(seen, campaign.timezone, nowMs),
  };
}

type Seen = {
  settings: PacingRow;
  closed: boolean;
  overLimit: boolean;
  snapshot: PacingSnapshot;
  figures: PacerFigures;
  start: number;
  gaveUp: number;
};

function reportOf(seen: Seen, timezone: string, nowMs: number): TickPlan['report'] {
  const { settings, snapshot, figures, start, gaveUp } = seen;
  const [talking, wrapping] = [snapshot.talking.length, snapshot.wrapping.length];
  const agents = snapshot.idle + talking + wrapping;
  return {
    at: new Date(nowMs).toISOString(),
    mode: settings.dialMode === 'preview' ? 'preview' : figures.price === null ? 'progressive' : 'predictive',
    fallback: fallbackOf(seen, agents),
    reason: start > 0 ? null : quietReason(seen, agents),
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

/** Keeps what the pacer learnt and tells what became of its plan; `room` is how many calls the carrier had room for. */
export async function saveTick(
  sql: Sql,
  campaignId: number,
  plan: TickPlan,
  { started, room }: { started: number; room: number },
): Promise<void> {
  const held = started < Math.min(plan.start, room) ? 'no_lead_due' : 'carrier_limit';
  const reason = started < plan.start ? held : plan.report.reason;
  await updatePacing(sql, campaignId, plan.save, { ...plan.report, reason, started });
}

function policyOf(settings: PacingSettings): PacingPolicy {
  return {
    targetAbandonRate: settings.abandonTargetRate,
    hardAbandonRate: settings.abandonHardRate,
    graceSeconds: ABANDON_AFTER_MS / 1000,
    ringSecondsMin: RING_SECONDS_MIN,
  };
}

/** Why a tick wants no call. */
function quietReason({ settings, closed, overLimit, snapshot }: Seen, agents: number): TickReason {
  if (settings.dialMode === 'preview') return 'preview';
  if (closed) return 'outside_hours';
  if (agents === 0) return 'no_agents';
  if (overLimit) return 'abandonment_limit';
  return snapshot.idle === 0 ? 'no_free_agents' : 'enough_calls_under_way';
}

/** Why a predictive campaign dials one call per free agent; null when it does not, or is not meant to predict. */
function fallbackOf({ settings, overLimit, snapshot, figures }: Seen, agents: number): PacingReport['fallback'] {
  if (settings.dialMode !== 'predictive' || figures.price !== null) return null;
  if (overLimit) return 'abandonment_limit';
  if (figures.cold) return 'cold_statistics';
  if (agents < PREDICTED_AGENTS_MIN) return 'few_agents';
  return snapshot.leadsLeft === Infinity ? 'budget_of_the_day' : 'short_list';
}

async function snapshotOf(sql: Sql, campaign: DialingCampaign, nowMs: number, { secondsLeft, leadsLeft }: RemainingDay) {
  const { id, tenantId, agentGroupId: groupId, requiredSkills: skills, timezone } = campaign;
  const pool = { tenantId, groupId, skills };
  const { idle } = await freeAgentSlots(sql, { ...pool, timezone, parked: campaign.agentLegs === 'parked' });
  const { talking, wrapping } = await agentActivitySeconds(sql, pool);
  const inFlight = await callsInFlight(sql, { id, pool });
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

