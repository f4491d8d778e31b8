/**
 * Parked agents. An agent's phone is rung once and stays connected in a conference of its own; each person who answers joins that
 * conference at once. So an agent answers within the two seconds that the law allows.
 */
import { callbacks, parkedConferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import type { CallStatus } from '../../rules/calls/status.ts';
import { hangUpTwiml, parkAgentTwiml } from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { setAgentAway } from '../../../sql/agents/availability.ts';
import {
  claimLeg,
  isParkedLeg,
  lockLeg,
  lockLegByUuid,
  type ParkedLegRow,
  releaseLegClaim,
  updateLegProgress,
} from '../../../sql/calls/legs.ts';
import { insertMissingParkedLegs, isParkedLegNeeded, listIdleParkedLegs } from '../../../sql/calls/parked-legs.ts';
import { listUnansweredCallsOfAgent } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { placeClaimed } from './claims.ts';

/** Phones rung in one tick of a campaign. The next tick rings more; calls to leads need the carrier too. */
const PARKED_LEGS_PER_TICK_MAX = 20;

/** No caller waits while an agent parks, so the agent has time to fetch the phone. */
const PARKED_RING_SECONDS_MAX = 30;

/** A whole shift is one phone call. The carrier's own limit for a call is a day. */
const SHIFT_SECONDS_MAX = 12 * 3_600;

/** Rings the phones of available agents who are not parked yet. */
export async function parkAgents(tx: Tx, campaign: DialingCampaign & { callerId: string }): Promise<void> {
  const { tenantId, agentGroupId: groupId, callerId } = campaign;
  const legs = await insertMissingParkedLegs(tx.sql, { tenantId, groupId, callerId }, PARKED_LEGS_PER_TICK_MAX);
  for (const { id } of legs) await tx.enqueue('agent.park', { parkedLegId: id }, { id: String(id) });
}

/** Rings the phone of an agent who parks, at most once for a leg. */
export async function ringParkedLeg(ctx: Context, parkedLegId: number): Promise<void> {
  const startedMs = performance.now();
  const leg = await claimLeg(ctx.sql, parkedLegId);
  if (!leg) return transaction(ctx, (tx) => cancelReservedParkedLeg(tx, parkedLegId));
  if (!isParkedLeg(leg)) return;
  const request = {
    to: leg.toNumber,
    from: leg.fromNumber,
    url: callbacks.parkedLegAnswer(ctx.config, leg.uuid),
    statusCallback: callbacks.parkedLegStatus(ctx.config, leg.uuid),
    ringSecondsMax: PARKED_RING_SECONDS_MAX,
    timeLimitSeconds: SHIFT_SECONDS_MAX,
  };
  await placeClaimed(ctx, { startedMs, subject: { legId: leg.uuid } }, request, {
    placed: (callSid) => updateLegProgress(ctx.sql, leg.id, { callSid, status: 'queued' }),
    refused: () => transaction(ctx, (tx) => endParkedLeg(tx, leg, { status: 'failed' })),
    notSent: () => releaseLegClaim(ctx.sql, leg.id),
    unknown: () => updateLegProgress(ctx.sql, leg.id, { status: 'unknown' }),
  });
}

/** Cancels a parked leg whose agent became unavailable before the phone rang. */
async function cancelReservedParkedLeg(tx: Tx, parkedLegId: number): Promise<void> {
  const leg = await lockLeg(tx.sql, parkedLegId);
  if (leg?.status === 'reserved' && isParkedLeg(leg)) await endParkedLeg(tx, leg, { status: 'canceled' });
}

/** The TwiML for an agent who picked up to park: the agent waits in a conference for the first call. */
export async function answerParkedLeg(
  ctx: Context,
  input: { parkedLegUuid: string; callSid: string },
): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const leg = await lockLegByUuid(sql, input.parkedLegUuid);
    if (!leg?.live || !isParkedLeg(leg) || (leg.callSid !== null && leg.callSid !== input.callSid))
      return hangUpTwiml();
    const answerTime = await databaseNow(sql);
    await updateLegProgress(sql, leg.id, { callSid: input.callSid, status: 'in-progress', answerTime });
    const statusCallback = callbacks.parkedLegConference(ctx.config, leg.uuid);
    return parkAgentTwiml({ name: parkedConferenceName(leg.uuid), statusCallback });
  });
}

/**
 * Ends a parked leg. An agent who hung up is set away. A caller in the conference is hung up on with the agent, and the end of that
 * call comes in its own report.
 */
export async function endParkedLeg(
  tx: Tx,
  leg: ParkedLegRow,
  end: { status: CallStatus; endTime?: Date; duration?: number },
): Promise<void> {
  if (!leg.live) return;
  const endTime = end.endTime ?? (await databaseNow(tx.sql));
  await updateLegProgress(tx.sql, leg.id, { ...end, endTime });
  // Hang up preview calls that still ring for this agent, or the lead would answer to silence.
  for (const { id } of await listUnansweredCallsOfAgent(tx.sql, leg.agentId))
    await tx.enqueue('call.hangup', { callId: id }, { deduplicationKey: String(id) });
  // We hung up because no campaign needs the leg any more: the agent did not leave.
  if (end.status === 'canceled' || (leg.answerTime && !(await isParkedLegNeeded(tx.sql, leg.agentId)))) return;
  await setAgentAway(tx.sql, leg.agentId, leg.answerTime ? 'phone_hung_up' : 'phone_not_answered');
  await emitAgentStatus(tx, leg.tenantId, leg.agentId);
}

/** Hangs up parked legs that no campaign needs any more, or whose agent is not available any more. */
export async function hangUpIdleParkedLegs(ctx: Context): Promise<void> {
  for (const leg of await listIdleParkedLegs(ctx.sql)) {
    if (leg.callSid) await ctx.carrier.hangUp(leg.callSid);
    else await transaction(ctx, (tx) => cancelReservedParkedLeg(tx, leg.id));
  }
}
