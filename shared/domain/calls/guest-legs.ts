/**
 * Guest legs: other people in a conversation. A participant talks with the agent and the called person. A person who is
 * consulted may get the call. A supervisor listens, whispers to the agent, or talks with both.
 */
import { conferenceName, callbacks, parkedConferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import type { CallStatus } from '../../rules/calls/status.ts';
import {
  type ConferencePlace,
  hangUpTwiml,
  joinConversationTwiml,
  joinParkedAgentTwiml,
  transferFailedTwiml,
} from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { claimGuestLeg, listGuestLegs } from '../../../sql/calls/guest-legs.ts';
import {
  type GuestLegRow,
  isGuestLeg,
  lockLeg,
  lockLegByUuid,
  releaseLegClaim,
  updateLegProgress,
} from '../../../sql/calls/legs.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { callById, lockCall, lockCallByUuid } from '../../../sql/calls/progress.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { assignAgent, ringAgentLeg } from './agent-legs.ts';
import { admitToCarrier, CALL_SECONDS_MAX, placeClaimed } from './claims.ts';
import { emitConversation } from './wrap-up.ts';

/** How long the phone of a guest rings. */
const GUEST_RING_SECONDS_MAX = 30;

/** Rings the phone of an agent or of a guest, at most once for each leg. */
export async function ringLeg(ctx: Context, legId: number): Promise<void> {
  const leg = await lockLeg(ctx.sql, legId);
  if (!leg || !isGuestLeg(leg)) return ringAgentLeg(ctx, legId);
  if (leg.status === 'reserved') await ringGuestLeg(ctx, leg);
}

async function ringGuestLeg(ctx: Context, reserved: GuestLegRow): Promise<void> {
  const startedMs = performance.now();
  const admission = await admitToCarrier(ctx, { ...reserved, campaignId: null });
  const leg = admission.mayPlace ? await claimGuestLeg(ctx.sql, reserved.id) : undefined;
  if (!leg) return transaction(ctx, (tx) => endGuestLeg(tx, reserved, { status: 'canceled' }));
  if (!isGuestLeg(leg)) return;
  const call = await callById(ctx.sql, leg.callId);
  if (!call) return;
  const request = {
    to: leg.toNumber,
    from: leg.fromNumber,
    url: callbacks.guestAnswer(ctx.config, call.uuid, leg.uuid),
    statusCallback: callbacks.agentLegStatus(ctx.config, call.uuid, leg.uuid),
    ringSecondsMax: GUEST_RING_SECONDS_MAX,
    timeLimitSeconds: CALL_SECONDS_MAX,
  };
  const claim = { startedMs, tenantId: leg.tenantId, subject: { legId: leg.uuid }, admission };
  await placeClaimed(ctx, claim, request, {
    async placed(callSid) {
      await updateLegProgress(ctx.sql, leg.id, { callSid, status: 'queued' });
      // If the call ended meanwhile, the end of the call could not hang up this leg without the carrier's id.
      if (!(await callById(ctx.sql, leg.callId))?.live) await ctx.carrier.hangUp(callSid);
    },
    refused: () => transaction(ctx, (tx) => endGuestLeg(tx, leg, { status: 'failed' })),
    blocked: () => transaction(ctx, (tx) => endGuestLeg(tx, leg, { status: 'canceled' })),
    notSent: () => releaseLegClaim(ctx.sql, leg.id),
    unknown: () => updateLegProgress(ctx.sql, leg.id, { status: 'unknown' }),
  });
}

/** Returns the TwiML for a guest who picked up, or who is moved: the conference in which the conversation goes on. */
export async function answerGuest(
  ctx: Context,
  input: { callUuid: string; legUuid: string | undefined; callSid: string },
): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, input.callUuid, undefined);
    const leg = input.legUuid === undefined ? undefined : await lockLegByUuid(sql, input.legUuid);
    if (!call?.live || !leg?.live || !isGuestLeg(leg) || leg.callId !== call.id) return hangUpTwiml();
    if (leg.callSid !== null && leg.callSid !== input.callSid) return hangUpTwiml();
    const answerTime = await databaseNow(sql);
    await updateLegProgress(sql, leg.id, { callSid: input.callSid, status: 'in-progress', answerTime });
    const agentLeg = call.agentId === null ? undefined : await findOpenParkedLeg(sql, call.agentId);
    if (agentLeg) return joinConversationTwiml(placeOf(leg, parkedConferenceName(agentLeg.uuid), agentLeg.callSid));
    // A supervisor hears agents only.
    if (leg.guestRole === 'supervisor' || call.agentId !== null) return hangUpTwiml();
    return joinConversationTwiml({ name: conferenceName(call.uuid), endsConference: leg.guestRole === 'transfer' });
  });
}

