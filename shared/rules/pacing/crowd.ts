/**
 * The crowd at one future moment: humans answered less agents freed, as the exact distribution of a sum of independent
 * yes/no variables (Poisson-binomial), built one variable at a time over the window of values that carry weight.
 */
const NEGLIGIBLE = 1e-10;

export type Crowd = { mass: Float64Array; zero: number; low: number; high: number };

/** A crowd of nobody; {@link clearCrowd} gives it room. */
export const newCrowd = (): Crowd => ({ mass: new Float64Array(0), zero: 0, low: 0, high: -1 });

/** Makes it a crowd of nobody again, with room for so many agents freed and humans answered. */
export function clearCrowd(crowd: Crowd, freesMax: number, answersMax: number): void {
  const size = freesMax + answersMax + 3;
  if (crowd.mass.length < size) crowd.mass = new Float64Array(2 * size);
  else crowd.mass.fill(0, crowd.low, crowd.high + 1);
  crowd.zero = freesMax + 1;
  crowd.low = crowd.zero;
  crowd.high = crowd.zero;
  crowd.mass[crowd.zero] = 1;
}

function trim(crowd: Crowd): void {
  const { mass } = crowd;
  while (crowd.low < crowd.high && mass[crowd.low]! < NEGLIGIBLE) {
    mass[crowd.low] = 0;
    crowd.low += 1;
  }
  while (crowd.high > crowd.low && mass[crowd.high]! < NEGLIGIBLE) {
    mass[crowd.high] = 0;
    crowd.high -= 1;
  }
}

/** One more human answers by then with this probability. */
export function addAnswer(crowd: Crowd, probability: number): void {
  if (probability <= 0) return;
  const { mass, low } = crowd;
  const stay = 1 - probability;
  crowd.high += 1;
  for (let k = crowd.high; k > low; k -= 1) mass[k] = mass[k]! * stay + mass[k - 1]! * probability;
  mass[low]! *= stay;
  trim(crowd);
}

/** One more agent frees up by then with this probability. */
export function addFree(crowd: Crowd, probability: number): void {
  if (probability <= 0) return;
  const { mass, high } = crowd;
  const stay = 1 - probability;
  crowd.low -= 1;
  for (let k = crowd.low; k < high; k += 1) mass[k] = mass[k]! * stay + mass[k + 1]! * probability;
  mass[high]! *= stay;
  trim(crowd);
}

/** P(crowd >= level). */
export function crowdTail(crowd: Crowd, level: number): number {
  const from = Math.max(crowd.low, crowd.zero + level);
  let tail = 0;
  for (let k = crowd.high; k >= from; k -= 1) tail += crowd.mass[k]!;
  return Math.min(1, tail);
}
