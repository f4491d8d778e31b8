import type { Redis } from 'ioredis';
import type { Config } from '../../config.ts';
import { DomainError } from '../../errors.ts';
import type { UserRow } from '../../../sql/accounts/users.ts';
import { consumePoint, createRateLimiter, type RateLimiter, secondsToWait } from '../../rate-limiters.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Wrong credentials per minute and address. The settings of a bidder are wrong for all its requests or for none. */
const WRONG_BID_CREDENTIALS_MAX = 20;
/**
 * Replays of live events per minute and user. A client requests a replay after a reconnection, and a user has at most
 * ten connections. One replay reads up to 1000 events.
 */
const REPLAYS_MAX = 30;

/**
 * Wrong codes of a second factor for one user, from all addresses together. Only a person who knows the password can try
 * a code. Three of a million codes are valid at one time, so a program that tries codes for a year finds a valid one with
 * a probability of 3 %.
 */
const WRONG_CODES_MAX = 5;
const WRONG_CODES_SECONDS = 15 * MINUTE;
const WRONG_CODES_PER_DAY_MAX = 30;

/** The key of the counter for all registrations of the deployment together. */
const DEPLOYMENT = 'all';

type CodeUser = Pick<UserRow, 'id' | 'tokenVersion'>;

export type AttemptLimits = ReturnType<typeof createAttemptLimits>;

/** Limits for single actions that cost much, or that let a stranger guess. Redis counts for all processes together. */
export function createAttemptLimits(redis: Redis, prefix: string, { registrationsPerHour }: Config) {
  const limiter = (name: string, points: number, seconds: number) =>
    createRateLimiter(redis, { keyPrefix: `${prefix}:rate:${name}`, points, seconds });
  const registrationsOfAddress = limiter('registrations-address', registrationsPerHour.address, HOUR);
  const registrations = limiter('registrations', registrationsPerHour.total, HOUR);
  const bidCredentials = limiter('bid-credentials', WRONG_BID_CREDENTIALS_MAX, MINUTE);
  const replays = limiter('replays', REPLAYS_MAX, MINUTE);
  const wrongCodes = limiter('wrong-codes', WRONG_CODES_MAX, WRONG_CODES_SECONDS);
  const wrongCodesOfDay = limiter('wrong-codes-day', WRONG_CODES_PER_DAY_MAX, DAY);

  return {
    /**
     * Counts a registration that founds a tenant, before the password is hashed.
     *
     * @throws DomainError `too_many_requests` if the address, or the whole deployment, has too many registrations
     */
    async admitRegistration(address: string): Promise<void> {
      await consumeOrThrow(registrationsOfAddress, address, 'Too many registrations came from your address.');
      await consumeOrThrow(registrations, DEPLOYMENT, 'Too many users have registered in the last hour.');
    },

    /** @throws DomainError `too_many_requests` if the address sent wrong bid credentials too often */
    async admitBidCredentials(address: string): Promise<void> {
      const count = await bidCredentials.get(address).catch(() => null);
      if (count && count.consumedPoints >= WRONG_BID_CREDENTIALS_MAX) throw tooMany(WRONG_BIDS, secondsToWait(count));
    },

    /**
     * Counts wrong credentials of a bid request.
     *
     * @throws DomainError `too_many_requests` if the address sent wrong bid credentials too often. Parallel attempts
     *   may pass {@link admitBidCredentials}, and then get the reply of a blocked address here.
     */
    async recordWrongBidCredentials(address: string): Promise<void> {
      await consumeOrThrow(bidCredentials, address, WRONG_BIDS);
    },

    /** @throws DomainError `too_many_requests` if the user has requested too many replays of live events */
    async admitReplay(userId: number): Promise<void> {
      await consumeOrThrow(replays, String(userId), 'You have requested too many replays.');
    },

    /**
     * Counts a code of a second factor as wrong, before the code is checked. So parallel attempts cannot exceed the limit.
     * `giveBack` takes the count back after a correct code. Earlier wrong codes stay counted. A new password starts a new
     * count, because it changes the token version: the stranger who knew the old password can try no more codes.
     *
     * @throws DomainError `too_many_requests` after too many wrong codes of the user
     */
    async admitSecondFactor({ id, tokenVersion }: CodeUser): Promise<{ giveBack(): Promise<void> }> {
      const key = `${id}:${tokenVersion}`;
      for (const limiterOfCodes of [wrongCodes, wrongCodesOfDay])
        await consumeOrThrow(
          limiterOfCodes,
          key,
          'Too many wrong codes of the second factor were sent. If it was not you, change your password.',
        );
      return {
        async giveBack() {
          await Promise.all([wrongCodes.reward(key), wrongCodesOfDay.reward(key)]);
        },
      };
    },
  };
}

const WRONG_BIDS = 'Too many bid requests with wrong credentials came from your address.';

async function consumeOrThrow(limiter: RateLimiter, key: string, message: string): Promise<void> {
  const { exceeded, count } = await consumePoint(limiter, key);
  if (exceeded) throw tooMany(message, secondsToWait(count));
}

function tooMany(message: string, retryAfterSeconds: number): DomainError {
  const wait = retryAfterSeconds > 90 ? `${Math.ceil(retryAfterSeconds / 60)} minutes` : `${retryAfterSeconds} seconds`;
  return new DomainError('too_many_requests', `${message} Try again in ${wait}.`, { retryAfterSeconds });
}