function placeOf({ monitorMode }: GuestLegRow, name: string, agentCallSid: string | null): ConferencePlace {
  if (monitorMode === 'listen') return { name, muted: true };
  return { name, coachedCallSid: monitorMode === 'whisper' ? (agentCallSid ?? undefined) : undefined };
}

/** Returns the TwiML for a called person who is transferred to another agent or person. */
export async function joinTransfer(
  ctx: Context,
  { callUuid, callSid }: { callUuid: string; callSid: string },
): Promise<string> {
  return transaction(ctx, async ({ sql }) => {
    const call = await lockCallByUuid(sql, callUuid, callSid);
    if (!call?.live) return hangUpTwiml();
    const leg = call.agentId === null ? undefined : await findOpenParkedLeg(sql, call.agentId);
    if (leg)
      return joinParkedAgentTwiml({
        name: parkedConferenceName(leg.uuid),
        statusCallback: callbacks.parkedLegConference(ctx.config, leg.uuid),
      });
    const guests = await listGuestLegs(sql, call.id);
    const isExpected = guests.some(({ live, guestRole }) => live && guestRole === 'transfer');
    return isExpected ? joinConversationTwiml({ name: conferenceName(call.uuid) }) : transferFailedTwiml();
  });
}

/**
 * Ends a guest leg. If the call was given to this person and the person did not answer, the next free agent gets the
 * call. If no agent is free, the called person hears that no one can be reached.
 */
export async function endGuestLeg(
  tx: Tx,
  { id, callId }: Pick<GuestLegRow, 'id' | 'callId'>,
  end: { status: CallStatus; endTime?: Date; duration?: number | undefined },
): Promise<void> {
  const { sql } = tx;
  const call = await lockCall(sql, callId);
  const leg = await lockLeg(sql, id);
  if (!call || !leg?.live || !isGuestLeg(leg)) return;
  const endTime = end.endTime ?? (await databaseNow(sql));
  const { duration } = end;
  await updateLegProgress(sql, id, { status: end.status, endTime, ...(duration !== undefined && { duration }) });
  await insertCallEvent(sql, call, {
    event: 'guest_left',
    message: leg.answerTime ? 'A guest left the conversation' : 'A guest did not answer',
    metadata: { role: leg.guestRole, status: end.status },
    sourceKey: `guest-left-${id}`,
    occurredAt: endTime,
  });
  if (!call.live) return;
  emitConversation(tx, call);
  if (leg.guestRole !== 'transfer' || call.agentId !== null) return;
  // The conference of the two ends when the guest leaves. The carrier then reports the end of the call.
  if (leg.answerTime) return tx.enqueue('call.hangup', { callId }, { deduplicationKey: String(callId) });
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(sql, call.campaignId);
  if (campaign) await assignAgent(tx, call, { ...campaign, agentLegs: 'parked' });
  await tx.enqueue('call.redirect', { callId, to: 'transfer' }, { id: `${callId}-transfer-failed-${id}` });
}

/** Moves a guest, or an agent who is consulted, to the conference where the conversation goes on. */
export async function redirectLeg(ctx: Context, legId: number): Promise<void> {
  const leg = await lockLeg(ctx.sql, legId);
  if (!leg?.live || !leg.callSid) return;
  if (!isGuestLeg(leg)) {
    await ctx.carrier.redirect(leg.callSid, callbacks.parkedLegReturn(ctx.config, leg.uuid));
    return;
  }
  const call = await callById(ctx.sql, leg.callId);
  if (call) await ctx.carrier.redirect(leg.callSid, callbacks.guestAnswer(ctx.config, call.uuid, leg.uuid));
}
