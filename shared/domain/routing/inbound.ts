/**
 * Inbound calls: which destination is dialled for the caller first, and which next. Each decision is made inside the carrier's
 * webhook and is recorded in the call's events, with the reason for every buyer that was skipped.
 */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { apologyTwiml, forwardTwiml, hangUpTwiml, unavailableTwiml } from '../../rules/calls/twiml.ts';
import { orderBuyers, type RoutingCandidate, type SkippedBuyer } from '../../rules/routing/buyer-order.ts';
import { BIDDER_RING_SECONDS } from '../../rules/rtb/deadlines.ts';
import { fromMicros } from '../../rules/values/money.ts';
import { isE164Syntax } from '../../rules/values/phone.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { claimBuyer } from '../../../sql/calls/buyer-claims.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCall, lockCallBySid, lockCallByUuid } from '../../../sql/calls/progress.ts';
import {
  campaignByNumber,
  campaignByPool,
  type InboundCampaign,
  inboundCampaignById,
} from '../../../sql/campaigns/inbound-campaigns.ts';
import type { Key } from '../../../sql/db.ts';
import {
  clearForwardedTo,
  forwardToBidder,
  insertInboundCall,
  isNumberSuspended,
  listRoutingCandidates,
  startRoutingTurn,
  updateLastTurn,
} from '../../../sql/routing/inbound.ts';
import { claimedAward, closeBidding, releaseAward } from '../../../sql/rtb/awards.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';
import { requestAuction } from '../rtb/auction-request.ts';
import { type Award, claimNextAward } from '../rtb/awards.ts';
import { attributeInboundCall } from '../tracking/attribution.ts';
import { applyDialResult, applyLateDialResult } from './dial-results.ts';

/** `pool` is the number pool named in the webhook URL, if the carrier has such a URL for the number. */
type InboundRequest = { callSid: string; from: string; to: string; pool?: Key };

/** Either the final TwiML, or a call that must be connected. */
type Opened = { twiml: string } | { call: CallRow; campaign: InboundCampaign };

/** The TwiML for a new inbound call. Every number and every caller gets a TwiML document. */
export async function answerInboundCall(ctx: Context, request: InboundRequest): Promise<string> {
  const opened = await transaction(ctx, (tx) => openCall(ctx, tx, request));
  return 'twiml' in opened ? opened.twiml : connectCall(ctx, opened.call, opened.campaign);
}

/** The TwiML after a `<Dial>` attempt: a hang-up after a conversation, otherwise the next attempt. */
export async function continueInboundCall(
  ctx: Context,
  input: { callUuid: string; attempt: number; params: Record<string, string> },
): Promise<string> {
  const opened = await transaction(ctx, async (tx): Promise<Opened> => {
    const call = await lockCallByUuid(tx.sql, input.callUuid);
    const campaign = call?.campaignId ? await inboundCampaignById(tx.sql, call.campaignId) : undefined;
    if (!call || !campaign) return { twiml: hangUpTwiml() };
    if (!call.live) {
      if (input.attempt === call.routeAttempt) await applyLateDialResult(tx, call, input.params);
      return { twiml: hangUpTwiml() };
    }
    // The carrier repeated its request, so it gets the same answer again.
    if (input.attempt < call.routeAttempt) return { twiml: currentTwiml(ctx, call, campaign) };
    const outcome = await applyDialResult(tx, call, input.params);
    return outcome === 'next' ? { call, campaign } : { twiml: hangUpTwiml() };
  });
  // A separate transaction: releasing one buyer and claiming another in the same one could deadlock with the reverse.
  return 'twiml' in opened ? opened.twiml : connectCall(ctx, opened.call, opened.campaign);
}

