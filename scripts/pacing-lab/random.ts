/**
 * Random numbers that depend only on (seed, stream, index). So every dialer meets the same leads, ring times and conversations
 * in the same order. Statistics calls this method common random numbers.
 */

/** A uniform random number in (0, 1). The mixing steps come from the finalizer of MurmurHash3 (public domain). */
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

/** A standard normal random number (Box–Muller) from two streams: `stream` and `stream + 1000`. */
export function drawNormal(seed: number, stream: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(drawUniform(seed, stream, index)));
  return radius * Math.cos(2 * Math.PI * drawUniform(seed, stream + 1000, index));
}

/** The distribution of a duration in seconds. `cv` is the coefficient of variation of a lognormal one; default 1. */
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
