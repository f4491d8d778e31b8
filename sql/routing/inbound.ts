/**
 * Inbound calls, and the state of the routing of these calls: the buyers of the campaign and the destination that is
 * being dialled.
 */
import type { RoutingCandidate } from '../../shared/rules/routing/buyer-order.ts';
import { type Seller, sellerName } from '../accounts/tenants.ts';
import type { CarrierUse } from '../../shared/rules/accounts/limits.ts';
import type { CallRow } from '../calls/calls.ts';
import type { NewCallEvent } from '../calls/events.ts';
import type { DialledCampaign } from '../campaigns/inbound-campaigns.ts';
import type { Sql } from '../db.ts';

/** @crossTenant Safe: the carrier names only the dialled number, and a number belongs to one tenant. */
export async function isNumberSuspended(sql: Sql, phoneNumber: string): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null and is_suspended`;
  return row !== undefined;
}

/**
 * Inserts a call that this platform did not route, and that is known only from the report of its end. Returns undefined
 * if the call is already in the table. The rules for duplicates do not matter.
 */
export async function insertMissedCall(
  sql: Sql,
  { id, tenantId, phoneNumberId }: Pick<DialledCampaign, 'id' | 'tenantId' | 'phoneNumberId'>,
  call: { callSid: string; from: string; to: string; visitId: number | null; startTime: Date },
): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    insert into calls (tenant_id, campaign_id, phone_number_id, visit_id, direction, status, call_sid, from_number,
      to_number, start_time, ringing_at)
    values (${tenantId}, ${id}, ${phoneNumberId}, ${call.visitId}, 'inbound', 'ringing', ${call.callSid}, ${call.from},
      ${call.to}, ${call.startTime}, ${call.startTime})
    on conflict (call_sid) where not externally_logged do nothing
    returning *`;
  return row;
}

/**
 * Inserts an inbound call with its first events, in one trip, because the caller waits. The same statement finds the
 * earlier call of the caller. Returns the call with what the tenant used of the carrier account before. Returns undefined
 * if the carrier has repeated the request.
 *
 * @param call.caller the caller whose earlier calls count; null if no earlier call makes this call a duplicate
 */
export async function openInboundCall(
  sql: Sql,
  campaign: Pick<
    DialledCampaign,
    'id' | 'tenantId' | 'phoneNumberId' | 'duplicateWindowSeconds' | 'duplicateBillable' | 'duplicatePayable'
  >,
  call: { callSid: string; from: string; to: string; caller: string | null; visitId: number | null },
  events: NewCallEvent[],
): Promise<(CallRow & CarrierUse) | undefined> {
  const { id, tenantId, phoneNumberId, duplicateWindowSeconds } = campaign;
  const [row] = await sql<(CallRow & CarrierUse)[]>`
    with room as materialized (
      select * from claim_inbound_room(${tenantId}, ${id}, ${call.caller}, ${duplicateWindowSeconds})),
    opened as (
      insert into calls (tenant_id, campaign_id, phone_number_id, visit_id, direction, status, call_sid, from_number,
        to_number, start_time, ringing_at, duplicate_of, is_billable, is_payable, created_at, updated_at)
      select ${tenantId}, ${id}, ${phoneNumberId}, ${call.visitId}::bigint, 'inbound', 'ringing', ${call.callSid},
        ${call.from}, ${call.to}, at.now, at.now, earlier_call,
        earlier_call is null or ${campaign.duplicateBillable}, earlier_call is null or ${campaign.duplicatePayable},
        at.now, at.now
      from room cross join (select clock_now() as now) at
      on conflict (call_sid) where not externally_logged do nothing
      returning *),
    logged as (
      insert into call_events (tenant_id, call_id, event, message, metadata, occurred_at)
      select c.tenant_id, c.id, e.event, e.message, e.metadata, c.created_at
      from opened c cross join jsonb_to_recordset(${sql.json(events)}) as e (event text, message text, metadata jsonb))
    select c.*, coalesce(room.live_calls, 0) as live_calls, coalesce(room.live_minutes, 0) as live_minutes,
      coalesce(room.ended_dollars, 0) as ended_dollars
    from opened c cross join room`;
  return row;
}

/**
 * Starts the next routing turn of a campaign. The routing decisions of one campaign happen one after the other in all
 * processes. So the next routing decision waits until this transaction ends.
 *
 * @crossTenant Safe: the caller has locked a call of the campaign.
 */
export async function startRoutingTurn(sql: Sql, campaignId: number): Promise<number> {
  const [row] = await sql<[{ turn: number }]>`
    insert into campaign_turns as t (campaign_id, turn) values (${campaignId}, 1)
    on conflict (campaign_id) do update set turn = t.turn + 1 returning turn`;
  return row.turn;
}

/**
 * Stores the routing turn in which a buyer of the campaign last got a call, and the buyer's weighted turn after it.
 *
 * @crossTenant Safe: the caller has locked a call of the campaign.
 */