async function openCall(ctx: Context, tx: Tx, request: InboundRequest): Promise<Opened> {
  const dialled =
    (await campaignByNumber(tx.sql, request.to)) ??
    (request.pool && (await campaignByPool(tx.sql, request.pool, request.to)));
  if (!dialled) {
    ctx.log.warn({ to: request.to }, 'inbound call rejected, no campaign has this number');
    return { twiml: unavailableTwiml() };
  }
  const insertedCall = await insertInboundCall(tx.sql, dialled, request);
  if (!insertedCall) return reopenCall(ctx, tx, request);
  const { call, campaign } = await attributeInboundCall(tx, insertedCall, dialled);
  const { routingType } = campaign;
  const event = { event: 'call_received', message: `Inbound call to ${request.to}`, metadata: { routingType } };
  await insertCallEvent(tx.sql, call, event);
  await notifyPoolOfCall(tx, call, 'call.received');
  if (campaign.status === 'active' && !campaign.isSuspended) return { call, campaign };
  await insertCallEvent(tx.sql, call, {
    event: 'call_rejected',
    ...(campaign.isSuspended
      ? { message: 'Rejected because the number is suspended', metadata: { reason: 'number_suspended' } }
      : {
          message: `Rejected because the campaign is ${campaign.status}`,
          metadata: { reason: 'campaign_not_active', status: campaign.status },
        }),
  });
  return { twiml: unavailableTwiml() };
}

/** Answers a repeated request for a call that is already in the table: the earlier decision stands. */
async function reopenCall(ctx: Context, tx: Tx, { callSid, to }: InboundRequest): Promise<Opened> {
  const call = await lockCallBySid(tx.sql, callSid);
  const campaign = call?.campaignId ? await inboundCampaignById(tx.sql, call.campaignId) : undefined;
  if (!call?.live || call.direction !== 'inbound' || !campaign) return { twiml: hangUpTwiml() };
  if (campaign.status !== 'active' || (await isNumberSuspended(tx.sql, to))) return { twiml: unavailableTwiml() };
  // The process that received the first request died before it connected the call.
  if (call.routeAttempt === 0) return { call, campaign };
  return { twiml: currentTwiml(ctx, call, campaign) };
}

/**
 * Connects the caller with the winner of the auction, if there is one, or else with the next buyer of the campaign. The carrier
 * repeats a request that is not answered in time. Then two requests work on one call, and the first that connects the call
 * decides for both.
 */
