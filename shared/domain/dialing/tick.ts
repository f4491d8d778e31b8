/** The dialer's tick: every second, each active campaign reserves calls to leads that are due. */
import { isLockTimeout } from '../../../sql/db.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import {
  type ActiveCampaign,
  type ChangedCampaign,
  completeCampaigns,
  listActiveCampaigns,
  startScheduledCampaigns,
} from '../../../sql/campaigns/schedule.ts';
import { countReservedCalls, releaseReservation, reserveCalls } from '../../../sql/dialing/reservations.ts';
import { lockAgents, lockCampaignTick } from '../../../sql/dialing/tick-locks.ts';
import type { Context } from '../../context.ts';
import { countWaitingTurns, enqueue, queueOf } from '../../enqueue.ts';
import { emitLiveEvent } from '../../live-events.ts';
import { carrierShare, nextTurn } from '../../rules/dialing/carrier-share.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { endWrapUps } from '../agents/agents.ts';
import { readCallRoom } from '../accounts/limits.ts';
import { parkAgents } from '../calls/parked-legs.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { campaignUpdated } from '../campaigns/status.ts';
import { tickOptions } from '../campaigns/tick-jobs.ts';
import { blockedCountries, callsAllowed, campaignBreakers } from '../numbers/carrier-breaker.ts';
import { mayUseCallerId } from '../numbers/grants.ts';
import { planTick, saveTick } from '../pacing/tick-plan.ts';
import { reserveOwnedCallBacks } from './agent-reservations.ts';
import { findCallableLeads } from './due-search.ts';

/**
 * Maximum number of leads that one tick examines, so that a tick with many refused leads does not take longer than a
 * second.
 */
const LEADS_EXAMINED_MAX = 1_000;
const LEADS_BATCH = 100;

/**
 * Maximum number of seconds that a reserved call waits for the carrier. A decision of the pacer loses value with every
 * second, because agents may leave in the meantime.
 */
const CARRIER_QUEUE_SECONDS = 3;

type CampaignWithCallerId = DialingCampaign & { callerId: string };

/**
 * Starts campaigns whose time has come, then enqueues one job for each active campaign. With one job for
 * each campaign the workers share the work, and a slow campaign delays no other campaign.
 */
export async function tickDialer(ctx: Context): Promise<void> {
  await endWrapUps(ctx);
  await emitChanges(ctx, await startScheduledCampaigns(ctx.sql));
  const campaigns = await listActiveCampaigns(ctx.sql, ctx.config.limits.active_campaigns);
  await Promise.all(
    (await inTime(ctx, campaigns)).map(({ id, turn }) =>
      enqueue(ctx, 'campaign.tick', { campaignId: id }, tickOptions(id, turn)),
    ),
  );
}

/**
 * Returns the campaigns whose tick can run soon. If the workers are behind, further ticks would only wait, and the pacer's
 * data would be old. Then only the first campaign of each tenant gets a tick: these ticks run before all others, so the
 * many campaigns of one tenant do not delay the other tenants.
 */
async function inTime(ctx: Context, campaigns: ActiveCampaign[]): Promise<ActiveCampaign[]> {
  const { waiting = 0, prioritized = 0 } = await queueOf(ctx.queues, 'campaign.tick').getJobCounts(
    'waiting',
    'prioritized',
  );
  if (waiting + prioritized <= campaigns.length) return campaigns;
  const first = campaigns.filter(({ turn }) => turn === 1);
  const firstWaiting = await countWaitingTurns(ctx.queues, 'campaign.tick', 1);
  return firstWaiting > first.length ? [] : first;
}

/** Completes the campaigns whose schedule has ended or whose leads were all called. */
export async function completeOverCampaigns(ctx: Context): Promise<void> {
  await emitChanges(ctx, await completeCampaigns(ctx.sql));
}

async function emitChanges(ctx: Context, campaigns: readonly ChangedCampaign[]): Promise<void> {
  await Promise.all(campaigns.map((campaign) => emitLiveEvent(ctx, campaignUpdated(campaign))));
}

/**
 * Runs one tick of a campaign: the pacer plans the number of calls, and calls are reserved for due leads that pass the
 * gate. If the gate refuses a lead, the status and the time of the next call of the lead are updated. One job places
 * each reserved call, and one job hangs up each call that the plan gives up.
 *
 * @returns how many calls were reserved
 */
