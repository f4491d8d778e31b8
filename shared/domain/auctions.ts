/**
 * What a call that comes in asks of real-time bidding: somewhere to go, somewhere else when nobody answers there, and at its
 * end what it earned. The auction itself runs in a worker; whatever happens to that worker, the call goes on in time.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from '../context.ts';
import { revenueOf } from '../rules/bid-revenue.ts';
import type { Sql } from '../../sql/db.ts';
import { runnersUp } from '../../sql/bids.ts';
import { closeAwards, heldAward, learnNoAnswer, refundAward, settleAward, takeAward } from '../../sql/rtb-caps.ts';
import { auctionRouter, routerTerms } from '../../sql/rtb-routers.ts';

export type AuctionCall = {
  id: number;
  uuid: string;
  tenantId: number;
  callerNumber: string;
  calledNumber?: string;
  /** When it came in, in product time; now, if not said. */
  startedAt?: Date;
};

export type AuctionCampaign = { id: number; rtbId: string | null; rtbRouterId: number | null };

/** Where to connect the caller. Its caps are taken until {@link nextBid}, {@link settleBid} or {@link abandonBids}. */
export type BidRoute = {
  targetId: number;
  /** E.164, or a SIP address for `<Sip>`. */
  destination: string;
  bidMicros: number;
  currency: string;
  /** Seconds of conversation after which the bidder pays; null: whatever the router says. */
  conversionSeconds: number | null;
  /** How long to let it ring. */
  timeoutSeconds: number;
};

/** Bidders' agents pick up at once or not at all, and the next best bid goes stale meanwhile. */
const RING_SECONDS = 20;

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
  if (result?.award) return { ...result.award, timeoutSeconds: RING_SECONDS };
  if (!result) await abandonBids(ctx, call);
  return undefined;
}

/**
 * The winner was busy, did not answer, or cannot be reached: its caps are given back, and the next best bid that still stands
 * is taken instead.
 */
export async function nextBid(ctx: Context, call: Pick<AuctionCall, 'id' | 'tenantId'>): Promise<BidRoute | undefined> {
  await giveBack(ctx.sql, call);
  for (const bid of await runnersUp(ctx.sql, call.tenantId, call.id)) {
    const outcome = await takeAward(ctx.sql, call.tenantId, { ...bid, callId: call.id });
    if (outcome === 'closed') return undefined;
    if (outcome !== 'awarded') continue;
    const { targetId, destination, bidMicros, currency, conversionSeconds } = bid;
    return { targetId, destination, bidMicros, currency, conversionSeconds, timeoutSeconds: RING_SECONDS };
  }
  return undefined;
}

/** From now on the call is nobody's by auction. */
export async function abandonBids(ctx: Context, call: Pick<AuctionCall, 'id' | 'tenantId'>): Promise<void> {
  await closeAwards(ctx.sql, call.tenantId, call.id);
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

/** The target whose award was given back, if there was one. */
async function giveBack(sql: Sql, call: Pick<AuctionCall, 'id' | 'tenantId'>): Promise<number | undefined> {
  const award = await heldAward(sql, call.tenantId, call.id);
  if (!award || !(await refundAward(sql, call.tenantId, award.id))) return undefined;
  await learnNoAnswer(sql, call.tenantId, award.targetId);
  return award.targetId;
}
