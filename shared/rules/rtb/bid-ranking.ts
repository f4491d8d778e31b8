/** Which bid wins an auction, and when no outstanding bid can change that. First price: the winner pays its own bid. */

/** A bidder, as far as the ranking needs to know it. */
export type Contender = {
  targetId: number;
  /** Lower goes first. */
  priority: number;
  /** Higher goes first. */
  weight: number;
  /** Null: no ceiling. */
  maxBidMicros: number | null;
  /** Estimated share of awarded calls that convert, 0 to 1. */
  conversionRate: number;
};

export type RankedBid = Contender & { bidMicros: number; responseMs: number };

/** What a bid is worth: its price; in predictive mode, its price times the estimated probability of earning it. */
function bidWorth(bidMicros: number, { conversionRate }: Contender, predictive: boolean): number {
  return predictive ? bidMicros * conversionRate : bidMicros;
}

/** Best first: worth, then priority, weight, speed and id. The id makes the order independent of chance. */
export function compareBids(predictive: boolean): (a: RankedBid, b: RankedBid) => number {
  return (a, b) =>
    bidWorth(b.bidMicros, b, predictive) - bidWorth(a.bidMicros, a, predictive) ||
    a.priority - b.priority ||
    b.weight - a.weight ||
    a.responseMs - b.responseMs ||
    a.targetId - b.targetId;
}

/**
 * Whether the best bid wins even if every outstanding bidder offers its maximum. Then the auction ends at once, because
 * waiting longer cannot change the result.
 */
export function isUnbeatable(best: RankedBid, outstanding: Iterable<Contender>, predictive: boolean): boolean {
  const compare = compareBids(predictive);
  for (const contender of outstanding) {
    if (contender.maxBidMicros === null) return false;
    // An outstanding bidder always loses the comparison of response times.
    const highestBid = { ...contender, bidMicros: contender.maxBidMicros, responseMs: Infinity };
    if (compare(highestBid, best) < 0) return false;
  }
  return true;
}
