import type { Context } from '../../context.ts';
import { callable } from '../../rules/compliance/calling-hours.ts';
import { restOf } from '../../rules/compliance/number-rest.ts';
import { parseDialable } from '../../rules/values/phone.ts';
import { zonesOfNumber } from '../../rules/compliance/zones.ts';
import { enqueue } from '../../queues.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { Sql } from '../../../sql/db.ts';
import { type DueLead, dueLeads, lockAgentPool, lockTick } from '../../../sql/dialing/dialing.ts';
import { dialingCampaign, type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import {
  countReservedCalls,
  dropReservation,
  type HeldLead,
  holdLeads,
  reserveCalls,
} from '../../../sql/dialing/reservations.ts';
import { activeCampaignIds, completeCampaigns, startScheduledCampaigns } from '../../../sql/campaigns/schedule.ts';
import { parkAgents } from '../calls/parked-legs.ts';
import { campaignHours } from '../campaigns/hours.ts';
import { planTick, recordTick } from '../pacing/pacing.ts';

/** Leads that one tick looks at: a long list held back by law must not keep the tick from ending within a second. */
const LEADS_EXAMINED_MAX = 1_000;
const LEADS_BATCH = 100;

/**
 * Reservations wait for the carrier this long at most: what a pacer decided is worth less with every second, and who has
 * left meanwhile would be called for.
 */
const CARRIER_QUEUE_SECONDS = 3;

/** A number that is in another campaign's call right now is tried again when that call should be over. */
const BUSY_ELSEWHERE_MS = 15 * 60_000;

type Placeable = DialingCampaign & { callerId: string };

/**
 * Moves campaigns on that are due to start or to end; then one job for each active campaign, so that any number of workers
 * share them and a slow one delays only itself.
 */
export async function tickDialer(ctx: Context): Promise<void> {
  await startScheduledCampaigns(ctx.sql);
  await completeCampaigns(ctx.sql);
  const campaignIds = await activeCampaignIds(ctx.sql);
  await Promise.all(
    campaignIds.map((campaignId) => enqueue(ctx, 'campaign.tick', { campaignId }, { once: String(campaignId) })),
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
    if (!(await lockTick(tx.sql, campaignId))) return 0;
    const campaign = await dialingCampaign(tx.sql, campaignId);
    if (campaign?.status !== 'active' || !campaign.callerId) return 0;
    await lockAgentPool(tx.sql, campaign.tenantId);
    if (campaign.agentLegs === 'parked') await parkAgents(tx, { ...campaign, callerId: campaign.callerId });
    const plan = await planTick(ctx, tx.sql, campaign);
    for (const call of plan.drop) await dropReservation(tx.sql, { ...call, tenantId: campaign.tenantId }, undefined);
    for (const callId of plan.cancelCallIds) await tx.enqueue('call.hangup', { callId }, { once: String(callId) });
    const room = plan.start > 0 ? await carrierRoom(ctx, tx.sql, plan.reserved) : 0;
    const wanted = Math.min(plan.start, room);
    const placeable = { ...campaign, callerId: campaign.callerId };
    const started = wanted > 0 ? await reserveDueLeads(tx, placeable, wanted) : 0;
    await recordTick(tx.sql, campaignId, plan, { started, room });
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
    const due = await dueLeads(tx.sql, campaign, Math.min(LEADS_BATCH, LEADS_EXAMINED_MAX));
    if (due.length === 0) break;
    const held: HeldLead[] = [];
    const placeable: number[] = [];
    for (const lead of due) {
      const hold = holdBack(campaign, lead);
      if (hold) held.push({ id: lead.id, ...hold });
      else if (placeable.length < wanted - reserved) placeable.push(lead.id);
    }
    if (held.length > 0) await holdLeads(tx.sql, campaign.tenantId, held);
    if (placeable.length === 0) continue;
    const calls = await reserveCalls(tx.sql, campaign, placeable);
    for (const call of calls) await tx.enqueue('call.place', { callId: call.id }, { id: String(call.id) });
    reserved += calls.length;
    // Enough was due: what is left waits for the next tick.
    if (reserved >= wanted || calls.length === 0) break;
  }
  return reserved;
}

const wait = (untilMs: number, reason: string) => ({
  status: 'pending' as const,
  nextCallAt: new Date(untilMs),
  reason,
});

/**
 * Why a number may not be called now, and until when; undefined when it may. Asked when a call is reserved and again
 * when it is placed: in between it may have waited. Now is when the database read the lead: machines' own clocks differ.
 */
export function holdBack(campaign: DialingCampaign, lead: Omit<DueLead, 'id'>): Omit<HeldLead, 'id'> | undefined {
  if (lead.onDncList) return { status: 'dnc', nextCallAt: null, reason: 'do_not_call' };
  const phone = parseDialable(lead.phoneNormalized);
  if ('problem' in phone) return { status: 'failed', nextCallAt: null, reason: `number_${phone.problem}` };
  const nowMs = lead.readAt.getTime();
  if (lead.inAnotherCall) return wait(nowMs + BUSY_ELSEWHERE_MS, 'in_another_call');
  const place = zonesOfNumber(lead.phoneNormalized);
  const rest = restOf(lead, place.region);
  const resting = rest && rest.untilMs > nowMs ? rest : undefined;
  const atMs = resting?.untilMs ?? nowMs;
  const decision = callable({ ...place, atMs, campaign: campaignHours(campaign) });
  if (decision.ok) return resting && wait(atMs, resting.reason);
  if (decision.nextAtMs === null) return { status: 'failed', nextCallAt: null, reason: decision.reason };
  return wait(decision.nextAtMs, resting?.reason ?? decision.reason);
}
