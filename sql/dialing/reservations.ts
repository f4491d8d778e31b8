import type { Sql } from '../db.ts';
import { type updateRefusedLeads, RefusedLead } from './due-leads.ts';
import { type NumberSnapshot, selectNumberSnapshot } from './number-history.ts';

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

export type ReservedCall = NumberSnapshot & {
  id: number;
  uuid: string;
  tenantId: number;
  campaignId: number;
  leadId: number;
  leadUuid: string;
  fromNumber: string;
  toNumber: string;
};

export async function reservedCallById(sql: Sql, callId: number): Promise<ReservedCall | undefined> {
  const [row] = await sql<ReservedCall[]>`
    select c.id, c.uuid, c.tenant_id, c.campaign_id, c.lead_id, l.uuid as lead_uuid, c.from_number, c.to_number, r.*
    from calls c join leads l on l.id = c.lead_id
    cross join lateral (${selectNumberSnapshot(sql, 'c.tenant_id', 'c.to_number')}) r
    where c.id = ${callId} and c.status = 'reserved'`;
  return row;
}

/**
 * A reservation that may not be dialled leaves no call behind: nobody's phone rang. Returns the agent who was taken for
 * it, if any.
 */
export async function releaseReservation(
  sql: Sql,
  call: Pick<ReservedCall, 'id' | 'tenantId' | 'leadId'>,
  lead: Omit<RefusedLead, 'id'> | undefined,
): Promise<number | null> {
  const [dropped] = await sql<{ agentId: number | null }[]>`
    delete from calls where id = ${call.id} and status = 'reserved' returning agent_id`;
  if (!dropped) return null;
  await sql`
    update leads set status = 'pending', updated_at = clock_now() where id = ${call.leadId} and status = 'queued'`;
  if (lead) await updateRefusedLeads(sql, call.tenantId, [{ ...lead, id: call.leadId }]);
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
export async function listStaleReservations(sql: Sql, seconds: number): Promise<{ calls: number[]; legs: number[] }> {
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
export async function releaseUncalledLeads(sql: Sql, seconds: number): Promise<number> {
  const freed = await sql`
    update leads l set status = 'pending', updated_at = clock_now()
    where l.status = 'queued' and l.updated_at < clock_now() - make_interval(secs => ${seconds})
      and not exists (select from calls c where c.lead_id = l.id and (c.live or c.created_at >= l.updated_at))`;
  return freed.count;
}
