/**
 * Random numbers that depend only on the seed, the stream and the index. So every dialer meets the same leads, ring
 * times and conversations in the same order. In statistics the method is called common random numbers.
 */

/**
 * Returns a random number between 0 and 1 (both excluded) with a uniform distribution. The formula that mixes the bits
 * comes from the finalizer (last step) of MurmurHash3, which is in the public domain.
 */
export function drawUniform(seed: number, stream: number, index: number): number {
  let h = Math.imul(seed, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  for (let round = 0; round < 2; round += 1) {
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
    h = (h + 0x6d2b79f5) | 0;
  }
  return ((h >>> 0) + 0.5) / 4294967296;
}

/**
 * Returns a random number with the standard normal distribution, by the Box–Muller method. The method needs two
 * streams: `stream` and `stream + 1000`.
 */
export function drawNormal(seed: number, stream: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(drawUniform(seed, stream, index)));
  return radius * Math.cos(2 * Math.PI * drawUniform(seed, stream + 1000, index));
}

/**
 * The distribution of a duration in seconds. `cv` is the coefficient of variation of a lognormal distribution (standard
 * deviation / mean). The default of `cv` is 1.
 */
export type Distribution = { kind: 'fixed' | 'exponential' | 'lognormal'; mean: number; cv?: number };

export function drawDuration(
  { kind, mean, cv = 1 }: Distribution,
  seed: number,
  stream: number,
  index: number,
): number {
  if (kind === 'fixed') return mean;
  if (kind === 'exponential') return -mean * Math.log(drawUniform(seed, stream, index));
  const variance = Math.log(1 + cv ** 2);
  return Math.exp(Math.log(mean) - variance / 2 + Math.sqrt(variance) * drawNormal(seed, stream, index));
}
