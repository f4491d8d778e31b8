/** The bidder that this platform hosts for targets without a server of their own. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { credentialsHeader } from '../../rules/rtb/authentication.ts';
import { destinationProblem } from '../../rules/rtb/bid-destination.ts';
import { isOpenAt } from '../../rules/values/opening-hours.ts';
import { fromMicros } from '../../rules/values/money.ts';
import type { Key } from '../../../sql/db.ts';
import { hostedTargetByKey, type TargetRow } from '../../../sql/rtb/targets.ts';
import { openTargetToken } from './target-token.ts';

export type HostedBidRequest = { minBid?: number; maxBid?: number | null; currency?: string };
export type HostedBid = {
  bidAmount: number;
  destinationNumber: string | null;
  accepted: boolean;
  currency: string;
  /** Seconds of conversation that the bid requires for a conversion. */
  duration: number;
};

/** The credentials in the headers of a bid request. */
type Credentials = { authorization: string | undefined; apiKey: string | undefined };

/**
 * Returns the bid of a hosted target. If the target is active, open and below its caps, the target bids its minimum
 * bid, with its contact's phone number as the destination. A bid does not count in the target's caps, because a call
 * counts only when the call is awarded.
 *
 * @throws DomainError `unauthenticated` if the request lacks the target's own credentials. An unknown target gives the
 *   same error, so that a stranger cannot find out which targets exist.
 * @throws DomainError `too_many_requests` after too many wrong credentials from one address
 */
export async function hostedBid(
  ctx: Context,
  key: Key,
  credentials: Credentials,
  request: HostedBidRequest,
): Promise<HostedBid> {
  const target = await authenticatedTarget(ctx, key, credentials);
  const bidAmount = fromMicros(target.minBidMicros);
  const { contactPhone, currency, bidDuration: duration } = target;
  const accepted =
    target.isActive &&
    !target.isCapped &&
    isOpenAt(target.hoursOfOperation, target.timezone, ctx.clock.nowMs()) &&
    bidAmount > 0 &&
    bidAmount >= (request.minBid ?? 0) &&
    bidAmount <= (request.maxBid ?? Infinity) &&
    (request.currency ?? currency) === currency &&
    destinationProblem(contactPhone ?? undefined) === undefined;
  if (!accepted) return { bidAmount: 0, destinationNumber: null, accepted, currency, duration };
  return { bidAmount, destinationNumber: contactPhone, accepted, currency, duration };
}

/**
 * Returns the target if the request has the target's own credentials. After too many wrong credentials from an address,
 * the credentials are not checked for a while.
 */
async function authenticatedTarget(ctx: Context, key: Key, credentials: Credentials) {
  const address = ctx.clientAddress ?? 'none';
  await ctx.attemptLimits.admitBidCredentials(address);
  const target = await hostedTargetByKey(ctx.sql, key);
  if (target && isAuthenticated(ctx, target, credentials)) return target;
  await ctx.attemptLimits.recordWrongBidCredentials(address);
  throw new DomainError('unauthenticated', "Send the target's own credentials with the request.");
}

/**
 * Whether the request has the target's own credentials. A target with the authentication `none` answers every client,
 * as the reference of the API says. Its reply contains the minimum bid and the contact's phone number, so a target that
 * must not show them needs another authentication, or no minimum bid.
 */
function isAuthenticated(ctx: Context, target: TargetRow, { authorization, apiKey }: Credentials): boolean {
  const expected = credentialsHeader(target.authType, openTargetToken(ctx, target));
  if (!expected) return true;
  const value = expected.name === 'x-api-key' ? apiKey : authorization;
  return isSame(value ?? '', expected.value);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
