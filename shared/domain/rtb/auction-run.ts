/**
 * The part of an auction that runs in a worker (job `auction.run`). The worker pings all bidders at once. As soon as no
 * other bid can beat the best bid, the worker claims the award for the best bid. Then the worker records the auction.
 */
import { performance } from 'node:perf_hooks';
import type { Context } from '../../context.ts';
import type { Payload, Result } from '../../jobs.ts';
import { allowedCountries } from '../../rules/rtb/bid-destination.ts';
import { compareBids, type Contender, isUnbeatable, type RankedBid } from '../../rules/rtb/bid-ranking.ts';
import type { BidReason } from '../../rules/rtb/bid-reasons.ts';
import type { PingValues } from '../../rules/rtb/bid-request.ts';
import type { VisitData } from '../../rules/rtb/ping-data.ts';
import type { Bid } from '../../rules/rtb/bid-response.ts';
import { type Comparison, conversionTo } from '../../rules/values/currencies.ts';
import { DECISION_MS, isUnexpired } from '../../rules/rtb/deadlines.ts';
import { isOpenAt } from '../../rules/values/opening-hours.ts';
import { callerNumberOf } from '../../rules/values/caller-number.ts';
import { isE164Syntax } from '../../rules/values/phone.ts';
import { visitOfCall } from '../../../sql/rtb/bids.ts';
import { claimAward } from '../../../sql/rtb/awards.ts';
import { activeRouterById } from '../../../sql/rtb/routers.ts';
import { type BidderRow, listBidders } from '../../../sql/rtb/targets.ts';
import { withDefaults } from '../accounts/limits.ts';
import { dialRefusalWithin } from '../compliance/destinations.ts';
import { type BidOutcome, recordAuction, recordLateBids } from './auction-record.ts';
import { type Award, wonEvent } from './awards.ts';
import { compareBidders } from './bidder-currencies.ts';
import { callValues, type PingTime, pingTarget } from './ping.ts';
import { TARGETS_PER_ROUTER_MAX } from './routers.ts';

type Auction = Payload<'auction.run'>;

/**
 * Runs an auction and records the outcome of the auction.
 *
 * @param replyEarly sends the award to the waiting API as soon as the auction is decided. Afterwards the function
 *   records the auction and waits for late bids.
 */
export async function runAuction(
  ctx: Context,
  auction: Auction,
  replyEarly: (result: Result<'auction.run'>) => void,
): Promise<Result<'auction.run'>> {
  const startedMs = performance.now();
  const [router, targets, visit] = await Promise.all([
    activeRouterById(ctx.sql, auction.tenantId, auction.routerId),
    listBidders(ctx.sql, auction.tenantId, auction.routerId, TARGETS_PER_ROUTER_MAX),
    visitOfCall(ctx.sql, auction.tenantId, auction.callId),
  ]);
  if (!router) return { award: null };
  const { candidates, closed } = selectBidders(ctx, targets, auction);
  const { comparison, bidders, unrated } = await compareBidders(ctx, auction.tenantId, candidates);
  const excluded = [...closed, ...unrated];
  const reply = (award: Award | null) => ({ award, ...(unrated.length > 0 && unratedOf(comparison, unrated)) });
  const record = { auction, router, bidders, comparison, startedMs };
  const deadlineMs = auction.deadlineAtMs - Date.now() - DECISION_MS;
  const obstacle = deadlineMs <= 0 ? 'failed' : bidders.length < router.minBiddersRequired ? 'no_bidders' : undefined;
  if (obstacle) {
    replyEarly(reply(null));
    const noBids = { ranking: [], outcomes: excluded, award: null, decidedMs: startedMs, lateBidsMs: null };
    await recordAuction(ctx, { ...record, ...noBids, status: obstacle });
    return reply(null);
  }
  const { pinged, throttled } = throttleBidders(ctx, bidders);
  const dialRefusal = dialRefusalWithin(ctx, withDefaults(ctx, router.tenantLimits));
  const bidding = new Bidding(ctx, auction, {
    predictive: router.enablePredictiveRouting,
    pinged,
    comparison,
    isRefused: (destination) => isE164Syntax(destination) && dialRefusal(destination) !== undefined,
  });
  const countries = allowedCountries(router.destinationCountries, {
    caller: callerNumberOf(auction.callerNumber),
    called: auction.calledNumber,
  });
  const time = { deadlineMs, fullMs: router.biddingTimeoutMs - DECISION_MS };
  const arrivals = inOrderOfArrival(
    pinged.map((target) => pingBidder(ctx, target, auction, { time, countries, visit })),
  );
  const award = await decideAuction(bidding, arrivals);
  replyEarly(reply(award));
  const decidedMs = performance.now();
  const status = award ? 'completed' : bidding.isClosed ? 'failed' : 'no_bids';
  const outcomes = [...excluded, ...throttled, ...bidding.outcomes];
  const lateBidsMs = bidding.isWaiting ? Math.max(0, auction.deadlineAtMs - Date.now()) : null;
  const ranking = bidding.ranking.map(({ outcome }) => outcome);
  const result = { status, ranking, outcomes, decidedMs, award, lateBidsMs } as const;
  const bidRequestId = await recordAuction(ctx, { ...record, ...result });
  if (bidRequestId !== undefined && lateBidsMs !== null)
    await recordLateBids(ctx, { tenantId: auction.tenantId, bidRequestId, comparison }, arrivals, (outcome) => {
      bidding.add(outcome);
      return bidding.ranking.map(({ outcome: ranked }) => ranked);
    });
  // The pings that nothing waits for any more must end before the job ends.
  else await Array.fromAsync(arrivals);
  return reply(award);
}

