/**
 * The awards of one call: the winner of its auction, the next best bid when the winner does not answer, and what the bidder pays
 * at the end of the call.
 *
 * Whether a target may have a call is decided in Postgres by the function `rtb_claim_award` (sql/migrations/0028_rtb.sql), which
 * checks the target's caps and counts the call under one lock. `rtb_release_award` takes the call out of the caps again.
 */
import { CONVERSION_RATE_WEIGHT } from '../../rules/rtb/conversion-rate.ts';
import { revenueOf } from '../../rules/rtb/revenue.ts';
import type { Context } from '../../context.ts';
import type { Result } from '../../jobs.ts';
import type { Sql } from '../../../sql/db.ts';
import {
  claimAward,
  claimedAward,
  countUnanswered,
  markAwardCompleted,
  releaseAward,
} from '../../../sql/rtb/awards.ts';
import { listRunnersUp } from '../../../sql/rtb/bids.ts';
import { billingTerms } from '../../../sql/rtb/routers.ts';

/** Where to connect the caller, and the terms of the bid. The target's caps count the call until the award is released. */
export type Award = NonNullable<Result<'auction.run'>['award']>;

type AwardedCall = { id: number; tenantId: number };

/**
 * Claims the next best bid that has not expired, after the winner was busy, did not answer or could not be reached. The winner's
 * award is released first.
 *
 * @param call.forwardedTo the destination that did not answer. An award of another destination was claimed by a concurrent
 *   request for the same call (the carrier repeats a request that is not answered in time), and that award is returned.
 */
export async function claimNextAward(
  ctx: Context,
  call: AwardedCall & { forwardedTo: string | null },
): Promise<Award | undefined> {
  const award = await claimedAward(ctx.sql, call);
  if (award && award.destination === call.forwardedTo) await releaseUnanswered(ctx.sql, award);
  for (const bid of await listRunnersUp(ctx.sql, call.tenantId, call.id)) {
    const outcome = await claimAward(ctx.sql, call.tenantId, { ...bid, callId: call.id });
    if (outcome === 'claimed') return bid;
    if (outcome === 'closed') break;
  }
  return claimedAward(ctx.sql, call);
}

export type AwardValue = { targetId: number; converted: boolean; revenueMicros: number };

/**
 * Ends the award of a call that is over. A call without a conversation (no answer, declined at the whisper, never bridged) earns
 * nothing and is taken out of the target's caps. Otherwise the terms of the router say what the call earned.
 *
 * @returns undefined when the call has no claimed award, in particular when this is the second time
 */
export async function completeAward(
  { sql }: { sql: Sql },
  call: AwardedCall,
  { connected, talkSeconds }: { connected: boolean; talkSeconds: number },
): Promise<AwardValue | undefined> {
  const award = await claimedAward(sql, call);
  if (!award) return undefined;
  const { targetId, bidMicros, conversionSeconds } = award;
  if (!connected) {
    const released = await releaseUnanswered(sql, award);
    return released ? { targetId, converted: false, revenueMicros: 0 } : undefined;
  }
  const terms = await billingTerms(sql, call.tenantId, award.routerId);
  if (!terms) return undefined;
  const value = revenueOf({ ...terms, bidMicros, conversionSeconds, connected, talkSeconds });
  const completed = await markAwardCompleted(sql, call.tenantId, award.id, value, CONVERSION_RATE_WEIGHT);
  return completed ? { targetId, ...value } : undefined;
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
