/**
 * Randomness by name: the draw for (seed, stream, index) is always the same number, so every dialer meets the same leads,
 * ring times and conversations in the same order (common random numbers).
 */

/** A uniform number in (0, 1) from three integers; mixing steps after MurmurHash3's finaliser (public domain). */
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

/** A standard normal number (Box–Muller) from two streams of the same name. */
export function drawNormal(seed: number, stream: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(drawUniform(seed, stream, index)));
  return radius * Math.cos(2 * Math.PI * drawUniform(seed, stream + 1000, index));
}

/** A duration law: fixed, exponential or lognormal by its mean and coefficient of variation. */
export type Distribution = { kind: 'fixed' | 'exponential' | 'lognormal'; mean: number; cv?: number };

export function drawDuration(law: Distribution, seed: number, stream: number, index: number): number {
  if (law.kind === 'fixed') return law.mean;
  if (law.kind === 'exponential') return -law.mean * Math.log(drawUniform(seed, stream, index));
  const variance = Math.log(1 + (law.cv ?? 1) ** 2);
  return Math.exp(Math.log(law.mean) - variance / 2 + Math.sqrt(variance) * drawNormal(seed, stream, index));
}
