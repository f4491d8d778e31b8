/**
 * Decides which bid wins an auction, and whether a bid that is still expected can change the winner. The winner pays
 * the amount of its own bid (first-price auction).
 */

/** The values of a bidder that decide its rank. */
export type Contender = {
  targetId: number;
  /** A bidder with a lower priority number ranks first. */
  priority: number;
  /** A bidder with a higher weight ranks first. */
  weight: number;
  /** Null if the bid has no upper limit. */
  maxBidMicros: number | null;
  /** Estimated share of awarded calls that convert, 0 to 1. */
  conversionRate: number;
  /** How many units of the auction's currency one unit of the bid's currency is. */
  exchangeRate: number;
};

export type RankedBid = Contender & { bidMicros: number; responseMs: number };

/**
 * Returns what a bid is worth in the currency of the auction: the price, or in predictive mode the price times the
 * estimated probability that the call converts.
 */
function bidWorth(bidMicros: number, { conversionRate, exchangeRate }: Contender, predictive: boolean): number {
  const priceMicros = bidMicros * exchangeRate;
  return predictive ? priceMicros * conversionRate : priceMicros;
}

/**
 * Returns a comparison that sorts the best bid first: by worth, then priority, weight, response time and target id. The
 * target id makes the order the same every time.
 */
export function compareBids(predictive: boolean): (a: RankedBid, b: RankedBid) => number {
  return (a, b) =>
    bidWorth(b.bidMicros, b, predictive) - bidWorth(a.bidMicros, a, predictive) ||
    a.priority - b.priority ||
    b.weight - a.weight ||
    a.responseMs - b.responseMs ||
    a.targetId - b.targetId;
}

/**
 * Whether the best bid wins even if every bidder that has not replied yet bids its maximum. If so, the auction ends at
 * once, because waiting longer cannot change the result.
 */
export function isUnbeatable(best: RankedBid, outstanding: Iterable<Contender>, predictive: boolean): boolean {
  const compare = compareBids(predictive);
  for (const contender of outstanding) {
    if (contender.maxBidMicros === null) return false;
    // A bidder that has not replied yet always has the longer response time.
    const highestBid = { ...contender, bidMicros: contender.maxBidMicros, responseMs: Infinity };
    if (compare(highestBid, best) < 0) return false;
  }
  return true;
}
