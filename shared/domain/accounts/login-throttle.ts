import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DomainError } from '../../errors.ts';
import { createRateLimiter, secondsToWait, consumePoint } from '../../rate-limiters.ts';

/** Wrong passwords of one account from one address before the first block. */
const FAILURES_MAX = 5;
/** Wrong passwords from one address, whichever accounts they are tried on. */
const ADDRESS_FAILURES_MAX = 50;
const WINDOW_SECONDS = 15 * 60;

/** Each block is longer than the one before: a person who mistypes waits a minute, a program gets five tries an hour. */
const BLOCK_SECONDS = [60, 5 * 60, 15 * 60, 60 * 60] as const;
const BLOCKS_REMEMBERED_SECONDS = 24 * 3_600;

/** `login` as it was typed: whether it names anybody changes nothing, so a block does not tell who exists. */
export type LoginAttempt = { login: string; address: string };

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/**
 * Slows the guessing of passwords down: per account and address, so that nobody can lock another out from elsewhere, and
 * per address over all accounts.
 */
export function createLoginThrottle(redis: Redis, prefix: string) {
  const failures = createRateLimiter(redis, {
    keyPrefix: `${prefix}:login:account`,
    points: FAILURES_MAX,
    seconds: WINDOW_SECONDS,
  });
  const addressFailures = createRateLimiter(redis, {
    keyPrefix: `${prefix}:login:address`,
    points: ADDRESS_FAILURES_MAX,
    seconds: WINDOW_SECONDS,
  });
  const blocks = createRateLimiter(redis, {
    keyPrefix: `${prefix}:login:blocks`,
    points: BLOCK_SECONDS.length,
    seconds: BLOCKS_REMEMBERED_SECONDS,
  });

  return {
    /**
     * Counts the attempt before it is made, so that a thousand at once get no further than one after another.
     *
     * @throws DomainError `too_many_requests`
     */
    async admit(attempt: LoginAttempt): Promise<void> {
      const fromAddress = await addressFailures.get(attempt.address);
      if (fromAddress && fromAddress.consumedPoints >= ADDRESS_FAILURES_MAX)
        throw tooMany(secondsToWait(fromAddress));
      const account = accountKey(attempt);
      const { exceeded, count } = await consumePoint(failures, account);
      if (!exceeded) return;
      // Of all that come too late, exactly one is the first: it starts the block.
      if (count.consumedPoints !== FAILURES_MAX + 1) throw tooMany(secondsToWait(count));
      const { consumedPoints: earlier } = await blocks.penalty(account);
      const seconds = BLOCK_SECONDS[Math.min(earlier, BLOCK_SECONDS.length) - 1] ?? BLOCK_SECONDS[0];
      await failures.block(account, seconds);
      throw tooMany(seconds);
    },

    async recordFailure({ address }: LoginAttempt): Promise<void> {
      await addressFailures.penalty(address);
    },

    /** Whoever knows the password may mistype it again. What the address tried on other accounts stays counted. */
    async recordSuccess(attempt: LoginAttempt): Promise<void> {
      const account = accountKey(attempt);
      await Promise.all([failures.delete(account), blocks.delete(account)]);
    },
  };
}

/** A digest: log-in names are personal data, of any length and with any characters. */
function accountKey({ login, address }: LoginAttempt): string {
  return createHash('sha256').update(`${login.toLowerCase()}\n${address}`).digest('base64url');
}

function tooMany(retryAfterSeconds: number): DomainError {
  const wait = retryAfterSeconds > 90 ? `${Math.ceil(retryAfterSeconds / 60)} minutes` : `${retryAfterSeconds} seconds`;
  return new DomainError('too_many_requests', `Too many failed log-ins. Try again in ${wait}.`, { retryAfterSeconds });
}
