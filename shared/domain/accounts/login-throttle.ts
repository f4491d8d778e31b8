import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DomainError } from '../../errors.ts';
import { createRateLimiter, secondsToWait, consumePoint } from '../../rate-limiters.ts';

/** Failed logins to one account from one address before the first block. */
const FAILURES_MAX = 5;
/** Failed logins from one address to all accounts together. */
const ADDRESS_FAILURES_MAX = 50;
const WINDOW_SECONDS = 15 * 60;

/** Each block is longer than the previous one. A person who mistypes waits a minute; a program gets five attempts per hour. */
const BLOCK_SECONDS = [60, 5 * 60, 15 * 60, 60 * 60] as const;
const BLOCK_MEMORY_SECONDS = 24 * 3_600;

/** `login` is the text that the user typed. Unknown logins are blocked too, so a block does not reveal which accounts exist. */
export type LoginAttempt = { login: string; address: string };

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/**
 * Slows down password guessing. It counts per account and address, so that an attacker cannot lock a user out from another
 * address, and per address over all accounts.
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
    seconds: BLOCK_MEMORY_SECONDS,
  });

  return {
    /**
     * Counts an attempt before its password is checked, so that parallel attempts do not get past the limit.
     *
     * @throws DomainError `too_many_requests`
     */
    async admitAttempt(attempt: LoginAttempt): Promise<void> {
      const addressCount = await addressFailures.get(attempt.address);
      if (addressCount && addressCount.consumedPoints >= ADDRESS_FAILURES_MAX)
        throw tooManyLogins(secondsToWait(addressCount));
      const account = accountKey(attempt);
      const { exceeded, count } = await consumePoint(failures, account);
      if (!exceeded) return;
      // Exactly one attempt is the first over the limit. It starts the block.
      if (count.consumedPoints !== FAILURES_MAX + 1) throw tooManyLogins(secondsToWait(count));
      const { consumedPoints: blockCount } = await blocks.penalty(account);
      const seconds = BLOCK_SECONDS[Math.min(blockCount, BLOCK_SECONDS.length) - 1] ?? BLOCK_SECONDS[0];
      await failures.block(account, seconds);
      throw tooManyLogins(seconds);
    },

    async recordFailure({ address }: LoginAttempt): Promise<void> {
      await addressFailures.penalty(address);
    },

    /** Clears the failures of the account. The failures of the address on other accounts stay counted. */
    async recordSuccess(attempt: LoginAttempt): Promise<void> {
      const account = accountKey(attempt);
      await Promise.all([failures.delete(account), blocks.delete(account)]);
    },
  };
}

/** A hash, because a login is personal data and may have any length and any characters. */
function accountKey({ login, address }: LoginAttempt): string {
  return createHash('sha256').update(`${login.toLowerCase()}\n${address}`).digest('base64url');
}

function tooManyLogins(retryAfterSeconds: number): DomainError {
  const wait = retryAfterSeconds > 90 ? `${Math.ceil(retryAfterSeconds / 60)} minutes` : `${retryAfterSeconds} seconds`;
  return new DomainError('too_many_requests', `Too many failed logins. Try again in ${wait}.`, { retryAfterSeconds });
}
