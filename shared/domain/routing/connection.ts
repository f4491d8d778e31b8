/**
 * Connects the caller of an inbound call: decides which bidder or buyer is dialled first, and which is dialled next. The
 * call's events record each decision, with the reason for every skipped buyer.
 */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { apologyTwiml, forwardTwiml, hangUpTwiml, unavailableTwiml } from '../../rules/calls/twiml.ts';
import { orderBuyers, type RoutingCandidate, type SkippedBuyer } from '../../rules/routing/buyer-order.ts';
import { BIDDER_RING_SECONDS, CONFIRMATIONS_MS_MAX } from '../../rules/rtb/deadlines.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import { isE164Syntax } from '../../rules/values/phone.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { claimBuyer } from '../../../sql/calls/buyer-claims.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { type InboundCampaign } from '../../../sql/campaigns/inbound-campaigns.ts';
import { isConnectionError } from '../../../sql/db.ts';
import {
  clearForwardedTo,
  forwardToBidder,
  listRoutingCandidates,
  startRoutingTurn,
  updateLastTurn,
} from '../../../sql/routing/inbound.ts';
import { type AwardRow, claimedAward, closeBidding, releaseAward } from '../../../sql/rtb/awards.ts';
import { withDefaults } from '../accounts/limits.ts';
import { dialRefusalWithin } from '../compliance/destinations.ts';
import { type AuctionResult, requestAuction } from '../rtb/auction-request.ts';
import { type Award, claimNextAward, wonEvent } from '../rtb/awards.ts';
import { requestConfirmation } from '../rtb/confirmation.ts';
import { earlierBuyerOf, targetFilterOf } from './callers.ts';
import { releaseUnconfirmed } from './refused-awards.ts';

