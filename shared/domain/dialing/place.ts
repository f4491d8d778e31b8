import { callbacks } from '../../callbacks.ts';
import type { PlaceCall, Placement } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { maskPhone } from '../../rules/values/phone.ts';
import { transaction } from '../../transaction.ts';
import { releaseAgent } from '../../../sql/agents/availability.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import {
  releaseReservation,
  reservedCallById,
  type ReservedCall,
} from '../../../sql/dialing/reservations.ts';
import { releaseCallClaim } from '../../../sql/dialing/call-claims.ts';
import { claimCall } from '../../../sql/dialing/call-claims.ts';
import { bindCallSid, markCallUnknown } from '../../../sql/calls/claims.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { endCall } from '../calls/end.ts';
import { schedulePricePoll } from '../calls/costs.ts';
import { callRefusal } from '../../rules/dialing/call-gate.ts';
import { CALL_SECONDS_MAX, placeLicensed } from '../calls/claims.ts';

/**
 * Places a reserved call, at most once: the licence is a guarded update that only one worker passes, and whoever passes
 * it posts exactly once. An answer that got lost is never taken for a failure.
 */
export async function placeReservedCall(ctx: Context, callId: number): Promise<void> {
  const call = await reservedCallById(ctx.sql, callId);
  const campaign = call && (await findDialingCampaign(ctx.sql, call.campaignId));
  if (!call || !campaign) return;
  const askedMs = performance.now();
  if (!(await license(ctx, call, campaign))) return;
  const placement = await placeLicensed(ctx, askedMs, request(ctx, call, campaign));
  ctx.log.info({ callId: call.uuid, to: maskPhone(call.toNumber), outcome: placement.outcome }, 'call placed');
  await settle(ctx, call, placement);
}

async function license(ctx: Context, call: ReservedCall, campaign: DialingCampaign): Promise<boolean> {
  // Of lists and live calls the licence itself makes sure.
  const hold = callRefusal(campaign, { ...call, phoneNormalized: call.toNumber, onDncList: false, inAnotherCall: false });
  return transaction(ctx, async (tx) => {
    if (!hold && (await claimCall(tx.sql, call))) return true;
    const agentId = await releaseReservation(tx.sql, call, hold);
    if (agentId !== null) {
      await releaseAgent(tx.sql, agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
      await emitAgentStatus(tx, call.tenantId, agentId);
    }
    return false;
  });
}

function request(ctx: Context, call: ReservedCall, campaign: DialingCampaign): PlaceCall {
  return {
    to: call.toNumber,
    from: call.fromNumber,
    url: callbacks.answer(ctx.config, call.uuid, call.leadUuid),
    statusCallback: callbacks.status(ctx.config, call.uuid),
    ringSecondsMax: campaign.ringSecondsMax,
    timeLimitSeconds: CALL_SECONDS_MAX,
    machineDetection: campaign.amdEnabled,
    amdCallback: campaign.amdEnabled && campaign.amdMode === 'async' ? callbacks.amd(ctx.config, call.uuid) : undefined,
    // A parked agent's conference outlasts the call, so there it is the call's own leg that is recorded.
    recordingCallback:
      campaign.recordCalls && campaign.agentLegs === 'parked' ? callbacks.recording(ctx.config, call.uuid) : undefined,
  };
}

async function settle(ctx: Context, call: ReservedCall, placement: Placement): Promise<void> {
  switch (placement.outcome) {
    case 'placed':
      if ((await bindCallSid(ctx.sql, call.id, placement.callSid)) !== 'lost') return;
      // Given up while the answer, or this whole process, was held up: nobody may be called for an attempt that is over.
      await transaction(ctx, (tx) => schedulePricePoll(tx, call.id));
      return ctx.carrier.hangUp(placement.callSid);
    case 'refused':
      return transaction(ctx, async (tx) => {
        await insertCallEvent(tx.sql, call, {
          event: 'call_refused',
          message: `The carrier refused the call: ${placement.message}`,
          metadata: { code: placement.code ?? null },
        });
        await endCall(tx, call.id, { status: 'failed', hangupCause: `carrier_${placement.code ?? 'refused'}` });
      });
    case 'not_sent':
      await transaction(ctx, ({ sql }) => releaseCallClaim(sql, call));
      // The job's own retries bring it back, a little later each time.
      throw new Error(`The carrier did not take the request: ${placement.message}`);
    case 'unknown':
      return transaction(ctx, async (tx) => {
        await markCallUnknown(tx.sql, call.id);
        await insertCallEvent(tx.sql, call, {
          event: 'call_unconfirmed',
          message: 'The carrier did not say whether it placed the call: it is looked for',
          metadata: { problem: placement.message.slice(0, 200) },
        });
      });
  }
}
