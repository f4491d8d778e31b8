/**
 * Routing of incoming calls. The carrier names the number that was dialled, or the call by its unguessable uuid, so these
 * statements take no tenant: the row tells it. A buyer's limits are guarded in the one statement that takes a call.
 */
import type { CampaignStatus, RoutingType } from '../campaigns/campaigns.ts';
import type { CallRow } from '../calls/calls.ts';
import { type Key, matches, type Sql } from '../db.ts';

export type InboundCampaign = {
  id: number;
  uuid: string;
  tenantId: number;
  name: string;
  status: CampaignStatus;
  phoneNumber: string | null;
  routingType: RoutingType | null;
  poolId: number | null;
  enableRtb: boolean;
  rtbRouterId: number | null;
  rtbId: string | null;
  ringSecondsMax: number;
  recordCalls: boolean;
};

/** The campaign that takes a call, and our number that was dialled for it. */
export type DialledCampaign = InboundCampaign & { phoneNumberId: number | null; isSuspended: boolean };

const takesCalls = (sql: Sql) => sql`k.deleted_at is null and k.status not in ('completed', 'cancelled')`;

/**
 * Who takes the calls of a number: where the number itself is assigned, or else the campaign that has it as its own. Of
 * several that share a pool it is the oldest that runs, unless something is known about the caller.
 */
export async function campaignByNumber(sql: Sql, phoneNumber: string): Promise<DialledCampaign | undefined> {
  const [row] = await sql<DialledCampaign[]>`
    with dialled as (select * from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null)
    select k.*, (select id from dialled) as phone_number_id,
      coalesce((select is_suspended from dialled), false) as is_suspended
    from campaigns k
    where ${takesCalls(sql)} and not exists (select from dialled where tenant_id <> k.tenant_id) and (
      k.id = (select campaign_id from dialled) or k.pool_id = (select pool_id from dialled)
      or k.phone_number = ${phoneNumber}
        and not exists (select from dialled where campaign_id is not null or pool_id is not null))
    order by k.status = 'active' desc, k.id limit 1`;
  return row;
}

/** As above, for a number that we know nothing of: the carrier was told that it is one of this pool's. */
export async function campaignByPool(sql: Sql, pool: Key, phoneNumber: string): Promise<DialledCampaign | undefined> {
  const [row] = await sql<DialledCampaign[]>`
    select k.*, null::bigint as phone_number_id, false as is_suspended
    from campaigns k join number_pools p on p.id = k.pool_id
    where ${takesCalls(sql)} and ${matches(sql, 'p', pool)} and p.deleted_at is null
      and not exists (select from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null)
    order by k.status = 'active' desc, k.id limit 1`;
  return row;
}

export async function isNumberSuspended(sql: Sql, phoneNumber: string): Promise<boolean> {
  const [row] = await sql`
    select from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null and is_suspended`;
  return row !== undefined;
}

export async function inboundCampaign(sql: Sql, id: number): Promise<InboundCampaign | undefined> {
  const [row] = await sql<InboundCampaign[]>`select * from campaigns where id = ${id}`;
  return row;
}

