import type { PayableCall, PayoutReason, PayoutTerms } from '../../shared/rules/publishers/payout.ts';
import type { Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type PayoutEntry = PayoutTerms & {
  publisherId: number;
  campaignId: number | null;
  callId: number;
  entry: 'credit' | 'correction';
  amountMicros: number;
  reason: PayoutReason;
  talkSeconds: number;
};

export type PayoutRow = PayoutEntry & { id: number; uuid: string; createdAt: Date; campaignName: string | null };

type LockedCall = PayableCall & { campaignId: number | null; routeAttempt: number; paidMicros: number };

/**
 * Locks an ended inbound call, so that only one transaction credits the call to a publisher. Returns undefined if the
 * call is live, outbound or externally logged.
 */
export async function lockPayableCall(sql: Sql, tenantId: number, callId: number): Promise<LockedCall | undefined> {
  const [row] = await sql<LockedCall[]>`
    select campaign_id, route_attempt, connected_at is not null as connected, coalesce(talk_time, 0) as talk_seconds,
      coalesce(converted, false) as converted, coalesce(revenue_micros, 0) as revenue_micros,
      coalesce(payout_micros, 0) as paid_micros, is_payable
    from calls
    where id = ${callId} and tenant_id = ${tenantId} and not live and direction = 'inbound' and not externally_logged
    for no key update`;
  return row;
}

export type CallPublisher = PayoutTerms & { publisherId: number };

/** Returns the publisher of a call and the terms of the publisher, as they were when the call was given to a buyer. */
export async function publisherOfCall(sql: Sql, tenantId: number, callId: number): Promise<CallPublisher | undefined> {
  const [row] = await sql<CallPublisher[]>`
    select publisher_id, payout_type, payout_micros, min_seconds, currency from payout_terms
    where call_id = ${callId} and tenant_id = ${tenantId}`;
  return row;
}

/**
 * Finds the publisher who sent a call, and keeps the terms of the publisher for the call. The function
 * `capture_payout_terms` (migrations/0087_ledger.sql) does the same when the first destination of a call is dialed. A
 * publisher sent a call if the dialed number belongs to the publisher, or the tracking tag that showed the number.
 */
export async function capturePayoutTerms(sql: Sql, tenantId: number, callId: number): Promise<void> {
  await sql`
    update calls c set publisher_id = capture_payout_terms(c.id, c.tenant_id, c.campaign_id, c.phone_number_id,
      c.to_number, c.visit_id)
    where c.id = ${callId} and c.tenant_id = ${tenantId}`;
}

export type CreditedPayout = PayoutTerms & {
  publisherId: number;
  campaignId: number | null;
  /** What the outcome of the call has earned, without adjustments and disputes. */
  amountMicros: number;
};

/** Returns the terms on which a call was credited, and the amount that was credited on these terms. */
export async function creditedPayout(sql: Sql, tenantId: number, callId: number): Promise<CreditedPayout | undefined> {
  const [row] = await sql<CreditedPayout[]>`
    select publisher_id, campaign_id, payout_type, payout_micros, min_seconds, currency,
      (select coalesce(sum(amount_micros), 0)::bigint from payouts
        where call_id = ${callId} and reason not in ('adjusted', 'disputed')) as amount_micros
    from payouts where call_id = ${callId} and tenant_id = ${tenantId} and entry = 'credit'`;
  return row;
}

/** Stores that a call has a payout. The ledger then adds the amount of the payout. */
export async function startPayoutOfCall(
  sql: Sql,
  tenantId: number,
  { callId, currency }: { callId: number; currency: string },
): Promise<void> {
  await sql`
    update calls set payout_micros = coalesce(payout_micros, 0), payout_currency = ${currency}, updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId}`;
}

export async function insertPayout(sql: Sql, tenantId: number, entry: PayoutEntry): Promise<void> {
  await sql`insert into payouts ${sql({ ...entry, tenantId })}`;
}

export async function listPayouts(sql: Sql, tenantId: number, publisherId: number, page: Page): Promise<PayoutRow[]> {
  return await sql<PayoutRow[]>`
    select y.*, k.name as campaign_name from payouts y left join campaigns k on k.id = y.campaign_id
    where y.tenant_id = ${tenantId} and y.publisher_id = ${publisherId} ${newestFirst(sql, 'y', page)}`;
}

/** Returns the number of a publisher's payouts, and the sum of the payouts in each currency. */
export async function sumPayouts(
  sql: Sql,
  tenantId: number,
  publisherId: number,
): Promise<{ currency: string; count: number; amountMicros: number }[]> {
  return await sql<{ currency: string; count: number; amountMicros: number }[]>`
    select currency, count(*) as count, sum(amount_micros)::bigint as amount_micros from payouts
    where tenant_id = ${tenantId} and publisher_id = ${publisherId} group by currency order by currency`;
}
