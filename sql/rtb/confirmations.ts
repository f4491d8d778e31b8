/** Confirmations of awards: the second request (the post), which a target with a post address must accept. */
import type { BidReason } from '../../shared/rules/rtb/bid-reasons.ts';
import type { ConfirmedBid } from '../../shared/rules/rtb/confirmation.ts';
import type { Sql } from '../db.ts';
import type { AwardRow } from './awards.ts';

/**
 * Marks the confirmation of an award as sent, so that it is sent once. Returns undefined if it was sent before, or if the
 * award is not claimed any more.
 */
export async function startConfirmation(sql: Sql, tenantId: number, awardId: number): Promise<AwardRow | undefined> {
  const [row] = await sql<AwardRow[]>`
    update rtb_awards set confirmation_sent_at = clock_now()
    where id = ${awardId} and tenant_id = ${tenantId} and status = 'claimed' and needs_confirmation
      and confirmation_sent_at is null
    returning *, rate_day::text as rate_day`;
  return row;
}

/** Stores the confirmed terms of an award. Returns false if the award is not claimed any more, or was dialed. */
export async function confirmAwardRow(
  sql: Sql,
  tenantId: number,
  awardId: number,
  { bidMicros, destination, conversionSeconds }: ConfirmedBid,
): Promise<boolean> {
  const updated = await sql`
    update rtb_awards set confirmed_at = clock_now(), bid_micros = ${bidMicros}, destination = ${destination},
      conversion_seconds = coalesce(${conversionSeconds}, conversion_seconds)
    where id = ${awardId} and tenant_id = ${tenantId} and status = 'claimed' and route_attempt is null
      and confirmation_sent_at is not null and confirmed_at is null`;
  return updated.count === 1;
}

/** Whether an award is confirmed, refused (not claimed any more), or still waits for its confirmation. */
export async function confirmationState(
  sql: Sql,
  tenantId: number,
  awardId: number,
): Promise<'confirmed' | 'refused' | 'waiting'> {
  const [row] = await sql<{ state: 'confirmed' | 'refused' | 'waiting' }[]>`
    select case when status <> 'claimed' then 'refused' when confirmed_at is null then 'waiting' else 'confirmed' end as state
    from rtb_awards where id = ${awardId} and tenant_id = ${tenantId}`;
  return row?.state ?? 'refused';
}

/** Returns what the bidder of an award learns about the call. */
export async function callOfAward(
  sql: Sql,
  { tenantId, callId }: Pick<AwardRow, 'tenantId' | 'callId'>,
): Promise<{ fromNumber: string; toNumber: string; createdAt: Date } | undefined> {
  const [row] = await sql<{ fromNumber: string; toNumber: string; createdAt: Date }[]>`
    select from_number, to_number, created_at from calls where id = ${callId} and tenant_id = ${tenantId}`;
  return row;
}

export type AwardedBid = { rawResponse: string | null; conversionSeconds: number | null };

/** Returns the bid of an award as it was recorded; undefined if the auction is not recorded yet. */
export async function bidOfAward(
  sql: Sql,
  tenantId: number,
  { requestId, targetId }: Pick<AwardRow, 'requestId' | 'targetId'>,
): Promise<AwardedBid | undefined> {
  const [row] = await sql<AwardedBid[]>`
    select b.raw_response, b.conversion_seconds from bid_requests q join bid_responses b on b.bid_request_id = q.id
    where q.request_id = ${requestId} and q.tenant_id = ${tenantId} and b.target_id = ${targetId}`;
  return row;
}

/** Stores the result of a confirmation with the bid. */
export async function recordConfirmation(
  sql: Sql,
  tenantId: number,
  { requestId, targetId }: Pick<AwardRow, 'requestId' | 'targetId'>,
  { result, responseMs }: { result: 'confirmed' | BidReason; responseMs: number },
): Promise<void> {
  await sql`
    update bid_responses b set confirmation = ${result}, confirmation_ms = ${responseMs}
    from bid_requests q
    where q.request_id = ${requestId} and q.tenant_id = ${tenantId} and b.bid_request_id = q.id
      and b.target_id = ${targetId}`;
}
