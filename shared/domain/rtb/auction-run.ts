/** The auction: asks all bidders at once, gives the call to the best bid as soon as nothing can beat it, keeps the record. */
import { performance } from 'node:perf_hooks';
import type { Context } from '../../context.ts';
import type { Payload, Result } from '../../jobs.ts';
import {
  type Bid,
  compareBids,
  type Contender,
  isDecided,
  type RankedBid,
  readBid,
  type Reason,
} from '../../rules/rtb/auction.ts';
import { fromMicros } from '../../rules/values/money.ts';
import { fillPing, type PingValues } from '../../rules/rtb/bid-request.ts';
import { isOpenAt } from '../../rules/rtb/target-hours.ts';
import { takeAward } from '../../../sql/rtb/awards.ts';
import { auctionRouter } from '../../../sql/rtb/routers.ts';
import { type BidderRow, biddersOf, targetByKey, type TargetRow } from '../../../sql/rtb/targets.ts';
import { isOwnDestination } from './own-numbers.ts';
import { type BidOutcome, recordAuction, recordLateBids } from './auction-record.ts';
import { tokenOf } from './targets.ts';

type Auction = Payload<'auction.run'>;
type Award = Result<'auction.run'>['award'];

type GoodBid = { outcome: BidOutcome; bid: Bid; ranked: RankedBid };

/** Targets one auction asks; assigning more to a router is refused. */
export const BIDDERS_MAX = 100;

/** Kept of the deadline for giving the call away and answering. */
const DECISION_MS = 40;

/** @param answer is called as soon as it is decided; late bids and the record follow. */
export async function runAuction(
  ctx: Context,
  auction: Auction,
  answer: (result: Result<'auction.run'>) => void,
): Promise<Result<'auction.run'>> {
  const startedMs = performance.now();
  const [router, targets] = await Promise.all([
    auctionRouter(ctx.sql, auction.tenantId, auction.routerId),
    biddersOf(ctx.sql, auction.tenantId, auction.routerId, BIDDERS_MAX),
  ]);
  if (!router) return { award: null };
  const { asked, passedOver } = choose(ctx, targets);
  const record = { auction, router, asked, startedMs };
  const deadlineMs = auction.deadlineAtMs - Date.now() - DECISION_MS;
  if (deadlineMs <= 0) {
    // The queue stood still and the call has gone on without. Nobody was asked, so nobody is to blame for being late.
    answer({ award: null });
    await recordAuction(ctx, { ...record, status: 'failed', good: [], outcomes: passedOver, decidedMs: startedMs });
    return { award: null };
  }
  if (asked.length < router.minBiddersRequired) {
    answer({ award: null });
    await recordAuction(ctx, { ...record, status: 'no_bidders', good: [], outcomes: passedOver, decidedMs: startedMs });
    return { award: null };
  }
  const pinged = asked.filter((target) => !ctx.bidders.isThrottled(target.id));
  const throttled = asked.filter((target) => !pinged.includes(target));
  const outcomes = [...passedOver, ...throttled.map((target) => passOver(ctx, target, 'throttled'))];
  const bidding = openBidding(ctx, auction, router.enablePredictiveRouting, pinged);
  const questions = pinged.map((target) => askBidder(ctx, target, auction, deadlineMs));

  const late: BidOutcome[] = [];
  let recorded: Promise<number | undefined> | undefined;
  const decide = (award: Award) => {
    answer({ award });
    const status = award ? 'completed' : bidding.isClosed ? 'failed' : 'no_bids';
    const decidedMs = performance.now();
    recorded = recordAuction(ctx, { ...record, status, good: bidding.good, outcomes: [...outcomes], decidedMs, award });
    // Its failure is met below; without this the process would take it for unhandled until then.
    recorded.catch(() => {});
  };
  let award = await bidding.decision();
  if (award !== undefined) decide(award);
  for await (const outcome of inOrderOfArrival(questions)) {
    if (recorded) {
      late.push(outcome.bid ? { ...outcome, bid: undefined, reason: 'late' } : outcome);
      continue;
    }
    outcomes.push(outcome);
    bidding.take(outcome);
    award = await bidding.decision();
    if (award !== undefined) decide(award);
  }
  const bidRequestId = await recorded;
  if (bidRequestId !== undefined) await recordLateBids(ctx, auction, bidRequestId, late);
  return { award: award ?? null };
}

