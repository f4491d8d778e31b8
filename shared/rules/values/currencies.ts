/** Compares bids in several currencies by stored daily rates. Amounts of two currencies are never added up. */

/** The newest rate of a currency: how many units of the currency one US dollar buys. */
export type DailyRate = { currency: string; perDollar: number; day: string };

export type Conversion = {
  /** How many units of the auction's currency one unit of the bid's currency is. */
  rate: number;
  /** The day of the older of the two rates (YYYY-MM-DD); null if no rate was needed. */
  day: string | null;
};

export type Comparison = {
  /** The currency in which all bids of the auction are compared. */
  currency: string;
  /** By currency. A currency that is missing has no rate, so its bids cannot be compared. */
  conversions: ReadonlyMap<string, Conversion>;
};

const DOLLAR = 'USD';

/**
 * Chooses the currency in which the bids of an auction are compared: the one to which most currencies of the bidders have
 * a rate. If several have the most, the account's currency is chosen, then the currency of the first bidder.
 *
 * @param currencies the currencies of the bidders, the first bidder first
 */
export function compareCurrencies(
  currencies: readonly string[],
  accountCurrency: string,
  rates: readonly DailyRate[],
): Comparison {
  const known = [...new Set(currencies)];
  const perDollar = new Map(rates.map((rate) => [rate.currency, rate]));
  const comparisons = [accountCurrency, ...known].map((currency) => ({
    currency,
    conversions: new Map(
      known.flatMap((each) => {
        const conversion = conversionOf(each, currency, perDollar);
        return conversion ? [[each, conversion] as const] : [];
      }),
    ),
  }));
  return comparisons.reduce((best, each) => (each.conversions.size > best.conversions.size ? each : best));
}

function conversionOf(from: string, to: string, rates: ReadonlyMap<string, DailyRate>): Conversion | undefined {
  if (from === to) return { rate: 1, day: null };
  const [base, quote] = [from, to].map((currency) =>
    currency === DOLLAR ? { perDollar: 1, day: null } : rates.get(currency),
  );
  if (!base || !quote) return undefined;
  const days = [base.day, quote.day].filter((day) => day !== null).toSorted();
  return { rate: quote.perDollar / base.perDollar, day: days[0] ?? null };
}

/** Returns how a currency of the auction is converted. Every bidder that is asked has a conversion. */
export const conversionTo = ({ conversions }: Comparison, currency: string): Conversion =>
  conversions.get(currency) ?? { rate: 1, day: null };
