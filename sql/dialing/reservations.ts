/**
 * Reservations: calls that are planned but not placed. A call is placed at most once, in three steps: reserve (this
 * file) → claim (`call-claims.ts`) → place (the carrier). Each step updates the call only if the call is in the
 * expected status, so only one worker can do the step.
 */
import type { ReservedCounts } from '../../shared/rules/dialing/carrier-share.ts';
import type { CallRefusal } from '../../shared/rules/campaigns/place-gate.ts';
import type { NumberSnapshot } from '../../shared/rules/dialing/call-gate.ts';
import type { Sql } from '../db.ts';
import { dialedNumber } from '../leads/phones.ts';
import { updateRefusedLeads } from './due-leads.ts';
import { numberSnapshot } from './number-history.ts';

/** A new reservation. `carrierTurn` is its place in the queue to the carrier. */
export type Reservation = { id: number; uuid: string; leadId: number; carrierTurn: number };

/**
 * Reserves a call for each lead, in the order of `leadIds`. Skips a lead if the lead or the phone number is already in a
 * live call. The unique indexes on live calls detect such leads.
 *
 * Two campaigns may have leads with the same numbers in a different order. If their transactions waited for each other's
 * numbers, Postgres would end one of the two with a deadlock. So a number that another transaction reserves now is skipped
 * like a locked row.
 *
 * @param firstTurn the place of the first call in the queue to the carrier
 */
export async function reserveCalls(
  sql: Sql,
  campaign: { id: number; tenantId: number; callerId: string },
  leadIds: number[],
  firstTurn: number,
): Promise<Reservation[]> {
  const reserved = await sql<Reservation[]>`
    with numbers as materialized (
      select l.tenant_id, l.campaign_id, l.id as lead_id, ${dialedNumber(sql)} as number, wanted.nth
      from unnest(${leadIds}::bigint[]) with ordinality wanted (id, nth) join leads l on l.id = wanted.id
      where l.tenant_id = ${campaign.tenantId}
    )
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, carrier_turn)
    select tenant_id, campaign_id, lead_id, 'outbound', 'reserved', ${campaign.callerId}, number, ${firstTurn}::int + nth - 1
    from numbers
    where pg_try_advisory_xact_lock(hashtextextended('calls.number ' || tenant_id || ' ' || number, 0))
    order by nth
    on conflict do nothing
    returning id, uuid, lead_id, carrier_turn`;
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
  callBack: boolean;
};

/**
 * Returns a reserved call. Returns undefined if the call is no longer reserved.
 *
 * @crossTenant Safe: the job `call.place` names the call by id, and the call's row names the tenant.
 */
export async function reservedCallById(sql: Sql, callId: number): Promise<ReservedCall | undefined> {
  const [row] = await sql<ReservedCall[]>`
    select c.id, c.uuid, c.tenant_id, c.campaign_id, c.lead_id, l.uuid as lead_uuid, c.from_number, c.to_number,
      l.call_back, r.*
    from calls c join leads l on l.id = c.lead_id
    cross join lateral (${numberSnapshot(sql, { tenant: 'c.tenant_id', phone: 'c.to_number', lead: 'c.lead_id' })}) r
    where c.id = ${callId} and c.status = 'reserved' and c.campaign_id is not null`;
  return row;
}

/**
 * Deletes a reservation that will not be placed. No phone has rung, so the call's row is deleted. The lead becomes
 * pending again, or gets the status that the refusal of the call gate says.
 *
 * @returns the id of the agent who was reserved for the call; null if no agent was reserved
 */
export async function releaseReservation(
  sql: Sql,
  call: Pick<ReservedCall, 'id' | 'tenantId' | 'leadId'>,
  refusal: CallRefusal | undefined,
): Promise<number | null> {
  const [released] = await sql<{ agentId: number | null }[]>`
    delete from calls where id = ${call.id} and status = 'reserved' returning agent_id`;
  if (!released) return null;
  await sql`
    update leads set status = 'pending', updated_at = clock_now() where id = ${call.leadId} and status = 'queued'`;
  if (refusal) await updateRefusedLeads(sql, call.tenantId, [{ ...refusal, id: call.leadId }]);
  return released.agentId;
}

/**
 * Counts the reserved calls of all tenants and of one tenant, and the other tenants that have reserved calls. Returns also
 * the first turn of all calls, and the last turn of the tenant's calls.
 *
 * @crossTenant Safe: all reserved calls wait in one queue, because all tenants share the carrier's limit of calls per
 *   second.
 */
export async function countReservedCalls(sql: Sql, tenantId: number): Promise<ReservedCounts> {
  const [row] = await sql<[ReservedCounts]>`
    select count(*) as all, count(*) filter (where tenant_id = ${tenantId}) as own,
      count(distinct tenant_id) filter (where tenant_id <> ${tenantId}) as other_tenants,
      min(carrier_turn) as first_turn, max(carrier_turn) filter (where tenant_id = ${tenantId}) as last_own_turn
    from calls where live and status = 'reserved' and direction = 'outbound'`;
  return row;
}

/**
 * Lists reserved calls that no worker has placed for `seconds`, because the queue has lost their jobs.
 *
 * @crossTenant Safe: the sweeper repairs the calls of all tenants.
 */
export async function listStaleReservations(sql: Sql, seconds: number): Promise<number[]> {
  const calls = await sql<{ id: number }[]>`
    select id from calls where live and status = 'reserved'
      and updated_at < clock_now() - make_interval(secs => ${seconds}) order by id limit 500`;
  return calls.map(({ id }) => id);
}

/**
 * Lists reserved agent legs and parked legs whose phone no worker has rung for `seconds`, because the queue has lost
 * their jobs or all attempts have failed.
 *
 * @crossTenant Safe: the sweeper repairs the legs of all tenants.
 */
export async function listStaleReservedLegs(sql: Sql, seconds: number): Promise<{ id: number; isParked: boolean }[]> {
  return await sql<{ id: number; isParked: boolean }[]>`
    select g.id, g.call_id is null as is_parked from call_legs g left join calls c on c.id = g.call_id
    where g.live and g.status = 'reserved' and (g.call_id is null or c.live)
      and g.updated_at < clock_now() - make_interval(secs => ${seconds}) order by g.id limit 500`;
}

/**
 * Sets queued leads without a reserved call back to pending. Returns the number of these leads.
 *
 * @crossTenant Safe: the sweeper repairs the leads of all tenants.
 */
export async function releaseUncalledLeads(sql: Sql, seconds: number): Promise<number> {
  const released = await sql`
    update leads l set status = 'pending', updated_at = clock_now()
    where l.status = 'queued' and l.updated_at < clock_now() - make_interval(secs => ${seconds})
      -- The limit makes the planner read the calls of the lead by index. A join could read the whole table of calls.
      and (select c.id from calls c where c.lead_id = l.id and (c.live or c.created_at >= l.updated_at)
        order by c.id desc limit 1) is null`;
  return released.count;
}
