/** Amounts of money in the demo. Amounts of two currencies are never added up. */
import { fromMicros } from '../../shared/rules/values/money.ts';

/** An amount in millionths of its currency. */
export type Amount = { currency: string; micros: number };

/** Adds up the amounts of each currency. The sums are whole micros, so they are exact. */
export function sumByCurrency(amounts: readonly Amount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { currency, micros } of amounts) sums.set(currency, (sums.get(currency) ?? 0) + micros);
  return sums;
}

/** Returns by how many micros two lists of amounts differ, over all currencies. */
export function differenceMicros(some: readonly Amount[], others: readonly Amount[]): number {
  const negated = others.map(({ currency, micros }) => ({ currency, micros: -micros }));
  return [...sumByCurrency([...some, ...negated]).values()].reduce((sum, micros) => sum + Math.abs(micros), 0);
}

/** Returns the amount as text, for example `$9.50` or `8.90 EUR`. */
export function formatAmount({ currency, micros }: Amount): string {
  const digits = fromMicros(micros).toFixed(2);
  return currency === 'USD' ? `$${digits}` : `${digits} ${currency}`;
}

/** Returns the sum of each currency as text, for example `$120.50 and 17.80 EUR`. */
export function formatSums(amounts: readonly Amount[]): string {
  const sums = [...sumByCurrency(amounts)].filter(([, micros]) => micros !== 0);
  if (sums.length === 0) return '$0.00';
  return sums
    .toSorted(([a], [b]) => Number(b === 'USD') - Number(a === 'USD') || a.localeCompare(b))
    .map(([currency, micros]) => formatAmount({ currency, micros }))
    .join(' and ');
}