/** Undefined when the carrier has told of this call before. */
export async function insertInboundCall(
  sql: Sql,
  campaign: Pick<DialledCampaign, 'id' | 'tenantId' | 'phoneNumberId'>,
  call: { callSid: string; from: string; to: string },
): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    insert into calls (tenant_id, campaign_id, phone_number_id, direction, status, call_sid, from_number, to_number,
      start_time, ringing_at)
    values (${campaign.tenantId}, ${campaign.id}, ${campaign.phoneNumberId}, 'inbound', 'ringing', ${call.callSid},
      ${call.from}, ${call.to}, clock_now(), clock_now())
    on conflict (call_sid) do nothing
    returning *`;
  return row;
}

/** Routing decisions of one campaign take turns, across all processes, until their transactions end. */
export async function takeTurn(sql: Sql, campaignId: number): Promise<number> {
  const [row] = await sql<[{ turn: number }]>`
    update campaigns set routing_turn = routing_turn + 1 where id = ${campaignId} returning routing_turn as turn`;
  return row.turn;
}

/** Whether calls to this number come back to us. */
const isOurs = (sql: Sql, numberColumn: string) => sql`
  (exists (select from campaigns o
    where o.phone_number = ${sql(numberColumn)} and o.deleted_at is null and o.status not in ('completed', 'cancelled'))
  or exists (select from phone_numbers o where o.phone_number = ${sql(numberColumn)} and o.deleted_at is null))`;

/** Limits count in days of UTC. */
const today = (sql: Sql) => sql`(clock_now() at time zone 'UTC')::date`;

export type RoutingCandidate = {
  id: number;
  name: string;
  phoneNumber: string;
  priority: number;
  lastTurn: number;
  isActive: boolean;
  currentCalls: number;
  maxConcurrentCalls: number;
  callsToday: number;
  dailyCallLimit: number;
  isOurNumber: boolean;
};

export async function routingCandidates(sql: Sql, campaignId: number): Promise<RoutingCandidate[]> {
  return await sql<RoutingCandidate[]>`
    select b.id, b.name, b.phone_number, l.priority, l.last_turn, b.is_active, b.current_calls, b.max_concurrent_calls,
      case when b.calls_day = ${today(sql)} then b.calls_today else 0 end as calls_today, b.daily_call_limit,
      ${isOurs(sql, 'b.phone_number')} as is_our_number
    from campaign_buyers l join buyers b on b.id = l.buyer_id
    where l.campaign_id = ${campaignId} and b.deleted_at is null
    order by b.id limit 1000`;
}

/** Takes one of a buyer's calls, if they still may have one. Returns the day it counts for; undefined when not. */
export async function reserveBuyer(sql: Sql, buyerId: number): Promise<string | undefined> {
  const [row] = await sql<{ day: string }[]>`
    update buyers set current_calls = current_calls + 1,
      calls_today = case when calls_day = ${today(sql)} then calls_today + 1 else 1 end,
      calls_day = ${today(sql)}, counted_at = clock_now()
    where id = ${buyerId} and is_active and deleted_at is null
      and (max_concurrent_calls = 0 or current_calls < max_concurrent_calls)
      and (daily_call_limit = 0 or calls_day is distinct from ${today(sql)} or calls_today < daily_call_limit)
    returning calls_day::text as day`;
  return row?.day;
}

export async function giveToBuyer(
  sql: Sql,
  call: { id: number; buyerId: number; forwardedTo: string; day: string },
): Promise<void> {
  await sql`
    update calls set buyer_id = ${call.buyerId}, buyer_held = true, buyer_day = ${call.day}::date,
      forwarded_to = ${call.forwardedTo}, route_attempt = route_attempt + 1, updated_at = clock_now()
    where id = ${call.id}`;
}

/** For a destination that is no buyer's. */
export async function forwardTo(sql: Sql, callId: number, destination: string): Promise<void> {
  await sql`
    update calls set forwarded_to = ${destination}, route_attempt = route_attempt + 1, updated_at = clock_now()
    where id = ${callId}`;
}

export async function markTurn(sql: Sql, campaignId: number, buyerId: number, turn: number): Promise<void> {
  await sql`
    update campaign_buyers set last_turn = ${turn} where campaign_id = ${campaignId} and buyer_id = ${buyerId}`;
}

/** The call no longer counts towards its buyer's calls at this moment; once, however often it is asked for. */
export async function freeBuyer(sql: Sql, callId: number): Promise<void> {
  await sql`
    with freed as (update calls set buyer_held = false where id = ${callId} and buyer_held returning buyer_id)
    update buyers set current_calls = greatest(current_calls - 1, 0), counted_at = clock_now()
    from freed where buyers.id = freed.buyer_id`;
}

/**
 * The buyer did not take the call: it never counted, and they are not asked for it again.
 * @param held whether the call still counts towards their calls at this moment; false after {@link freeBuyer}.
 */
export async function refundBuyer(sql: Sql, callId: number, held = true): Promise<void> {
  await sql`
    with refunded as (
      update calls c set buyer_held = false, buyer_id = null, buyer_day = null,
        tried_buyer_ids = c.tried_buyer_ids || c.buyer_id, updated_at = clock_now()
      from (select id, buyer_id, buyer_day from calls where id = ${callId} and buyer_held = ${held} for update) before
      where c.id = before.id
      returning before.buyer_id, before.buyer_day)
    update buyers b set current_calls = greatest(b.current_calls - ${held ? 1 : 0}::int, 0), counted_at = clock_now(),
      calls_today = case when b.calls_day = r.buyer_day then greatest(b.calls_today - 1, 0) else b.calls_today end
    from refunded r where b.id = r.buyer_id`;
}

/** Nobody is being dialled for the call any more. */
export async function stopForwarding(sql: Sql, callId: number): Promise<void> {
  await sql`update calls set forwarded_to = null, updated_at = clock_now() where id = ${callId}`;
}

/** What is written to a call's log once of each try to connect its caller. */
export const dialKey = ({ routeAttempt }: Pick<CallRow, 'routeAttempt'>) => `dial-${routeAttempt}`;

/**
 * Whether a caller's conversation is a guess, because the carrier's word on the last try to connect them has not come: it is
 * under way, or was lost.
 */
export async function isDialOpen(sql: Sql, call: CallRow): Promise<boolean> {
  if (call.direction !== 'inbound' || call.forwardedTo === null || call.bridgeTime === null) return false;
  const [row] = await sql<[{ open: boolean }]>`
    select not exists (
      select from call_events
      where call_id = ${call.id} and tenant_id = ${call.tenantId} and source_key = ${dialKey(call)}) as open`;
  return row.open;
}

/** One try to reach somebody, over already, so that the carrier's price for it is asked. The same try twice is one. */
export async function insertForwardedLeg(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'fromNumber'>,
  leg: { callSid: string; to: string; status: string; duration: number },
): Promise<void> {
  await sql`
    insert into call_legs (tenant_id, call_id, status, call_sid, from_number, to_number, start_time, answer_time, end_time,
      duration)
    select ${call.tenantId}, ${call.id}, ${leg.status}, ${leg.callSid}, ${call.fromNumber}, ${leg.to}, began,
      case when ${leg.duration}::int > 0 then began end, clock_now(), ${leg.duration}
    from (select clock_now() - make_interval(secs => ${leg.duration}) as began) times
    on conflict do nothing`;
}

/** Keeps the recording that the carrier mentions beside a call's end. */
export async function keepRecordingUrl(sql: Sql, callId: number, url: string): Promise<void> {
  await sql`
    update calls set given_recording_url = coalesce(given_recording_url, ${url}), updated_at = clock_now()
    where id = ${callId}`;
}
