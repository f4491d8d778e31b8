/**
 * Returns the value below which `share` of the values lie, for example 0.9 for 90 % of the values. A share of 0.5 gives
 * the median, 1 the maximum. Returns 0 if there are no values.
 */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
