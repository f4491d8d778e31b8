/**
 * The surplus at one future moment: people who will have answered minus agents who will have become free. The surplus
 * is a sum of independent yes/no variables, so its exact distribution is a (shifted) Poisson binomial. The distribution
 * is built by convolution, one variable at a time. Only the window of surplus values with noticeable probability is
 * stored.
 */

/** Probabilities below this value at the edges of the window are dropped. */
const NEGLIGIBLE = 1e-10;

/** P(surplus = k) is `mass[zero + k]`. `low` and `high` are the first and last index of the stored window in `mass`. */
export type SurplusDistribution = { mass: Float64Array; zero: number; low: number; high: number };

/** Returns a distribution without memory. {@link resetSurplus} must be called before the first variable is added. */
export const createSurplusDistribution = (): SurplusDistribution => ({
  mass: new Float64Array(0),
  zero: 0,
  low: 0,
  high: -1,
});

/**
 * Sets the surplus to exactly 0, with room for `freedMax` freed agents and `answersMax` answers. The memory is reused.
 */
export function resetSurplus(surplus: SurplusDistribution, freedMax: number, answersMax: number): void {
  const size = freedMax + answersMax + 3;
  if (surplus.mass.length < size) surplus.mass = new Float64Array(2 * size);
  else surplus.mass.fill(0, surplus.low, surplus.high + 1);
  surplus.zero = freedMax + 1;
  surplus.low = surplus.zero;
  surplus.high = surplus.zero;
  surplus.mass[surplus.zero] = 1;
}

function trim(surplus: SurplusDistribution): void {
  const { mass } = surplus;
  while (surplus.low < surplus.high && mass[surplus.low]! < NEGLIGIBLE) {
    mass[surplus.low] = 0;
    surplus.low += 1;
  }
  while (surplus.high > surplus.low && mass[surplus.high]! < NEGLIGIBLE) {
    mass[surplus.high] = 0;
    surplus.high -= 1;
  }
}

/** Adds one human who will have answered with probability p: `P'(k) = (1 − p) · P(k) + p · P(k − 1)`. */
export function addAnswer(surplus: SurplusDistribution, probability: number): void {
  if (probability <= 0) return;
  const { mass, low } = surplus;
  const stay = 1 - probability;
  surplus.high += 1;
  for (let k = surplus.high; k > low; k -= 1) mass[k] = mass[k]! * stay + mass[k - 1]! * probability;
  mass[low]! *= stay;
  trim(surplus);
}

/** Adds one agent who will have become free with probability p: `P'(k) = (1 − p) · P(k) + p · P(k + 1)`. */
export function addFreedAgent(surplus: SurplusDistribution, probability: number): void {
  if (probability <= 0) return;
  const { mass, high } = surplus;
  const stay = 1 - probability;
  surplus.low -= 1;
  for (let k = surplus.low; k < high; k += 1) mass[k] = mass[k]! * stay + mass[k + 1]! * probability;
  mass[high]! *= stay;
  trim(surplus);
}

/** Returns P(surplus ≥ level). */
export function probabilityAtLeast(surplus: SurplusDistribution, level: number): number {
  const from = Math.max(surplus.low, surplus.zero + level);
  let tail = 0;
  for (let k = surplus.high; k >= from; k -= 1) tail += surplus.mass[k]!;
  return Math.min(1, tail);
}
