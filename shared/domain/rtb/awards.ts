/**
 * The awards of one call. The first award goes to the winner of the auction. If the winner does not answer, the next
 * award goes to the next best bid. At the end of the call, the award determines what the bidder pays.
 *
 * The Postgres function `rtb_claim_award` (sql/migrations/0230_target_locked_last.sql) decides whether a target may get a call. The
 * function checks the target's caps and counts the call under one lock. The Postgres function `rtb_release_award`
 * removes the call from the caps again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CONVERSION_RATE_WEIGHT } from '../../rules/rtb/conversion-rate.ts';
import { revenueOf } from '../../rules/rtb/revenue.ts';
import { fromMicros } from '../../rules/values/money.ts';
import type { Context } from '../../context.ts';
import type { Result } from '../../jobs.ts';
import type { Sql } from '../../../sql/db.ts';
import {
  type AwardRow,
  claimAward,
  claimedAward,
  countUnanswered,
  markAwardCompleted,
  releaseAward,
} from '../../../sql/rtb/awards.ts';
import { areBidsOutstanding, listRunnersUp } from '../../../sql/rtb/bids.ts';

/**
 * The destination for the caller, and the terms of the bid. The target's caps count the call until the award is
 * released.
 */
export type Award = NonNullable<Result<'auction.run'>['award']>;

/** The terms of an award that the event of the call states. */
type WonTerms = Pick<AwardRow, 'targetId' | 'bidMicros' | 'currency' | 'comparedCurrency' | 'exchangeRate' | 'rateDay'>;

/** Returns the event of the call: its next attempt dials the destination of an award. */
export function wonEvent({ targetId, bidMicros, currency, ...rate }: WonTerms, attempt: number) {
  const { comparedCurrency, exchangeRate, rateDay } = rate;
  const bid = fromMicros(bidMicros);
  return {
    event: 'auction_won',
    message: `A bid of ${bid} ${currency} won the call`,
    metadata: { targetId, bid, currency, attempt, ...(rateDay && { comparedCurrency, exchangeRate, rateDay }) },
  };
}

/** `routeAttempt` is the number of the call's last `<Dial>` attempt. */
type AwardedCall = { id: number; tenantId: number; routeAttempt: number };

/**
 * Releases the award of a winner that was busy, did not answer or could not be reached. Then claims the next best bid
 * that has not expired.
 *
 * @param call.routeAttempt the attempt that did not connect the call. If the call's award was not dialed in this attempt,
 *   another request for the same call has claimed the award, and this function returns that award. (The carrier repeats
 *   a request that is not answered in time, or whose reply was an error.)
 */
export async function claimNextAward(ctx: Context, call: AwardedCall): Promise<Award | undefined> {
  await waitForLateBids(ctx, call);
  const award = await claimedAward(ctx.sql, call);
  if (award && award.routeAttempt === call.routeAttempt) await releaseUnanswered(ctx.sql, award);
  for (const bid of await listRunnersUp(ctx.sql, call.tenantId, call.id)) {
    const outcome = await claimAward(ctx.sql, call.tenantId, { ...bid, callId: call.id });
    if (outcome === 'claimed') return bid;
    if (outcome === 'closed') break;
  }
  return claimedAward(ctx.sql, call);
}

/** Longest wait for late bids, in milliseconds of real time. The carrier waits for TwiML, and the caller hears nothing. */
const LATE_BIDS_MS_MAX = 5_000;
const LATE_BIDS_POLL_MS = 50;

/**
 * Waits until all bids for the call are known. The auction may have been decided early, and the winner may have refused
 * the call at once.
 */
async function waitForLateBids(ctx: Context, { id, tenantId }: Pick<AwardedCall, 'id' | 'tenantId'>): Promise<void> {
  const endMs = Date.now() + LATE_BIDS_MS_MAX;
  while (Date.now() < endMs && (await areBidsOutstanding(ctx.sql, tenantId, id))) await sleep(LATE_BIDS_POLL_MS);
}

export type AwardValue = { targetId: number; converted: boolean; revenueMicros: number; currency: string };

/**
 * Ends the award of an ended call. A call without a conversation (no answer, declined at the whisper, never bridged)
 * earns nothing and is removed from the target's caps. Otherwise the terms that the award has kept determine what the
 * call earned. An award that was claimed and never dialed is released, because its target did nothing.
 *
 * @param conversation.isBillable false for a duplicate that earns nothing
 * @returns undefined if the call's last dial has no claimed award, for example because the award was ended before
 */
export async function completeAward(
  { sql }: { sql: Sql },
  call: AwardedCall,
  { connected, talkSeconds, isBillable = true }: { connected: boolean; talkSeconds: number; isBillable?: boolean },
): Promise<AwardValue | undefined> {
  const award = await claimedAward(sql, call);
  if (!award) return undefined;
  const { targetId, currency } = award;
  if (award.routeAttempt !== call.routeAttempt) {
    await releaseAward(sql, call.tenantId, award.id);
    return undefined;
  }
  if (!connected) {
    const released = await releaseUnanswered(sql, award);
    return released ? { targetId, converted: false, revenueMicros: 0, currency } : undefined;
  }
  const value = isBillable ? revenueOf(award, { connected, talkSeconds }) : { converted: false, revenueMicros: 0 };
  const completed = await markAwardCompleted(sql, call.tenantId, award.id, value, CONVERSION_RATE_WEIGHT);
  return completed ? { targetId, currency, ...value } : undefined;
}

/** Releases an award whose destination did not answer, and lowers the target's conversion rate. */
async function releaseUnanswered(
  sql: Sql,
  { id, tenantId, targetId }: { id: number; tenantId: number; targetId: number },
): Promise<boolean> {
  const released = await releaseAward(sql, tenantId, id);
  if (released) await countUnanswered(sql, tenantId, targetId, CONVERSION_RATE_WEIGHT);
  return released;
}
