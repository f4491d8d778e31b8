/** What a buyer pays for a call. `billableSeconds` counts conversation, not ringing. */
export type BuyerTerms = { priceMicros: number; billableSeconds: number; currency: string };

/**
 * Returns whether the call converted and what it earned. A call converts if caller and buyer talked for at least the
 * buyer's billable seconds.
 */
export function buyerRevenueOf(
  { connected, talkSeconds }: { connected: boolean; talkSeconds: number },
  { priceMicros, billableSeconds }: Pick<BuyerTerms, 'priceMicros' | 'billableSeconds'>,
): { converted: boolean; revenueMicros: number } {
  const converted = connected && talkSeconds >= billableSeconds;
  return { converted, revenueMicros: converted ? priceMicros : 0 };
}
