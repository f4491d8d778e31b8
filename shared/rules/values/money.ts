/**
 * Costs are in US dollars with the carrier's five decimals; sums are made in SQL, where they are exact. What is bid, earned and
 * paid out is in whole millionths of its currency.
 */

const MICROS = 1_000_000;
export const toMicros = (amount: number): number => Math.round(amount * MICROS);
export const fromMicros = (micros: number): number => micros / MICROS;

/** List prices of an outbound call in the United States, for estimates until the carrier has rated a call. */
const DOLLARS_PER_MINUTE = 0.014;
const DOLLARS_PER_MACHINE_DETECTION = 0.0075;

/** What an outbound leg will cost about: nothing unless answered, then whole minutes. */
export function estimatedCost({ answeredSeconds, amd }: { answeredSeconds: number; amd: boolean }): number {
  if (answeredSeconds <= 0) return 0;
  const dollars = Math.ceil(answeredSeconds / 60) * DOLLARS_PER_MINUTE + (amd ? DOLLARS_PER_MACHINE_DETECTION : 0);
  return Math.round(dollars * 1e5) / 1e5;
}

/** The carrier's price, a negative string once rated, as a positive number; undefined until then. */
export function priceOf(price: string | null | undefined): number | undefined {
  if (price === null || price === undefined || price === '') return undefined;
  const dollars = Math.abs(Number(price));
  return Number.isFinite(dollars) ? dollars : undefined;
}
