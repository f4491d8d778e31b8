import type { Sql } from '../db.ts';
import { recordOf, type NumberRecord } from './dialing.ts';

/** What a lead that may not be called now becomes. */
export type HeldLead = { id: number; status: 'pending' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string };

export async function holdLeads(sql: Sql, tenantId: number, held: HeldLead[]): Promise<void> {
  await sql`
    update leads l set status = h.status, next_call_at = h.next_call_at::timestamptz, status_reason = h.reason,
      do_not_call = l.do_not_call or h.status = 'dnc', updated_at = clock_now()
    from (
      select * from unnest(
        ${held.map((lead) => lead.id)}::bigint[], ${held.map((lead) => lead.status)}::text[],
        ${held.map((lead) => lead.nextCallAt?.toISOString() ?? null)}::text[], ${held.map((lead) => lead.reason)}::text[]
      ) as h (id, status, next_call_at, reason)
    ) h
    where l.id = h.id and l.tenant_id = ${tenantId}`;
}

/** The unique indexes on live calls have the last word: a lead or number already in a call is left out. */
export async function reserveCalls(
  sql: Sql,
  campaign: { id: number; tenantId: number; callerId: string },
  leadIds: number[],
): Promise<{ id: number; uuid: string; leadId: number }[]> {
  const reserved = await sql<{ id: number; uuid: string; leadId: number }[]>`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number)
    select l.tenant_id, l.campaign_id, l.id, 'outbound', 'reserved', ${campaign.callerId}, l.phone_normalized
    from leads l where l.id = any(${leadIds}) and l.tenant_id = ${campaign.tenantId}
    on conflict do nothing
    returning id, uuid, lead_id`;
  await sql`
    update leads set status = 'queued', status_reason = null, updated_at = clock_now()
    where id = any(${reserved.map((call) => call.leadId)}) and tenant_id = ${campaign.tenantId}`;
  return reserved;
}

export type ReservedCall = NumberRecord & {
  id: number;
  uuid: string;
  tenantId: number;
  campaignId: number;
  leadId: number;
  leadUuid: string;
  fromNumber: string;
  toNumber: string;
};

export async function reservedCall(sql: Sql, callId: number): Promise<ReservedCall | undefined> {
  const [row] = await sql<ReservedCall[]>`
    select c.id, c.uuid, c.tenant_id, c.campaign_id, c.lead_id, l.uuid as lead_uuid, c.from_number, c.to_number, r.*
    from calls c join leads l on l.id = c.lead_id
    cross join lateral (${recordOf(sql, 'c.tenant_id', 'c.to_number')}) r
    where c.id = ${callId} and c.status = 'reserved'`;
  return row;
}

/**
 * The one licence to place a call, inside a transaction. Campaign, call-back and do-not-call lists are checked again in the
 * same statement, because the call may have waited in the queue; calling hours are the caller's to check just before.
 */
export async function licenseCall(sql: Sql, call: ReservedCall): Promise<boolean> {
  // Whoever takes the lead out of calling holds its row until that is committed: the statement after this has heard of it.
  await sql`select from calls c join leads l on l.id = c.lead_id where c.id = ${call.id} for update of c, l`;
  const licensed = await sql`
    update calls c set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from leads l, campaigns k
    where c.id = ${call.id} and c.status = 'reserved' and l.id = c.lead_id and k.id = c.campaign_id
      and k.status = 'active' and l.status = 'queued' and not l.do_not_call
      and coalesce(l.next_call_at, '-infinity') <= clock_now()
      -- An agent who was taken before the call must be on the line: nobody is to answer to nobody.
      and (c.agent_id is null
        or exists (select from agent_lines n where n.agent_id = c.agent_id and n.status = 'in-progress'))
      and not exists (
        select from dnc_numbers d
        where d.phone = c.to_number and (d.tenant_id = c.tenant_id or d.tenant_id is null))`;
  if (licensed.count === 0) return false;
  await sql`
    update leads set status = 'calling', call_attempts = call_attempts + 1, last_call_at = clock_now(),
      next_call_at = null, call_back = false, updated_at = clock_now()
    where id = ${call.leadId}`;
  await sql`update campaigns set calls_made = calls_made + 1 where id = ${call.campaignId}`;
  return true;
}

/** Takes the licence back when the request certainly never reached the carrier. */
export async function unlicenseCall(sql: Sql, call: ReservedCall): Promise<void> {
  const undone = await sql`
    update calls set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${call.id} and status = 'dialing' and call_sid is null`;
  if (undone.count === 0) return;
  await sql`
    update leads set status = 'queued', call_attempts = call_attempts - 1, updated_at = clock_now()
    where id = ${call.leadId} and status = 'calling'`;
  await sql`update campaigns set calls_made = calls_made - 1 where id = ${call.campaignId}`;
}

/**
 * A reservation that may not be dialled leaves no call behind: nobody's phone rang. Returns the agent who was taken for
 * it, if any.
 */
export async function dropReservation(
  sql: Sql,
  call: Pick<ReservedCall, 'id' | 'tenantId' | 'leadId'>,
  lead: Omit<HeldLead, 'id'> | undefined,
): Promise<number | null> {
  const [dropped] = await sql<{ agentId: number | null }[]>`
    delete from calls where id = ${call.id} and status = 'reserved' returning agent_id`;
  if (!dropped) return null;
  await sql`
    update leads set status = 'pending', updated_at = clock_now() where id = ${call.leadId} and status = 'queued'`;
  if (lead) await holdLeads(sql, call.tenantId, [{ ...lead, id: call.leadId }]);
  return dropped.agentId;
}

/** Calls that wait for the carrier, of all tenants: they share its calls per second. */
export async function countReservedCalls(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from calls where live and status = 'reserved' and direction = 'outbound'`;
  return row.count;
}

// The sweeper derives the work that is due anew from the rows of all tenants, for when a queue lost its jobs.

/** Reservations and legs that no worker has placed for a while. */
export async function forgottenPlacements(sql: Sql, seconds: number): Promise<{ calls: number[]; legs: number[] }> {
  const calls = await sql<{ id: number }[]>`
    select id from calls where live and status = 'reserved'
      and updated_at < clock_now() - make_interval(secs => ${seconds}) order by id limit 500`;
  const legs = await sql<{ id: number }[]>`
    select g.id from call_legs g join calls c on c.id = g.call_id
    where g.live and g.status = 'reserved' and c.live
      and g.updated_at < clock_now() - make_interval(secs => ${seconds}) order by g.id limit 500`;
  return { calls: calls.map(({ id }) => id), legs: legs.map(({ id }) => id) };
}

/** Leads whose reservation was lost before a call existed. */
export async function freeUncalledLeads(sql: Sql, seconds: number): Promise<number> {
  const freed = await sql`
    update leads l set status = 'pending', updated_at = clock_now()
    where l.status = 'queued' and l.updated_at < clock_now() - make_interval(secs => ${seconds})
      and not exists (select from calls c where c.lead_id = l.id and (c.live or c.created_at >= l.updated_at))`;
  return freed.count;
}
