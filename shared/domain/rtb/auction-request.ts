/**
 * The API's half of an auction: puts the job `auction.run` in the queue and waits for the award. The worker's half is
 * `auction-run.ts`. Whatever happens to the worker, the call is routed in time.
 */
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import { RESULT_MARGIN_MS, START_WITHIN_MS } from '../../rules/rtb/deadlines.ts';
import { transaction } from '../../transaction.ts';
import { claimedAward, closeBidding } from '../../../sql/rtb/awards.ts';
import { activeRouterById } from '../../../sql/rtb/routers.ts';
import type { Award } from './awards.ts';

export type AuctionCall = {
  id: number;
  tenantId: number;
  fromNumber: string;
  toNumber: string;
  createdAt: Date;
  routeAttempt: number;
};

export type AuctionCampaign = { id: number; rtbId: string | null; rtbRouterId: number | null };

/**
 * Auctions a call and claims the winner's award. Takes at most the router's timeout and {@link RESULT_MARGIN_MS}; at most
 * {@link START_WITHIN_MS} while Redis is down or no worker runs.
 *
 * @returns undefined when the call must be routed without RTB: no active router, no valid bid, or no result in time. Then the
 *   call has no award, and a worker that is late cannot claim one.
 */
export async function requestAuction(
  ctx: Context,
  call: AuctionCall,
  campaign: AuctionCampaign,
): Promise<Award | undefined> {
  if (campaign.rtbRouterId === null) return undefined;
  const router = await activeRouterById(ctx.sql, call.tenantId, campaign.rtbRouterId);
  if (!router) return undefined;
  const auction = {
    tenantId: call.tenantId,
    callId: call.id,
    campaignId: campaign.id,
    routerId: router.id,
    requestId: `req_${randomUUID().replaceAll('-', '')}`,
    rtbId: campaign.rtbId,
    callerNumber: call.fromNumber,
    calledNumber: call.toNumber,
    callStartMs: call.createdAt.getTime(),
    deadlineAtMs: Date.now() + router.biddingTimeoutMs,
  };
  const timeouts = { replyTimeoutMs: router.biddingTimeoutMs + RESULT_MARGIN_MS, startTimeoutMs: START_WITHIN_MS };
  const result = await ctx.jobRequests.request(ctx, 'auction.run', auction, timeouts).catch((error: unknown) => {
    ctx.log.error({ err: error, callId: call.id }, 'auction failed, call routed without RTB');
    return undefined;
  });
  if (result?.award) return result.award;
  // The carrier repeats a request that is not answered in time. Then the auction of the other request has the award.
  if (result) return claimedAward(ctx.sql, call);
  await transaction(ctx, ({ sql }) => closeBidding(sql, call));
  return undefined;
}
