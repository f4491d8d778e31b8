/** The record of auctions: every bidder with its answer and the reason it did or did not win. */
import type { BidderAnswer } from '../../clients/bidders.ts';
import type { Context } from '../../context.ts';
import type { Payload, Result } from '../../jobs.ts';
import { type Bid, type BidReading, type Reason, reasons } from '../../rules/rtb/auction.ts';
import { transaction } from '../../transaction.ts';
import {
  type BidRequestStatus,
  insertBidRequest,
  insertBidResponses,
  type NewBidResponse,
} from '../../../sql/rtb/bids.ts';
import type { BidderRow } from '../../../sql/rtb/targets.ts';

/** Kept back from a bid's life, so that the phone it names has time to ring. */
const DIAL_SECONDS = 10;

/** What became of one bidder. */
export type BidOutcome = {
  target: BidderRow;
  answer?: BidderAnswer;
  reading?: BidReading;
  bid?: Bid;
  reason?: Reason;
  /** Product time. */
  atMs: number;
};

export type AuctionRecord = {
  auction: Payload<'auction.run'>;
  router: { id: number; biddingTimeoutMs: number };
  asked: BidderRow[];
  startedMs: number;
  decidedMs: number;
  status: BidRequestStatus;
  /** Best first. */
  good: { outcome: BidOutcome }[];
  outcomes: BidOutcome[];
  award?: Result<'auction.run'>['award'];
};

/** Returns the id of the bid request; undefined when it is on record already. */
export async function recordAuction(ctx: Context, record: AuctionRecord): Promise<number | undefined> {
  const { auction, router, asked, outcomes, good, award, status } = record;
  const ranks = new Map(good.map(({ outcome }, index) => [outcome, index + 1]));
  const ceilings = asked.map(({ maxBidMicros }) => maxBidMicros);
  return transaction(ctx, async ({ sql }) => {
    const request = await insertBidRequest(sql, auction.tenantId, {
      requestId: auction.requestId,
      campaignId: auction.campaignId,
      campaignRtbId: auction.rtbId,
      callId: auction.callId,
      routerId: router.id,
      callerId: auction.callerNumber,
      callStartTime: new Date(auction.callStartMs),
      targetIds: asked.map(({ id }) => id),
      auctionTimeoutMs: router.biddingTimeoutMs,
      minBidMicros: asked.length === 0 ? 0 : Math.min(...asked.map(({ minBidMicros }) => minBidMicros)),
      maxBidMicros: ceilings.includes(null) || asked.length === 0 ? null : Math.max(...ceilings.map(Number)),
      currency: asked[0]?.currency ?? 'USD',
      status,
      winningBidMicros: award?.bidMicros ?? null,
      winningTargetId: award?.targetId ?? null,
      totalResponseMs: Math.round(record.decidedMs - record.startedMs),
    });
    if (!request) return undefined;
    const responses = outcomes.map((outcome) => {
      const isWinner = award?.targetId === outcome.target.id;
      return responseOf(outcome, { isWinner, rank: ranks.get(outcome) ?? null });
    });
    await insertBidResponses(sql, auction.tenantId, request.id, responses);
    return request.id;
  });
}

export async function recordLateBids(
  ctx: Context,
  { tenantId }: Pick<Payload<'auction.run'>, 'tenantId'>,
  bidRequestId: number,
  late: BidOutcome[],
): Promise<void> {
  const responses = late.map((outcome) => responseOf(outcome, { isWinner: false, rank: null }));
  await insertBidResponses(ctx.sql, tenantId, bidRequestId, responses);
}

function responseOf(
  outcome: BidOutcome,
  { isWinner, rank }: { isWinner: boolean; rank: number | null },
): NewBidResponse {
  const { target, answer, reading, bid, atMs } = outcome;
  const reason = outcome.reason ?? (isWinner ? 'won' : 'outbid');
  const standsMs = bid ? (bid.expirySeconds - DIAL_SECONDS) * 1_000 : 0;
  return {
    targetId: target.id,
    bidMicros: reading?.bidMicros ?? null,
    currency: target.currency,
    destination: reading?.destination?.slice(0, 255).replaceAll('\0', '').toWellFormed() ?? null,
    accepted: reading?.accepted ?? false,
    responseMs: answer?.responseMs ?? 0,
    rawResponse: answer?.raw ?? null,
    isWinner,
    reason,
    reasonCode: reasons[reason].code,
    rank,
    conversionSeconds: bid?.conversionSeconds ?? null,
    expiresAt: rank === null ? null : new Date(atMs + standsMs),
  };
}
