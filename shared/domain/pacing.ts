/** How many calls a campaign starts at this moment, and which it gives up: the pacer, fed from Postgres and guarded. */
import type { Context } from '../context.ts';
import { callable } from '../rules/calling-hours.ts';
import { ABANDON_AFTER_MS, type Disposition } from '../rules/disposition.ts';
import {
  createPacer,
  createProgressivePacer,
  type PacingEvent,
  type PacingPolicy,
  type PacingSnapshot,
} from '../rules/pacing.ts';
import type { Tx } from '../transaction.ts';
import { agentsWorking, freeAgentSlots } from '../../sql/agents.ts';
import type { CallRow } from '../../sql/calls.ts';
import type { CampaignRow } from '../../sql/campaigns.ts';
import type { Json, Sql } from '../../sql/db.ts';
import { callsInFlight, type DialingCampaign } from '../../sql/dialing.ts';
import {
  abandonSums,
  type AbandonSums,
  addToLedger,
  insertPacingEvent,
  type PacingSettings,
  readPacing,
  savePacing,
  takePacingEvents,
} from '../../sql/pacing.ts';
import { campaignHours } from './campaign-hours.ts';

/** Ringing that a person is owed before we may give a call up (16 CFR 310.4(b)(4)(ii)). */
const RING_SECONDS_MIN = 15;

/** One tick reads so many events at most; more have not happened in a second on any floor. */
const EVENTS_PER_TICK_MAX = 5_000;

/** The ledger must hold some answers before a share of it means anything. */
const LEDGER_ANSWERS_MIN = 50;

export type PacingReport = {
  at: string;
  mode: 'progressive' | 'predictive';
  /** Why this tick started no call, or fewer than wanted; null when it did what it wanted. */
  reason: 'no_free_agents' | 'enough_calls_under_way' | 'no_lead_due' | 'abandonment_limit' | null;
  idle: number;
  talking: number;
  wrapping: number;
  waiting: number;
  ringing: number;
  wanted: number;
  started: number;
  cancelled: number;
};

export type Plan = { start: number; cancelCallIds: number[]; report: Omit<PacingReport, 'started'>; save: Json };

export async function planTick(ctx: Context, sql: Sql, campaign: DialingCampaign): Promise<Plan> {
  const settings = await readPacing(sql, campaign.id);
  const { snapshot, ringingIds } = await snapshotOf(sql, ctx, campaign);
  const overLimit = exceeds(await abandonSums(sql, campaign.id, settings.abandonWindowHours), settings.abandonHardRate);
  const predictive = settings.dialMode === 'predictive' && !overLimit;
  const pacer = (predictive ? createPacer : createProgressivePacer)(policyOf(settings), settings.pacerState);
  for (const event of await takePacingEvents(sql, campaign.id, EVENTS_PER_TICK_MAX))
    pacer.observe(event as PacingEvent);
  const { start, cancel } = pacer.decide(snapshot);
  const quiet = snapshot.idle === 0 ? 'no_free_agents' : 'enough_calls_under_way';
  return {
    start,
    cancelCallIds: cancel.flatMap((index) => ringingIds[index] ?? []),
    save: pacer.save() as Json,
    report: {
      at: ctx.clock.now().toISOString(),
      mode: predictive ? 'predictive' : 'progressive',
      reason: start > 0 ? null : overLimit ? 'abandonment_limit' : quiet,
      idle: snapshot.idle,
      talking: snapshot.talking.length,
      wrapping: snapshot.wrapping.length,
      waiting: snapshot.waiting,
      ringing: snapshot.ringing.length,
      wanted: start,
      cancelled: cancel.length,
    },
  };
}

/** For whoever asks why a campaign dials as it does: its last tick, and what was abandoned in the window. */
export async function pacingOf(sql: Sql, campaign: Pick<CampaignRow, 'id' | keyof PacingSettings>) {
  const { pacingReport } = await readPacing(sql, campaign.id);
  const sums = await abandonSums(sql, campaign.id, campaign.abandonWindowHours);
  return { sums, overLimit: exceeds(sums, campaign.abandonHardRate), report: pacingReport as PacingReport | null };
}

/** Keeps what the pacer learnt and tells what became of its plan. */
export async function recordTick(sql: Sql, campaignId: number, plan: Plan, started: number): Promise<void> {
  const reason = plan.start > 0 && started === 0 ? 'no_lead_due' : plan.report.reason;
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

/** Whether one more abandoned call would break the limit: independent of any model. */
function exceeds({ answered, abandoned }: AbandonSums, hardRate: number): boolean {
  return answered >= LEDGER_ANSWERS_MIN && abandoned + 1 > hardRate * (answered + 1);
}

async function snapshotOf(sql: Sql, ctx: Context, campaign: DialingCampaign) {
  const { tenantId, agentGroupId: groupId, timezone } = campaign;
  const parked = campaign.agentLegs === 'parked';
  const { idle } = await freeAgentSlots(sql, { tenantId, groupId, timezone, parked });
  const { talking, wrapping } = await agentsWorking(sql, { tenantId, groupId });
  const inFlight = await callsInFlight(sql, campaign.id);
  const ringing = inFlight.filter((call) => !call.answered);
  const nowMs = ctx.clock.nowMs();
  const window = callable({ atMs: nowMs, zones: [timezone], campaign: campaignHours(campaign) });
  const snapshot: PacingSnapshot = {
    atSeconds: nowMs / 1000,
    // The list's own places may close at other times; the campaign's zone stands for them.
    secondsLeft: window.ok ? (window.untilMs - nowMs) / 1000 : Infinity,
    idle,
    talking,
    wrapping,
    waiting: inFlight.length - ringing.length,
    ringing: ringing.map(({ ageSeconds, ringSeconds }) => ({ ageSeconds, ringSeconds })),
  };
  return { snapshot, ringingIds: ringing.map((call) => call.id) };
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
