/**
 * Records an auction: one bid request, and for each bidder one bid response with the reason why the bidder won or did
 * not win.
 */
import type { Context } from '../../context.ts';
import type { Payload } from '../../jobs.ts';
import { type BidReason, BID_REASONS } from '../../rules/rtb/bid-reasons.ts';
import { type Comparison, conversionTo } from '../../rules/values/currencies.ts';
import { dialableUntil } from '../../rules/rtb/deadlines.ts';
import { emitAfterCommit, transaction } from '../../transaction.ts';
import {
  type BidRequestStatus,
  endLateBids,
  insertAuction,
  insertBidResponses,
  insertLateBid,
  type NewBidResponse,
} from '../../../sql/rtb/bids.ts';
import type { BidderRow } from '../../../sql/rtb/targets.ts';
import type { Award } from './awards.ts';
import type { PingOutcome } from './ping.ts';

/** The outcome of an auction for one bidder: the result of the ping, or the reason why the bidder was not pinged. */
export type BidOutcome = PingOutcome & {
  target: BidderRow;
  /** Time of the outcome, in Unix milliseconds of product time (the product's clock). */
  atMs: number;
};

export type AuctionRecord = {
  auction: Payload<'auction.run'>;
  router: { id: number; biddingTimeoutMs: number };
  /** The bidders of the auction: targets that are open, below their caps and in comparable currencies. */
  bidders: BidderRow[];
  /** How the bids are compared. The amounts of the bid request are in its currency. */
  comparison: Comparison;
  startedMs: number;
  decidedMs: number;
  status: BidRequestStatus;
  /** The valid bids, best first. */
  ranking: BidOutcome[];
  outcomes: BidOutcome[];
  award: Award | null;
  /** Milliseconds of real time in which late bids may arrive; null if no bidder is waited for. */
  lateBidsMs: number | null;
};

/**
 * Inserts the bid request and the bid responses of an auction.
 *
 * @returns the id of the bid request; undefined if the auction is already recorded
 */
export async function recordAuction(ctx: Context, record: AuctionRecord): Promise<number | undefined> {
  const { auction, router, bidders, comparison, outcomes, ranking, award, status } = record;
  const convert = (micros: number, currency: string) => Math.round(micros * conversionTo(comparison, currency).rate);
  const floors = bidders.map(({ minBidMicros, currency }) => convert(minBidMicros, currency));
  const ceilings = bidders.map(({ maxBidMicros, currency }) => maxBidMicros && convert(maxBidMicros, currency));
  const responses = outcomes.map((outcome) => {
    const index = ranking.indexOf(outcome);
    const isWinner = award?.targetId === outcome.target.id;
    return toBidResponse(outcome, comparison, { isWinner, rank: index === -1 ? null : index + 1 });
  });
  const inserted = await insertAuction(
    ctx.sql,
    auction.tenantId,
    {
      requestId: auction.requestId,
      campaignId: auction.campaignId,
      campaignRtbId: auction.rtbId,
      callId: auction.callId,
      routerId: router.id,
      callerId: auction.callerNumber,
      callStartTime: new Date(auction.callStartMs),
      targetIds: bidders.map(({ id }) => id),
      auctionTimeoutMs: router.biddingTimeoutMs,
      minBidMicros: bidders.length === 0 ? 0 : Math.min(...floors),
      maxBidMicros: bidders.length === 0 || ceilings.includes(null) ? null : Math.max(...ceilings.map(Number)),
      currency: comparison.currency,
      status,
      winningBidMicros: award && convert(award.bidMicros, award.currency),
      winningTargetId: award?.targetId ?? null,
      totalResponseMs: Math.round(record.decidedMs - record.startedMs),
      lateBidsUntil: record.lateBidsMs === null ? null : new Date(ctx.clock.nowMs() + record.lateBidsMs),
    },
    responses,
  );
  if (!inserted) return undefined;
  const { id, uuid: bidRequestId, callUuid: callId } = inserted;
  await emitAfterCommit(ctx, (tx) =>
    tx.emit({
      tenantId: auction.tenantId,
      event: 'auction:decided',
      agentId: null,
      data: { bidRequestId, callId, status },
    }),
  );
  return id;
}

/**
 * Inserts the bid responses that arrive after the decision of the auction. A valid bid gets the reason `late` and its
 * place among the runners-up at once, because the winner may not answer. So an early decision does not change which
 * destinations a caller is connected to.
 *
 * @param rank adds an outcome to the auction, and returns all valid bids, best first
 */
export async function recordLateBids(
  ctx: Context,
  { tenantId, bidRequestId, comparison }: { tenantId: number; bidRequestId: number; comparison: Comparison },
  arrivals: AsyncIterable<BidOutcome>,
  rank: (outcome: BidOutcome) => BidOutcome[],
): Promise<void> {
  const withoutBid: NewBidResponse[] = [];
  for await (const outcome of arrivals) {
    const ranking = rank(outcome);
    const place = ranking.indexOf(outcome) + 1;
    if (place === 0) {
      withoutBid.push(toBidResponse(outcome, comparison, { isWinner: false, rank: null }));
      continue;
    }
    const response = toBidResponse({ ...outcome, reason: 'late' }, comparison, { isWinner: false, rank: place });
    const targetIds = ranking.map(({ target }) => target.id);
    await insertLateBid(ctx.sql, tenantId, bidRequestId, response, targetIds);
  }
  await transaction(ctx, async ({ sql }) => {
    await insertBidResponses(sql, tenantId, bidRequestId, withoutBid);
    await endLateBids(sql, tenantId, bidRequestId);
  });
}

function toBidResponse(
  outcome: BidOutcome,
  comparison: Comparison,
  { isWinner, rank }: { isWinner: boolean; rank: number | null },
): NewBidResponse {
  const { target, answer, reading, bid, atMs } = outcome;
  const { rate: exchangeRate, day: rateDay } = conversionTo(comparison, target.currency);
  const reason: BidReason = outcome.reason ?? (isWinner ? 'won' : 'outbid');
  return {
    targetId: target.id,
    bidMicros: reading?.bidMicros ?? null,
    currency: target.currency,
    exchangeRate,
    rateDay,
    destination: reading?.destination?.slice(0, 255).replaceAll('\0', '').toWellFormed() ?? null,
    accepted: reading?.accepted ?? false,
    responseMs: answer?.responseMs ?? 0,
    rawResponse: answer?.raw ?? null,
    isWinner,
    reason,
    reasonCode: BID_REASONS[reason].code,
    rank,
    conversionSeconds: bid?.conversionSeconds ?? null,
    expiresAt: rank === null || !bid ? null : dialableUntil(atMs, bid.expirySeconds),
  };
}
