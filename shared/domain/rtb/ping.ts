/** Asks one target for a bid (the ping) and reads its reply. */
import type { BidderAnswer } from '../../clients/bidders.ts';
import type { Context } from '../../context.ts';
import type { BidReason } from '../../rules/rtb/bid-reasons.ts';
import { fillPing, type PingValues } from '../../rules/rtb/bid-request.ts';
import { type Bid, type BidReading, readBid } from '../../rules/rtb/bid-response.ts';
import type { TargetRow } from '../../../sql/rtb/targets.ts';
import { isOwnDestination } from './own-numbers.ts';
import { openTargetToken } from './target-token.ts';

/** What a ping brought. Either `bid` or `reason` is present; `answer` is missing when no request could be built. */
export type PingOutcome = { answer?: BidderAnswer; reading?: BidReading; bid?: Bid; reason?: BidReason };

/**
 * Pings a target. Never throws, so that no bidder can break an auction.
 *
 * @param deadlineMs from now, in real time; the target's own timeout may end the ping earlier
 */
export async function pingTarget(
  ctx: Context,
  target: TargetRow,
  values: PingValues,
  deadlineMs: number,
): Promise<PingOutcome> {
  try {
    const bidder = { ...target, authToken: openTargetToken(ctx, target) };
    const timeoutMs = Math.min(target.timeoutMs, deadlineMs);
    const answer = await ctx.bidders.requestBid(bidder, fillPing(target, values), timeoutMs);
    if (answer.reason) return { answer, reason: answer.reason };
    const reading = readBid(answer.json, target);
    if (!reading.bid) return { answer, reading, reason: reading.reason };
    if (await isOwnDestination(ctx, reading.bid.destination)) return { answer, reading, reason: 'own_destination' };
    return { answer, reading, bid: reading.bid };
  } catch (error) {
    ctx.log.warn({ err: error, targetId: target.id }, 'bid request failed, target recorded as misconfigured');
    return { reason: 'misconfigured' };
  }
}