const unratedOf = ({ currency }: Comparison, unrated: BidOutcome[]) => ({
  unrated: { currency, bidders: unrated.map(({ target }) => ({ targetId: target.id, currency: target.currency })) },
});

/**
 * Separates the candidates from the targets that get no call now, because they are closed, have reached a cap, or had an
 * earlier call of the caller.
 */
function selectBidders(
  ctx: Context,
  targets: BidderRow[],
  { targetFilter: { only, except } }: Auction,
): { candidates: BidderRow[]; closed: BidOutcome[] } {
  const nowMs = ctx.clock.nowMs();
  const candidates: BidderRow[] = [];
  const closed: BidOutcome[] = [];
  for (const target of targets) {
    const isChosen = (only ?? target.id) === target.id && except !== target.id;
    const reason = isChosen ? exclusionReason(target, nowMs) : 'duplicate_caller';
    if (reason) closed.push({ target, reason, atMs: nowMs });
    else candidates.push(target);
  }
  return { candidates, closed };
}

function exclusionReason(target: BidderRow, nowMs: number): BidReason | undefined {
  if (!isOpenAt(target.hoursOfOperation, target.timezone, nowMs)) return 'closed';
  return target.isCapped ? 'capped' : undefined;
}

/** Chooses which bidders are pinged. Bidders that mostly fail are skipped in a share of the auctions. */
function throttleBidders(ctx: Context, bidders: BidderRow[]): { pinged: BidderRow[]; throttled: BidOutcome[] } {
  const pinged: BidderRow[] = [];
  const throttled: BidOutcome[] = [];
  for (const target of bidders) {
    if (ctx.bidders.isThrottled(target.id)) throttled.push({ target, reason: 'throttled', atMs: ctx.clock.nowMs() });
    else pinged.push(target);
  }
  return { pinged, throttled };
}

async function pingBidder(
  ctx: Context,
  target: BidderRow,
  auction: Auction,
  { time, countries, visit }: { time: PingTime; countries: readonly string[] | null; visit: VisitData | undefined },
): Promise<BidOutcome> {
  const values: PingValues = {
    requestId: auction.requestId,
    campaignId: auction.rtbId,
    callStartTime: new Date(auction.callStartMs).toISOString(),
    ...callValues(target, { ...auction, visit }),
  };
  const outcome = await pingTarget(ctx, target, values, time, countries);
  return { target, ...outcome, atMs: ctx.clock.nowMs() };
}

/**
 * Adds each ping outcome when the ping outcome arrives, until the auction is decided. Ping outcomes that are still in
 * `arrivals` after the decision are late.
 */
async function decideAuction(bidding: Bidding, arrivals: AsyncGenerator<BidOutcome>): Promise<Award | null> {
  for (;;) {
    const decision = await bidding.decide();
    if (decision !== undefined) return decision;
    const { value, done } = await arrivals.next();
    if (done) return null;
    bidding.add(value);
  }
}

type BiddingTerms = {
  predictive: boolean;
  pinged: BidderRow[];
  comparison: Comparison;
  /** Whether the carrier must not be asked to call a destination. */
  isRefused: (destination: string) => boolean;
};

