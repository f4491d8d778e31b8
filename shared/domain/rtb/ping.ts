/** Asks one target for a bid (a ping) and reads the target's reply. */
import type { BidderAnswer } from '../../clients/bidders.ts';
import type { Context } from '../../context.ts';
import type { BidReason } from '../../rules/rtb/bid-reasons.ts';
import { fillPing, type PingValues, usesPlaceholder } from '../../rules/rtb/bid-request.ts';
import { type Bid, type BidReading, type BidSituation, readBid } from '../../rules/rtb/bid-response.ts';
import { isBidderLate } from '../../rules/rtb/deadlines.ts';
import { callerData, type VisitData, visitData } from '../../rules/rtb/ping-data.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import { fromMicros, fromMicrosOrNull } from '../../rules/values/money.ts';
import type { TargetRow } from '../../../sql/rtb/targets.ts';
import { isOwnDestination } from './own-numbers.ts';
import { openTargetToken } from './target-token.ts';

/** Returns the values of the placeholders that describe the call and the target's own limits. */
export function callValues(
  target: TargetRow,
  {
    callerNumber,
    calledNumber,
    visit,
  }: { callerNumber: string; calledNumber: string | null; visit: VisitData | undefined },
) {
  const isStateUsed = usesPlaceholder(target, 'callerState');
  return {
    ...callerData(callerNumberOf(callerNumber), target.callerIdExposure, isStateUsed),
    calledNumber,
    minBid: fromMicros(target.minBidMicros),
    maxBid: fromMicrosOrNull(target.maxBidMicros),
    currency: target.currency,
    ...visitData(visit),
  };
}

/** The outcome of a ping. Either `bid` or `reason` is present. `answer` is absent if no request could be built. */
export type PingOutcome = { answer?: BidderAnswer; reading?: BidReading; bid?: Bid; reason?: BidReason };

/**
 * Times of a ping in milliseconds of real time. The target's own timeout may end the ping earlier.
 *
 * - `deadlineMs`: from now until the ping must end
 * - `fullMs`: the time until the deadline if the auction had started in time
 */
export type PingTime = { deadlineMs: number; fullMs: number };

/**
 * Pings a target. Never throws, so that no bidder can break an auction.
 *
 * @param countries the countries that the bid may name; null allows every country
 */
export async function pingTarget(
  ctx: Context,
  target: TargetRow,
  values: PingValues,
  { deadlineMs, fullMs }: PingTime,
  countries: BidSituation['countries'],
): Promise<PingOutcome> {
  try {
    const bidder = { ...target, authToken: openTargetToken(ctx, target) };
    const timeoutMs = Math.min(target.timeoutMs, deadlineMs);
    const answer = await ctx.bidders.requestBid(bidder, fillPing(target, values), timeoutMs);
    const entitledMs = Math.min(target.timeoutMs, fullMs);
    const isOurFault = answer.reason === 'timeout' && !isBidderLate(entitledMs, timeoutMs, answer.responseMs);
    if (!isOurFault) ctx.bidders.updateHealth(target.id, answer.reason);
    if (answer.reason) return { answer, reason: answer.reason };
    const reading = readBid(answer.reply, target, { countries, nowMs: Date.now() });
    if (!reading.bid) return { answer, reading, reason: reading.reason };
    if (await isOwnDestination(ctx, reading.bid.destination)) return { answer, reading, reason: 'own_destination' };
    return { answer, reading, bid: reading.bid };
  } catch (error) {
    ctx.log.warn({ err: error, targetId: target.id }, 'bid request failed, target recorded as misconfigured');
    return { reason: 'misconfigured' };
  }
}
