/**
 * What a call that comes in asks of real-time bidding: somewhere to go, somewhere else when nobody answers there, and at its
 * end what it earned. The auction itself runs in a worker; whatever happens to that worker, the call goes on in time.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { revenueOf } from '../../rules/rtb/revenue.ts';
import type { Sql } from '../../../sql/db.ts';
import { runnersUp } from '../../../sql/rtb/bids.ts';
import { transaction } from '../../transaction.ts';
import { closeAwards, heldAward, learnNoAnswer, refundAward, settleAward, takeAward } from '../../../sql/rtb/awards.ts';
import { auctionRouter, routerTerms } from '../../../sql/rtb/routers.ts';

export type AuctionCall = {
  id: number;
  uuid: string;
  tenantId: number;
  callerNumber: string;
  calledNumber?: string;
  /** When it came in, in product time; now, if not said. */
  startedAt?: Date;
  /** To how many it was given before. */
  routeAttempt: number;
};

export type AuctionCampaign = { id: number; rtbId: string | null; rtbRouterId: number | null };

/** Where to connect the caller. Its caps are taken until {@link nextBid} or {@link settleBid}, or until a buyer gets the call. */
export type BidRoute = {
  targetId: number;
  /** E.164, or a SIP address for `<Sip>`. */
  destination: string;
  bidMicros: number;
  currency: string;
  /** Seconds of conversation after which the bidder pays; null: whatever the router says. */
  conversionSeconds: number | null;
};

/** Bidders' agents pick up at once or not at all, and the next best bid goes stale meanwhile. */
export const BIDDER_RING_SECONDS = 20;

/** With workers there, one takes the auction up within milliseconds; without, the caller must not wait for a whole auction. */
const START_WITHIN_MS = 1_000;

/** What giving the call away and the way back take after the last bidder's time is over. */
const ANSWER_MARGIN_MS = 250;

/**
 * Auctions a call and takes the winner's caps. Answers within the router's deadline and {@link ANSWER_MARGIN_MS}, and within
 * {@link START_WITHIN_MS} while Redis is down or no worker is there.
 *
 * @returns undefined when the call is to be routed without RTB: no router, no bid, no answer in time. It then has no award,
 *   and none that is still on its way will be taken.
 */
export async function auctionRoute(
  ctx: Context,
  call: AuctionCall,
  campaign: AuctionCampaign,
): Promise<BidRoute | undefined> {
  if (campaign.rtbRouterId === null) return undefined;
  const router = await auctionRouter(ctx.sql, call.tenantId, campaign.rtbRouterId);
  if (!router) return undefined;
  const auction = {
    tenantId: call.tenantId,
    callId: call.id,
    campaignId: campaign.id,
    routerId: router.id,
    requestId: `req_${randomUUID().replaceAll('-', '')}`,
    rtbId: campaign.rtbId,
    callerNumber: call.callerNumber,
    calledNumber: call.calledNumber ?? null,
    callStartMs: call.startedAt?.getTime() ?? ctx.clock.nowMs(),
    deadlineAtMs: Date.now() + router.biddingTimeoutMs,
  };
  const patience = { deadlineMs: router.biddingTimeoutMs + ANSWER_MARGIN_MS, startWithinMs: START_WITHIN_MS };
  const result = await ctx.asker.ask(ctx, 'auction.run', auction, patience).catch((error: unknown) => {
    ctx.log.error({ err: error, callId: call.id }, 'auction failed: the call is routed without');
    return undefined;
  });
  if (result?.award) return result.award;
  if (result) return awardedBefore(ctx, call);
  await transaction(ctx, ({ sql }) => closeAwards(sql, call.tenantId, call));
  return undefined;
}

/**
 * The winner was busy, did not answer, or cannot be reached: its caps are given back, and the next best bid that still stands
 * is taken instead.
 *
 * @param call.forwardedTo where the caller was being connected to: a later award than that one's is another request's.
 */
export async function nextBid(
  ctx: Context,
  call: Pick<AuctionCall, 'id' | 'tenantId'> & { forwardedTo: string | null },
): Promise<BidRoute | undefined> {
  await giveBack(ctx.sql, call, call.forwardedTo);
  for (const bid of await runnersUp(ctx.sql, call.tenantId, call.id)) {
    const outcome = await takeAward(ctx.sql, call.tenantId, { ...bid, callId: call.id });
    if (outcome === 'awarded') return routeOf(bid);
    if (outcome === 'closed') break;
  }
  return awardedBefore(ctx, call);
}

/**
 * What another request for the same call was awarded: the carrier repeats one that was not answered, because its process
 * died or was slow. Both give the same answer.
 */
async function awardedBefore(
  { sql }: Context,
  call: Pick<AuctionCall, 'id' | 'tenantId'>,
): Promise<BidRoute | undefined> {
  const award = await heldAward(sql, call.tenantId, call.id);
  return award && routeOf(award);
}

const routeOf = ({ targetId, destination, bidMicros, currency, conversionSeconds }: BidRoute): BidRoute => ({
  targetId,
  destination,
  bidMicros,
  currency,
  conversionSeconds,
});

/** Whether the call may still be connected to this bid: its award may have been given back since it was taken. */
export async function isHeld(sql: Sql, call: Pick<AuctionCall, 'id' | 'tenantId'>, bid: BidRoute): Promise<boolean> {
  return (await heldAward(sql, call.tenantId, call.id))?.targetId === bid.targetId;
}

/** The caller is being connected elsewhere: this bid's award is given back, through no fault of the bidder's. */
export async function dropBid(sql: Sql, call: Pick<AuctionCall, 'id' | 'tenantId'>, bid: BidRoute): Promise<void> {
  const award = await heldAward(sql, call.tenantId, call.id);
  if (award?.targetId === bid.targetId) await refundAward(sql, call.tenantId, award.id);
}

export type Settlement = { targetId: number; converted: boolean; revenueMicros: number };

/**
 * The call that a target was given is over. A caller who never spoke with the destination (no answer, whisper declined, line
 * not bridged) is not billed and gives the caps back; otherwise the router's terms say what was earned. Once: a second time
 * finds nothing to settle. Takes a context, or the transaction that ends the call.
 */
export async function settleBid(
  { sql }: { sql: Sql },
  call: Pick<AuctionCall, 'id' | 'tenantId'>,
  { connected, talkSeconds }: { connected: boolean; talkSeconds: number },
): Promise<Settlement | undefined> {
  if (!connected) {
    const targetId = await giveBack(sql, call);
    return targetId === undefined ? undefined : { targetId, converted: false, revenueMicros: 0 };
  }
  const award = await heldAward(sql, call.tenantId, call.id);
  const terms = award && (await routerTerms(sql, call.tenantId, award.routerId));
  if (!award || !terms) return undefined;
  const { bidMicros, conversionSeconds, targetId } = award;
  const earned = revenueOf({ ...terms, bidMicros, conversionSeconds, connected, talkSeconds });
  const settled = await settleAward(sql, call.tenantId, award.id, earned);
  return settled ? { targetId, ...earned } : undefined;
}

/** The target whose award was given back, if there was one; only the award of that destination, if one is named. */
async function giveBack(
  sql: Sql,
  call: Pick<AuctionCall, 'id' | 'tenantId'>,
  destination?: string | null,
): Promise<number | undefined> {
  const award = await heldAward(sql, call.tenantId, call.id);
  if (!award || (destination !== undefined && award.destination !== destination)) return undefined;
  if (!(await refundAward(sql, call.tenantId, award.id))) return undefined;
  await learnNoAnswer(sql, call.tenantId, award.targetId);
  return award.targetId;
}