/** The bids so far, and whether they settle it. */
function openBidding(ctx: Context, auction: Auction, predictive: boolean, pinged: BidderRow[]) {
  const before = compareBids(predictive);
  const outstanding = new Map(pinged.map((target) => [target.id, contenderOf(target)]));
  const bidding = {
    /** Best first. */
    good: [] as GoodBid[],
    /** The call takes no award any more. */
    isClosed: false,

    take(outcome: BidOutcome): void {
      const { target, bid, answer } = outcome;
      outstanding.delete(target.id);
      if (!bid || !answer) return;
      const ranked = { ...contenderOf(target), bidMicros: bid.bidMicros, responseMs: answer.responseMs };
      bidding.good = [...bidding.good, { outcome, bid, ranked }].toSorted((a, b) => before(a.ranked, b.ranked));
    },

    /** The award, null when there is none to be had, undefined while it is open. */
    async decision(): Promise<Award | undefined> {
      for (let best = bidding.good[0]; best; best = bidding.good[0]) {
        if (!isDecided(best.ranked, outstanding.values(), predictive)) return undefined;
        const { bidMicros, destination, conversionSeconds } = best.bid;
        const { id: targetId, currency } = best.outcome.target;
        const award = { targetId, destination, bidMicros, currency, conversionSeconds };
        const { tenantId, callId, routerId, requestId } = auction;
        const taken = await takeAward(ctx.sql, tenantId, { ...award, callId, routerId, requestId });
        if (taken === 'awarded') return award;
        bidding.isClosed = taken === 'closed';
        if (bidding.isClosed) return null;
        // Other calls took its last line while it was bidding.
        best.outcome.reason = 'capped';
        bidding.good = bidding.good.slice(1);
      }
      return outstanding.size === 0 ? null : undefined;
    },
  };
  return bidding;
}

const contenderOf = ({ id, priority, weight, maxBidMicros, conversionRate }: BidderRow): Contender => ({
  targetId: id,
  priority,
  weight,
  maxBidMicros,
  conversionRate,
});

/** Who is asked: open, with lines free, and in one currency, since prices of different ones have no order. */
function choose(ctx: Context, targets: BidderRow[]): { asked: BidderRow[]; passedOver: BidOutcome[] } {
  const nowMs = ctx.clock.nowMs();
  const asked: BidderRow[] = [];
  const passedOver: BidOutcome[] = [];
  for (const target of targets) {
    if (!isOpenAt(target.hoursOfOperation, target.timezone, nowMs)) passedOver.push(passOver(ctx, target, 'closed'));
    else if (target.capped) passedOver.push(passOver(ctx, target, 'capped'));
    else if (asked[0] && asked[0].currency !== target.currency)
      passedOver.push(passOver(ctx, target, 'wrong_currency'));
    else asked.push(target);
  }
  return { asked, passedOver };
}

const passOver = (ctx: Context, target: BidderRow, reason: Reason): BidOutcome => ({
  target,
  reason,
  atMs: ctx.clock.nowMs(),
});

async function askBidder(ctx: Context, target: BidderRow, auction: Auction, deadlineMs: number): Promise<BidOutcome> {
  const values: PingValues = {
    requestId: auction.requestId,
    campaignId: auction.rtbId,
    callerId: auction.callerNumber,
    calledNumber: auction.calledNumber,
    callStartTime: new Date(auction.callStartMs).toISOString(),
    minBid: fromMicros(target.minBidMicros),
    maxBid: target.maxBidMicros === null ? null : fromMicros(target.maxBidMicros),
    currency: target.currency,
  };
  const asked = await ask(ctx, target, values, deadlineMs);
  ctx.bidders.observe(target.id, asked.answer?.reason);
  return { target, ...asked, atMs: ctx.clock.nowMs() };
}

/** Asks one target and reads what it says; never throws, so that no bidder can break an auction. */
async function ask(
  ctx: Context,
  target: TargetRow,
  values: PingValues,
  deadlineMs: number,
): Promise<Pick<BidOutcome, 'answer' | 'reading' | 'bid' | 'reason'>> {
  try {
    const bidder = { ...target, authToken: tokenOf(ctx, target) };
    const answer = await ctx.bidders.ask(bidder, fillPing(target, values), Math.min(target.timeoutMs, deadlineMs));
    if (answer.reason) return { answer, reason: answer.reason };
    const reading = readBid(answer.json, target);
    if (!reading.bid) return { answer, reading, reason: reading.reason };
    if (await isOwnDestination(ctx, reading.bid.destination)) return { answer, reading, reason: 'own_destination' };
    return { answer, reading, bid: reading.bid };
  } catch (error) {
    ctx.log.warn({ err: error, targetId: target.id }, 'bidder could not be asked');
    return { reason: 'misconfigured' };
  }
}

/** Yields each result as it comes; those that come while the last one is looked at wait in order. */
async function* inOrderOfArrival<T>(questions: Promise<T>[]): AsyncGenerator<T> {
  const arrivals = questions.map(() => Promise.withResolvers<T>());
  let next = 0;
  const arrive = async (question: Promise<T>) => {
    const result = await question;
    arrivals[next++]?.resolve(result);
  };
  const arriving = Promise.all(questions.map(arrive));
  for (const { promise } of arrivals) yield await promise;
  await arriving;
}

/** Asks a target as an auction would, and tells what it would have made of the answer; the answer itself stays here. */
export async function tryTarget(
  ctx: Context,
  { tenantId, targetId, values }: Payload<'target.test'>,
): Promise<Result<'target.test'>> {
  const target = await targetByKey(ctx.sql, tenantId, { id: targetId });
  if (!target) return { reason: 'misconfigured', accepted: false, bidMicros: null, destination: null, responseMs: 0 };
  const { answer, reading, reason } = await ask(ctx, target, values as PingValues, target.timeoutMs);
  return {
    reason: reason ?? null,
    accepted: reading?.accepted ?? false,
    bidMicros: reading?.bidMicros ?? null,
    destination: reading?.bid?.destination ?? null,
    responseMs: answer?.responseMs ?? 0,
  };
}
