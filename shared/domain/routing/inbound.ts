/**
 * Calls that come in on a campaign's number: who is dialled for the caller, and who next. Decided at once, inside the
 * carrier's webhook, and written to the call's log with the reason for every buyer who was passed over.
 */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { orderBuyers, type PassedOver, type RoutedBuyer } from '../../rules/routing/routing.ts';
import { apology, forward, hangUp, unavailable } from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { type CallRow, insertCallEvent } from '../../../sql/calls/calls.ts';
import { lockCall, lockCallBySid, lockCallByUuid } from '../../../sql/calls/progress.ts';
import type { Key } from '../../../sql/db.ts';
import { closeAwards } from '../../../sql/rtb/awards.ts';
import {
  campaignByNumber,
  campaignByPool,
  forwardTo,
  giveToBuyer,
  type InboundCampaign,
  inboundCampaign,
  insertInboundCall,
  isNumberSuspended,
  markTurn,
  reserveBuyer,
  routingCandidates,
  stopForwarding,
  takeTurn,
} from '../../../sql/routing/inbound.ts';
import { auctionRoute, BIDDER_RING_SECONDS, type BidRoute, dropBid, isHeld, nextBid } from '../rtb/auction-request.ts';
import { attribute } from '../tracking/attribution.ts';
import { settleDial, settleLateDial } from './dial-results.ts';
import { notifyPoolOfCall } from '../numbers/pool-webhooks.ts';

/** With the pool that the carrier was told the number belongs to, if it was. */
type Incoming = { callSid: string; from: string; to: string; pool?: Key };

type Opened = { twiml: string } | { call: CallRow; campaign: InboundCampaign };

/** The TwiML for a call that came in: always some, whoever called whatever. */
export async function answerIncoming(ctx: Context, incoming: Incoming): Promise<string> {
  const opened = await transaction(ctx, (tx) => open(ctx, tx, incoming));
  return 'twiml' in opened ? opened.twiml : connectNext(ctx, opened.call, opened.campaign);
}

/** The TwiML after somebody was dialled for the caller: goodbye after a conversation, otherwise the next try. */
export async function continueIncoming(
  ctx: Context,
  input: { callUuid: string; attempt: number; params: Record<string, string> },
): Promise<string> {
  const settled = await transaction(ctx, async (tx): Promise<Opened> => {
    const call = await lockCallByUuid(tx.sql, input.callUuid);
    const campaign = call?.campaignId ? await inboundCampaign(tx.sql, call.campaignId) : undefined;
    if (!call || !campaign) return { twiml: hangUp() };
    if (!call.live) {
      if (input.attempt === call.routeAttempt) await settleLateDial(tx, call, input.params);
      return { twiml: hangUp() };
    }
    // The carrier repeats itself, and is told again what it was told before.
    if (input.attempt < call.routeAttempt) return { twiml: repeat(ctx, call, campaign) };
    const outcome = await settleDial(tx, call, input.params);
    return outcome === 'next' ? { call, campaign } : { twiml: hangUp() };
  });
  // Its own transaction: one that gives a buyer back and takes another could wait for one that does the reverse.
  return 'twiml' in settled ? settled.twiml : connectNext(ctx, settled.call, settled.campaign);
}