/** The state of an undecided auction. */
class Bidding {
  /** The valid bids that can still win, best first. */
  ranking: { outcome: BidOutcome; bid: Bid; ranked: RankedBid }[] = [];
  /** The ping outcomes, in the order of their arrival. */
  readonly outcomes: BidOutcome[] = [];
  /** True if the call accepts no award any more, because the call has ended or was routed without an auction. */
  isClosed = false;
  readonly #ctx: Context;
  readonly #auction: Auction;
  readonly #predictive: boolean;
  readonly #comparison: Comparison;
  readonly #isRefused: (destination: string) => boolean;
  readonly #outstanding: Map<number, Contender>;

  constructor(ctx: Context, auction: Auction, { predictive, pinged, comparison, isRefused }: BiddingTerms) {
    this.#ctx = ctx;
    this.#auction = auction;
    this.#predictive = predictive;
    this.#comparison = comparison;
    this.#isRefused = isRefused;
    this.#outstanding = new Map(pinged.map((target) => [target.id, this.#toContender(target)]));
  }

  /** Whether pings are still running. */
  get isWaiting(): boolean {
    return this.#outstanding.size > 0;
  }

  add(outcome: BidOutcome): void {
    const { target, bid, answer } = outcome;
    this.outcomes.push(outcome);
    this.#outstanding.delete(target.id);
    if (!bid || !answer) return;
    const ranked = { ...this.#toContender(target), bidMicros: bid.bidMicros, responseMs: answer.responseMs };
    const compare = compareBids(this.#predictive);
    this.ranking = [...this.ranking, { outcome, bid, ranked }].toSorted((a, b) => compare(a.ranked, b.ranked));
  }

  /**
   * Claims the award for the best bid if no outstanding bid can beat the best bid.
   *
   * @returns null if no bid can win any more; undefined while outstanding bids can change the result
   */
  async decide(): Promise<Award | null | undefined> {
    for (let best = this.ranking[0]; best; best = this.ranking[0]) {
      if (!isUnbeatable(best.ranked, this.#outstanding.values(), this.#predictive)) return undefined;
      if (!isUnexpired(best.outcome.atMs, best.bid.expirySeconds, this.#ctx.clock.nowMs())) {
        this.#drop(best.outcome, 'expired');
        continue;
      }
      const { tenantId, callId, routerId, requestId } = this.#auction;
      const { bidMicros, destination, conversionSeconds } = best.bid;
      const { id: targetId, currency } = best.outcome.target;
      const { rate: exchangeRate, day: rateDay } = conversionTo(this.#comparison, currency);
      const compared = { comparedCurrency: this.#comparison.currency, exchangeRate, rateDay };
      const award = { targetId, destination, bidMicros, currency, conversionSeconds };
      const claim = { ...award, ...compared, callId, routerId, requestId };
      // A refused destination, and one that must be confirmed first, is claimed only. The API then goes on with it.
      const isClaimedOnly = this.#isRefused(destination) || best.outcome.target.postUrl !== null;
      const attempt = isClaimedOnly ? undefined : this.#auction.attempt;
      const connection = attempt === undefined ? undefined : { attempt, event: wonEvent(claim, attempt) };
      const outcome = await claimAward(this.#ctx.sql, tenantId, claim, connection);
      if (outcome === 'claimed') return { ...award, ...(attempt !== undefined && { attempt }) };
      this.isClosed = outcome === 'closed';
      if (this.isClosed) return null;
      // Other calls have reached the target's cap since the target was pinged.
      this.#drop(best.outcome, 'capped');
    }
    return this.isWaiting ? undefined : null;
  }

  #toContender({ id, priority, weight, maxBidMicros, conversionRate, currency }: BidderRow): Contender {
    const { rate: exchangeRate } = conversionTo(this.#comparison, currency);
    return { targetId: id, priority, weight, maxBidMicros, conversionRate, exchangeRate };
  }

  /** Removes the best bid, which cannot win any more. */
  #drop(outcome: BidOutcome, reason: BidReason): void {
    outcome.reason = reason;
    this.ranking = this.ranking.slice(1);
  }
}

/**
 * Yields the result of each promise when the promise resolves. If the consumer is busy, the results wait in the order
 * of their arrival.
 */
async function* inOrderOfArrival<T>(promises: Promise<T>[]): AsyncGenerator<T> {
  const arrivals = promises.map(() => Promise.withResolvers<T>());
  let next = 0;
  const deliver = async (promise: Promise<T>) => {
    const result = await promise;
    arrivals[next++]?.resolve(result);
  };
  const deliveries = Promise.all(promises.map(deliver));
  for (const { promise } of arrivals) yield await promise;
  await deliveries;
}
