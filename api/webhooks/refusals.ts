/** Limits the refused webhooks of each client address, so that forged webhooks cost little. */
import type { Context } from '../../shared/context.ts';
import { consumePoint, createRateLimiter } from '../../shared/rate-limiters.ts';

/**
 * Refused webhooks per minute and client address. The carrier signs every webhook, so an honest client has no refused
 * webhook. A developer who tests a wrong auth token stays below this limit.
 */
const REFUSALS_PER_MINUTE_MAX = 100;
const WINDOW_SECONDS = 60;
/** Maximum number of addresses that are remembered as addresses of the carrier. The carrier has fewer. */
const CARRIER_ADDRESSES_MAX = 1_000;

export function createRefusals(ctx: Context) {
  const limiter = createRateLimiter(ctx.redis, {
    keyPrefix: `${ctx.keyPrefix}:rate:webhook-refusals`,
    points: REFUSALS_PER_MINUTE_MAX,
    seconds: WINDOW_SECONDS,
  });
  const verified = new Set<string>();

  return {
    /**
     * Whether the address sent too many refused webhooks in this minute. An address that has sent a webhook with a
     * valid signature is never blocked. Such an address is the carrier or a proxy that the carrier shares with other
     * clients, and blocking the carrier would end all calls.
     */
    async isBlocked(address: string): Promise<boolean> {
      if (verified.has(address)) return false;
      // Without Redis, webhooks are checked as usual, because calls must go on.
      const count = await limiter.get(address).catch(() => null);
      return count !== null && count.consumedPoints >= REFUSALS_PER_MINUTE_MAX;
    },

    /** Counts a refused webhook. Returns whether the address is above the limit. */
    async recordRefusal(address: string): Promise<boolean> {
      return consumePoint(limiter, address).then(
        ({ exceeded }) => exceeded,
        () => false,
      );
    },

    /** Remembers that the address sent a webhook with a valid signature. */
    recordAccepted(address: string): void {
      if (verified.has(address)) return;
      if (verified.size >= CARRIER_ADDRESSES_MAX) verified.delete(verified.values().next().value!);
      verified.add(address);
    },
  };
}
