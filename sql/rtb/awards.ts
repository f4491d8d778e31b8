/**
 * Awards: calls won by targets. A claimed award counts in the target's caps; a released one does not; a completed one belongs
 * to a call that has ended and has its revenue.
 *
 * The rules for claiming and releasing are SQL functions, because they check and count under one lock: `rtb_claim_award` and
 * `rtb_release_award` in migrations/0028_rtb.sql.
 */
import { isLockTimeout, type Sql } from '../db.ts';

export type AwardRow = {
  id: number;
  tenantId: number;
  targetId: number;
  routerId: number;
  callId: number;
  requestId: string;
  bidMicros: number;
  currency: string;
  /** E.164, or a SIP address. */
  destination: string;
  /** Seconds of conversation from which the bidder pays; null: as the router's terms say. */
  conversionSeconds: number | null;
  status: 'claimed' | 'released' | 'completed';
  converted: boolean | null;
  revenueMicros: number | null;
  awardedAt: Date;
  endedAt: Date | null;
};

export type NewAward = Pick<
  AwardRow,
  'callId' | 'targetId' | 'routerId' | 'requestId' | 'bidMicros' | 'currency' | 'destination' | 'conversionSeconds'
>;

/**
 * - `claimed`: the call counts in the target's caps
 * - `capped`: a cap is reached, or too many calls wait for this target, and a caller must not wait
 * - `inactive`: the target was deactivated or deleted
 * - `closed`: the call accepts no award any more: it is over, has a claimed award, or went on without an auction
 */
export type ClaimOutcome = 'claimed' | 'capped' | 'inactive' | 'closed';

/** Claims a call for a target, within all of the target's caps or not at all. */
export async function claimAward(sql: Sql, tenantId: number, award: NewAward): Promise<ClaimOutcome> {
  const { callId, targetId, routerId, requestId, bidMicros, currency, destination, conversionSeconds } = award;
  try {
    const [row] = await sql<[{ outcome: ClaimOutcome }]>`
      select rtb_claim_award(${tenantId}, ${callId}, ${targetId}, ${routerId}, ${requestId}, ${bidMicros},
        ${currency}, ${destination}, ${conversionSeconds}) as outcome`;
    return row.outcome;
  } catch (error) {
    if (isLockTimeout(error)) return 'capped';
    throw error;
  }
}

/** The call's claimed award, if there is one; with `targetId`, only if that target has it. */
export async function claimedAward(
  sql: Sql,
  call: { id: number; tenantId: number },
  targetId?: number,
): Promise<AwardRow | undefined> {
  const [row] = await sql<AwardRow[]>`
    select * from rtb_awards
    where call_id = ${call.id} and tenant_id = ${call.tenantId} and status = 'claimed'
      ${targetId === undefined ? sql`` : sql`and target_id = ${targetId}`}`;
  return row;
}

/** Releases an award, so that the call no longer counts in the target's caps. False when the award was not claimed any more. */
export async function releaseAward(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const [row] = await sql<[{ released: boolean }?]>`
    select rtb_release_award(id) as released from rtb_awards where id = ${id} and tenant_id = ${tenantId}`;
  return row?.released ?? false;
}

/**
 * Ends bidding for a call: releases its claimed award and prevents further ones. Does nothing if the call has been connected
 * since `routeAttempt` was read. Run it in a transaction, so that no other request connects the call in between.
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

/** Moves a target's conversion rate towards the outcome of one call, by `weight`. */
const nextConversionRate = (sql: Sql, converted: boolean, weight: number) =>
  sql`t.conversion_rate + (${converted ? 1 : 0} - t.conversion_rate) * ${weight}::float8`;

/**
 * Writes what an awarded call earned, and updates the target's conversion rate.
 *
 * @param weight of this call in the conversion rate, 0 to 1
 * @returns false when the award was not claimed any more
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

/** Counts a call in the target's conversion rate that the target did not answer. `weight` as in {@link markAwardCompleted}. */
export async function countUnanswered(sql: Sql, tenantId: number, targetId: number, weight: number): Promise<void> {
  await sql`
    update rtb_targets t set conversion_rate = ${nextConversionRate(sql, false, weight)}
    where id = ${targetId} and tenant_id = ${tenantId}`;
}
