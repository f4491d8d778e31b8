import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DomainError } from '../../errors.ts';
import { createRateLimiter, secondsToWait, consumePoint } from '../../rate-limiters.ts';

/** Failed logins to one account from one IP address before logins are blocked for the first time. */
const FAILURES_MAX = 5;
/** Failed logins from one IP address to all accounts together before the IP address is blocked. */
const ADDRESS_FAILURES_MAX = 50;
const WINDOW_SECONDS = 15 * 60;

/**
 * Seconds of each block; every block is longer than the previous block. A person who mistypes a password waits a
 * minute, but a program that guesses passwords gets only five attempts per hour.
 */
const BLOCK_SECONDS = [60, 5 * 60, 15 * 60, 60 * 60] as const;
const BLOCK_MEMORY_SECONDS = 24 * 3_600;

/**
 * One attempt to log in. `login` is the text that the user typed, and `address` is the IP address of the client. Logins
 * that do not exist are blocked too, so a block does not reveal which accounts exist.
 */
export type LoginAttempt = { login: string; address: string };

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

/**
 * Slows down password guessing. One counter counts failures for each pair of account and IP address, so an attacker
 * cannot lock out a user who has another IP address. A second counter counts failures for each IP address over all
 * accounts.
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
     * Counts a login attempt before the password is checked, so that parallel attempts cannot exceed the limit.
     *
     * @throws DomainError `too_many_requests` if the account or the IP address is blocked
     */
    async admitAttempt(attempt: LoginAttempt): Promise<void> {
      const addressCount = await addressFailures.get(attempt.address);
      if (addressCount && addressCount.consumedPoints >= ADDRESS_FAILURES_MAX)
        throw tooManyLogins(secondsToWait(addressCount));
      const account = accountKey(attempt);
      const { exceeded, count } = await consumePoint(failures, account);
      if (!exceeded) return;
      // Exactly one attempt is the first attempt above the limit, and this attempt starts the block.
      if (count.consumedPoints !== FAILURES_MAX + 1) throw tooManyLogins(secondsToWait(count));
      const { consumedPoints: blockCount } = await blocks.penalty(account);
      const seconds = BLOCK_SECONDS[Math.min(blockCount, BLOCK_SECONDS.length) - 1] ?? BLOCK_SECONDS[0];
      await failures.block(account, seconds);
      throw tooManyLogins(seconds);
    },

    async recordFailure({ address }: LoginAttempt): Promise<void> {
      await addressFailures.penalty(address);
    },

    /**
     * Clears the failures of the account from this IP address. The second counter, for the IP address over all
     * accounts, does not change.
     */
    async recordSuccess(attempt: LoginAttempt): Promise<void> {
      const account = accountKey(attempt);
      await Promise.all([failures.delete(account), blocks.delete(account)]);
    },
  };
}

/**
 * Returns the key of the counter for an account and an IP address. The key is a hash, because a login is personal data
 * and may have any length and any characters.
 */
function accountKey({ login, address }: LoginAttempt): string {
  return createHash('sha256').update(`${login.toLowerCase()}\n${address}`).digest('base64url');
}

function tooManyLogins(retryAfterSeconds: number): DomainError {
  const wait = retryAfterSeconds > 90 ? `${Math.ceil(retryAfterSeconds / 60)} minutes` : `${retryAfterSeconds} seconds`;
  return new DomainError('too_many_requests', `Too many failed logins. Try again in ${wait}.`, { retryAfterSeconds });
}
