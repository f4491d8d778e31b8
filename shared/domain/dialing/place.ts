/**
 * Places reserved calls. The gate checks whether the lead may be called, a worker claims the call, and the carrier gets
 * the request.
 */
import { releaseAgent } from '../../../sql/agents/availability.ts';
import { bindCallSid, markCallUnknown } from '../../../sql/calls/claims.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { claimCall, releaseCallClaim } from '../../../sql/dialing/call-claims.ts';
import { releaseReservation, type ReservedCall, reservedCallById } from '../../../sql/dialing/reservations.ts';
import { callbacks } from '../../callbacks.ts';
import type { PlaceCallRequest } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import type { CallRefusal } from '../../rules/campaigns/place-gate.ts';
import { machineDetectionOf } from '../../rules/campaigns/machine-detection.ts';
import { callRefusal } from '../../rules/dialing/call-gate.ts';
import { refusalCause } from '../../rules/numbers/carrier-errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { lockCallRoom } from '../accounts/limits.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { admitToCarrier, CALL_SECONDS_MAX, placeClaimed, type PlacementHandlers } from '../calls/claims.ts';
import { schedulePricePoll } from '../calls/costs.ts';
import { endCall } from '../calls/end.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { sharedCallerIds } from '../numbers/grants.ts';

/**
 * Places a reserved call at most once. Only one worker gets the claim on the call, and that worker sends one request to
 * the carrier. If the reply of the carrier is lost, the call does not count as failed.
 */
export async function placeReservedCall(ctx: Context, callId: number): Promise<void> {
  const call = await reservedCallById(ctx.sql, callId);
  const campaign = call && (await findDialingCampaign(ctx.sql, call.campaignId));
  if (!call || !campaign) return;
  const startedMs = performance.now();
  const admission = await admitToCarrier(ctx, call);
  if (!admission.mayPlace) return transaction(ctx, (tx) => releaseWithAgent(tx, call, undefined));
  if (!(await claimOrRelease(ctx, call, campaign))) return;
  const request = placeCallRequest(ctx, call, campaign);
  await placeClaimed(
    ctx,
    { startedMs, tenantId: call.tenantId, subject: { callId: call.uuid }, admission },
    request,
    placementHandlers(ctx, call),
  );
}

/**
 * Claims the call. If the call may not be placed any more, releases the reservation and the agent instead.
 *
 * @returns whether the call was claimed
 */
async function claimOrRelease(ctx: Context, call: ReservedCall, campaign: DialingCampaign): Promise<boolean> {
  // The gate does not need the true values of `onDncList` and `inAnotherCall` here. `claimCall` checks the do-not-call
  // lists, and unique indexes prevent two live calls to one number.
  const number = { ...call, phoneNormalized: call.toNumber, onDncList: false, inAnotherCall: false };
  return transaction(ctx, async (tx) => {
    const room = await lockCallRoom(ctx, tx.sql, call.tenantId);
    const refusal = callRefusal(campaign, number, room.limits.destination_countries);
    if (!refusal && !room.problem && (await claimCall(tx.sql, call, sharedCallerIds(ctx.config)))) return true;
    if (room.problem) ctx.log.info({ callId: call.uuid, limit: room.problem.name }, 'call not placed, limit reached');
    await releaseWithAgent(tx, call, refusal);
    return false;
  });
}

/** Releases the reservation of a call, and the agent who was reserved for it. */
async function releaseWithAgent(tx: Tx, call: ReservedCall, refusal: CallRefusal | undefined): Promise<void> {
  const agentId = await releaseReservation(tx.sql, call, refusal);
  if (agentId === null) return;
  await releaseAgent(tx.sql, agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
  await emitAgentStatus(tx, call.tenantId, agentId);
}

function placeCallRequest(ctx: Context, call: ReservedCall, campaign: DialingCampaign): PlaceCallRequest {
  return {
    to: call.toNumber,
    from: call.fromNumber,
    url: callbacks.answer(ctx.config, call.uuid, call.leadUuid),
    statusCallback: callbacks.status(ctx.config, call.uuid),
    ringSecondsMax: campaign.ringSecondsMax,
    timeLimitSeconds: CALL_SECONDS_MAX,
    ...(campaign.amdEnabled && { machineDetection: machineDetectionOf(campaign) }),
    amdCallback: campaign.amdEnabled && campaign.amdMode === 'async' ? callbacks.amd(ctx.config, call.uuid) : undefined,
    // If the campaign parks its agents, record the leg of the called person instead of the conference. The conference
    // of a parked agent lasts longer than one call.
    recordingCallback:
      campaign.recordCalls && campaign.agentLegs === 'parked' ? callbacks.recording(ctx.config, call.uuid) : undefined,
  };
}

/**
 * Milliseconds of product time. If the carrier refuses a call for an unknown reason, the number may be the cause after all.
 * The lead waits, so that the next probe is a call to another lead.
 */
const REFUSED_LEAD_MS = 15 * 60_000;

const laterProbe = ({ clock }: Context): CallRefusal => ({
  status: 'pending',
  nextCallAt: new Date(clock.nowMs() + REFUSED_LEAD_MS),
  reason: 'carrier_refused',
});

function placementHandlers(ctx: Context, call: ReservedCall): PlacementHandlers {
  return {
    async placed(callSid) {
      if ((await bindCallSid(ctx.sql, call.id, callSid)) !== 'lost') return;
      // The poller gave up the call as lost while this process waited for the carrier. The lead may be called again, so
      // this call is hung up.
      await transaction(ctx, (tx) => schedulePricePoll(tx, call.id));
      await ctx.carrier.hangUp(callSid);
    },
    refused: ({ code, message }) =>
      transaction(ctx, async (tx) => {
        await insertCallEvent(tx.sql, call, {
          event: 'call_refused',
          message: `The call was refused: ${message}`,
          metadata: { code: code ?? null },
        });
        await endCall(tx, call.id, { status: 'failed', hangupCause: refusalCause(code) });
      }),
    blocked: ({ isKnown }) =>
      transaction(ctx, async (tx) => {
        await releaseCallClaim(tx.sql, call);
        await releaseWithAgent(tx, call, isKnown ? undefined : laterProbe(ctx));
      }),
    notSent: () => transaction(ctx, ({ sql }) => releaseCallClaim(sql, call)),
    unknown: (problem) =>
      transaction(ctx, async (tx) => {
        await markCallUnknown(tx.sql, call.id);
        await insertCallEvent(tx.sql, call, {
          event: 'call_unconfirmed',
          message: 'The carrier did not confirm the call: the poller asks the carrier for it',
          metadata: { problem: problem.slice(0, 200) },
        });
      }),
  };
}