export async function updateLastTurn(
  sql: Sql,
  {
    campaignId,
    buyerId,
    turn,
    weightedTurn,
  }: { campaignId: number; buyerId: number; turn: number; weightedTurn: number },
): Promise<void> {
  await sql`
    update campaign_buyers set last_turn = ${turn}, weighted_turn = ${weightedTurn}
    where campaign_id = ${campaignId} and buyer_id = ${buyerId}`;
}

/** SQL condition: a call to this phone number would come back to this deployment. */
const isOurNumber = (sql: Sql, numberColumn: string) => sql`
  exists (select from number_grants o where o.phone_number = ${sql(numberColumn)} and o.revoked_at is null)`;

/**
 * Lists the buyers of a campaign for routing.
 *
 * @crossTenant Safe: the caller has locked a call of the campaign. A buyer's phone number is our number if any tenant
 *   has the number.
 */
export async function listRoutingCandidates(sql: Sql, campaignId: number): Promise<RoutingCandidate[]> {
  return await sql<RoutingCandidate[]>`
    select b.id, b.name, b.phone_number, l.priority, l.last_turn, l.weighted_turn, b.weight, b.is_active,
      b.hours_of_operation, coalesce(b.timezone, t.timezone) as timezone, b.price_micros,
      b.current_calls, b.max_concurrent_calls,
      case when b.calls_hour = p.hour then b.calls_this_hour else 0 end as calls_this_hour, b.hourly_call_limit,
      case when b.calls_day = p.day then b.calls_today else 0 end as calls_today, b.daily_call_limit,
      case when month_of(b.calls_day) = p.month then b.calls_this_month else 0 end as calls_this_month,
      b.monthly_call_limit,
      case when b.calls_day = p.day then b.revenue_today_micros else 0 end as revenue_today_micros,
      b.daily_revenue_cap_micros,
      case when month_of(b.calls_day) = p.month then b.revenue_this_month_micros else 0
      end as revenue_this_month_micros, b.monthly_revenue_cap_micros,
      ${isOurNumber(sql, 'b.phone_number')} as is_our_number
    from campaign_buyers l join buyers b on b.id = l.buyer_id join tenants t on t.id = b.tenant_id
      cross join lateral buyer_periods(b) p
    where l.campaign_id = ${campaignId} and b.deleted_at is null
    order by b.id limit 1000`;
}

/**
 * Starts the next attempt to connect a call. This attempt dials the destination of an award.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function forwardToBidder(
  sql: Sql,
  callId: number,
  award: { id: number; destination: string },
): Promise<void> {
  await sql`
    with forwarded as (
      update calls set forwarded_to = ${award.destination}, route_attempt = route_attempt + 1, updated_at = clock_now()
      where id = ${callId} returning id, route_attempt)
    update rtb_awards w set route_attempt = forwarded.route_attempt
    from forwarded where w.id = ${award.id} and w.call_id = forwarded.id`;
}

/**
 * Stores that no destination is being dialled for the call any more.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function clearForwardedTo(sql: Sql, callId: number): Promise<void> {
  await sql`update calls set forwarded_to = null, updated_at = clock_now() where id = ${callId}`;
}

/** The tenant that called the person. The message names this seller. */
export type ReturnCallSeller = Seller & { tenantId: number };

/**
 * Finds the tenant that calls from a phone number, or that states the number as its own in its messages. The number must
 * be granted to the tenant. A suspended number takes no calls.
 *
 * @crossTenant Safe: the carrier names only the dialled number, and a number belongs to one tenant.
 */
export async function findReturnCallSeller(sql: Sql, phoneNumber: string): Promise<ReturnCallSeller | undefined> {
  const [row] = await sql<ReturnCallSeller[]>`
    select t.id as tenant_id, ${sellerName(sql, 't')} as name, coalesce(t.callback_number, g.phone_number) as phone
    from number_grants g join tenants t on t.id = g.tenant_id
    where g.phone_number = ${phoneNumber} and g.revoked_at is null
      and (t.callback_number = g.phone_number
        or exists (select from campaigns k where k.tenant_id = t.id and k.caller_id = g.phone_number))
      and not exists (select from phone_numbers n
        where n.phone_number = g.phone_number and n.deleted_at is null and n.is_suspended)`;
  return row;
}

/**
 * Inserts the call of a person who returns a call. If the carrier has repeated the request, returns the call that is in
 * the table already.
 */
export async function insertReturnCall(
  sql: Sql,
  tenantId: number,
  call: { callSid: string; from: string; to: string },
): Promise<CallRow & { isNew: boolean }> {
  const [row] = await sql<[CallRow & { isNew: boolean }]>`
    insert into calls (tenant_id, direction, status, call_sid, from_number, to_number, start_time, ringing_at)
    values (${tenantId}, 'inbound', 'ringing', ${call.callSid}, ${call.from}, ${call.to}, clock_now(), clock_now())
    on conflict (call_sid) where not externally_logged do update set call_sid = excluded.call_sid
    returning *, xmax = 0 as is_new`;
  return row;
}
