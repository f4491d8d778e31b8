/** What a buyer pays for a call. Limits of seconds count conversation, not ringing. */
export type BuyerTerms = { priceMicros: number; billableSeconds: number };

/** A call converts when caller and buyer spoke for at least the buyer's billable seconds. */
export function buyerRevenueOf(
  { connected, talkSeconds }: { connected: boolean; talkSeconds: number },
  { priceMicros, billableSeconds }: BuyerTerms,
): { converted: boolean; revenueMicros: number } {
  const converted = connected && talkSeconds >= billableSeconds;
  return { converted, revenueMicros: converted ? priceMicros : 0 };
}
