import type { Sql } from '../db.ts';

/** The terms a call was credited on. */
export type PayoutTermsRow = {
  payoutType: 'per_call' | 'per_minute' | 'cpa' | 'cpl';
  payoutMicros: number;
  minSeconds: number;
};

export type PayoutEntry = PayoutTermsRow & {
  publisherId: number;
  campaignId: number | null;
  callId: number;
  entry: 'credit' | 'correction';
  amountMicros: number;
  reason: 'earned' | 'not_connected' | 'too_short' | 'not_converted';
  talkSeconds: number;
};

export type PayoutRow = PayoutEntry & { id: number; uuid: string; createdAt: Date; campaignName: string | null };

/** A call that came in, as far as it decides on a payout. */
export type PayableCall = {
  id: number;
  tenantId: number;
  campaignId: number | null;
  connected: boolean;
  talkSeconds: number;
  converted: boolean;
};

/** Locks the call, so that it is credited once. Undefined while it goes on, for calls we placed, and for those told to us. */
export async function lockPayableCall(sql: Sql, tenantId: number, callId: number): Promise<PayableCall | undefined> {
  const [row] = await sql<PayableCall[]>`
    select id, tenant_id, campaign_id, bridge_time is not null as connected, coalesce(talk_time, 0) as talk_seconds,
      coalesce(converted, false) as converted
    from calls
    where id = ${callId} and tenant_id = ${tenantId} and not live and direction = 'inbound' and not recorded_by_api
    for no key update`;
  return row;
}

export type CallPublisher = PayoutTermsRow & { publisherId: number; isActive: boolean };

/**
 * Who sent a call: whose the dialled number is, else whose the tag is that showed the visitor the number, else the only
 * active publisher of the campaign, else nobody. With the terms they have there.
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
        (select t.publisher_id from tracking_sessions v join tracking_tags t on t.id = v.tag_id
          where v.id = c.tracking_session_id),
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

export type Credited = PayoutTermsRow & { publisherId: number; campaignId: number | null; amountMicros: number };

/** On what terms a call was credited, and what it stands at with all corrections. */
export async function creditOfCall(sql: Sql, tenantId: number, callId: number): Promise<Credited | undefined> {
  const [row] = await sql<Credited[]>`
    select publisher_id, campaign_id, payout_type, payout_micros, min_seconds,
      (select sum(amount_micros)::bigint from payouts where call_id = ${callId}) as amount_micros
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

/** How many entries the ledger of a publisher has, and their sum. */
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
