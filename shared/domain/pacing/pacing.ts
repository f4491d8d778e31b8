/** How many calls a campaign starts at this moment, and which it gives up: the pacer, fed from Postgres and guarded. */
import type { Context } from '../../context.ts';
import { ABANDON_AFTER_MS, type Disposition } from '../../rules/calls/disposition.ts';
import {
  createPacer,
  createProgressivePacer,
  type PacingEvent,
  type PacingPolicy,
  type PacingSnapshot,
} from '../../rules/pacing/pacer.ts';
import type { Tx } from '../../transaction.ts';
import { agentsWorking, freeAgentSlots } from '../../../sql/agents/availability.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import type { Json, Sql } from '../../../sql/db.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import {
  abandonSums,
  type AbandonSums,
  addToLedger,
  callsInFlight,
  insertPacingEvent,
  type PacingRow,
  type PacingSettings,
  readPacing,
  savePacing,
  takePacingEvents,
} from '../../../sql/pacing/pacing.ts';
import { type DayLeft, dayLeftOf } from '../campaigns/hours.ts';
import { exceeds, RING_SECONDS_MIN, surplusOf } from './guards.ts';
import { type Figures, figuresOf, type PacingReport, readReport, type TickReason, workedToday } from './report.ts';
import { warmState } from './pooled.ts';

/** One tick reads so many events at most; more have not happened in a second on any floor. */
const EVENTS_PER_TICK_MAX = 5_000;

/** Fewer agents than this are too few for the forecast. */
const PREDICTED_AGENTS_MIN = 3;

export type Plan = {
  start: number;
  /** Ringing calls to be hung up. */
  cancelCallIds: number[];
  /** Reservations that nobody is there for any more; no phone has rung for them. */
  drop: { id: number; leadId: number }[];
  /** Reservations of the campaign that remain. */
  reserved: number;
  report: Omit<PacingReport, 'started'>;
  save: Json;
};

export async function planTick(ctx: Context, sql: Sql, campaign: DialingCampaign): Promise<Plan> {
  const settings = await readPacing(sql, campaign.id);
  const nowMs = ctx.clock.nowMs();
  const day = await dayLeftOf(sql, campaign, nowMs);
  const { closed } = day;
  const { snapshot, ringing } = await snapshotOf(sql, campaign, nowMs, day);
  const overLimit = exceeds(await abandonSums(sql, { ...campaign, ...settings }), settings, day);
  const mayPredict = settings.dialMode === 'predictive' && !overLimit;
  const saved = await warmState(sql, campaign, settings.pacerState);
  const pacer = (mayPredict ? createPacer : createProgressivePacer)(policyOf(settings), saved);
  for (const event of await takePacingEvents(sql, campaign.id, EVENTS_PER_TICK_MAX))
    pacer.observe(event as PacingEvent);
  const decision = pacer.decide(snapshot);
  const save = pacer.save();
  const figures = figuresOf(save, snapshot);
  const { drop, cancel } = surplusOf(snapshot, ringing, figures.price !== null);
  const byPacer = decision.cancel.map((index) => ringing[index]!);
  // Other campaigns' calls for the same agents are theirs to give up.
  const cancelled = [...new Set([...cancel, ...byPacer])].filter(({ own }) => own);
  const start = settings.dialMode === 'preview' || closed ? 0 : decision.start;
  const seen = { settings, closed, overLimit, snapshot, figures, start, gaveUp: cancelled.length + drop.length };
  return {
    start,
    cancelCallIds: cancelled.map(({ id }) => id),
    drop,
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
  figures: Figures;
  start: number;
  gaveUp: number;
};

function reportOf(seen: Seen, timezone: string, nowMs: number): Plan['report'] {
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
    today: workedToday(readReport(settings.pacingReport), nowMs, timezone, { agents, talking }),
  };
}

/** Keeps what the pacer learnt and tells what became of its plan; `room` is how many calls the carrier had room for. */
export async function recordTick(
  sql: Sql,
  campaignId: number,
  plan: Plan,
  { started, room }: { started: number; room: number },
): Promise<void> {
  const held = started < Math.min(plan.start, room) ? 'no_lead_due' : 'carrier_limit';
  const reason = started < plan.start ? held : plan.report.reason;
  await savePacing(sql, campaignId, plan.save, { ...plan.report, reason, started });
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

async function snapshotOf(sql: Sql, campaign: DialingCampaign, nowMs: number, { secondsLeft, leadsLeft }: DayLeft) {
  const { id, tenantId, agentGroupId: groupId, requiredSkills: skills, timezone } = campaign;
  const pool = { tenantId, groupId, skills };
  const { idle } = await freeAgentSlots(sql, { ...pool, timezone, parked: campaign.agentLegs === 'parked' });
  const { talking, wrapping } = await agentsWorking(sql, pool);
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

/** What a call's end, or its answer, teaches the pacer. */
export async function teach(tx: Tx, campaignId: number | null, event: PacingEvent): Promise<void> {
  if (campaignId !== null) await insertPacingEvent(tx.sql, campaignId, event);
}

export function ringSecondsOf({ ringingAt }: Pick<CallRow, 'ringingAt'>, until: Date): number {
  return ringingAt ? Math.max(0, (until.getTime() - ringingAt.getTime()) / 1000) : 0;
}

/** Calls that people answered, for the share abandoned; a correction takes the old disposition out again. */
export async function countAnswered(
  sql: Sql,
  call: Pick<CallRow, 'campaignId' | 'disposition'>,
  endTime: Date,
  disposition: Disposition,
): Promise<void> {
  const after = sumsOf(disposition);
  const before = sumsOf(call.disposition);
  const change = { answered: after.answered - before.answered, abandoned: after.abandoned - before.abandoned };
  if (call.campaignId !== null && (change.answered !== 0 || change.abandoned !== 0))
    await addToLedger(sql, call.campaignId, endTime, change);
}

function sumsOf(disposition: string | null): AbandonSums {
  const abandoned = disposition === 'abandoned' ? 1 : 0;
  return { answered: disposition === 'answered' ? 1 : abandoned, abandoned };
}