async function open(ctx: Context, tx: Tx, incoming: Incoming): Promise<Opened> {
  const dialled =
    (await campaignByNumber(tx.sql, incoming.to)) ??
    (incoming.pool && (await campaignByPool(tx.sql, incoming.pool, incoming.to)));
  if (!dialled) {
    ctx.log.warn({ to: incoming.to }, 'a call to a number of no campaign');
    return { twiml: unavailable() };
  }
  const received = await insertInboundCall(tx.sql, dialled, incoming);
  if (!received) return reopen(ctx, tx, incoming);
  const { call, campaign } = await attribute(tx, received, dialled);
  const { routingType } = campaign;
  const event = { event: 'call_received', message: `Called ${incoming.to}`, metadata: { routingType } };
  await insertCallEvent(tx.sql, call, event);
  await notifyPoolOfCall(tx, call, 'call.received');
  if (campaign.status === 'active' && !campaign.isSuspended) return { call, campaign };
  await insertCallEvent(tx.sql, call, {
    event: 'call_rejected',
    ...(campaign.isSuspended
      ? { message: 'The number takes no calls: it is suspended', metadata: { reason: 'number_suspended' } }
      : {
          message: `The campaign takes no calls: it is ${campaign.status}`,
          metadata: { reason: 'campaign_not_active', status: campaign.status },
        }),
  });
  return { twiml: unavailable() };
}

/** The carrier asks again about a call it has told of; what was decided then stands. */
async function reopen(ctx: Context, tx: Tx, { callSid, to }: Incoming): Promise<Opened> {
  const call = await lockCallBySid(tx.sql, callSid);
  const campaign = call?.campaignId ? await inboundCampaign(tx.sql, call.campaignId) : undefined;
  if (!call?.live || call.direction !== 'inbound' || !campaign) return { twiml: hangUp() };
  if (campaign.status !== 'active' || (await isNumberSuspended(tx.sql, to))) return { twiml: unavailable() };
  // The first answer was never finished.
  if (call.routeAttempt === 0) return { call, campaign };
  return { twiml: repeat(ctx, call, campaign) };
}

function repeat(ctx: Context, call: CallRow, campaign: InboundCampaign): string {
  return call.forwardedTo === null ? unavailable() : dial(ctx, call, campaign, call.forwardedTo);
}

/**
 * The auction's winner if there is one, or else the next of the campaign's buyers. The carrier repeats a request that is not
 * answered in time, perhaps while the first is still at work: whichever connects the call first decides for both.
 */
