/**
 * Detects bids whose destination is an inbound number of this platform. A call to such a destination would return to
 * this platform again and again.
 */
import type { Context } from '../../context.ts';
import { isOwnNumber } from '../../../sql/numbers/phone-numbers.ts';

/**
 * Lifetime of a cached result, in milliseconds of real time. If a number is bought after its result was cached, the
 * number may still be dialled until the cached result expires.
 */
const CACHE_MS = 30_000;
const CACHE_SIZE_MAX = 10_000;

/** Whether a destination is an inbound number of any tenant of this platform. Each process caches the results. */
export async function isOwnDestination(ctx: Context, destination: string): Promise<boolean> {
  if (!destination.startsWith('+')) return false;
  const cache = ctx.ownNumbers;
  if (cache.size >= CACHE_SIZE_MAX) cache.clear();
  const cached = cache.get(destination);
  if (cached && cached.untilMs > Date.now()) return cached.own;
  // Many bids of one auction name the same destination. They share one lookup.
  const own = isOwnNumber(ctx.sql, destination);
  cache.set(destination, { own, untilMs: Date.now() + CACHE_MS });
  own.catch(() => cache.delete(destination));
  return own;
}
