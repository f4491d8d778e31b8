import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { DomainError } from '../../errors.ts';
import { createRateLimiter, secondsToWait, consumePoint } from '../../rate-limiters.ts';

/** Failed logins to one account from one IP address before logins are blocked for the first time. */
const FAILURES_MAX = 5;
/** Failed logins from one IP address to all accounts together before the IP address is blocked. */
const ADDRESS_FAILURES_MAX = 50;
/** Failed logins to one account from all unknown IP addresses together before further attempts are slowed. */
const ACCOUNT_FAILURES_MAX = 50;
const WINDOW_SECONDS = 15 * 60;

/**
 * Seconds between two attempts at a slowed account. All unknown IP addresses share these attempts, so a program with
 * many addresses gets at most 50 + 90 attempts in 15 minutes.
 */
const SLOWED_SECONDS = 10;

/**
 * Seconds for which an IP address is known after a successful login to the account. A known address is not slowed, so
 * an attack from other addresses does not keep the user out. A timer of the process can wait 24 days at most.
 */
const KNOWN_ADDRESS_SECONDS = 14 * 24 * 3_600;

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

/** An attempt that may check the password. The attempt counts as failed until one of the functions is called. */
export type LoginAdmission = {
  /**
   * Gives back the points of the attempt, and clears the failures of the account from this IP address. Earlier failures
   * of the IP address at all accounts stay.
   */
  succeed(): Promise<void>;
  /** Gives back the points of the attempt, because no password was checked, or the password was right. */
  giveBack(): Promise<void>;
};

export type LoginThrottle = ReturnType<typeof createLoginThrottle>;

function createLimiters(redis: Redis, prefix: string) {
  const limiter = (name: string, points: number, seconds: number) =>
    createRateLimiter(redis, { keyPrefix: `${prefix}:login:${name}`, points, seconds });
  return {
    failures: limiter('account', FAILURES_MAX, WINDOW_SECONDS),
    addressFailures: limiter('address', ADDRESS_FAILURES_MAX, WINDOW_SECONDS),
    accountFailures: limiter('everywhere', ACCOUNT_FAILURES_MAX, WINDOW_SECONDS),
    slowedAttempts: limiter('slowed', 1, SLOWED_SECONDS),
    knownAddresses: limiter('known', 1, KNOWN_ADDRESS_SECONDS),
    blocks: limiter('blocks', BLOCK_SECONDS.length, BLOCK_MEMORY_SECONDS),
  };
}

/**
 * Slows down password guessing. Each attempt consumes its points before the password is checked, so that parallel
 * attempts cannot exceed a limit. A successful attempt gives its points back.
 *
 * One counter counts failures for each pair of account and IP address, so an attacker cannot lock out a user who has
 * another IP address. A second counter counts failures for each IP address over all accounts. A third counter counts
 * failures for each account over all unknown IP addresses. It slows attempts and does not lock the account.
 */
export function createLoginThrottle(redis: Redis, prefix: string) {
  const { failures, addressFailures, accountFailures, slowedAttempts, knownAddresses, blocks } = createLimiters(
    redis,
    prefix,
  );

  /** Returns the error for an account that is blocked at an IP address. The first attempt above the limit starts it. */
  async function blockAccount(account: string, count: Awaited<ReturnType<typeof consumePoint>>['count']) {
    if (count.consumedPoints !== FAILURES_MAX + 1) return tooManyLogins(secondsToWait(count));
    const { consumedPoints: blockCount } = await blocks.penalty(account);
    const seconds = BLOCK_SECONDS[Math.min(blockCount, BLOCK_SECONDS.length) - 1] ?? BLOCK_SECONDS[0];
    await failures.block(account, seconds);
    return tooManyLogins(seconds);
  }

  /** Returns the time until an unknown IP address may try a slowed account, or 0 if it may try now. */
  async function secondsUntilTurn(login: string): Promise<number> {
    if (!(await consumePoint(accountFailures, login)).exceeded) return 0;
    const turn = await consumePoint(slowedAttempts, login);
    return turn.exceeded ? secondsToWait(turn.count) : 0;
  }

  return {
    /**
     * Consumes the points of a login attempt. Call this function before the password is checked.
     *
     * @throws DomainError `too_many_requests` if the account or the IP address is blocked, or if the account is slowed
     */
    async admitAttempt({ login, address }: LoginAttempt): Promise<LoginAdmission> {
      const loginKey = keyOf(login.toLowerCase());
      const account = keyOf(`${login.toLowerCase()}\n${address}`);
      const ofAccount = await consumePoint(failures, account);
      if (ofAccount.exceeded) throw await blockAccount(account, ofAccount.count);
      const ofAddress = await consumePoint(addressFailures, address);
      if (ofAddress.exceeded) {
        await failures.reward(account);
        throw tooManyLogins(secondsToWait(ofAddress.count));
      }
      const isKnown = (await knownAddresses.get(account)) !== null;
      const giveBack = async () => {
        await Promise.all([
          failures.reward(account),
          addressFailures.reward(address),
          ...(isKnown ? [] : [accountFailures.reward(loginKey)]),
        ]);
      };
      const waitSeconds = isKnown ? 0 : await secondsUntilTurn(loginKey);
      if (waitSeconds > 0) {
        await giveBack();
        throw tooManyLogins(waitSeconds);
      }
      return {
        giveBack,
        succeed: async () => {
          await giveBack();
          await Promise.all([
            failures.delete(account),
            blocks.delete(account),
            knownAddresses.set(account, 1, KNOWN_ADDRESS_SECONDS),
          ]);
        },
      };
    },
  };
}

/**
 * Returns the key of a counter. The key is a hash, because a login is personal data and may have any length and any
 * characters.
 */
function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function tooManyLogins(retryAfterSeconds: number): DomainError {
  const wait = retryAfterSeconds > 90 ? `${Math.ceil(retryAfterSeconds / 60)} minutes` : `${retryAfterSeconds} seconds`;
  return new DomainError('too_many_requests', `Too many failed logins. Try again in ${wait}.`, { retryAfterSeconds });
}