export async function tickCampaign(ctx: Context, campaignId: number): Promise<number> {
  try {
    return await transaction(ctx, (tx) => tickLockedCampaign(ctx, tx, campaignId));
  } catch (error) {
    // Another tick of the tenant takes long, or its worker is frozen. The next tick tries again.
    if (isLockTimeout(error)) return 0;
    throw error;
  }
}

async function tickLockedCampaign(ctx: Context, tx: Tx, campaignId: number): Promise<number> {
  const tick = await lockCampaignTick(tx.sql, campaignId);
  if (!tick) return 0;
  const dialing = await findDialingCampaign(tx.sql, campaignId);
  if (dialing?.status !== 'active' || dialing.tenantStatus !== 'active' || !dialing.callerId) return 0;
  const campaign = { ...dialing, callerId: dialing.callerId };
  const { tenantId } = campaign;
  if (!(await mayUseCallerId(ctx, tx.sql, tenantId, campaign.callerId))) return 0;
  await lockAgents(tx.sql, campaign);
  const room = await readCallRoom(ctx, tx.sql, tenantId);
  const { destination_countries: countries } = room.limits;
  // While the carrier refuses the calls of the campaign, no call is placed, and from time to time one as a probe.
  const admitted = callsAllowed(await campaignBreakers(tx.sql, campaign), ctx.clock.nowMs());
  // The plan no longer counts the agents who are reserved for their call-backs.
  const mayAssign = tick.ownedCallBacks && campaign.agentLegs === 'parked' && campaign.dialMode !== 'preview';
  const callBacks = mayAssign
    ? await reserveOwnedCallBacks(tx, { ...campaign, countries }, Math.min(room.calls, admitted))
    : 0;
  const plan = await planTick(ctx, tx.sql, campaign);
  if (campaign.agentLegs === 'parked' && !plan.closed) await parkAgents(tx, campaign, Math.min(room.calls, admitted));
  for (const call of plan.release) await releaseReservation(tx.sql, { ...call, tenantId }, undefined);
  for (const callId of plan.cancelCallIds)
    await tx.enqueue('call.hangup', { callId }, { deduplicationKey: String(callId) });
  const reserved = await countReservedCalls(tx.sql, tenantId);
  const capacity = carrierShare(CARRIER_QUEUE_SECONDS * ctx.config.twilio.callsPerSecond, reserved);
  const allowed = Math.max(0, Math.min(admitted - callBacks, room.calls - reserved.own));
  const wanted = Math.min(plan.start, capacity, allowed);
  const started = wanted > 0 ? await reserveDueLeads(tx, { ...campaign, countries }, wanted, nextTurn(reserved)) : 0;
  const limit = admitted === Infinity ? (room.problem?.name ?? 'live_calls') : 'carrier_refuses';
  await saveTick(tx.sql, campaignId, plan, { started, capacity, allowed, limit });
  if (started > 0) ctx.log.debug({ campaignId, reserved: started }, 'calls reserved');
  return started + callBacks;
}

/**
 * Reserves up to `wanted` calls for due leads, and returns how many calls were reserved. `firstTurn` is the place of the
 * first call in the queue to the carrier.
 */
async function reserveDueLeads(
  tx: Tx,
  campaign: CampaignWithCallerId & { countries: readonly string[] | null },
  wanted: number,
  firstTurn: number,
): Promise<number> {
  let reserved = 0;
  const blocked = await blockedCountries(tx.sql);
  const limits = { examinedMax: LEADS_EXAMINED_MAX, batch: LEADS_BATCH };
  for await (const callable of findCallableLeads(tx.sql, { ...campaign, blocked }, limits)) {
    if (callable.length === 0) continue;
    const leadIds = callable.slice(0, wanted - reserved).map(({ id }) => id);
    const calls = await reserveCalls(tx.sql, campaign, leadIds, firstTurn + reserved);
    for (const { id, carrierTurn } of calls)
      await tx.enqueue('call.place', { callId: id }, { id: String(id), isSwept: true, turn: carrierTurn });
    reserved += calls.length;
    // If no call could be reserved, the search stops, because the next round would examine the same leads again. The
    // next tick continues.
    if (calls.length === 0 || reserved >= wanted) break;
  }
  return reserved;
}
