/** List prices of an outbound call in the United States, for estimates until the carrier states its price. */
const DOLLARS_PER_MINUTE = 0.014;
const DOLLARS_PER_MACHINE_DETECTION = 0.0075;

/** The estimated cost of an outbound leg in dollars: whole minutes from the answer on, and nothing when it was not answered. */
export function estimateCallCost({ answeredSeconds, amd }: { answeredSeconds: number; amd: boolean }): number {
  if (answeredSeconds <= 0) return 0;
  const dollars = Math.ceil(answeredSeconds / 60) * DOLLARS_PER_MINUTE + (amd ? DOLLARS_PER_MACHINE_DETECTION : 0);
  return Math.round(dollars * 1e5) / 1e5;
}

/** The carrier's price in dollars. Twilio sends it as a negative number in a string, and null until the call is rated. */
export function parseCarrierPrice(price: string | null | undefined): number | undefined {
  if (price === null || price === undefined || price === '') return undefined;
  const dollars = Math.abs(Number(price));
  return Number.isFinite(dollars) ? dollars : undefined;
}
