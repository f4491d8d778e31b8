import type { Context } from '../../context.ts';
import { enqueue } from '../../queues.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { Sql } from '../../../sql/db.ts';
import { lockDueLeads } from '../../../sql/dialing/due-leads.ts';
import { lockTenantAgents, lockCampaignTick } from '../../../sql/dialing/tick-locks.ts';
import { type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import {
  countReservedCalls,
  releaseReservation,
  reserveCalls,
} from '../../../sql/dialing/reservations.ts';
import { updateRefusedLeads } from '../../../sql/dialing/due-leads.ts';
import { type RefusedLead } from '../../../sql/dialing/due-leads.ts';
import { listActiveCampaignIds, completeCampaigns, startScheduledCampaigns } from '../../../sql/campaigns/schedule.ts';
import { parkAgents } from '../calls/parked-legs.ts';
import { planTick, saveTick } from '../pacing/tick-plan.ts';
import { callRefusal } from '../../rules/dialing/call-gate.ts';

/** Leads that one tick looks at: a long list held back by law must not keep the tick from ending within a second. */
const LEADS_EXAMINED_MAX = 1_000;
const LEADS_BATCH = 100;

/**
 * Reservations wait for the carrier this long at most: what a pacer decided is worth less with every second, and who has
 * left meanwhile would be called for.
 */
const CARRIER_QUEUE_SECONDS = 3;

type Placeable = DialingCampaign & { callerId: string };

/**
 * Moves campaigns on that are due to start or to end; then one job for each active campaign, so that any number of workers
 * share them and a slow one delays only itself.
 */
export async function tickDialer(ctx: Context): Promise<void> {
  await startScheduledCampaigns(ctx.sql);
  await completeCampaigns(ctx.sql);
  const campaignIds = await listActiveCampaignIds(ctx.sql);
  await Promise.all(
    campaignIds.map((campaignId) => enqueue(ctx, 'campaign.tick', { campaignId }, { deduplicationKey: String(campaignId) })),
  );
}

/**
 * One tick of a campaign: as many calls as the pacer asks for are reserved for the leads that are due and may lawfully
 * be called now; the others get the time at which they may. Placing is a job of its own for each call, and so is hanging
 * up those that the pacer gives up.
 *
 * @returns how many calls were reserved.
 */
export async function tickCampaign(ctx: Context, campaignId: number): Promise<number> {
  return transaction(ctx, async (tx) => {
    if (!(await lockCampaignTick(tx.sql, campaignId))) return 0;
    const campaign = await findDialingCampaign(tx.sql, campaignId);
    if (campaign?.status !== 'active' || !campaign.callerId) return 0;
    await lockTenantAgents(tx.sql, campaign.tenantId);
    if (campaign.agentLegs === 'parked') await parkAgents(tx, { ...campaign, callerId: campaign.callerId });
    const plan = await planTick(ctx, tx.sql, campaign);
    for (const call of plan.release) await releaseReservation(tx.sql, { ...call, tenantId: campaign.tenantId }, undefined);
    for (const callId of plan.cancelCallIds) await tx.enqueue('call.hangup', { callId }, { deduplicationKey: String(callId) });
    const room = plan.start > 0 ? await carrierRoom(ctx, tx.sql, plan.reserved) : 0;
    const wanted = Math.min(plan.start, room);
    const placeable = { ...campaign, callerId: campaign.callerId };
    const started = wanted > 0 ? await reserveDueLeads(tx, placeable, wanted) : 0;
    await saveTick(tx.sql, campaignId, plan, { started, room });
    if (started > 0) ctx.log.debug({ campaignId, reserved: started }, 'calls reserved');
    return started;
  });
}

/**
 * Calls that the carrier takes in the next seconds, besides those that wait for it already, whoever they are for. A
 * campaign of whose calls none waits may always add one: the others cannot shut it out.
 */
async function carrierRoom(ctx: Context, sql: Sql, ownReserved: number): Promise<number> {
  const waiting = await countReservedCalls(sql);
  const room = Math.ceil(CARRIER_QUEUE_SECONDS * ctx.config.twilio.callsPerSecond) - waiting;
  return Math.max(room, ownReserved === 0 ? 1 : 0);
}

async function reserveDueLeads(tx: Tx, campaign: Placeable, wanted: number): Promise<number> {
  let reserved = 0;
  for (let examined = 0; reserved < wanted && examined < LEADS_EXAMINED_MAX; examined += LEADS_BATCH) {
    const due = await lockDueLeads(tx.sql, campaign, Math.min(LEADS_BATCH, LEADS_EXAMINED_MAX));
    if (due.length === 0) break;
    const held: RefusedLead[] = [];
    const placeable: number[] = [];
    for (const lead of due) {
      const hold = callRefusal(campaign, lead);
      if (hold) held.push({ id: lead.id, ...hold });
      else if (placeable.length < wanted - reserved) placeable.push(lead.id);
    }
    if (held.length > 0) await updateRefusedLeads(tx.sql, campaign.tenantId, held);
    if (placeable.length === 0) continue;
    const calls = await reserveCalls(tx.sql, campaign, placeable);
    for (const call of calls) await tx.enqueue('call.place', { callId: call.id }, { id: String(call.id) });
    reserved += calls.length;
    // Enough was due: what is left waits for the next tick.
    if (reserved >= wanted || calls.length === 0) break;
  }
  return reserved;
}

