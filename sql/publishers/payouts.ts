import type { PayableCall, PayoutReason, PayoutTerms } from '../../shared/rules/publishers/payout.ts';
import type { Sql } from '../db.ts';

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

/**
 * Locks an ended inbound call, so that only one transaction credits the call to a publisher. Returns undefined if the
 * call is live, outbound or externally logged.
 */
export async function lockPayableCall(
  sql: Sql,
  tenantId: number,
  callId: number,
): Promise<(PayableCall & { campaignId: number | null }) | undefined> {
  const [row] = await sql<(PayableCall & { campaignId: number | null })[]>`
    select campaign_id, connected_at is not null as connected, coalesce(talk_time, 0) as talk_seconds,
      coalesce(converted, false) as converted
    from calls
    where id = ${callId} and tenant_id = ${tenantId} and not live and direction = 'inbound' and not externally_logged
    for no key update`;
  return row;
}

export type CallPublisher = PayoutTerms & { publisherId: number; isActive: boolean };

/**
 * Finds the publisher who sent a call, with the publisher's terms for the campaign. The first match is returned:
 *
 * - the publisher of the dialed number
 * - the publisher of the tracking tag that showed the number to the visitor
 * - the only active publisher of the campaign
 *
 * Returns undefined if no publisher sent the call.
 */
export async function publisherOfCall(sql: Sql, tenantId: number, callId: number): Promise<CallPublisher | undefined> {
  const [row] = await sql<CallPublisher[]>`
    with sender as (
      select coalesce(
        (select n.publisher_id from phone_numbers n
          where n.tenant_id = c.tenant_id and n.publisher_id is not null
            and (n.id = c.phone_number_id
              or c.phone_number_id is null and n.phone_number = c.to_number and n.deleted_at is null)
          limit 1),
        (select t.publisher_id from visits v join tracking_tags t on t.id = v.tag_id
          where v.id = c.visit_id),
        (select min(l.publisher_id) from campaign_publishers l join publishers p on p.id = l.publisher_id
          where l.campaign_id = c.campaign_id and p.is_active and p.deleted_at is null
          having count(*) = 1)
      ) as publisher_id, c.campaign_id
      from calls c where c.id = ${callId} and c.tenant_id = ${tenantId}
    )
    select p.id as publisher_id, p.is_active and p.deleted_at is null as is_active, p.payout_type,
      coalesce(l.custom_payout_micros, p.default_payout_micros) as payout_micros,
      coalesce(l.min_seconds, p.min_seconds) as min_seconds
    from sender s join publishers p on p.id = s.publisher_id
    left join campaign_publishers l on l.campaign_id = s.campaign_id and l.publisher_id = p.id`;
  return row;
}

export type CreditedPayout = PayoutTerms & { publisherId: number; campaignId: number | null; amountMicros: number };

/** Returns the terms on which a call was credited, and the credited amount with all corrections. */
export async function creditedPayout(sql: Sql, tenantId: number, callId: number): Promise<CreditedPayout | undefined> {
  const [row] = await sql<CreditedPayout[]>`
    select publisher_id, campaign_id, payout_type, payout_micros, min_seconds,
      (select coalesce(sum(amount_micros), 0)::bigint from payouts where call_id = ${callId}) as amount_micros
    from payouts where call_id = ${callId} and tenant_id = ${tenantId} and entry = 'credit'`;
  return row;
}

export async function insertPayout(sql: Sql, tenantId: number, entry: PayoutEntry): Promise<void> {
  await sql`insert into payouts ${sql({ ...entry, tenantId })}`;
}

export async function setCallPublisher(sql: Sql, tenantId: number, callId: number, publisherId: number): Promise<void> {
  await sql`
    update calls set publisher_id = ${publisherId}, updated_at = clock_now()
    where id = ${callId} and tenant_id = ${tenantId}`;
}

export async function listPayouts(
  sql: Sql,
  tenantId: number,
  publisherId: number,
  page: { limit: number; offset: number },
): Promise<PayoutRow[]> {
  return await sql<PayoutRow[]>`
    select y.*, k.name as campaign_name from payouts y left join campaigns k on k.id = y.campaign_id
    where y.tenant_id = ${tenantId} and y.publisher_id = ${publisherId}
    order by y.id desc limit ${page.limit} offset ${page.offset}`;
}

/** Returns the number of a publisher's ledger entries, and the sum of the entries in millionths of a dollar. */
export async function sumPayouts(
  sql: Sql,
  tenantId: number,
  publisherId: number,
): Promise<{ count: number; amountMicros: number }> {
  const [row] = await sql<[{ count: number; amountMicros: number }]>`
    select count(*), coalesce(sum(amount_micros), 0)::bigint as amount_micros from payouts
    where tenant_id = ${tenantId} and publisher_id = ${publisherId}`;
  return row;
}
