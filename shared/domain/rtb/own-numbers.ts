/** Bids for our own numbers: a call to such a destination would come back to us for ever. */
import type { Context } from '../../context.ts';
import { isOwnNumber } from '../../../sql/numbers/phone-numbers.ts';

/** A number that was bought within this time may still be dialled once. */
const CACHE_MS = 30_000;
const CACHE_SIZE_MAX = 10_000;

/** Whether a destination is one of our inbound numbers, of any tenant. Cached per process. */
export async function isOwnDestination(ctx: Context, destination: string): Promise<boolean> {
  if (!destination.startsWith('+')) return false;
  const cache = ctx.ownNumbers;
  if (cache.size >= CACHE_SIZE_MAX) cache.clear();
  const cached = cache.get(destination);
  if (cached && cached.untilMs > Date.now()) return cached.own;
  const own = await isOwnNumber(ctx.sql, destination);
  cache.set(destination, { own, untilMs: Date.now() + CACHE_MS });
  return own;
}
