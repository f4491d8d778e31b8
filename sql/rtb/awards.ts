/**
 * Awards: calls that targets have won. A claimed award counts in the target's caps. A released award does not count. A
 * completed award belongs to an ended call, and the revenue of the call is known.
 *
 * The rules for claiming and releasing are SQL functions, because the functions check and count under one lock:
 * `rtb_claim_award` in migrations/0230_target_locked_last.sql, and `rtb_release_award` in migrations/0210_caps_follow_the_zone.sql.
 */
import type { AwardTerms } from '../../shared/rules/rtb/revenue.ts';
import { isLockTimeout, type Json, type Sql } from '../db.ts';

/** An award keeps the terms of its router, target and campaign, so a later change of them does not change its price. */
export type AwardRow = AwardTerms & {
  id: number;
  tenantId: number;
  targetId: number;
  routerId: number;
  callId: number;
  requestId: string;
  currency: string;
  /** The currency of the auction, in which the bids were compared. */
  comparedCurrency: string;
  /** How many units of `comparedCurrency` one unit of `currency` was when the bids were compared. */
  exchangeRate: number;
  /** The day of the rate (YYYY-MM-DD); null if all bids were in one currency. */
  rateDay: string | null;
  /** The bidder's phone number (E.164) or SIP address. */
  destination: string;
  status: 'claimed' | 'released' | 'completed';
  /** The attempt to connect the call in which the destination was dialed. Null if the destination was not dialed. */
  routeAttempt: number | null;
  /** Whether the target must confirm its bid before it is dialed (migrations/0211_two_step_accept.sql). */
  needsConfirmation: boolean;
  confirmationSentAt: Date | null;
  confirmedAt: Date | null;
  converted: boolean | null;
  revenueMicros: number | null;
  awardedAt: Date;
  endedAt: Date | null;
};

export type NewAward = Pick<
  AwardRow,
  | 'callId'
  | 'targetId'
  | 'routerId'
  | 'requestId'
  | 'bidMicros'
  | 'currency'
  | 'comparedCurrency'
  | 'exchangeRate'
  | 'rateDay'
  | 'destination'
> & {
  /** The duration of the bid. If null, the target, the router or the campaign decides. */
  conversionSeconds: number | null;
};

/**
 * - `claimed`: the call now counts in the target's caps
 * - `capped`: a cap of the target is reached, or too many calls want the target at the same time, and a caller must not
 *   wait
 * - `inactive`: the target was deactivated or deleted
 * - `closed`: the call accepts no award, because the call is over, already has a claimed award, or was connected
 *   without an auction
 */
export type ClaimOutcome = 'claimed' | 'capped' | 'inactive' | 'closed';

/** The attempt as which a call is connected to the destination of its award, and the event of the call that says so. */
type Connection = { attempt: number; event: { event: string; message: string; metadata: Json } };

/**
 * Claims a call for a target. The claim succeeds only if no cap of the target is reached.
 *
 * @param connection with it, the same statement connects the call to the destination as this attempt of the call, so
 *   that the caller waits for one trip only. The claim is `closed` if the call has had this attempt.
 */
export async function claimAward(
  sql: Sql,
  tenantId: number,
  award: NewAward,
  connection?: Connection,
): Promise<ClaimOutcome> {
  const { callId, targetId, routerId, requestId, bidMicros, currency, destination, conversionSeconds } = award;
  const { comparedCurrency, exchangeRate, rateDay } = award;
  try {
    const [row] = await sql<[{ outcome: ClaimOutcome }]>`
      select rtb_claim_award(${tenantId}, ${callId}, ${targetId}, ${routerId}, ${requestId}, ${bidMicros},
        ${currency}, ${destination}, ${conversionSeconds}, ${comparedCurrency}, ${exchangeRate},
        ${rateDay}::text::date, ${connection?.attempt ?? null},
        ${connection ? sql.json(connection.event) : null}) as outcome`;
    return row.outcome;
  } catch (error) {
    if (isLockTimeout(error)) return 'capped';
    throw error;
  }
}

/**
 * Returns the claimed award of a call, if the call has one. With `targetId`, returns the award only if the award
 * belongs to that target.
 */
export async function claimedAward(
  sql: Sql,
  call: { id: number; tenantId: number },
  targetId?: number,
): Promise<AwardRow | undefined> {
  const [row] = await sql<AwardRow[]>`
    select *, rate_day::text as rate_day from rtb_awards
    where call_id = ${call.id} and tenant_id = ${call.tenantId} and status = 'claimed'
      ${targetId === undefined ? sql`` : sql`and target_id = ${targetId}`}`;
  return row;
}

/**
 * Releases an award, so that the call no longer counts in the target's caps. Returns false if the award was not claimed
 * any more.
 */
export async function releaseAward(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const [row] = await sql<[{ released: boolean }?]>`
    select rtb_release_award(id) as released from rtb_awards where id = ${id} and tenant_id = ${tenantId}`;
  return row?.released ?? false;
}

/**
 * Ends bidding for a call: releases the claimed award of the call and prevents further awards. Does nothing if the call
 * has been connected since `routeAttempt` was read.
 *
 * Run this function in a transaction, so that no other request connects the call in between.
 */
export async function closeBidding(
  sql: Sql,
  call: { id: number; tenantId: number; routeAttempt: number },
): Promise<void> {
  const closed = await sql`
    update calls set rtb_closed_at = coalesce(rtb_closed_at, clock_now())
    where id = ${call.id} and tenant_id = ${call.tenantId} and route_attempt = ${call.routeAttempt}`;
  if (closed.count === 0) return;
  await sql`
    select rtb_release_award(id) from rtb_awards
    where call_id = ${call.id} and tenant_id = ${call.tenantId} and status = 'claimed'`;
}

/**
 * SQL expression: the target's conversion rate after one more call. `weight` says how much the outcome of the call
 * counts.
 */
const nextConversionRate = (sql: Sql, converted: boolean, weight: number) =>
  sql`t.conversion_rate + (${converted ? 1 : 0} - t.conversion_rate) * ${weight}::float8`;

/**
 * Stores the revenue of an awarded call, and updates the target's conversion rate.
 *
 * @param weight how much this call counts in the conversion rate, from 0 to 1
 * @returns false if the award was not claimed any more
 */
export async function markAwardCompleted(
  sql: Sql,
  tenantId: number,
  id: number,
  { converted, revenueMicros }: { converted: boolean; revenueMicros: number },
  weight: number,
): Promise<boolean> {
  const updated = await sql`
    with completed as (
      update rtb_awards set status = 'completed', ended_at = clock_now(), converted = ${converted},
        revenue_micros = ${revenueMicros}
      where id = ${id} and tenant_id = ${tenantId} and status = 'claimed' returning target_id
    )
    update rtb_targets t set conversion_rate = ${nextConversionRate(sql, converted, weight)}
    from completed c where t.id = c.target_id`;
  return updated.count === 1;
}

/**
 * Updates the target's conversion rate after a call that the target did not answer. See {@link markAwardCompleted} for
 * `weight`.
 */
export async function countUnanswered(sql: Sql, tenantId: number, targetId: number, weight: number): Promise<void> {
  await sql`
    update rtb_targets t set conversion_rate = ${nextConversionRate(sql, false, weight)}
    where id = ${targetId} and tenant_id = ${tenantId}`;
}
