/** Makes the bids of an auction comparable if its bidders bid in several currencies. */
import type { Context } from '../../context.ts';
import { type Comparison, compareCurrencies } from '../../rules/values/currencies.ts';
import { latestRates } from '../../../sql/accounts/exchange-rates.ts';
import { accountSettings } from '../../../sql/accounts/tenants.ts';
import type { BidderRow } from '../../../sql/rtb/targets.ts';
import type { BidOutcome } from './auction-record.ts';

export type ComparedBidders = { comparison: Comparison; bidders: BidderRow[]; unrated: BidOutcome[] };

/** Returns how the bids are compared, the bidders that can be compared, and those whose currency has no rate. */
export async function compareBidders(
  ctx: Context,
  tenantId: number,
  candidates: BidderRow[],
): Promise<ComparedBidders> {
  const currencies = [...new Set(candidates.map(({ currency }) => currency))];
  const comparison =
    currencies.length > 1
      ? await compareByRates(ctx, tenantId, currencies)
      : compareCurrencies(currencies, currencies[0] ?? 'USD', []);
  const isComparable = ({ currency }: BidderRow) => comparison.conversions.has(currency);
  const atMs = ctx.clock.nowMs();
  const unrated = candidates.filter((target) => !isComparable(target));
  return {
    comparison,
    bidders: candidates.filter(isComparable),
    unrated: unrated.map((target) => ({ target, reason: 'no_exchange_rate', atMs })),
  };
}

async function compareByRates({ sql }: Context, tenantId: number, currencies: string[]): Promise<Comparison> {
  const { currency } = await accountSettings(sql, tenantId);
  return compareCurrencies(currencies, currency, await latestRates(sql, tenantId, [...currencies, currency]));
}