/** Connects the caller. After an error, asks the carrier to repeat its request, because the first half is stored. */
export async function connectOrRepeat(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string> {
  try {
    return await connectCall(ctx, call, campaign);
  } catch (error) {
    ctx.log.error({ err: error, callId: call.uuid }, 'caller could not be connected, the carrier repeats its request');
    throw new DomainError('unavailable', 'The caller could not be connected. Send the request again.');
  }
}

/**
 * Connects the caller with the winner of the auction. If no bid wins, connects the caller with the next buyer of the
 * campaign. The carrier repeats a request that is not answered in time, so two requests may work on one call. The
 * request that connects the call first decides for both requests.
 */
async function connectCall(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string> {
  const bidderTwiml = await connectByAuction(ctx, call, campaign);
  return bidderTwiml ?? transaction(ctx, (tx) => connectToBuyer(ctx, tx, call, campaign));
}

/**
 * Returns the TwiML that dials the winning bidder. Returns undefined if no bid wins the call or if the auction fails,
 * so that a buyer can get the call.
 */
async function connectByAuction(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string | undefined> {
  if (!campaign.enableRtb || campaign.rtbRouterId === null) return undefined;
  try {
    // Each call has only one auction. Later `<Dial>` attempts use the remaining bids of the same auction.
    const filter = call.routeAttempt === 0 ? await targetFilterOf(ctx, call, campaign) : {};
    if (!filter) return undefined;
    const auction: AuctionResult =
      call.routeAttempt === 0
        ? await requestAuction(ctx, call, campaign, filter)
        : { award: await claimNextAward(ctx, call) };
    if (auction.unrated) await recordUnrated(ctx, call, auction.unrated);
    let { award } = auction;
    if (award?.attempt) return dialTwiml(ctx, { ...call, routeAttempt: award.attempt }, campaign, award.destination);
    const confirmation = { rtbId: campaign.rtbId, deadlineAtMs: Date.now() + CONFIRMATIONS_MS_MAX };
    for (;;) {
      const outcome = await transaction(ctx, (tx) => connectToBidder(ctx, tx, call, campaign, award));
      if (outcome === undefined || (outcome !== 'refused' && 'twiml' in outcome)) return outcome?.twiml;
      if (outcome !== 'refused') {
        const reason = await requestConfirmation(ctx, call, outcome.unconfirmed, confirmation);
        if (reason === undefined) continue;
        await transaction(ctx, (tx) => releaseUnconfirmed(tx, call, outcome.unconfirmed, reason));
      }
      award = await claimNextAward(ctx, call);
    }
  } catch (error) {
    // The bids stay valid. The carrier repeats its request, and then the winner is dialed.
    if (isConnectionError(error)) throw error;
    ctx.log.error({ err: error, callId: call.uuid }, 'auction failed, call routed to buyers');
    return undefined;
  }
}

/** Names the bidders that were not asked because of their currency in the call log. */
async function recordUnrated(
  { sql }: Context,
  call: CallRow,
  { currency, bidders }: NonNullable<AuctionResult['unrated']>,
): Promise<void> {
  const currencies = [...new Set(bidders.map((bidder) => bidder.currency))].join(', ');
  await insertCallEvent(sql, call, {
    event: 'bidders_not_compared',
    message: `Bidders in ${currencies} were not asked, because no exchange rate to ${currency} is stored`,
    metadata: { currency, bidders },
    sourceKey: 'bidders-not-compared',
  });
}

async function connectToBidder(
  ctx: Context,
  { sql }: Tx,
  { id, tenantId, routeAttempt }: CallRow,
  campaign: InboundCampaign,
  winner: Award | undefined,
): Promise<{ twiml: string } | { unconfirmed: AwardRow } | 'refused' | undefined> {
  // Lock the call and read the award again, because the award may have been released since the auction. Both SQL
  // statements are sent at once to save time, because the caller waits.
  const [call, award] = await Promise.all([
    lockCall(sql, id),
    winner && claimedAward(sql, { id, tenantId }, winner.targetId),
  ]);
  // If the call has ended, the end of the call releases the call's award.
  if (!call?.live) return { twiml: hangUpTwiml() };
  if (call.routeAttempt !== routeAttempt) {
    if (award && award.routeAttempt !== call.routeAttempt) await releaseAward(sql, tenantId, award.id);
    return { twiml: currentTwiml(ctx, call, campaign) };
  }
  if (!award) {
    const metadata = { routerId: campaign.rtbRouterId };
    await insertCallEvent(sql, call, { event: 'no_bid', message: 'No bid won the call: buyers are next', metadata });
    return undefined;
  }
  if (award.needsConfirmation && award.confirmedAt === null) return { unconfirmed: award };
  const { targetId, destination } = award;
  const dialRefusal = dialRefusalWithin(ctx, withDefaults(ctx, campaign.tenantLimits));
  const refusal = isE164Syntax(destination) ? dialRefusal(destination) : undefined;
  if (refusal !== undefined) {
    await releaseAward(sql, tenantId, award.id);
    const metadata = { targetId };
    await insertCallEvent(sql, call, { event: 'bid_refused', message: `The bid is refused: ${refusal}`, metadata });
    return 'refused';
  }
  const attempt = call.routeAttempt + 1;
  await Promise.all([insertCallEvent(sql, call, wonEvent(award, attempt)), forwardToBidder(sql, id, award)]);
  return { twiml: dialTwiml(ctx, { ...call, routeAttempt: attempt }, campaign, destination) };
}

async function connectToBuyer(
  ctx: Context,
  tx: Tx,
  { id, routeAttempt }: CallRow,
  campaign: InboundCampaign,
): Promise<string> {
  const { sql } = tx;
  // From here on, the other calls of the campaign wait. Statements that do not need each other's result are sent at once.
  const [call, turn, candidates] = await Promise.all([
    lockCall(sql, id),
    startRoutingTurn(sql, campaign.id),
    listRoutingCandidates(sql, campaign.id),
  ]);
  if (!call?.live) return hangUpTwiml();
  if (call.routeAttempt !== routeAttempt) return currentTwiml(ctx, call, campaign);
  // Release any remaining award of the call, because only the buyer who talks with the caller may pay. An award can
  // remain if the auction failed, or if RTB was switched off while the winner was dialled.
  if (campaign.enableRtb || call.routeAttempt > 0) await closeBidding(sql, call);
  const dialRefusal = dialRefusalWithin(ctx, withDefaults(ctx, campaign.tenantLimits));
  const earlier = await earlierBuyerOf(sql, call, campaign);
  const { order, skipped } = orderBuyers(campaign.routingType, candidates, {
    triedIds: call.triedBuyerIds,
    isBillable: call.isBillable,
    nowMs: ctx.clock.nowMs(),
    earlier,
  });
  for (const buyer of order) {
    if (isE164Syntax(buyer.phoneNumber) && dialRefusal(buyer.phoneNumber) !== undefined) {
      skipped.push({ buyer, reason: 'refused_number' });
      continue;
    }
    const connectedCall = await claimBuyer(sql, call.id, buyer);
    if (!connectedCall) {
      // Calls of other campaigns have reached a limit of the buyer since the candidates were read.
      skipped.push({ buyer, reason: 'limit_reached' });
      continue;
    }
    const { weightedTurnAfter: weightedTurn } = buyer;
    await Promise.all([
      updateLastTurn(sql, { campaignId: campaign.id, buyerId: buyer.id, turn, weightedTurn }),
      recordDecision(tx, call, campaign, { selected: buyer, skipped }),
    ]);
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
      routingType: campaign.routingType,
      selectedBuyer: selected?.name ?? null,
      selectedBuyerId: selected?.id ?? null,
      attempt: call.routeAttempt + (selected ? 1 : 0),
      passedOver: skipped.map(({ buyer, reason }) => ({ buyerId: buyer.id, buyer: buyer.name, reason })),
    },
  });
}

/** Returns the TwiML of the call's current routing decision. */
export function currentTwiml(ctx: Context, call: CallRow, campaign: InboundCampaign): string {
  return call.forwardedTo === null ? unavailableTwiml() : dialTwiml(ctx, call, campaign, call.forwardedTo);
}

/** Returns the TwiML that dials the call's buyer, or a bidder if the call has no buyer. */
function dialTwiml(ctx: Context, call: CallRow, campaign: InboundCampaign, destination: string): string {
  if (destination === call.toNumber) return apologyTwiml();
  return forwardTwiml({
    destination,
    // Twilio requires a valid caller ID. If the caller is anonymous, the caller ID is the number that the caller
    // dialled.
    callerId: callerNumberOf(call.fromNumber) ?? call.toNumber,
    timeoutSeconds: call.buyerId === null ? BIDDER_RING_SECONDS : campaign.ringSecondsMax,
    action: callbacks.dialResult(ctx.config, call.uuid, call.routeAttempt),
    screening:
      call.buyerScreening === null ? undefined : callbacks.buyerAnswer(ctx.config, call.uuid, call.routeAttempt),
    recordingCallback: campaign.recordCalls ? callbacks.recording(ctx.config, call.uuid) : undefined,
  });
}