async function connectCall(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string> {
  const bidderTwiml = await connectByAuction(ctx, call, campaign);
  return bidderTwiml ?? transaction(ctx, (tx) => connectToBuyer(ctx, tx, call, campaign));
}

/** Undefined when no bid wins the call, or when bidding fails: buyers take calls without an auction, too. */
async function connectByAuction(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string | undefined> {
  if (!campaign.enableRtb || campaign.rtbRouterId === null) return undefined;
  try {
    // One auction for each call. Later attempts use the bids that are left.
    const award = await (call.routeAttempt === 0 ? requestAuction(ctx, call, campaign) : claimNextAward(ctx, call));
    return await transaction(ctx, (tx) => connectToBidder(ctx, tx, call, campaign, award));
  } catch (error) {
    ctx.log.error({ err: error, callId: call.uuid }, 'auction failed, call routed to buyers');
    return undefined;
  }
}

async function connectToBidder(
  ctx: Context,
  { sql }: Tx,
  { id, tenantId, routeAttempt }: CallRow,
  campaign: InboundCampaign,
  winner: Award | undefined,
): Promise<string | undefined> {
  // The award is read again after the call is locked, because it may have been released meanwhile. Both statements are sent at
  // once, because the caller waits.
  const [call, award] = await Promise.all([
    lockCall(sql, id),
    winner && claimedAward(sql, { id, tenantId }, winner.targetId),
  ]);
  // The end of the call releases its award.
  if (!call?.live) return hangUpTwiml();
  if (call.routeAttempt !== routeAttempt) {
    if (award && award.destination !== call.forwardedTo) await releaseAward(sql, tenantId, award.id);
    return currentTwiml(ctx, call, campaign);
  }
  if (!award) {
    const metadata = { routerId: campaign.rtbRouterId };
    await insertCallEvent(sql, call, { event: 'no_bid', message: 'No bid won the call: buyers are next', metadata });
    return undefined;
  }
  const { targetId, destination, currency } = award;
  const attempt = call.routeAttempt + 1;
  const bid = fromMicros(award.bidMicros);
  const eventInserted = insertCallEvent(sql, call, {
    event: 'auction_won',
    message: `A bid of ${bid} ${currency} won the call`,
    metadata: { targetId, bid, currency, attempt },
  });
  await Promise.all([eventInserted, forwardToBidder(sql, id, destination)]);
  return dialTwiml(ctx, { ...call, routeAttempt: attempt }, campaign, destination);
}

async function connectToBuyer(
  ctx: Context,
  tx: Tx,
  { id, routeAttempt }: CallRow,
  campaign: InboundCampaign,
): Promise<string> {
  const { sql } = tx;
  const call = await lockCall(sql, id);
  if (!call?.live) return hangUpTwiml();
  if (call.routeAttempt !== routeAttempt) return currentTwiml(ctx, call, campaign);
  // Only the buyer who talks may pay. An award can be left when bidding failed, or was switched off while the winner was dialled.
  await closeBidding(sql, call);
  const turn = await startRoutingTurn(sql, campaign.id);
  const candidates = await listRoutingCandidates(sql, campaign.id);
  const { order, skipped } = orderBuyers(campaign.routingType ?? 'priority', candidates, call.triedBuyerIds);
  for (const buyer of order) {
    if (!(await claimBuyer(sql, call.id, buyer))) {
      // Calls of other campaigns have reached the buyer's limit since the candidates were read.
      skipped.push({ buyer, reason: 'concurrency_limit' });
      continue;
    }
    await updateLastTurn(sql, { campaignId: campaign.id, buyerId: buyer.id, turn });
    await recordDecision(tx, call, campaign, { selected: buyer, skipped });
    const connectedCall = { ...call, buyerId: buyer.id, routeAttempt: call.routeAttempt + 1 };
    return dialTwiml(ctx, connectedCall, campaign, buyer.phoneNumber);
  }
  await clearForwardedTo(sql, call.id);
  await recordDecision(tx, call, campaign, { selected: undefined, skipped });
  return unavailableTwiml();
}

async function recordDecision(
  { sql }: Tx,
  call: CallRow,
  campaign: InboundCampaign,
  { selected, skipped }: { selected: RoutingCandidate | undefined; skipped: SkippedBuyer[] },
): Promise<void> {
  const isFirst = call.routeAttempt === 0;
  await insertCallEvent(sql, call, {
    event: selected ? (isFirst ? 'call_started' : 'call_rerouted') : 'no_buyer',
    message: selected
      ? `Call routing ${isFirst ? 'initiated' : 'continued'}: dialling ${selected.name}`
      : 'No buyer could take the call: the caller heard our apology',
    metadata: {
      routingType: campaign.routingType ?? 'priority',
      selectedBuyer: selected?.name ?? null,
      selectedBuyerId: selected?.id ?? null,
      attempt: call.routeAttempt + (selected ? 1 : 0),
      passedOver: skipped.map(({ buyer, reason }) => ({ buyerId: buyer.id, buyer: buyer.name, reason })),
    },
  });
}

/** The TwiML of the decision that stands. */
function currentTwiml(ctx: Context, call: CallRow, campaign: InboundCampaign): string {
  return call.forwardedTo === null ? unavailableTwiml() : dialTwiml(ctx, call, campaign, call.forwardedTo);
}

/** Dials the call's buyer, or a bidder if the call has no buyer. */
function dialTwiml(ctx: Context, call: CallRow, campaign: InboundCampaign, destination: string): string {
  if (destination === call.toNumber) return apologyTwiml();
  return forwardTwiml({
    destination,
    // Twilio requires a valid caller ID. For anonymous callers it is the number that they dialled.
    callerId: isE164Syntax(call.fromNumber) ? call.fromNumber : call.toNumber,
    timeoutSeconds: call.buyerId === null ? BIDDER_RING_SECONDS : campaign.ringSecondsMax,
    action: callbacks.dialResult(ctx.config, call.uuid, call.routeAttempt),
    recordingCallback: campaign.recordCalls ? callbacks.recording(ctx.config, call.uuid) : undefined,
  });
}
