import {
  DOLLARS_PER_CONFERENCE_MINUTE,
  DOLLARS_PER_MACHINE_DETECTION,
  DOLLARS_PER_MINUTE,
} from '../values/carrier-prices.ts';

export const LIST_PRICES = {
  minute: DOLLARS_PER_MINUTE,
  detection: DOLLARS_PER_MACHINE_DETECTION,
  conferenceMinute: DOLLARS_PER_CONFERENCE_MINUTE,
};

/**
 * Returns the estimated cost of an outbound leg in dollars. Minutes from the answer on are rounded up; a leg that was
 * not answered costs nothing.
 */
export function estimateCallCost({ answeredSeconds, amd }: { answeredSeconds: number; amd: boolean }): number {
  if (answeredSeconds <= 0) return 0;
  const dollars = Math.ceil(answeredSeconds / 60) * DOLLARS_PER_MINUTE + (amd ? DOLLARS_PER_MACHINE_DETECTION : 0);
  return Math.round(dollars * 1e5) / 1e5;
}

/**
 * Returns the carrier's price in dollars; undefined if the price is not known yet. Twilio sends the price as a negative
 * number in a string, and sends null until the price is set.
 */
export function parseCarrierPrice(price: string | null | undefined): number | undefined {
  if (price === null || price === undefined || price === '') return undefined;
  const dollars = Math.abs(Number(price));
  return Number.isFinite(dollars) ? dollars : undefined;
}
