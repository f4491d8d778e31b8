/**
 * Random generators with a key, for example (seed, number, attempt). A key always gives the same random numbers. So a
 * run with the same seed has the same outcomes, even if the requests arrive in another order.
 */
import { createHash } from 'node:crypto';

export type Random = {
  /** Returns a uniform random number that is at least 0 and less than 1. */
  uniform(): number;
  between(min: number, max: number): number;
  /**
   * Returns a log-normal random number. `mean` is the mean of the values. `sigma` is the standard deviation of their
   * logarithm.
   */
  logNormal(mean: number, sigma: number): number;
};

export function createRandom(...keys: (string | number)[]): Random {
  const digest = createHash('sha256').update(JSON.stringify(keys)).digest();
  const uniform = sfc32(digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12));
  return {
    uniform,
    between: (min, max) => min + uniform() * (max - min),
    logNormal(mean, sigma) {
      // The Box–Muller method draws a normal random number. `1 - uniform()` is never 0, so the logarithm is finite.
      const normal = Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
      return mean * Math.exp(sigma * normal - (sigma * sigma) / 2);
    },
  };
}

/** The generator sfc32 by Chris Doty-Humphrey (from PractRand). Math.random cannot be used, because it has no seed. */
function sfc32(a: number, b: number, c: number, d: number): () => number {
  return () => {
    const t = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 2 ** 32;
  };
}
