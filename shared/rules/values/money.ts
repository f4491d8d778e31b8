/**
 * Amounts of money. Call costs are US dollars with the carrier's five decimals. SQL sums call costs, because sums of
 * decimals are exact in SQL. Bids, revenue and payouts are whole micros (millionths of the currency).
 */

const MICROS = 1_000_000;
export const toMicros = (amount: number): number => Math.round(amount * MICROS);
export const fromMicros = (micros: number): number => micros / MICROS;
export const fromMicrosOrNull = (micros: number | null): number | null => (micros === null ? null : fromMicros(micros));
