/**
 * The part of an auction that runs in the API: enqueues the job `auction.run` and waits for the award. The part that
 * runs in the worker is `auction-run.ts`. If the worker fails or is slow, the API routes the call without RTB in time.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { Payload, Result } from '../../jobs.ts';
import { RESULT_MARGIN_MS, START_WITHIN_MS } from '../../rules/rtb/deadlines.ts';
import { transaction } from '../../transaction.ts';
import { claimedAward, closeBidding } from '../../../sql/rtb/awards.ts';
import type { Award } from './awards.ts';

export type AuctionCall = {
  id: number;
  tenantId: number;
  fromNumber: string;
  toNumber: string;
  createdAt: Date;
  routeAttempt: number;
};

/** The target that alone is asked, or the target that is not asked. */
export type TargetFilter = Payload<'auction.run'>['targetFilter'];

/** The winner's award, if a bid won, and the bidders that were not asked because of their currency. */
export type AuctionResult = { award?: Award | undefined; unrated?: Result<'auction.run'>['unrated'] };

/** `biddingTimeoutMs` is null if the router is not active. */
export type AuctionCampaign = {
  id: number;
  rtbId: string | null;
  rtbRouterId: number | null;
  biddingTimeoutMs: number | null;
};

/**
 * Runs an auction for a call and returns the winner's award, which the worker has claimed, and to whose destination it
 * has connected the call. The auction takes at most
 * the router's timeout plus {@link RESULT_MARGIN_MS}. If Redis is down or no worker runs, the function returns within
 * {@link START_WITHIN_MS}.
 *
 * @param targetFilter limits the targets that are asked, if the campaign treats repeated callers differently
 * @returns no award if the call must be routed without RTB, because there is no active router, no valid bid, or no
 *   result in time. In that case the call has no award, and a late worker cannot claim an award for the call.
 */
export async function requestAuction(
  ctx: Context,
  call: AuctionCall,
  campaign: AuctionCampaign,
  targetFilter: TargetFilter = {},
): Promise<AuctionResult> {
  const { rtbRouterId: routerId, biddingTimeoutMs } = campaign;
  if (routerId === null || biddingTimeoutMs === null) return {};
  const auction = {
    tenantId: call.tenantId,
    callId: call.id,
    campaignId: campaign.id,
    routerId,
    requestId: `req_${randomUUID().replaceAll('-', '')}`,
    rtbId: campaign.rtbId,
    callerNumber: call.fromNumber,
    calledNumber: call.toNumber,
    callStartMs: call.createdAt.getTime(),
    deadlineAtMs: Date.now() + biddingTimeoutMs,
    targetFilter,
    attempt: call.routeAttempt + 1,
  };
  const timeouts = { replyTimeoutMs: biddingTimeoutMs + RESULT_MARGIN_MS, startTimeoutMs: START_WITHIN_MS };
  const result = await ctx.jobRequests.request(ctx, 'auction.run', auction, timeouts).catch((error: unknown) => {
    ctx.log.error({ err: error, callId: call.id }, 'auction failed, call routed without RTB');
    return undefined;
  });
  if (result?.award) return { ...result, award: result.award };
  // The carrier repeats a request that is not answered in time, so two requests may run an auction for one call. If
  // this auction has no award, the auction of the other request may have claimed an award.
  if (result) return { ...result, award: await claimedAward(ctx.sql, call) };
  await transaction(ctx, ({ sql }) => closeBidding(sql, call));
  return {};
}