async function connectNext(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string> {
  const won = await routeByAuction(ctx, call, campaign);
  return won ?? transaction(ctx, (tx) => connectBuyer(ctx, tx, call, campaign));
}

async function routeByAuction(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<string | undefined> {
  if (!campaign.enableRtb || campaign.rtbRouterId === null) return undefined;
  try {
    const bid = await bestBid(ctx, call, campaign);
    return await transaction(ctx, (tx) => connectBidder(ctx, tx, call, campaign, bid));
  } catch (error) {
    // A caller is waiting: buyers take calls without an auction, too.
    ctx.log.error({ err: error, callId: call.uuid }, 'no auction');
    return undefined;
  }
}

/** One auction for each call; after that, what is left of its bids. */
function bestBid(ctx: Context, call: CallRow, campaign: InboundCampaign): Promise<BidRoute | undefined> {
  if (call.routeAttempt > 0) return nextBid(ctx, call);
  const { fromNumber: callerNumber, toNumber: calledNumber, createdAt: startedAt } = call;
  return auctionRoute(ctx, { ...call, callerNumber, calledNumber, startedAt }, campaign);
}

async function connectBidder(
  ctx: Context,
  { sql }: Tx,
  { id, tenantId, routeAttempt }: CallRow,
  campaign: InboundCampaign,
  best: BidRoute | undefined,
): Promise<string | undefined> {
  // In one go, as the caller waits; looked at after the call is locked all the same.
  const [call, held] = await Promise.all([lockCall(sql, id), best && isHeld(sql, { id, tenantId }, best)]);
  // Its end gives back what the winner was reserved.
  if (!call?.live) return hangUp();
  if (call.routeAttempt !== routeAttempt) {
    if (best && best.destination !== call.forwardedTo) await dropBid(sql, call, best);
    return repeat(ctx, call, campaign);
  }
  const bid = held ? best : undefined;
  const attempt = call.routeAttempt + 1;
  const dollars = bid && bid.bidMicros / 1e6;
  const noted = insertCallEvent(sql, call, {
    event: bid ? 'auction_won' : 'no_bid',
    message: bid ? `A bid of ${dollars} ${bid.currency} takes the call` : 'No bid takes the call: buyers are tried',
    metadata: bid
      ? { targetId: bid.targetId, bid: dollars ?? null, currency: bid.currency, attempt }
      : { routerId: campaign.rtbRouterId },
  });
  await Promise.all([noted, bid && forwardTo(sql, id, bid.destination)]);
  if (!bid) return undefined;
  return dial(ctx, { ...call, routeAttempt: attempt }, campaign, bid.destination);
}

async function connectBuyer(
  ctx: Context,
  tx: Tx,
  { id, routeAttempt }: CallRow,
  campaign: InboundCampaign,
): Promise<string> {
  const { sql } = tx;
  const call = await lockCall(sql, id);
  if (!call?.live) return hangUp();
  if (call.routeAttempt !== routeAttempt) return repeat(ctx, call, campaign);
  // Whoever talks pays: also when bidding failed half-way, or was switched off while its winner was being dialled.
  await closeAwards(sql, call.tenantId, call);
  const turn = await takeTurn(sql, campaign.id);
  const candidates = await routingCandidates(sql, campaign.id);
  const { order, passedOver } = orderBuyers(campaign.routingType ?? 'priority', candidates, call.triedBuyerIds);
  for (const buyer of order) {
    const day = await reserveBuyer(sql, buyer.id);
    if (day === undefined) {
      // Calls of other campaigns took the last of what this buyer takes since we looked.
      passedOver.push({ buyer, reason: 'concurrency_limit' });
      continue;
    }
    await markTurn(sql, campaign.id, buyer.id, turn);
    await giveToBuyer(sql, { id: call.id, buyerId: buyer.id, forwardedTo: buyer.phoneNumber, day });
    await noteDecision(tx, call, campaign, buyer, passedOver);
    const given = { ...call, buyerId: buyer.id, routeAttempt: call.routeAttempt + 1 };
    return dial(ctx, given, campaign, buyer.phoneNumber);
  }
  await stopForwarding(sql, call.id);
  await noteDecision(tx, call, campaign, undefined, passedOver);
  return unavailable();
}

async function noteDecision(
  { sql }: Tx,
  call: CallRow,
  campaign: InboundCampaign,
  selected: RoutedBuyer | undefined,
  passedOver: PassedOver[],
): Promise<void> {
  const first = call.routeAttempt === 0;
  await insertCallEvent(sql, call, {
    event: selected ? (first ? 'call_started' : 'call_rerouted') : 'no_buyer',
    message: selected
      ? `Call routing ${first ? 'initiated' : 'continued'}: ${selected.name} is dialled`
      : 'No buyer could take the call: the caller heard that nobody is available',
    metadata: {
      routingType: campaign.routingType ?? 'priority',
      selectedBuyer: selected?.name ?? null,
      selectedBuyerId: selected?.id ?? null,
      attempt: call.routeAttempt + (selected ? 1 : 0),
      passedOver: passedOver.map(({ buyer, reason }) => ({ buyerId: buyer.id, buyer: buyer.name, reason })),
    },
  });
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** To the call's buyer, or to a bidder if it has none. */
function dial(ctx: Context, call: CallRow, campaign: InboundCampaign, destination: string): string {
  // Whoever hides their number calls on with ours: the carrier refuses anything that is no number.
  const callerId = E164.test(call.fromNumber) ? call.fromNumber : call.toNumber;
  if (destination === call.toNumber) return apology();
  return forward({
    destination,
    callerId,
    timeoutSeconds: call.buyerId === null ? BIDDER_RING_SECONDS : campaign.ringSecondsMax,
    action: callbacks.dialResult(ctx.config, call.uuid, call.routeAttempt),
    recordingCallback: campaign.recordCalls ? callbacks.recording(ctx.config, call.uuid) : undefined,
  });
}
